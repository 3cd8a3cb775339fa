export { answerPromptFor, codeOf, optionsFor } from './answers';
export { confidenceFeatures, type AnswerEvidence } from './confidence';
export { solveTask, type ReasoningDependencies, type ReasoningRequest } from './controller';
export { MAX_ANSWER_TOKENS, samplingOptions } from './draw';
export * from './events';
export { forecastFeatures, forecastRun, type ForecastFeatures, type ForecastRequest } from './forecast';
export type { OwnTestsJudge } from './ownTestsJudge';
export { batchSizes, samplePlan, type SampleGroup, type StoppingRule } from './policy';
export { isSelectorId, isStrategyName, SELECTOR_IDS, STRATEGY_IDS, STRATEGY_NAMES, type SelectorId, type StrategyId, type StrategyName } from './strategies';
