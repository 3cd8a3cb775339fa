import type { InputParameter } from '../agreement';
import type { CanonicalValue } from '../canonical';
import type { CodeTask } from '../types';
import { RANGE_DENSITY } from './limits';
import type { ShownExample } from './shown';

type ParameterType = InputParameter['type'];

function isFinite(type: ParameterType): boolean {
  switch (type.kind) {
    case 'bool':
    case 'none':
    case 'undefined':
    case 'constant':
      return true;
    case 'union':
      return type.options.every(isFinite);
    case 'tuple':
      return type.items.every(isFinite);
    default:
      return false;
  }
}

/** Lines of prose: without calls of the function, and without lines that are only a value, as results of doctests are. */
function proseOf({ text, functionName }: CodeTask): string {
  return text.split('\n').filter((line) => !line.includes(`${functionName ?? ''}(`) && !/^\s*(?:['"[({]|-?\d)[^a-z]*.*['")\]}\d]\s*$/.test(line)).join('\n');
}

function isWordOf(prose: string, word: string): boolean {
  for (let at = prose.indexOf(word); word !== '' && at >= 0; at = prose.indexOf(word, at + 1)) {
    if (!/\w/.test(prose.charAt(at - 1)) && !/\w/.test(prose.charAt(at + word.length))) {
      return true;
    }
  }
  return false;
}

/** Whether the task itself says that there are no other inputs: by their types, or by naming each of them. */
export function isStatedDomain(task: CodeTask, parameters: readonly InputParameter[] | null, examples: readonly ShownExample[]): boolean {
  if (parameters?.every(({ type }) => isFinite(type)) === true) {
    return true;
  }
  const prose = proseOf(task);
  const texts = examples.flatMap((example) => example.arguments);
  return texts.length > 0 && texts.every(([tag, payload]) => tag === 'str' && isWordOf(prose, String(payload)));
}

/**
 * Whether a table with these other entries is about a domain of its own, such as months or colours, of
 * which the examples show a part. Only texts and whole numbers make such domains.
 * @param others keys beside the examples' that give a value.
 */
export function isOwnDomain(shown: readonly CanonicalValue[], others: readonly CanonicalValue[]): boolean {
  if (others.length === 0 || others.length * 2 < shown.length) {
    return false;
  }
  const all = [...shown, ...others];
  if (all.every(([tag]) => tag === 'str')) {
    return true;
  }
  const numbers = [...new Set(all.map(([tag, payload]) => (tag === 'int' || tag === 'float' ? Number(payload) : Number.NaN)))];
  return numbers.every(Number.isInteger) && numbers.length / (Math.max(...numbers) - Math.min(...numbers) + 1) >= RANGE_DENSITY;
}
