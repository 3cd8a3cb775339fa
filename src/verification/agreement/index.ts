export { argumentValues, callParts, isBareCall } from './calls';
export { clusterFingerprints, isValueOutcome, tellingOutcomes } from './clusters';
export { canGenerateInputs, generateInputs, mutateExamples } from './inputs';
export { inputParameters, type InputParameter } from './parameters';
export { typedArguments, writeArguments } from './typed';
