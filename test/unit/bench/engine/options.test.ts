import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../../bench/engine/options';
import { sampleWorkloads } from '../../../bench/engine/workloads';

describe('options', () => {
  it('measure two models and every number of samples by default', () => {
    expect(parseOptions([])).toMatchObject({
      models: ['smollm2-135m', 'qwen2.5-coder-0.5b'],
      engines: ['reckon', 'node-llama-cpp', 'transformers.js'],
      counts: [1, 4, 8, 16, 32],
      prompts: [128, 1024],
      runs: 5,
    });
  });

  it('add the large model', () => {
    expect(parseOptions(['--large']).models).toContain('qwen2.5-coder-1.5b');
    expect(parseOptions(['--large', '--model', 'qwen2.5-coder-1.5b']).models).toEqual(['qwen2.5-coder-1.5b']);
  });

  it('can be narrowed, also when quick', () => {
    expect(parseOptions(['--quick', '--model', 'a', '--model', 'b', '--counts', '8,2', '--threads', '3', '--engines', 'reckon'])).toMatchObject({
      models: ['a', 'b'], counts: [8, 2], threads: 3, engines: ['reckon'], runs: 2,
    });
  });

  it.each([['--runs', '0'], ['--counts', '1,x'], ['--threads', '-1'], ['--engines', 'ollama'], ['--nonsense', '1']])('refuse %s %s, and say what there is', (name, value) => {
    expect(() => parseOptions([`${name}=${value}`])).toThrow(expect.objectContaining({ code: 'invalid-input', hint: expect.stringContaining('--engines LIST') }));
  });
});

it('gives shorter outputs to many samples', () => {
  expect(sampleWorkloads({ prompts: [128], counts: [1, 32], maxTokens: null }).map(({ id, maxTokens }) => [id, maxTokens])).toEqual([
    ['128 tokens, 1 sample', 64],
    ['128 tokens, 32 samples', 48],
  ]);
});
