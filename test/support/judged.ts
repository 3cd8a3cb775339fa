import type { JudgedCandidate } from '../../src/reasoning';
import type { ExampleStatus, VerdictStatus } from '../../src/verification/types';
import { candidateOf } from './candidates';

/** What is known of a candidate. */
export interface Judgement {
  readonly status: VerdictStatus;
  readonly examples?: readonly ExampleStatus[];
  readonly properties?: readonly ('passed' | 'failed')[];
  /** Whether its types fit; left out: they were not checked. */
  readonly typesFit?: boolean;
  readonly cluster?: string;
  readonly logprob?: number;
}

export function judged(id: string, { status, examples = ['passed'], properties = [], typesFit, cluster, logprob }: Judgement): JudgedCandidate {
  return {
    candidate: { ...candidateOf('python', `def f(): return '${id}'`, 'f'), id, strategy: 'direct', sampleIndex: 0, completionTokens: 1, meanLogprob: logprob ?? null, finishReason: 'stop' },
    cluster: cluster ?? null,
    verdict: {
      candidateId: id, status, reason: status, seconds: 0, isolation: { level: 'contained', description: 'scripted' },
      results: examples.map((each, index) => ({ exampleId: `ex${index + 1}`, status: each, actual: null, expected: '1', message: null })),
      properties: properties.map((each, index) => ({ propertyId: `p${index + 1}`, status: each, held: 1, counterexample: null })),
      ...(typesFit === undefined ? {} : { types: { problems: typesFit ? [] : [{ line: 1, message: 'No value of that type.' }] } }),
    },
  };
}
