import type { Random } from '../../base/random';
import { asynchronyOf } from '../examples/asynchrony';
import type { CanonicalValue } from '../canonical';
import { loadGrammars, readLiteral, type Grammars } from '../literals';
import { AWAIT } from '../sandbox/messages';
import { outline } from '../task/functions';
import type { CodeTask, Example } from '../types';
import { callParts, type CallParts } from './calls';
import { mutateLiteral } from './mutations';
import { inputParameters } from './parameters';
import { typedArguments, writeArguments } from './typed';

/** Tries for each input wanted: small arguments have few mutations, and most repeat each other. */
const TRIES_PER_INPUT = 30;
/** Arguments changed at once: one tells most about that argument, two find what depends on both. */
const MAX_CHANGED_ARGUMENTS = 2;

function mutateCall(call: CallParts, task: CodeTask, random: Random): string {
  const changed = new Set<number>();
  const wanted = 1 + random.integer(Math.min(MAX_CHANGED_ARGUMENTS, call.arguments.length));
  while (changed.size < wanted) {
    changed.add(random.integer(call.arguments.length));
  }
  const mutated = call.arguments.map((argument, index) => (changed.has(index) ? mutateLiteral(argument, task.language, random) : argument));
  return `${call.before}${mutated.join(', ')}${call.after}`;
}

/**
 * Calls of the task's function with arguments like those of its examples, changed a little: nobody
 * says what they should return, but right programs agree on them. At most `count`, all different
 * and none of them an example's own; the same for the same seed. Fewer when the examples give no more.
 */
export function mutateExamples(task: CodeTask, examples: readonly Example[], random: Random, count: number): string[] {
  const name = task.functionName;
  const calls = name === null ? [] : examples.map((example) => callParts(example.expression, name)).filter((call) => call !== null && call.arguments.length > 0) as CallParts[];
  if (calls.length === 0) {
    return [];
  }
  const taken = new Set(examples.map((example) => example.expression));
  calls.forEach((call) => taken.add(`${call.before}${call.arguments.join(', ')}${call.after}`));
  const inputs: string[] = [];
  for (let attempt = 0; attempt < count * TRIES_PER_INPUT && inputs.length < count; attempt += 1) {
    const call = calls[random.integer(calls.length)] as CallParts;
    const input = mutateCall(call, task, random);
    if (!taken.has(input)) {
      taken.add(input);
      inputs.push(input);
    }
  }
  return inputs;
}

/** Whether calls of the task's function are awaited, and by what: as its examples do, or else as its definition says. */
async function callPrefix(task: CodeTask, name: string): Promise<string> {
  const { own } = await loadGrammars(task.language);
  const definition = outline(own, task.text).functions.findLast((found) => found.name === name) ?? null;
  const isAwaited = task.examples.length > 0 ? task.examples.some(({ expression }) => expression.startsWith(AWAIT)) : asynchronyOf(definition, task.text) === 'awaited';
  return `${isAwaited ? AWAIT : ''}${name}(`;
}

/** Calls with arguments made by their types alone, simple ones first; none where the types are not known. */
async function typedInputs(task: CodeTask, random: Random, count: number): Promise<readonly string[]> {
  const parameters = inputParameters(await loadGrammars(task.language), task);
  if (parameters === null || task.functionName === null) {
    return [];
  }
  const before = await callPrefix(task, task.functionName);
  return typedArguments(parameters, task.language, random, count).map((values) => `${before}${writeArguments(values, task.language)})`);
}

/**
 * Calls of the task's function that nobody gives an answer for, at most `count`, all different and none
 * of them an example's own; the same for the same seed. In turns a change of an example, which stays near
 * to what the task is about, and an input made by its type, boundary values first.
 * @param written assertions that a model wrote: their arguments come first, as what a model thinks of is often more
 * telling than what chance makes. Where the task states no example, they are changed in place of examples.
 */
export async function generateInputs(task: CodeTask, random: Random, count: number, written: readonly Example[] = []): Promise<readonly string[]> {
  const own = await usableCalls(task, written);
  const near = mutateExamples(task, task.examples.length > 0 ? task.examples : own, random.fork(0), count);
  const typed = await typedInputs(task, random.fork(1), count);
  const taken = new Set(task.examples.map(({ expression }) => expression));
  const inputs: string[] = [];
  for (const { expression } of own.slice(0, Math.floor(count * WRITTEN_SHARE))) {
    if (!taken.has(expression)) {
      taken.add(expression);
      inputs.push(expression);
    }
  }
  for (let turn = 0; inputs.length < count && turn < Math.max(near.length, typed.length); turn += 1) {
    for (const input of [near[turn], typed[turn]]) {
      if (input !== undefined && !taken.has(input) && inputs.length < count) {
        taken.add(input);
        inputs.push(input);
      }
    }
  }
  return inputs;
}

/** Most of the inputs that may be a model's: it thinks of the same things when it tests as when it writes. */
const WRITTEN_SHARE = 0.5;
/** Whole numbers past this stand for "large" and no more: code that counts up to them must end. */
const MOST_WRITTEN_NUMBER = 10_000;
/** Longer calls say no more, and are no use to a person. */
const MOST_WRITTEN_CHARACTERS = 300;

/** Calls within assertions of a model whose arguments are plain values that are not too large. */
async function usableCalls({ functionName, language }: CodeTask, written: readonly Example[]): Promise<readonly Example[]> {
  const grammars = await loadGrammars(language);
  return functionName === null ? [] : written.flatMap((example) => {
    const call = callParts(example.expression, functionName);
    if (call === null || call.arguments.length === 0) {
      return [];
    }
    const expression = `${call.before}${call.arguments.join(', ')}${call.after}`;
    const isSmall = expression.length <= MOST_WRITTEN_CHARACTERS && call.arguments.every((source) => isSmallLiteral(grammars, source));
    return isSmall ? [{ ...example, expression }] : [];
  });
}

/** Calls of the task's function that begin lines of a text, each once, where their arguments are plain values that are not too large. */
export async function callsIn(task: CodeTask, text: string): Promise<readonly string[]> {
  const lines = text.split('\n').filter((line) => task.functionName !== null && line.trimStart().startsWith(`${task.functionName}(`));
  const written = lines.map((line): Example => ({ id: '', kind: 'assert', line: 1, label: line, expression: line.trim(), expected: { type: 'truthy' } }));
  const before = task.functionName === null ? '' : await callPrefix(task, task.functionName);
  const usable = await usableCalls(task, written);
  return [...new Set(usable.map(({ expression }) => (before.startsWith(AWAIT) ? `${AWAIT}${expression}` : expression)))];
}

/** Of Python also with its keyword. */
function isSmallLiteral(grammars: Grammars, source: string): boolean {
  const reading = readLiteral(grammars, grammars.language === 'python' ? source.replace(/^[A-Za-z_]\w*\s*=(?!=)\s*/, '') : source);
  return reading.ok && hasSmallNumbers(reading.value);
}

function hasSmallNumbers([tag, payload]: CanonicalValue): boolean {
  if (tag === 'int' || tag === 'float') {
    return !(Math.abs(Number(payload)) > MOST_WRITTEN_NUMBER);
  }
  const parts = tag === 'dict' ? (payload as readonly (readonly CanonicalValue[])[]).flat() : tag === 'list' || tag === 'tuple' || tag === 'set' ? (payload as readonly CanonicalValue[]) : [];
  return parts.every(hasSmallNumbers);
}

/** Whether inputs can be made for a task that states no example. */
export async function canGenerateInputs(task: CodeTask): Promise<boolean> {
  return inputParameters(await loadGrammars(task.language), task) !== null;
}
