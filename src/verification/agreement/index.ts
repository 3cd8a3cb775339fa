export { argumentValues, callParts, isBareCall } from './calls';
export { clusterFingerprints, isValueOutcome, tellingOutcomes } from './clusters';
export { callsIn, canGenerateInputs, generateInputs, mutateExamples } from './inputs';
export { fitsType } from './outcomeTypes';
export { inputParameters, type InputParameter } from './parameters';
export { readType } from './readType';
export { typedArguments, writeArguments } from './typed';
