import { assembleProgram, readTask } from '../../../src/verification/task';
import type { CodeTask, Verdict, Verifier } from '../../../src/verification/types';
import { PROJECT } from './project';
import type { ProjectTask } from './tasks';

const PYTHON_IMPORT = /^[ \t]*from (?:money|boats|tides) import [^\n]*\n?/gm;
const SCRIPT_IMPORT = /^[ \t]*import [^\n]*from '\.\/[^\n]*\n?/gm;

/** A task whose text has all of the project in it, and the checks as its examples: the sandbox has no files. */
export async function judgedTask({ file, functionName, text, checks }: ProjectTask): Promise<CodeTask> {
  const isPython = file.endsWith('.py');
  const modules = Object.entries(PROJECT).filter(([path]) => path.endsWith('.py') === isPython).map(([, source]) => source);
  const stub = isPython
    ? text.replace(/"""\n*$/, `\n\n${checks.map(([call, value]) => `    >>> ${call}\n    ${value}\n`).join('')}    """\n`)
    : text.replace(/ \*\/\n(?=export function [^\n]*\{\n\}\n$)/, `\n * @example\n${checks.map(([call, value]) => ` * ${call} // => ${value}`).join('\n')}\n */\n`);
  return readTask(withoutImports(passengersFirst(modules).join('\n') + stub), { functionName, fileName: file });
}

/** What uses a type comes after it. */
function passengersFirst(modules: readonly string[]): readonly string[] {
  return [...modules].sort((a, b) => Number(a.startsWith('import')) - Number(b.startsWith('import')));
}

function withoutImports(code: string): string {
  return code.replace(PYTHON_IMPORT, '').replace(SCRIPT_IMPORT, '');
}

/** What the checks say of an answer. */
export async function judge(verifier: Verifier, task: ProjectTask, code: string): Promise<Verdict> {
  const judged = await judgedTask(task);
  const { code: whole, program } = await assembleProgram(judged, withoutImports(code));
  return verifier.verify({ id: task.functionName, language: judged.language, code: whole, program }, judged.examples);
}
