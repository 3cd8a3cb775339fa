import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVALUATION_SCHEMA_VERSION } from '../../../src/app/evaluationFile';
import { fitEvaluations } from '../../../src/app/fitting';
import type { PolicyRun, ProblemResult } from '../../../src/evaluation';
import { MEASURES } from '../../../src/measures';
import { temporaryFolder } from '../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => { folder = await temporaryFolder(); });
afterAll(() => folder.dispose());

const NOTHING = { tokens: 1, seconds: 1, joules: null, dollars: null };

function run(policy: string, judged: number, passing: number): PolicyRun {
  return {
    policy, status: 'unverified', score: null, confidence: null, evidence: null, pairsAlike: null, forecast: { p50: NOTHING, p90: NOTHING, verifiedProbability: null },
    samples: judged, judged, passing, tokens: 100 * judged + 50, promptTokens: 50 + judged, seconds: 1, joules: null, flops: null,
  };
}

const PROBLEM: ProblemResult = {
  id: 'made/1', examples: 1, scores: [], drawn: [], features: { examples: 1, canCompare: true, answers: 'body', promptTokens: 50 },
  orders: [[run('direct', 1, 0), run('best-of-n', 8, 1), run('revision', 8, 5)]],
};

async function evaluationOf(modelId: string): Promise<string> {
  const path = join(folder.path, `${modelId}.json`);
  await writeFile(path, JSON.stringify({ schemaVersion: EVALUATION_SCHEMA_VERSION, data: { file: 'made.jsonl', sha256: 'ab', problems: 1 }, model: { modelId, location: 'local' }, samples: 8, orders: 1, seed: 0, useExamples: true, problems: [PROBLEM] }));
  return path;
}

describe('fitting to strategies alone', () => {
  it('leaves all else as it was measured, and says which command fitted which', async () => {
    const path = await evaluationOf(MEASURES.defaultModel);
    const { measures, validation, problems } = fitEvaluations({ evaluations: [], strategies: [path], seed: 0 });
    const [before, after] = [MEASURES, measures].map(({ models, defaultModel }) => models[defaultModel]);
    expect({ validation, problems }).toEqual({ validation: null, problems: 0 });
    expect(after?.strategies['revision']).toMatchObject({ samples: 7 });
    expect(after?.strategies['revision']?.passRatio).toBeGreaterThan(1);
    expect(after).toEqual({
      ...before, strategies: after?.strategies,
      strategiesFittedBy: `reckon bench fit --strategies ${MEASURES.defaultModel}.json --out measures.json`,
      strategiesFittedTo: [{ data: 'made.jsonl', sha256: 'ab', problems: 1, samples: 8, orders: 1, seed: 0 }],
    });
  });

  it('is refused for a model of which nothing else is known, and without any file', async () => {
    const path = await evaluationOf('unheard-of');
    expect(() => fitEvaluations({ evaluations: [], strategies: [path], seed: 0 })).toThrow('Nothing but strategies would be known of unheard-of.');
    expect(() => fitEvaluations({ evaluations: [], strategies: [], seed: 0 })).toThrow('There is nothing to fit to.');
  });
});
