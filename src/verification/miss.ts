import type { ExampleResult } from './types';

/** Longest text of an error that is shown: what matters of it is at its beginning. */
const MAX_MESSAGE_CHARACTERS = 120;
/** Characters that change how the text around them is shown, or that do not show, and line ends. */
const UNSHOWABLE = /[\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;
/** `expected ':' (candidate.py, line 3)`: Python says the place last. */
const PYTHON_PLACE = /\s*\((?:candidate\.py|<\w+>), line (\d+)\)$/;

/** What Python says of code that does not parse, without the line where that is not one of the text that a person knows. */
export function withoutPlace(message: string): string {
  return message.replace(PYTHON_PLACE, '');
}

/** The text of an error on one short line. */
export function errorText(message: string): string {
  const flat = message.replace(UNSHOWABLE, ' ').trim();
  const place = PYTHON_PLACE.exec(flat);
  const text = place ? `line ${place[1]}: ${flat.slice(0, place.index)}` : flat;
  return text.length > MAX_MESSAGE_CHARACTERS ? `${text.slice(0, MAX_MESSAGE_CHARACTERS - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
}

/** What came back of an example, for people: a value, or an error with what it says. Null when nothing did. */
export function actualText({ actual, message }: Pick<ExampleResult, 'actual' | 'message'>): string | null {
  const said = actual === null || message === null ? '' : errorText(message);
  return said === '' ? actual : `${actual}: ${said}`;
}

/** What came back of an example that failed instead of what should have, such as `gave 3, should be 4`. */
export function missText(result: Pick<ExampleResult, 'actual' | 'message' | 'expected'>): string {
  const { actual, message, expected } = result;
  const verb = actual !== null && message !== null ? 'raised' : /^prints /.test(actual ?? '') ? '' : 'gave';
  const got = actualText(result) ?? message ?? 'nothing';
  const wanted = /^(?:raise|print)s (.*)$/s.test(expected) ? expected.replace(/^(raise|print)s /, '$1 ') : `be ${expected}`;
  return `${verb === '' ? '' : `${verb} `}${got}, should ${wanted}`;
}
