export { DEFAULT_PRECISION, PRECISIONS, type Precision } from './importer/precision';
export { createOnnxLanguageModel, type OnnxLanguageModel, type OnnxModelOptions } from './process/client';
export { describeProcessor, inferenceLibraryVersion } from './session/inspect';
