import { describe, expect, it } from 'vitest';
import type { Generation } from '../../../bench/engine/protocol';
import { decodeRate, figuresOf, prefillRate } from '../../../bench/engine/report/figures';
import { plotResult } from '../../../bench/engine/report/plot';
import { reportText } from '../../../bench/engine/report/text';
import type { BenchResult, Outcome } from '../../../bench/engine/results';

function generation(seconds: number, more: Partial<Generation> = {}): Outcome {
  return {
    ok: true,
    joules: null,
    generation: { promptTokens: 100, cachedTokens: 0, tokens: 11, endedEarly: 0, firstToken: 1, allFirstTokens: 1, lastToken: 1 + seconds, tokensAfterFirsts: 10, ...more },
  };
}

const INPUTS = { weightBytes: 1e6, cacheBytesPerToken: 0, sharesPrompt: true, multiplyAddsPerToken: 1e6, attentionPerToken: 0 };
const RESULT: BenchResult = {
  schemaVersion: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
  seconds: 12,
  machine: { cpu: 'A <fast> CPU', logicalProcessors: 2, flags: ['avx2'], memory: 8e9, system: 'linux x64', node: '20.0.0', loadBefore: 0.1 },
  threads: 2,
  engines: ['reckon', 'node-llama-cpp'],
  limits: { bytesPerSecond: 2e7, multiplyAddsPerSecond: 1e9, bandwidths: { reading: 2e7 }, peaks: { product: 1e9 } },
  models: [{
    modelId: 'tiny',
    sha256: 'ab'.repeat(32),
    fileBytes: 1e6,
    leftOut: { 'transformers.js': 'cannot load these weights' },
    versions: { reckon: { runtime: '1' } },
    load: { first: { reckon: [9] }, later: { reckon: [1, 3], 'node-llama-cpp': [2, 2] } },
    samples: [{
      workload: { id: '100 tokens, 1 sample', prompt: 100, count: 1, maxTokens: 11 },
      rounds: [
        { reckon: generation(1), 'node-llama-cpp': generation(2) },
        { reckon: generation(4, { endedEarly: 1 }), 'node-llama-cpp': generation(8) },
        { reckon: { ok: false, message: 'out of memory' }, 'node-llama-cpp': generation(1) },
      ],
      peakMemory: { reckon: { root: 1e6, descendants: 2e6 } },
    }],
    completions: [{ moved: 1, rounds: [{ reckon: generation(0), 'node-llama-cpp': generation(0, { firstToken: 3 }) }] }],
    infill: false,
    limitInputs: { reckon: INPUTS, 'node-llama-cpp': INPUTS },
    memoryIsPerWorkload: true,
  }],
};

describe('figures', () => {
  it('compare round by round, in the direction in which more is better', () => {
    const of = (metric: string, engine: string) => figuresOf(RESULT).find((figure) => figure.metric === metric && figure.engine === engine);
    expect(of('decode', 'reckon')).toMatchObject({ summary: { median: 6.25, runs: 2 }, ratio: { median: 2, runs: 2 }, limit: 20 });
    expect(of('decode', 'node-llama-cpp')).toMatchObject({ summary: { runs: 3 }, ratio: null });
    expect(of('load', 'reckon')).toMatchObject({ summary: { median: 2 }, ratio: { median: (2 + 2 / 3) / 2 } });
    expect(of('completion', 'reckon')).toMatchObject({ workload: 'cursor moved by 1 line', ratio: { median: 3 } });
    expect(of('energy', 'reckon')?.summary).toBeNull();
  });

  it('count read tokens only, and have no rate of a single token', () => {
    const one = { promptTokens: 100, cachedTokens: 60, tokens: 1, endedEarly: 0, firstToken: 2, allFirstTokens: 2, lastToken: 2, tokensAfterFirsts: 0 };
    expect(prefillRate(one)).toBe(20);
    expect(decodeRate(one)).toBeNull();
  });
});

it('the text says what was measured, left out, cut short and failed', () => {
  const text = reportText(RESULT);
  for (const part of ['A <fast> CPU', 'avx2', 'transformers.js is left out: cannot load these weights', '2.00x', '31%', '3 MB (1 MB caller + 2 MB engine)', 'no counter', 'reckon: 1 sample ended early', 'reckon failed: out of memory']) {
    expect(text).toContain(part);
  }
});

it('the plot is one well-formed picture with a panel for each rate', () => {
  const svg = plotResult(RESULT);
  expect(svg).toContain('A &lt;fast&gt; CPU');
  expect(svg.match(/samples over one prompt/g)).toHaveLength(2);
  expect(svg.match(/<g /g)?.length).toBe(svg.match(/<\/g>/g)?.length);
  expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
});
