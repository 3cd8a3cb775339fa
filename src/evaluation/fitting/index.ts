export { crossValidate, type CrossValidation, type CrossValidationOptions } from './crossValidation';
export { fitMeasures, type FittedMeasures } from './fit';
export { fitStrategies } from './strategies';
