import { renderTable } from '../support/table';

/** What a model made of a task, with or without the project. */
export interface Arm {
  /** Of the prompt, as the model counts them. */
  readonly promptTokens: number;
  /** Whether the likeliest answer passes. */
  readonly greedy: boolean;
  /** Samples that pass. */
  readonly passed: number;
  readonly codes: readonly string[];
}

export interface Row {
  readonly functionName: string;
  readonly needsProject: boolean;
  /** What retrieval said that it shows; null where it showed nothing. */
  readonly guessedTokens: number | null;
  readonly without: Arm;
  /** That of `without` where nothing was shown: the prompts are the same. */
  readonly with: Arm;
}

/** One line for each kind of task and each arm. */
export function retrievalText(rows: readonly Row[], samples: number): string {
  const needing = rows.filter(({ needsProject }) => needsProject);
  const others = rows.filter(({ needsProject }) => !needsProject);
  const line = (name: string, arms: readonly Arm[]): string[] => [
    name, `${arms.filter(({ greedy }) => greedy).length} of ${arms.length}`,
    `${arms.reduce((sum, { passed }) => sum + passed, 0)} of ${arms.length * samples}`,
    `${arms.filter(({ greedy, passed }) => greedy || passed > 0).length} of ${arms.length}`,
    String(Math.round(arms.reduce((sum, { promptTokens }) => sum + promptTokens, 0) / Math.max(1, arms.length))),
  ];
  return renderTable([
    ['functions of a project', 'likeliest', 'samples', 'any', 'prompt tokens'],
    line('that need it, without', needing.map((row) => row.without)),
    line('that need it, with', needing.map((row) => row.with)),
    line('others, without', others.map((row) => row.without)),
    line(`others, with (shown for ${others.filter(({ guessedTokens }) => guessedTokens !== null).length})`, others.map((row) => row.with)),
  ]);
}
