export { createOpenAICompatibleModel, type RemoteModelOptions } from './model';
