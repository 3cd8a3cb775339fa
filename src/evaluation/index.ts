export { CandidateScores } from './candidateScores';
export { evaluateProblem, type EvaluationOptions, type PolicyRun, type ProblemResult } from './evaluate';
export { policiesFor, strategyPolicies, type PolicySpec } from './policies';
export { readProblems, type Problem } from './problems';
export { solvedAgainstTokens } from './report/plot';
export { oracleCurve, summarizePolicy, type OraclePoint, type PolicySummary } from './report/summary';
export { drawIntoRecording } from './sampling';
export { Scorer, type Score } from './scoring';
