import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import type { Candidate, Example } from '../../../../src/verification/types';
import type { Work } from './work';

const execute = promisify(execFile);

/** The usual way: a process for each candidate, which runs it and writes what it gave. Nothing is kept from anything. */
export type PlainCheck = (candidate: Candidate, examples: readonly Example[]) => Promise<boolean>;

function pythonProgram({ program }: Candidate, examples: readonly Example[]): string {
  return `import json\n${program.code}\nprint(json.dumps([${examples.map(({ expression }) => expression).join(', ')}]))\n`;
}

function scriptProgram({ program }: Candidate, examples: readonly Example[]): string {
  return `${program.code}\nconsole.log(JSON.stringify([${examples.map(({ expression }) => expression).join(', ')}]));\n`;
}

/** Compares as the work's examples are written, in JSON. */
function isRight(output: string, examples: readonly Example[]): boolean {
  return JSON.stringify(JSON.parse(output)) === `[${examples.map(({ expected }) => (expected.type === 'value' ? JSON.stringify(JSON.parse(expected.source)) : 'null')).join(',')}]`;
}

export function plainPython(file: string): PlainCheck {
  return async (candidate, examples) => isRight((await execute(file, ['-I', '-S', '-B', '-c', pythonProgram(candidate, examples)])).stdout, examples);
}

export function plainNode(): PlainCheck {
  return async (candidate, examples) => isRight((await execute(process.execPath, ['-e', scriptProgram(candidate, examples)])).stdout, examples);
}

/** All candidates, as many at once as there are processors. @throws Error when one is wrong: then something else was measured */
export async function checkAll(check: PlainCheck, { candidates, examples }: Work): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < candidates.length) {
      const candidate = candidates[next] as Candidate;
      next += 1;
      if (!(await check(candidate, examples))) {
        throw new Error(`${candidate.id} was not right.`);
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}
