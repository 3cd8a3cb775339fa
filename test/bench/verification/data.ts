import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { ReckonError } from '../../../src/base/errors';
import { LANGUAGES, type Language } from '../../../src/verification/types';
import { elementsOf, memberOf } from './rawJson';

/** A problem as it is published: HumanEval (Chen et al., 2107.03374), its translations (MBXP, 2210.14868) and HumanEval+ (EvalPlus, 2305.01210). */
export interface DataRow {
  readonly id: string;
  readonly language: Language;
  readonly prompt: string;
  readonly functionName: string;
  /** The body that is known to be right; null where the data set has none. */
  readonly solution: string | null;
  /** Each the text of a JSON list of arguments, those of the data set's own tests first; empty where it lists none. */
  readonly inputs: readonly string[];
  /** How many of `inputs`, from the first, are those of the data set's own tests; what follows is HumanEval+'s. */
  readonly baseInputs: number;
  /** Largest difference between floats that counts as none; 0 where they have to be the same. */
  readonly tolerance: number;
}

const rowSchema = z.object({
  task_id: z.string(),
  prompt: z.string(),
  entry_point: z.string(),
  canonical_solution: z.string().nullish(),
  language: z.enum(LANGUAGES).default('python'),
  atol: z.number().default(0),
});

/**
 * @param path one JSON document a line, gzipped or not
 * @throws ReckonError `invalid-input` when it cannot be read or is something else
 */
export function readRows(path: string, count = Infinity): readonly DataRow[] {
  return readText(path).split('\n').filter((line) => line.trim() !== '').slice(0, count).map((line, index) => {
    try {
      return parseRow(line);
    } catch (error) {
      throw new ReckonError('invalid-input', `Line ${index + 1} of ${path} is no problem of HumanEval: ${error instanceof Error ? error.message : String(error)}`, {
        hint: 'Give a file of HumanEval, HumanEval+ or their translations as published.',
      });
    }
  });
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw new ReckonError('invalid-input', `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      hint: 'Say where the data set is with --data FILE.',
    });
  }
}

/** Inputs stay text: numbers in them may be larger than JavaScript keeps exactly. */
function parseRow(line: string): DataRow {
  const members = ['task_id', 'prompt', 'entry_point', 'canonical_solution', 'language', 'atol'].flatMap((name) => {
    const text = memberOf(line, name);
    return text === null ? [] : [[name, JSON.parse(text) as unknown]];
  });
  const row = rowSchema.parse(Object.fromEntries(members));
  const [base, plus] = [memberOf(line, 'base_input'), memberOf(line, 'plus_input')].map((text) => (text === null ? [] : elementsOf(text)));
  return {
    id: row.task_id,
    language: row.language,
    prompt: row.prompt,
    functionName: row.entry_point,
    solution: row.canonical_solution ?? null,
    inputs: [...(base ?? []), ...(plus ?? [])],
    baseInputs: base?.length ?? 0,
    tolerance: row.atol,
  };
}
