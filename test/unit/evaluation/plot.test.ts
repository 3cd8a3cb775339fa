import { describe, expect, it } from 'vitest';
import type { PolicySummary } from '../../../src/evaluation';
import { solvedAgainstTokens } from '../../../src/evaluation/report/plot';

const summary = (policy: string, samples: number, tokens: number, solved: number): PolicySummary => ({
  policy, title: policy, base: { mean: solved, low: solved - 0.07, high: solved + 0.07 }, plus: null, verified: 1, unverified: 0, abstained: 0, falseAccepts: null, samples, tokens, seconds: 1, joules: null, flops: null,
  calibration: null, coverage: { tokens: { p50: 0.5, p90: 0.9 }, seconds: { p50: 0.5, p90: 0.9 } }, verifiedForecast: null,
});
const POLICIES = [
  summary('greedy', 1, 430, 0.56), summary('fixed-4', 4, 1050, 0.67), summary('fixed-16', 16, 3200, 0.72), summary('first-pass', 4.5, 1200, 0.74), summary('policy', 7.4, 1790, 0.716),
];

interface Box {
  readonly words: string;
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

/** Names as they stand in the picture, letters taken as 6.5 pixels wide and 12 high. */
function names(svg: string): readonly Box[] {
  return [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"([^>]*)>([a-z][a-z0-9-]*)<\/text>/g)].map(([, x = '', y = '', attributes = '', words = '']) => {
    const width = words.length * 6.5;
    const from = attributes.includes('"end"') ? Number(x) - width : Number(x);
    return { words, from, to: from + width, y: Number(y) };
  });
}

describe('the picture of an evaluation', () => {
  it('names every policy and the oracle, and no name stands on another', () => {
    const boxes = names(solvedAgainstTokens({ title: 'Solved', policies: POLICIES, oracle: [{ samples: 1, base: 0.56, plus: null }, { samples: 16, base: 0.79, plus: null }], tokensOf: (count) => 200 * count }));
    expect(boxes.map(({ words }) => words).toSorted()).toEqual([...POLICIES.map(({ policy }) => policy), 'oracle'].toSorted());
    const meeting = boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) => a.from < b.to && b.from < a.to && Math.abs(a.y - b.y) < 12).map((b) => [a.words, b.words]));
    expect(meeting).toEqual([]);
  });
});
