import type { CanonicalValue } from '../canonical';
import { bracketEnd, topLevelPositions } from '../examples/scan';
import type { Grammars } from '../literals';
import { outline, type TaskFunction } from '../task/functions';
import type { CodeTask } from '../types';
import { argumentValues, splitArguments } from './calls';
import { readType } from './readType';
import { inferType, isKnown, refine, UNKNOWN, type ValueType } from './valueTypes';

/** One argument of the calls that are made up. */
export interface InputParameter {
  readonly name: string;
  readonly type: ValueType;
  /** What the examples give for it. */
  readonly shown: readonly CanonicalValue[];
}

const JSDOC_PARAMETER = /@param\s+\{/g;

/** Types in `@param {…} name`, by name. */
function jsdocTypes(docstring: string): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  for (const match of docstring.matchAll(JSDOC_PARAMETER)) {
    const open = match.index + match[0].length - 1;
    const end = bracketEnd(docstring, open);
    const name = end < 0 ? null : /^\s*\[?([A-Za-z_$][\w$]*)/.exec(docstring.slice(end));
    if (name?.[1] !== undefined) {
      types.set(name[1], docstring.slice(open + 1, end - 1));
    }
  }
  return types;
}

/** How many of the parameters a call has to give: not those with a value of their own, nor `*rest`. */
function requiredCount(signature: string): number {
  const open = signature.indexOf('(');
  const end = open < 0 ? -1 : bracketEnd(signature, open);
  const parts = end < 0 ? [] : splitArguments(signature.slice(open + 1, end - 1));
  const isOptional = (part: string): boolean => {
    const hasDefault = topLevelPositions(part, 0, part.length).some((index) => part.charAt(index) === '=' && part.charAt(index + 1) !== '>');
    return hasDefault || /^(?:\*|\.\.\.|\/$)/.test(part) || /^[\w$]+\?/.test(part);
  };
  const first = parts.findIndex(isOptional);
  return first < 0 ? parts.length : first;
}

function declaredTypes(definition: TaskFunction | undefined, { language }: CodeTask): readonly { readonly name: string; readonly type: ValueType }[] {
  const documented = definition?.docstring && language !== 'python' ? jsdocTypes(definition.docstring) : new Map<string, string>();
  return (definition?.parameters ?? []).map(({ name, type }) => {
    const text = type ?? documented.get(name);
    return { name, type: text === undefined ? UNKNOWN : readType(text, language) };
  });
}

/** Most common length: examples that give more or fewer arguments are about something special. */
function usualLength(rows: readonly (readonly unknown[])[]): number {
  const counts = new Map<number, number>();
  rows.forEach(({ length }) => counts.set(length, (counts.get(length) ?? 0) + 1));
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

/**
 * What a call of the task's function takes, from its signature, from JSDoc, and where these say
 * nothing from the examples. Null when some of it is not known, or there are no parameters.
 */
export function inputParameters(grammars: Grammars, task: CodeTask): readonly InputParameter[] | null {
  const { functionName } = task;
  if (functionName === null) {
    return null;
  }
  const definition = outline(grammars.own, task.text).functions.findLast((found) => found.name === functionName);
  const declared = declaredTypes(definition, task);
  const names = definition ? declared.map(({ name }) => name) : null;
  const rows = task.examples.map((example) => argumentValues(grammars, example, functionName, names)).filter((row) => row !== null);
  const count = rows.length > 0 ? usualLength(rows) : definition ? requiredCount(definition.signature) : 0;
  const fitting = rows.filter((row) => row.length === count);
  const parameters = Array.from({ length: count }, (_, index): InputParameter => {
    const shown = fitting.map((row) => row[index] as CanonicalValue);
    const type = refine(declared[index]?.type ?? UNKNOWN, inferType(shown, task.language !== 'python'));
    return { name: declared[index]?.name ?? `argument ${index + 1}`, type, shown };
  });
  return parameters.length > 0 && parameters.every(({ type }) => isKnown(type)) ? parameters : null;
}
