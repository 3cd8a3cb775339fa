import { createHash } from 'node:crypto';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOnnxLanguageModel, type OnnxLanguageModel } from '../../../src/backends/onnx';
import { systemClock } from '../../../src/base/clock';
import { buildEngine } from '../../support/engine';
import { temporaryFolder } from '../../support/temporaryFolder';
import { TINY_GOLDEN } from '../../support/tinyGolden';
import { TINY_MODELS, tinyModelFiles, type TinyModelName } from '../../support/tinyModels';

/**
 * Largest difference from llama.cpp. Weights, keys and values are float32 on both sides; what is left
 * is the order of sums (6e-5 measured), and for gemma3 that llama.cpp looks GELU up at half precision (1.6e-3).
 */
const TOLERANCE: Readonly<Record<TinyModelName, number>> = { llama: 2e-4, llama3: 2e-4, qwen2: 2e-4, qwen3: 2e-4, gemma3: 5e-3 };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let engineScript: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  engineScript = await buildEngine();
});
afterAll(() => folder.dispose());

describe.each(TINY_MODELS)('a made-up %s model', (name) => {
  const golden = TINY_GOLDEN.models[name];
  let model: OnnxLanguageModel;

  beforeAll(async () => {
    const files = tinyModelFiles(name);
    const bytes = Buffer.concat(files.map((file) => file.bytes));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    // Other bytes would make every comparison meaningless.
    expect(sha256).toBe(golden.sha256);
    await Promise.all(files.map((file) => writeFile(join(folder.path, file.name), file.bytes)));
    const weights = { modelId: name, path: join(folder.path, files[0]?.name ?? ''), sha256, bytes: bytes.length };
    model = createOnnxLanguageModel({ engineScript, weights, graphsDir: join(folder.path, 'graphs'), precision: 'exact', threads: 1, clock: systemClock });
    await model.warmUp();
  });
  afterAll(() => model.unload());

  it('gives the logits that llama.cpp computes', async () => {
    const [tokens = []] = golden.tokens;
    const logits = await model.logits(tokens);
    const size = logits.length / tokens.length;
    const differences = golden.positions.flatMap((position, row) =>
      (golden.logits[row] ?? []).map((expected, id) => Math.abs((logits[position * size + id] ?? NaN) - expected)),
    );
    expect(differences.length).toBe(golden.positions.length * size);
    expect(Math.max(...differences)).toBeLessThan(TOLERANCE[name]);
  });
});

it('an import whose graph is damaged is made anew when it is opened', async () => {
  const [file] = tinyModelFiles('qwen2');
  const graphsDir = join(folder.path, 'damaged');
  const path = join(folder.path, 'damaged.gguf');
  await writeFile(path, file?.bytes ?? '');
  const weights = { modelId: 'damaged', path, sha256: 'd'.repeat(64), bytes: file?.bytes.length ?? 0 };
  const open = (): OnnxLanguageModel => createOnnxLanguageModel({ engineScript, weights, graphsDir, precision: 'exact', threads: 1, clock: systemClock });
  const first = open();
  await first.warmUp();
  const expected = await first.logits([1, 2, 3]);
  await first.unload();
  const [imported = ''] = await readdir(graphsDir);
  const graph = join(graphsDir, imported, 'model.onnx');
  await writeFile(graph, Buffer.alloc((await stat(graph)).size, 'x'));
  const second = open();
  await second.warmUp();
  expect(await second.logits([1, 2, 3])).toEqual(expected);
  await second.unload();
});
