export { NotScorable } from './notScorable';
export { isRight, Scorer, type Score } from './scorer';
