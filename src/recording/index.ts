export { RecordedModel, type RecordedModelOptions, type ReplayedCall } from './recordedModel';
export { Recording } from './recording';
export { RecordingModel } from './recordingModel';
export { questionOf, type Question } from './format';
