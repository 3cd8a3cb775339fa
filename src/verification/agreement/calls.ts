import { readLiteral, type Grammars } from '../literals';
import type { CanonicalValue } from '../canonical';
import { bracketEnd, topLevelPositions } from '../examples/scan';
import { AWAIT } from '../sandbox/messages';
import type { Example } from '../types';

/** A call taken apart; arguments as they are written. */
export interface CallParts {
  readonly before: string;
  readonly arguments: readonly string[];
  readonly after: string;
}

export function splitArguments(text: string): readonly string[] {
  const cuts = topLevelPositions(text, 0, text.length).filter((index) => text.charAt(index) === ',');
  return [...cuts, text.length].map((cut, index) => text.slice(index === 0 ? 0 : (cuts[index - 1] ?? 0) + 1, cut).trim()).filter((part) => part !== '');
}

/** The innermost call of the task's function, without whatever the example wraps around it. */
export function callParts(expression: string, name: string): CallParts | null {
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

/** Whether the example is one call of the function and nothing around it. */
export function isBareCall({ expression }: Example, name: string): boolean {
  const text = expression.startsWith(AWAIT) ? expression.slice(AWAIT.length) : expression;
  return text.startsWith(`${name}(`) && bracketEnd(text, name.length) === text.length;
}

const KEYWORD = /^([A-Za-z_]\w*)\s*=(?!=)\s*([\s\S]*)$/;

/** The values that an example gives to the function, in the order of its parameters; null where they are not all known. */
export function argumentValues(grammars: Grammars, example: Pick<Example, 'expression'>, name: string, parameters: readonly string[] | null): readonly CanonicalValue[] | null {
  const call = callParts(example.expression, name);
  if (call === null) {
    return null;
  }
  const values: CanonicalValue[] = [];
  for (const [index, source] of call.arguments.entries()) {
    const keyword = grammars.language === 'python' ? KEYWORD.exec(source) : null;
    const at = keyword ? (parameters ?? []).indexOf(keyword[1] ?? '') : index;
    const reading = readLiteral(grammars, keyword ? (keyword[2] ?? '') : source);
    if (!reading.ok || at < 0) {
      return null;
    }
    values[at] = reading.value;
  }
  return values.length === call.arguments.length && Object.keys(values).length === values.length ? values : null;
}
