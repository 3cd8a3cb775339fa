export { answerQuestion, type QuestionDependencies, type QuestionRequest } from './controller';
export { estimateQuestion, type QuestionEstimateInput } from './estimate';
export * from './events';
export type { AgreementRule } from './policy';
