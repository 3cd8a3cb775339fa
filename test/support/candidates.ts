import type { Candidate, CandidateProgram, Language } from '../../src/verification/types';

/** A candidate that defines `functionName` by itself; what else it is judged with comes in `given`. */
export function candidateOf(language: Language, code: string, functionName: string, given: Partial<CandidateProgram> = {}): Candidate {
  return { id: 'c', language, code, program: { functionName, given: '', givenNames: [], code, ...given } };
}
