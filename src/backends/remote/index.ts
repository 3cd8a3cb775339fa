export { createOpenAICompatibleModel, type RemoteModelOptions } from './openaiCompatible';
