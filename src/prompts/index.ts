export { extractCode } from './answer';
export type { AnswerOptions, AnswerPrompt } from './answerPrompt';
export { planCodePrompt, planPrompt, planSteps, type PlanPrompt } from './plan';
export { planStep, planStepPrompt, type PlanSoFar } from './planStep';
export * from './questions';
export { revisePrompt, type Failing } from './revise';
export { solvePrompt } from './solve';
export { thinkPrompt } from './think';
