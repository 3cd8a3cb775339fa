/** An answer to a task, and whether it computes what it returns. */
export interface OverfittingRow {
  readonly name: string;
  readonly task: string;
  readonly answer: string;
}

export function rowsOf(task: string, answers: Readonly<Record<string, string>>): readonly OverfittingRow[] {
  return Object.entries(answers).map(([name, answer]) => ({ name, task, answer }));
}
