import { solutionOf, taskOf, type Problem } from '../../../../src/evaluation/problems';
import type { CodeTask, Verdict, Verifier } from '../../../../src/verification/types';

/** What Reckon makes of one row. */
export interface RowReading {
  readonly id: string;
  readonly file: string;
  readonly examples: number;
  readonly notUnderstood: CodeTask['notUnderstood'];
  /** Signs of examples in the text of a row in which none was found or refused; null where there are none of them either. */
  readonly signs: string | null;
  /** What became of the row's own solution; null where it has none or there is nothing to run. */
  readonly solution: Pick<Verdict, 'status' | 'reason'> | null;
}

export async function readRow(file: string, row: Problem, verifier: Verifier): Promise<RowReading> {
  const task = await taskOf(row);
  const candidate = await solutionOf(row, task);
  const verdict = candidate === null || task.examples.length === 0 ? null : await verifier.verify(candidate, task.examples);
  return {
    id: row.id,
    file,
    examples: task.examples.length,
    notUnderstood: task.notUnderstood,
    signs: task.examples.length + task.notUnderstood.length > 0 ? null : signsOf(task),
    solution: verdict && { status: verdict.status, reason: verdict.reason },
  };
}

/** Looked for without any of the code that reads examples, so that it cannot overlook what that overlooks. */
const SIGNS = /^.*(?:>>>|[=-]>|➞|→|==|\bexamples?\b|\be\.g\.|\bfor instance\b|\boutput\b|\bshould (?:return|be)\b).*$/im;
/** Arrows of types and functions are no signs of examples. */
const CODE_LINE = /^\s*(?:(?:export |async )*(?:def|function|const|let)\b|from\b|import\b|assert\b).*$/gm;

function signsOf({ text }: CodeTask): string | null {
  return SIGNS.exec(text.replace(CODE_LINE, ''))?.[0].trim() ?? null;
}
