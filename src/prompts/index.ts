export { extractCode } from './answer';
export { solvePrompt, type AnswerPrompt } from './solve';
