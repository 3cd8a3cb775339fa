import { bracketEnd } from '../../examples/scan';
import { writeValue } from '../../literals';
import { AWAIT } from '../../sandbox/messages';
import type { CanonicalValue, Language } from '../../types';
import type { Observed } from '../sandboxProcess';
import type { Answer, Arguments } from './stub';

/** One call of the function and nothing around it: what it returns is compared on the host. */
export function isOneCall(expression: string, functionName: string): boolean {
  const source = (expression.startsWith(AWAIT) ? expression.slice(AWAIT.length) : expression).trim();
  const rest = source.startsWith(functionName) ? source.slice(functionName.length) : '';
  const open = rest.length - rest.trimStart().length;
  return rest.charAt(open) === '(' && bracketEnd(rest, open) === rest.length;
}

/** Calls the candidate and tells what it returned, what its arguments are afterwards, and which of them it returned. */
export function callSource(language: Language, functionName: string, { positional, named }: Arguments): string {
  const write = (value: CanonicalValue): string => writeValue(value, language);
  const given = positional.map(write).join(', ');
  if (language === 'python') {
    const byName = named.map(([key, value]) => `${write(['str', key])}: ${write(value)}`).join(', ');
    return `(lambda a, k: (lambda r: (r, a, k, [x is r for x in a]))(${functionName}(*a, **k)))([${given}], {${byName}})`;
  }
  const names = positional.map((_, index) => `reckonArgument${index}`);
  const same = names.map((name) => `${name} === reckonResult`).join(', ');
  const parameters = [...names, 'reckonResult'].join(', ');
  return `((${parameters}) => (reckonResult = ${functionName}(${names.join(', ')}), [reckonResult, [${names.join(', ')}], {}, [${same}]]))(${given})`;
}

/** What the stub was asked, from what `PENDING` returned; null when it had all answers. */
export function readPending(observed: Observed | undefined): Arguments | null {
  const [positional, named] = observed?.type === 'value' ? itemsOf(observed.value) : [];
  if (!positional || !named) {
    return null;
  }
  const pairs = itemsOf(named).map((pair) => itemsOf(pair));
  return { positional: itemsOf(positional), named: pairs.map(([key, value]) => [String(key?.[1]), value as CanonicalValue] as const) };
}

/** The answer in what `callSource` came to; null for what cannot be taken into another process. */
export function readAnswer(observed: Observed, asked: Arguments): Answer | null {
  if (observed.type === 'raised') {
    return { outcome: { type: 'raised', exception: observed.exception, ancestors: observed.ancestors, message: observed.message }, after: asked };
  }
  const [value, positional, named, same] = observed.type === 'value' ? itemsOf(observed.value) : [];
  if (!value || !positional || !named || !same || ![value, positional, named].every(isData)) {
    return null;
  }
  const alias = MUTABLE.has(String(value[0])) ? itemsOf(same).findIndex((each) => each[1] === true) : -1;
  return {
    outcome: { type: 'value', value, alias: alias < 0 ? null : alias },
    after: { positional: itemsOf(positional), named: asked.named },
  };
}

/** Values of which it matters whether they are the same one. */
const MUTABLE: ReadonlySet<string> = new Set(['list', 'dict', 'set']);
/** What several types of a language look like: a Counter is written as a dict, a Map as an object. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['dict', 'set']);
const CONTAINERS: ReadonlySet<string> = new Set(['list', 'tuple', 'set', 'dict']);

/** Whether something of that type may have been another one in the candidate's process. */
export function isAmbiguous({ outcome, after }: Answer): boolean {
  const values = outcome.type === 'value' ? [outcome.value, ...after.positional] : after.positional;
  return values.some((value) => someTag(value, (tag) => AMBIGUOUS.has(tag)));
}

function isData(value: CanonicalValue): boolean {
  return !someTag(value, (tag) => tag === 'obj' || tag === 'cut');
}

function someTag(value: CanonicalValue, test: (tag: string) => boolean): boolean {
  if (test(String(value[0]))) {
    return true;
  }
  return CONTAINERS.has(String(value[0])) && itemsOf(value).some((item) => (value[0] === 'dict' ? (item as unknown as readonly CanonicalValue[]).some((each) => someTag(each, test)) : someTag(item, test)));
}

function itemsOf(value: CanonicalValue | undefined): readonly CanonicalValue[] {
  return value && Array.isArray(value[1]) ? (value[1] as readonly CanonicalValue[]) : [];
}
