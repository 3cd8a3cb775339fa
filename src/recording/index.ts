export { RecordedModel, type RecordedModelOptions, type ReplayedCall } from './recordedModel';
export { placeOf, Recording } from './recording';
export { RecordingModel } from './recordingModel';
export { promptKey, questionOf, wayOf, type Question } from './format';
export { LiveSource, type SampleSource } from './source';
