import type { SourceOutline } from './functions';
import { outline } from './functions';
import { chooseLanguage } from './language';
import { loadSyntax } from '../syntax';
import type { CodeTask } from '../types';
import { readTask, type ReadTaskOptions } from './readTask';

/**
 * Every function of a source text that has examples or stated properties of its own, as a task each, in the order of
 * the text; the one task that `readTask` reads where there are not several. Examples in the description of another
 * function are that one's, also when they call this one; those outside of all functions belong to each that they call.
 * Throws what `readTask` throws.
 */
export async function readTasks(text: string, options: ReadTaskOptions = {}): Promise<readonly CodeTask[]> {
  const whole = await readTask(text, options);
  if (options.functionName !== undefined || whole.form !== 'source') {
    return [whole];
  }
  const source = outline(await loadSyntax(chooseLanguage(whole.text, options.language, options.fileName)), whole.text);
  const names = [...new Set(source.functions.map(({ name }) => name))];
  if (names.length < 2) {
    return [whole];
  }
  const tasks = await Promise.all(names.map(async (functionName) => ownPart(await readTask(text, { ...options, functionName }), source)));
  const stated = tasks.filter(({ examples, properties }) => examples.length > 0 || properties !== undefined);
  return stated.length > 1 || (stated.length === 1 && whole.examples.length === 0) ? stated : [whole];
}

/** Without what stands in other functions: their descriptions, or comments above them. */
function ownPart(task: CodeTask, source: SourceOutline): CodeTask {
  const parts = partsOf(task.text, source);
  const isOwn = ({ line }: { readonly line: number }): boolean => {
    const part = parts.find(({ from, to }) => line >= from && line <= to);
    return part === undefined || part.name === task.functionName;
  };
  const { properties = [], ...rest } = task;
  const ownProperties = properties.filter(isOwn);
  return {
    ...rest,
    examples: task.examples.filter(isOwn),
    ...(ownProperties.length > 0 ? { properties: ownProperties } : {}),
    notUnderstood: task.notUnderstood.filter(isOwn),
  };
}

/** Lines of each function, 1-based, with the comments directly above it. */
function partsOf(text: string, { functions }: SourceOutline): readonly { readonly name: string; readonly from: number; readonly to: number }[] {
  const lines = text.split('\n');
  const lineOf = (index: number): number => text.slice(0, index).split('\n').length;
  return functions.map(({ name, startIndex, endIndex }) => {
    let from = lineOf(startIndex);
    while (from > 1 && /^\s*(?:\/?\*|\/\/|#|@)/.test(lines[from - 2] ?? '')) {
      from -= 1;
    }
    return { name, from, to: lineOf(endIndex) };
  });
}
