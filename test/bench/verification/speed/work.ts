import { assembleProgram, readTask } from '../../../../src/verification/task';
import type { Candidate, Example, Language } from '../../../../src/verification/types';

/** What the issue of a run is: one task, and answers to it that differ in their text. */
export interface Work {
  readonly language: Language;
  readonly examples: readonly Example[];
  readonly candidates: readonly Candidate[];
}

export const CANDIDATES = 50;
export const INPUTS = 20;

/** Lengths of runs of equal neighbours: loops, comparisons, a list as long as its input. */
const PYTHON_BODY = (index: number): string =>
  `def run_lengths(values):\n    counted_${index} = []\n    previous = None\n    for value in values:\n        if counted_${index} and value == previous:\n            counted_${index}[-1] += 1\n        else:\n            counted_${index}.append(1)\n        previous = value\n    return counted_${index}\n`;
const SCRIPT_BODY = (index: number): string =>
  `function runLengths(values) {\n  const counted${index} = [];\n  let previous;\n  for (const value of values) {\n    if (counted${index}.length > 0 && value === previous) counted${index}[counted${index}.length - 1] += 1;\n    else counted${index}.push(1);\n    previous = value;\n  }\n  return counted${index};\n}\n`;

const LANGUAGES = {
  python: { functionName: 'run_lengths', body: PYTHON_BODY, start: 'def run_lengths(values):\n    """Lengths of runs of equal neighbours.\n\n', line: (call: string, value: string) => `    >>> ${call}\n    ${value}\n`, end: '    """\n' },
  javascript: { functionName: 'runLengths', body: SCRIPT_BODY, start: '/**\n * Lengths of runs of equal neighbours.\n', line: (call: string, value: string) => ` * ${call} // => ${value}\n`, end: ' */\nfunction runLengths(values) {\n}\n' },
} as const;

/** The input of number `index`: longer ones have longer runs. */
function inputOf(index: number): number[] {
  return Array.from({ length: 5 + index * 2 }, (_, at) => Math.floor(at / (1 + (index % 4))));
}

function runLengths(values: readonly number[]): number[] {
  const counts: number[] = [];
  values.forEach((value, index) => {
    if (index > 0 && value === values[index - 1]) {
      counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    } else {
      counts.push(1);
    }
  });
  return counts;
}

/** @param inputs how many examples the task has */
export async function workIn(language: keyof typeof LANGUAGES, inputs: number): Promise<Work> {
  const { functionName, body, start, line, end } = LANGUAGES[language];
  const lines = Array.from({ length: inputs }, (_, index) => line(`${functionName}(${JSON.stringify(inputOf(index))})`, JSON.stringify(runLengths(inputOf(index)))));
  const task = await readTask(start + lines.join('') + end, { language, functionName });
  if (task.examples.length !== inputs) {
    throw new Error(`${task.examples.length} of ${inputs} examples were read.`);
  }
  const candidates = await Promise.all(Array.from({ length: CANDIDATES }, async (_, index) => ({
    id: `c${index + 1}`, language, ...(await assembleProgram(task, body(index))),
  })));
  return { language, examples: task.examples, candidates };
}
