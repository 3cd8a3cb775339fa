export type { GenerateOptions, LanguageModel, LoadProgress, ModelInfo, TokenCount } from './languageModel';
export { answerTokensFor, dollarsOf, type Priced, type TokenPrice } from './price';
export type { ChatMessage, ChatPrompt, InfillPrompt, Prompt, TextPrompt } from './prompt';
export type { FinishReason, Finish, ReasoningDelta, SampleFinish, StreamError, StreamPart, TextDelta, TokenScore } from './stream';
export { addUsage, budgetedTokens, NO_USAGE, type Usage } from './usage';
