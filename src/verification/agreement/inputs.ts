import type { Random } from '../../base/random';
import { bracketEnd, topLevelPositions } from '../examples/scan';
import { AWAIT } from '../sandbox/messages';
import type { CodeTask, Example } from '../types';
import { mutateLiteral } from './mutations';

/** Tries for each input wanted: small arguments have few mutations, and most repeat each other. */
const TRIES_PER_INPUT = 30;
/** Arguments changed at once: one tells most about that argument, two find what depends on both. */
const MAX_CHANGED_ARGUMENTS = 2;

interface CallParts {
  readonly before: string;
  readonly arguments: readonly string[];
  readonly after: string;
}

function splitArguments(text: string): readonly string[] {
  const cuts = topLevelPositions(text, 0, text.length).filter((index) => text.charAt(index) === ',');
  return [...cuts, text.length].map((cut, index) => text.slice(index === 0 ? 0 : (cuts[index - 1] ?? 0) + 1, cut).trim()).filter((part) => part !== '');
}

/** The innermost call of the task's function, without whatever the example wraps around it. */
function callParts(expression: string, name: string): CallParts | null {
  const escaped = name.replace(/\$/g, '\\$');
  const match = new RegExp(`(?<![\\w.$])${escaped}\\s*\\(`).exec(expression);
  if (!match) {
    return null;
  }
  const open = match.index + match[0].length - 1;
  const end = bracketEnd(expression, open);
  const isAwaited = expression.startsWith(AWAIT);
  return end < 0 ? null : { before: `${isAwaited ? AWAIT : ''}${name}(`, arguments: splitArguments(expression.slice(open + 1, end - 1)), after: ')' };
}

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
