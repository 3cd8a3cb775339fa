export { MAX_SHORT_ANSWER_CHARACTERS, shortAnswerIn } from './extract';
export { readQuestion, type AnswerKind, type AnswerOption, type QuestionForm, type QuestionReading } from './form';
export { normalizeAnswer, type NormalAnswer } from './normalize';
export type { Amount } from './numbers';
export { questionOf, questionPrompt, type Question, type QuestionCode, type WantedForm } from './prompt';
