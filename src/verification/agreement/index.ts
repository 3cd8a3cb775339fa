export { clusterFingerprints } from './clusters';
export { mutateExamples } from './inputs';
