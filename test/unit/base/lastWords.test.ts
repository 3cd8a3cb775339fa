import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { LastWords } from '../../../src/base/lastWords';

async function read(...chunks: readonly string[]): Promise<LastWords> {
  const stream = new PassThrough();
  const words = new LastWords(stream, 'MARK');
  for (const chunk of chunks) {
    stream.write(chunk);
  }
  const over = new Promise((resolve) => stream.once('end', resolve));
  stream.end();
  await over;
  return words;
}

describe('the last words of a process', () => {
  it('are the line that names the error, however the text arrives and however long the source is that is printed before it', async () => {
    const words = await read('pyodide.mjs:9\n', `${'x'.repeat(2_000)}; throw new TypeError("a")`, '\n   ^\n\nRuntime', 'Error: memory access out of', ' bounds\n    at wasm://wasm/1\n', 'Error: later');
    expect(words.named).toBe('RuntimeError: memory access out of bounds');
    expect(words.marked).toBe(false);
  });

  it('are none where no line names an error, also of a long line that is cut', async () => {
    expect((await read('warning\n', `${' '.repeat(400)}TypeError: a`)).named).toBeNull();
  });

  it('are no warnings of a library', async () => {
    expect((await read('\u001b[0;93m2026-11-26 07:47:58 [W:onnxruntime:, graph.cc:5607] Removing initializer\u001b[m\n', 'Segmentation fault\n')).named).toBeNull();
  });

  it('have the mark in a last line without an end', async () => {
    expect((await read('a\nthe MA', 'RK')).marked).toBe(true);
  });
});
