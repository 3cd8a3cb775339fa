import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OnnxLanguageModel } from '../../../src/backends/onnx';
import { measureDivergence } from '../../bench/quality/divergence';
import { readCorpus } from '../../bench/engine/prompts';
import { openTestModel } from '../../support/engine';

/** Two windows of what docs/engine.md measures on twenty: 0.0054 there. */
const TOKENS = 512;
/** The price that the default import may have, in nats a token; blunt 4-bit weights cost twice that. */
const MOST_DIVERGENCE = 0.02;

let exact: OnnxLanguageModel;
let compact: OnnxLanguageModel;
beforeAll(async () => {
  exact = await openTestModel('qwen2.5-coder-0.5b', { precision: 'exact' });
  compact = await openTestModel('qwen2.5-coder-0.5b', { precision: 'compact' });
});
afterAll(() => Promise.all([exact.unload(), compact.unload()]));

describe('the default import', () => {
  it('says of code nearly what the exact one says', async () => {
    const tokens = await exact.tokenize({ kind: 'text', text: readCorpus(process.cwd()).join('\n') });
    const { mean, sameTop } = await measureDivergence(exact, compact, tokens.slice(0, TOKENS), () => undefined);
    expect(mean).toBeLessThan(MOST_DIVERGENCE);
    expect(mean).toBeGreaterThan(0); // It is another import.
    expect(sameTop).toBeGreaterThan(0.95);
  });
});
