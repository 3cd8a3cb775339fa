/**
 * Writes the made-up models of test/support/tinyModels.ts into a folder, for tiny.py:
 *
 *     npx esbuild test/model/golden/writeTinyModels.ts --bundle --platform=node | node - FOLDER
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TINY_MODELS, tinyModelFiles } from '../../support/tinyModels';

const folder = process.argv[2] ?? '.';
mkdirSync(folder, { recursive: true });
for (const { name, bytes } of TINY_MODELS.flatMap(tinyModelFiles)) {
  writeFileSync(join(folder, name), bytes);
}
