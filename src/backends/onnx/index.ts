export { createOnnxLanguageModel, type OnnxLanguageModel, type OnnxModelOptions } from './process/client';
