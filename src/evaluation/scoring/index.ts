export { isRight, Scorer, type Score } from './scorer';
