import { createReckon } from '../../../src/app';
import { watchEventLoop, type Stillness } from './eventLoop';

/** Of our own making. */
const TASKS = [
  'def halve(numbers: list[float]) -> list[float]:\n    """Half of each number.\n\n    >>> halve([2, 5])\n    [1.0, 2.5]\n    >>> halve([])\n    []\n    """\n',
  'def vowels(text: str) -> int:\n    """How many letters of the text are vowels.\n\n    >>> vowels(\'Reckon\')\n    2\n    >>> vowels(\'\')\n    0\n    """\n',
] as const;

/** Solves one task after another with one core, as the extension host would, and watches what that does to the caller. The first one loads everything. */
export async function watchSolving(scriptsFolder: string, model: string, threads: number): Promise<Stillness[]> {
  const reckon = createReckon({ scriptsFolder, environment: process.env, engine: { threads } });
  try {
    const all: Stillness[] = [];
    for (const text of TASKS) {
      const { stillness } = await watchEventLoop(async () => {
        const task = await reckon.readTask({ text, language: 'python' });
        for await (const event of reckon.solve({ task, level: 'balanced', model: { model } })) {
          void event;
        }
      });
      all.push(stillness);
    }
    return all;
  } finally {
    await reckon.dispose();
  }
}
