import { describe, expect, it } from 'vitest';
import type { ComputeBudget, CostEstimate } from '../../../src/budget';
import { measuresOf } from '../../../src/measures';
import { earlierPartOf, forecastRun, type ForecastFeatures, type ReasoningResult, type StoppingRule } from '../../../src/reasoning';
import { LARGE, SMALL } from '../../support/furtherModels';
import { runToEnd } from '../../support/runs';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { RIGHT, WRONG } from '../../support/tasks';

const FEATURES: ForecastFeatures = { examples: 2, canCompare: true, answers: 'body', promptTokens: 300 };

async function ran(texts: readonly string[], maxSamples: number, rule: StoppingRule = 'first-pass'): Promise<ReasoningResult> {
  const model = new ScriptedModel({ samples: texts.map((text) => ({ text })), promptTokens: 300 });
  return (await runToEnd({ model, verifier: new ScriptedVerifier(undefined, () => 'same'), budget: { maxSamples }, rule })).result;
}

function forecast(previous: ReasoningResult | null, rule: StoppingRule = 'first-pass', limits: ComputeBudget = {}): CostEstimate {
  return forecastRun(FEATURES, {
    level: 'thorough', rule, limits, location: 'local', measures: measuresOf('unmeasured'), rates: null, busyCores: 2,
    ...(previous ? { earlier: earlierPartOf(previous, ['scripted']) } : {}),
  });
}

const tokensOf = ({ spent }: ReasoningResult): number => spent.promptTokens + spent.completionTokens;

describe('the forecast of a run that goes on with another', () => {
  it('has what that took in it, and says so', async () => {
    const previous = await ran([WRONG], 4);
    const { p50, caveats } = forecast(previous);
    expect(p50.tokens).toBeGreaterThan(tokensOf(previous) + 300);
    expect(caveats).toEqual([expect.stringMatching(new RegExp(`^What the run took before is part of it: ${tokensOf(previous)} tokens and `)) as string]);
  });

  it('is less hopeful after failures, and the less the more there were', async () => {
    const [four, twelve] = [await ran([WRONG], 4), await ran([WRONG], 12)];
    const chances = [null, four, twelve].map((previous) => forecast(previous).verifiedProbability ?? 0) as [number, number, number];
    expect(chances[0]).toBeGreaterThan(chances[1]);
    expect(chances[1]).toBeGreaterThan(chances[2]);
  });

  it('has at least one further batch in it, and is sure of what passed before', async () => {
    const previous = await ran([RIGHT], 4);
    const { p50, verifiedProbability } = forecast(previous);
    expect(verifiedProbability).toBe(1);
    expect(p50.tokens).toBeGreaterThan(tokensOf(previous) + 300);
    expect(p50.tokens).toBeLessThan(forecast(previous, 'all-samples').p50.tokens);
  });

  it('costs nothing more where no sample is left', async () => {
    const previous = await ran([WRONG], 4);
    const { p90, verifiedProbability } = forecast(previous, 'first-pass', { maxSamples: 4 });
    expect(p90).toMatchObject({ tokens: tokensOf(previous), seconds: previous.spent.seconds });
    expect(verifiedProbability).toBe(0);
  });

  it('stays inside the limits of both parts together', async () => {
    const previous = await ran([WRONG], 4);
    const { p90 } = forecast(previous, 'two-agree', { maxTokens: tokensOf(previous) + 500, maxSeconds: 10 });
    expect(p90.tokens).toBeLessThanOrEqual(tokensOf(previous) + 500);
    expect(p90.seconds).toBeLessThanOrEqual(10);
  });

  it('counts candidates for the model that wrote them', async () => {
    const previous = await ran([RIGHT], 12, 'all-samples');
    expect(earlierPartOf(previous, ['scripted', 'other'])).toMatchObject({ samples: 12, passing: 12, sinceFirstPass: 11, doTwoAgree: true, models: [{ drawn: 12, passing: 12 }, { drawn: 0, passing: 0 }] });
    const models = [SMALL, LARGE];
    const earlier = earlierPartOf(await ran([WRONG], 4), models.map(({ id }) => id));
    expect(forecastRun(FEATURES, { level: 'thorough', rule: 'first-pass', location: 'local', measures: measuresOf('unmeasured'), rates: null, busyCores: 2, models, earlier }).verifiedProbability).toBeGreaterThan(0);
  });
});
