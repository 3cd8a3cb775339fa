import { seededRandom } from '../../base/random';
import { argumentValues, inputParameters, isValueOutcome, typedArguments, writeArguments, type InputParameter } from '../agreement';
import type { CanonicalValue } from '../canonical';
import { reasonOf } from '../examples/context';
import { loadGrammars, visitExpression, type Grammars } from '../literals';
import { descendants, field, partsOf, type SyntaxNode } from '../syntax';
import type { Candidate, CodeTask, Example, PropertyResult, PropertyStatement, Verifier, VerifyOptions } from '../types';
import { readQuantifier } from './quantifier';

/** Inputs that a property is tried on. More seldom find what these do not. */
const PROPERTY_INPUTS = 40;
/** Random inputs made for it; with the boundary values there are more, and the shortest are taken. */
const RANDOM_INPUTS = 24;
/** Wall seconds for one property with all its inputs. They take milliseconds. */
const PROPERTY_SECONDS = 3;
/** Apart from the streams of other made-up inputs. */
const PROPERTY_STREAM = 0x9e7;

export interface PropertyOptions extends VerifyOptions {
  readonly seed: number;
  /** A call of the function: properties are tried on its arguments, and on nothing that is made up. */
  readonly call?: string;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Places in a property: each use of a variable, and each call of the function that stands by itself or inside another. */
interface Places {
  readonly uses: readonly (Range & { readonly name: string })[];
  readonly base: readonly Range[];
  readonly composed: readonly Range[];
}

function rangeOf(node: SyntaxNode, root: SyntaxNode): Range {
  return { start: node.startIndex - root.startIndex, end: node.endIndex - root.startIndex };
}

function placesOf(grammars: Grammars, property: PropertyStatement, functionName: string): Places {
  const names = new Set(property.variables.map(({ name }) => name));
  return visitExpression(grammars.own, property.expression, (root) => {
    const calls = descendants(root, ['call', 'call_expression']).filter((call) => field(call, 'function')?.text === functionName);
    const argumentsOf = (call: SyntaxNode): readonly SyntaxNode[] => partsOf(field(call, 'arguments') ?? call);
    const isCall = (node: SyntaxNode): boolean => calls.some((call) => call.equals(node));
    const isPlain = (call: SyntaxNode): boolean => !calls.some((other) => !other.equals(call) && other.startIndex >= call.startIndex && other.endIndex <= call.endIndex);
    const isComposed = (call: SyntaxNode): boolean => argumentsOf(call).every((part) => (isCall(part) ? isPlain(part) || isComposed(part) : names.has(part.text)));
    return {
      uses: descendants(root, ['identifier']).filter((node) => names.has(node.text) && node.parent?.type !== 'attribute').map((node) => ({ ...rangeOf(node, root), name: node.text })),
      base: calls.filter(isPlain).map((call) => rangeOf(call, root)),
      composed: calls.filter((call) => !isPlain(call) && isComposed(call)).map((call) => rangeOf(call, root)),
    };
  });
}

/** A part of the property with values in place of its variables, each a literal of its own: what a call does to one is not seen by another. */
function instantiate({ expression }: PropertyStatement, places: Places, { start, end }: Range, row: ReadonlyMap<string, string>): string {
  let text = '';
  let at = start;
  for (const use of places.uses.filter((each) => each.start >= start && each.end <= end)) {
    const value = row.get(use.name) ?? use.name;
    text += expression.slice(at, use.start) + (/^[-{]/.test(value) ? `(${value})` : value);
    at = use.end;
  }
  return text + expression.slice(at, end);
}

function plainValue([tag, payload]: CanonicalValue): unknown {
  return tag === 'int' || tag === 'float' ? Number(payload) : payload;
}

/** Arguments of a call as values for the variables; none where a variable stands for something else. */
function rowsOfCall(grammars: Grammars, task: CodeTask, property: PropertyStatement, call: string): readonly (readonly CanonicalValue[])[] {
  const names = inputParameters(grammars, task)?.map(({ name }) => name) ?? null;
  const given = argumentValues(grammars, { expression: call }, task.functionName ?? '', names) ?? [];
  const row = property.variables.map(({ parameter }) => (parameter === null ? undefined : given[parameter]));
  return row.every((value) => value !== undefined) ? [row as readonly CanonicalValue[]] : [];
}

/** Values for the variables, as made up. */
function madeUpRows(grammars: Grammars, task: CodeTask, property: PropertyStatement, type: InputParameter['type'] | null, seed: number): readonly (readonly CanonicalValue[])[] {
  const known = inputParameters(grammars, task);
  const parameters = property.variables.map(({ name, parameter }): InputParameter | null => {
    const own = parameter === null ? null : known?.[parameter];
    return own ?? (type ? { name, type, shown: [] } : null);
  });
  if (parameters.some((parameter) => parameter === null)) {
    return [];
  }
  const usable = parameters as readonly InputParameter[];
  const made = typedArguments(usable, task.language, seededRandom(seed).fork(PROPERTY_STREAM), RANDOM_INPUTS);
  const shown = (usable[0]?.shown ?? []).map((_, index) => usable.map((parameter) => parameter.shown[index])).filter((row) => row.every((value) => value !== undefined)) as readonly (readonly CanonicalValue[])[];
  return [...shown, ...made];
}

/** Values for the variables, the shortest first, so that the first counterexample is a small one. */
function rowsFor(grammars: Grammars, task: CodeTask, property: PropertyStatement, { seed, call }: PropertyOptions): readonly ReadonlyMap<string, string>[] {
  const names = property.variables.map(({ name }) => name);
  const words = property.quantifier === null ? null : reasonOf(() => readQuantifier(property.quantifier ?? '', (name) => names.includes(name)));
  const quantifier = words !== null && 'value' in words ? words.value : null;
  const rows = call === undefined ? madeUpRows(grammars, task, property, quantifier?.type ?? null, seed) : rowsOfCall(grammars, task, property, call);
  const isAllowed = (row: readonly CanonicalValue[]): boolean => row.every((value, index) => {
    const isNamed = quantifier === null || quantifier.names.length === 0 || quantifier.names.includes(names[index] ?? '');
    return !isNamed || quantifier?.isAllowed(plainValue(value)) !== false;
  });
  const written = rows.filter(isAllowed).map((row) => row.map((value) => writeArguments([value], task.language)));
  const unique = [...new Map(written.map((row) => [row.join(), row])).values()].sort((a, b) => a.join().length - b.join().length);
  return unique.slice(0, PROPERTY_INPUTS).map((row) => new Map(row.map((value, index) => [names[index] ?? '', value])));
}

function conditionOf(text: string, isPython: boolean): string {
  return isPython ? `not not (${text})` : `!!(${text})`;
}

function inWords(row: ReadonlyMap<string, string>): string {
  return [...row].map(([name, value]) => `${name} = ${value}`).join(', ');
}

/** Tries one property. Inputs that the function itself refuses, by raising, are no part of what it is stated for. */
async function checkOne(verifier: Verifier, candidate: Candidate, task: CodeTask, property: PropertyStatement, options: PropertyOptions): Promise<PropertyResult> {
  const grammars = await loadGrammars(task.language);
  const places = placesOf(grammars, property, task.functionName ?? '');
  const rows = rowsFor(grammars, task, property, options);
  const bounded = {
    ...(options.abortSignal ? { abortSignal: options.abortSignal } : {}),
    ...(options.maxSeconds === undefined ? {} : { maxSeconds: options.maxSeconds }),
    runSeconds: PROPERTY_SECONDS,
  };
  const result = (status: PropertyResult['status'], held: number, counterexample: string | null): PropertyResult => ({ propertyId: property.id, status, held, counterexample });
  if (rows.length === 0) {
    return result('inconclusive', 0, null);
  }
  const calls = [...places.base, ...places.composed];
  const { outcomes } = await verifier.fingerprint(candidate, rows.flatMap((row) => calls.map((range) => instantiate(property, places, range, row))), bounded);
  const outcomesOf = (index: number): readonly (string | null)[] => outcomes.slice(index * calls.length, (index + 1) * calls.length);
  const taken = rows.filter((_, index) => outcomesOf(index).slice(0, places.base.length).every(isValueOutcome));
  const broken = rows.find((row, index) => taken.includes(row) && outcomesOf(index).slice(places.base.length).some((outcome) => outcome?.startsWith('raises:')));
  if (taken.length === 0) {
    return result('inconclusive', 0, null);
  }
  const whole = { start: 0, end: property.expression.length };
  const conditions = taken.map((row, index): Example => {
    const expression = conditionOf(instantiate(property, places, whole, row), task.language === 'python');
    return { id: String(index), kind: 'assert', line: property.line, label: expression, expression, expected: { type: 'truthy' } };
  });
  const { results } = await verifier.verify(candidate, conditions, bounded);
  // What was raised has a message: around the function's own results it says nothing of them.
  const failing = results.findIndex(({ status, message }) => status === 'failed' && message === null);
  const held = results.filter(({ status }) => status === 'passed').length;
  const smallest = [failing < 0 ? null : taken[failing], broken].find((row) => row !== null && row !== undefined);
  return smallest ? result('failed', held, inWords(smallest)) : result(held > 0 ? 'passed' : 'inconclusive', held, null);
}

/** Tries every property that the task states on a candidate, and stops at the first that does not hold. */
export async function checkProperties(verifier: Verifier, candidate: Candidate, task: CodeTask, options: PropertyOptions): Promise<readonly PropertyResult[]> {
  const results: PropertyResult[] = [];
  for (const property of task.properties ?? []) {
    const result = await checkOne(verifier, candidate, task, property, options);
    results.push(result);
    if (result.status === 'failed') {
      break;
    }
  }
  return results;
}
