import { describe, expect, it } from 'vitest';
import { resultDocument } from '../../../src/cli/resultDocument';
import { RESULT_SCHEMA, resultSchemaErrors } from '../../cli/support/resultSchema';
import { RUNS } from './cliRuns';

/** As a reader of the printed document sees it. */
async function documentOf(name: keyof typeof RUNS): Promise<Record<string, unknown>> {
  const { result } = await RUNS[name]();
  return JSON.parse(JSON.stringify(resultDocument(result))) as Record<string, unknown>;
}

describe('the result document', () => {
  it.each(Object.keys(RUNS) as (keyof typeof RUNS)[])('is as its schema says: %s', async (name) => {
    expect(resultSchemaErrors(await documentOf(name))).toEqual([]);
  });

  it('says what of the forecast is a guess', async () => {
    const { result } = await RUNS.verified();
    const document = JSON.parse(JSON.stringify(resultDocument({ ...result, estimate: { ...result.estimate, caveats: ['It is a guess.'] } }))) as Record<string, unknown>;
    expect(resultSchemaErrors(document)).toEqual([]);
    expect(document).toMatchObject({ estimate: { caveats: ['It is a guess.'] } });
  });

  it.each([
    ['verified', { status: 'verified', stopReason: 'verified' }],
    ['escalated', { status: 'verified', selected: expect.any(String) as unknown }],
    ['agreed', { status: 'verified', stopReason: 'agreement' }],
    ['unverified', { status: 'unverified', stopReason: 'budget-samples' }],
    ['withoutExamples', { status: 'unverified', stopReason: 'no-examples' }],
    ['abstained', { status: 'abstained', stopReason: 'budget-tokens', code: null, selected: null, candidates: [], evidence: [] }],
    ['modelFailed', { status: 'unverified', stopReason: 'model-failed', failure: { code: 'engine-crashed', message: 'The engine process ended.', hint: null } }],
    ['cancelledBefore', { status: 'abstained', stopReason: 'cancelled', code: null }],
    ['cancelledWhileWriting', { stopReason: 'cancelled' }],
  ] as const)('says how it ended: %s', async (name, expected) => {
    expect(await documentOf(name)).toMatchObject(expected);
  });

  it('gives each candidate its verdict for each example', async () => {
    const { candidates, examples, evidence, usage } = await documentOf('escalated');
    expect(examples).toHaveLength(2);
    expect((candidates as unknown[]).slice(0, 2)).toMatchObject([
      { verdict: 'failed', examples: [{ exampleId: 'ex1', status: 'failed' }, { exampleId: 'ex2', status: 'failed' }] },
      { verdict: 'passed', examples: [{ exampleId: 'ex1', status: 'passed' }, { exampleId: 'ex2', status: 'passed' }] },
    ]);
    expect(evidence).toMatchObject([{ kind: 'examples', passed: 2, total: 2, isolation: { level: 'contained' } }]);
    expect(usage).toMatchObject({ promptTokens: 200, energySource: 'modelled' });
  });

  it('has every field of its schema and no other', async () => {
    const document = await documentOf('verified');
    expect(Object.keys(document).sort()).toEqual(Object.keys(RESULT_SCHEMA['properties'] as object).sort());
    expect(resultSchemaErrors({ ...document, extra: 1 })).toMatchObject([{ keyword: 'additionalProperties' }]);
  });
});
