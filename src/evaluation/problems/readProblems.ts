import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { ReckonError } from '../../base/errors';
import { LANGUAGES } from '../../verification/types';
import type { Problem } from './problem';
import { elementsOf, memberOf } from './rawJson';

const rowSchema = z.object({
  task_id: z.string().min(1),
  prompt: z.string().min(1),
  entry_point: z.string().min(1),
  canonical_solution: z.string().nullish(),
  test: z.string().nullish(),
  language: z.enum(LANGUAGES).default('python'),
  atol: z.number().nonnegative().default(0),
});

/**
 * Reads rows as they are published: HumanEval (Chen et al., 2107.03374), its translations (MBXP, Athiwaratkun et
 * al., 2210.14868) and HumanEval+ (EvalPlus, Liu et al., 2305.01210), and any other data in one of these forms.
 * @param path one JSON document a line, gzipped or not
 * @throws ReckonError `file-not-found` or `invalid-input`
 */
export function readProblems(path: string, count = Infinity): readonly Problem[] {
  const lines = readText(path).split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [{ line, number: index + 1 }]));
  const problems = lines.slice(0, count).map(({ line, number }) => {
    try {
      return parseProblem(line);
    } catch (error) {
      throw new ReckonError('invalid-input', `Line ${number} of ${path} is no problem in a form that can be read: ${wordsOf(error)}`, { hint: FORMS, cause: error });
    }
  });
  if (problems.length === 0) {
    throw new ReckonError('invalid-input', `${path} has no problem in it.`, { hint: FORMS });
  }
  refuseTwins(problems, path);
  return problems;
}

const FORMS = 'Each line has to be one JSON document with task_id, prompt, entry_point and test (HumanEval, MBXP), or base_input, plus_input and canonical_solution (EvalPlus).';

function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw new ReckonError('file-not-found', `${path} cannot be read: ${wordsOf(error)}`, { hint: 'Say where the problems are with --data FILE.', cause: error });
  }
}

/** Inputs stay text: numbers in them may be larger than JavaScript keeps exactly. */
function parseProblem(line: string): Problem {
  const members = Object.keys(rowSchema.shape).flatMap((name) => {
    const text = memberOf(line, name);
    return text === null ? [] : [[name, JSON.parse(text) as unknown]];
  });
  const row = rowSchema.parse(Object.fromEntries(members));
  const [base = [], plus = []] = ['base_input', 'plus_input'].map((name) => {
    const text = memberOf(line, name);
    return text === null ? [] : elementsOf(text);
  });
  requireScorable(row, base.length, plus.length);
  return {
    id: row.task_id,
    language: row.language,
    prompt: row.prompt,
    functionName: row.entry_point,
    solution: row.canonical_solution ?? null,
    test: row.test ?? null,
    inputs: [...base, ...plus],
    baseInputs: base.length,
    tolerance: row.atol,
  };
}

/** @throws ReckonError `invalid-input` for a row whose hidden part says nothing of an answer */
function requireScorable({ test, canonical_solution: solution, language }: z.infer<typeof rowSchema>, base: number, plus: number): void {
  const refuse = (why: string): never => {
    throw new ReckonError('invalid-input', why);
  };
  if (plus > 0 && base === 0) {
    refuse('it has plus_input, but no base_input');
  }
  if (base > 0 && typeof solution === 'string' && language !== 'python') {
    refuse(`inputs are run in Python, and it is in ${language}; give it a test instead`);
  }
  if (!test && (base === 0 || typeof solution !== 'string')) {
    refuse('it has neither a test nor base_input with canonical_solution');
  }
}

/** Samples and scores are kept by the problem's name. */
function refuseTwins(problems: readonly Problem[], path: string): void {
  const seen = new Set<string>();
  for (const { id } of problems) {
    if (seen.has(id)) {
      throw new ReckonError('invalid-input', `${path} has two problems with the name ${id}.`, { hint: 'Each needs a task_id of its own.' });
    }
    seen.add(id);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : error instanceof Error ? error.message : String(error);
}
