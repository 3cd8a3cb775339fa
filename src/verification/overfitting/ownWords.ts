import type { Candidate, Example, Verifier, VerifyOptions } from '../types';
import { OVERFITTING_SECONDS } from './limits';

/** Ways to read the words in one's own source. */
const READS_SOURCE = /__doc__|co_consts|\binspect\b|getsource|getcomments|getdoc|\btoString\s*\(\s*\)|String\s*\(\s*\w+\s*\)|`\$\{\s*\w+\s*\}`|\+\s*['"]['"]|\+\s*``|readFile|\bopen\s*\(|__file__/;

/** JavaScript is rewritten before it runs, which takes comments out of what a function says of itself: here each says all of them. */
function withWordsInSight(code: string): string {
  return `Function.prototype.toString = function () { return ${JSON.stringify(code)}; };\n${code}`;
}

/**
 * Whether a candidate that fails without descriptions and comments passes with them: it then reads the
 * answers there. Its own words state the examples, so that nothing it does with them counts as passing.
 */
export async function readsItsWords(verifier: Verifier, candidate: Candidate, examples: readonly Example[], { abortSignal, maxSeconds }: VerifyOptions): Promise<boolean> {
  const { code, program } = candidate;
  if (!READS_SOURCE.test(program.code) || code === program.code || examples.length === 0) {
    return false;
  }
  const talking = { ...candidate, program: { ...program, given: '', givenNames: [], code: candidate.language === 'python' ? code : withWordsInSight(code) } };
  const verdict = await verifier.verify(talking, examples, {
    ...(abortSignal ? { abortSignal } : {}),
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
    runSeconds: OVERFITTING_SECONDS,
  });
  return verdict.status === 'passed';
}

export const READS_WORDS_REASON = 'it reads the answers in its own description: without that it does not pass';
