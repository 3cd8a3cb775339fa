import type { SourceOutline } from './functions';
import { outline } from './functions';
import { descendants, field, loadSyntax, partsOf, type Syntax } from '../syntax';
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
  if (whole.form !== 'source') {
    return [whole];
  }
  const syntax = await loadSyntax(whole.language);
  const source = outline(syntax, whole.text);
  const names = [...new Set(source.functions.map(({ name }) => name))];
  const one = withoutOthers(whole, syntax, source);
  if (options.functionName !== undefined || names.length < 2) {
    return [one];
  }
  const tasks = await Promise.all(names.map((functionName) => ownTask(text, { ...options, functionName })));
  const stated = tasks.filter(({ examples, properties }) => examples.length > 0 || properties !== undefined);
  return stated.length > 1 || (stated.length === 1 && whole.examples.length === 0) ? stated : [one];
}

/**
 * The one task that is asked for. What other functions of the text state, and could not be understood, is not about it.
 * Throws what `readTask` throws.
 */
export async function readOneTask(text: string, options: ReadTaskOptions = {}): Promise<CodeTask> {
  const task = await readTask(text, options);
  if (task.form !== 'source') {
    return task;
  }
  const syntax = await loadSyntax(task.language);
  return withoutOthers(task, syntax, outline(syntax, task.text));
}

/** The task of one function of a source text, with what stands in that function or outside of all. Throws what `readTask` throws. */
export async function ownTask(text: string, options: ReadTaskOptions & { readonly functionName: string }): Promise<CodeTask> {
  const task = await readTask(text, options);
  const syntax = await loadSyntax(task.language);
  const source = outline(syntax, task.text);
  return ownPart(withoutOthers(task, syntax, source), source);
}

/** Without what was not understood because it is about another function or a class of the same text. */
function withoutOthers(task: CodeTask, syntax: Syntax, source: SourceOutline): CodeTask {
  const parts = [...functionParts(task.text, source), ...classParts(syntax, task.text)];
  const others = new Set(source.functions.map(({ name }) => name).filter((name) => name !== task.functionName));
  const isOther = ({ line, text }: CodeTask['notUnderstood'][number]): boolean => {
    const part = parts.find(({ from, to }) => line >= from && line <= to);
    return part === undefined ? others.has(/^([\w$]+)\(/.exec(text)?.[1] ?? '') : part.name !== task.functionName;
  };
  return { ...task, notUnderstood: task.notUnderstood.filter((each) => !isOther(each)) };
}

const CLASSES = ['class_definition', 'class_declaration', 'abstract_class_declaration'];
const METHODS: ReadonlySet<string> = new Set(['function_definition', 'method_definition']);
/** Methods that no example calls by their name, or that are not meant for others. */
const INNER_METHOD = /^(?:_.*|#.*|constructor|)$/;

/** Methods of the classes of a text that others may call, with the names of their classes. */
export function methodsOf(syntax: Syntax, text: string): readonly string[] {
  return syntax.parse(text, (root) => descendants(root, CLASSES).flatMap((found) => {
    const body = field(found, 'body');
    const members = (body ? partsOf(body) : []).map((member) => field(member, 'definition') ?? member).filter(({ type }) => METHODS.has(type));
    const names = members.map((member) => field(member, 'name')?.text ?? '').filter((name) => !INNER_METHOD.test(name));
    return [...new Set(names)].map((name) => `${field(found, 'name')?.text ?? ''}.${name}`);
  }));
}

/** A stretch of a text, in lines that begin at 1. */
interface Part {
  /** Null for a class. */
  readonly name: string | null;
  readonly from: number;
  readonly to: number;
}

function classParts(syntax: Syntax, text: string): readonly Part[] {
  return syntax.parse(text, (root) => descendants(root, CLASSES).map(({ startPosition, endPosition }) => ({ name: null, from: startPosition.row + 1, to: endPosition.row + 1 })));
}

/** Without what stands in other functions: their descriptions, or comments above them. */
function ownPart(task: CodeTask, source: SourceOutline): CodeTask {
  const parts = functionParts(task.text, source);
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
function functionParts(text: string, { functions }: SourceOutline): readonly Part[] {
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
