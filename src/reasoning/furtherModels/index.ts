export { FurtherModels, type FurtherModelsOptions } from './furtherModels';
export type { Escalation, FurtherModel } from './types';
