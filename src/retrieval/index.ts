export { MAX_CONTEXT_TOKENS } from './limits';
export { contextLimit, ContextRetriever, type ContextRequest } from './retrieve';
export { CONTEXT_SCOPES, type ContextScope } from './types';
