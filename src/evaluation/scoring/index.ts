export { Scorer, type Score } from './scorer';
