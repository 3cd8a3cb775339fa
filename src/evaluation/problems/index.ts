export { solutionOf, taskOf, type Problem } from './problem';
export { readProblems } from './readProblems';
