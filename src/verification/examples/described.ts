import { writeValue } from '../literals';
import { expectValue, literalOrNull, reasonOf, refuse, type Expectation, type ReadingContext } from './context';
import type { BlockText } from './inline';
import type { Findings } from './found';
import { logicalLineEnd, topLevelPositions } from './scan';

/** `For s = "abc", n = 2, the result should be 3`, on one logical line. */
const FOR = /^[ \t]*(?:[-*][ \t]*)?(?:For|for|If|if|When|when|Given|given)[ \t]+(?=[A-Za-z_]\w*[ \t]*=[^=])/gm;
const RESULT = /(?:the[ \t]+)?(?:output|result|answer|return value|function)[ \t]+(?:should|must|will|would)[ \t]+(?:be|return)[ \t]*:?[ \t]*|\breturns?[ \t]+/i;
/** `Input: …` and `Output: …` on lines of their own. */
const INPUT = /^[ \t]*(?:[-*][ \t]*)?Input[ \t]*:[ \t]*([\s\S]*?)\n[ \t]*(?:[-*][ \t]*)?Output[ \t]*:[ \t]*/gim;
/** Longest text between "Input:" and "Output:": a few lines of values, not paragraphs. */
const MAX_INPUT_CHARACTERS = 2000;

function splitTopLevel(text: string, isSeparator: (character: string) => boolean): readonly string[] {
  const cuts = topLevelPositions(text, 0, text.length).filter((index) => isSeparator(text.charAt(index)));
  return [...cuts, text.length].map((cut, index) => text.slice(index === 0 ? 0 : (cuts[index - 1] ?? 0) + 1, cut).trim()).filter((part) => part !== '');
}

/** The arguments in the order of the parameters, from `a = 1, b = 2` or plain values. */
function readArguments(context: ReadingContext, text: string): readonly string[] {
  const { parameters } = context;
  if (parameters === null || parameters.length === 0) {
    return refuse('the parameters are not known');
  }
  const parts = splitTopLevel(text, (character) => character === ',' || character === '\n' || character === ';');
  if (parts.length !== parameters.length) {
    return refuse(`${parts.length} values for ${parameters.length} parameters`);
  }
  const named = parts.map((part) => /^([A-Za-z_]\w*)[ \t]*[=:](?!=)[ \t]*([\s\S]*)$/.exec(part));
  const isNamed = named.every((match) => match !== null);
  const byName = new Map(named.map((match) => [match?.[1] ?? '', match?.[2] ?? '']));
  if (!isNamed && named.some((match) => match !== null)) {
    return refuse('only some of the values have names');
  }
  const sources = isNamed && parameters.every((name) => byName.has(name)) ? parameters.map((name) => byName.get(name) ?? '') : null;
  if (isNamed && sources === null && parameters.length > 1 && ![...byName.keys()].every((name, index) => name.toLowerCase().endsWith(parameters[index] ?? '?'))) {
    return refuse('the values are named otherwise than the parameters');
  }
  const ordered = sources ?? (isNamed ? [...byName.values()] : parts);
  return ordered.map((source) => {
    const value = literalOrNull(context, source);
    return value === null ? refuse(`the value ${source} is not understood`) : writeValue(value, context.grammars.language);
  });
}

function lineValue(context: ReadingContext, line: string): string {
  const plain = line.replace(/\s+(?:#|\/\/).*$/, '').trim();
  const source = literalOrNull(context, plain) === null ? plain.replace(/[.;]$/, '') : plain;
  return literalOrNull(context, source) === null ? refuse(`the expected value ${plain} is not understood`) : source.replace(/\.$/, '');
}

function describe(context: ReadingContext, input: string, output: string): Expectation {
  const call = `${context.functionName}(${readArguments(context, input).join(', ')})`;
  return expectValue(context, call, lineValue(context, output));
}

function record(context: ReadingContext, block: BlockText, start: number, input: string, valueStart: number, findings: Findings): void {
  const output = block.text.slice(valueStart, logicalLineEnd(block.text, valueStart));
  const read = reasonOf(() => describe(context, input, output));
  const line = block.lineAt(start + (/^\s*/.exec(block.text.slice(start))?.[0].length ?? 0));
  if ('value' in read) {
    findings.add({ kind: 'equality', line, ...read.value });
  } else {
    findings.refuse(line, block.text.slice(start, valueStart) + output, read.reason);
  }
}

/** Values given to names line by line, perhaps with steps that begin with an arrow, then what is returned. */
const ASSIGNED = /^((?:[ \t]*[A-Za-z_]\w*[ \t]*=(?![=>])[^\n]+\n)+)(?:[ \t]*(?:-|=)>[^\n]*\n)*[ \t]*(?:returns?|output|result)\b[ \t]*[=:]?[ \t]*(?=[^\s=])/gim;
/** A result at the end of something that no reader knows. */
const LOOSE_RESULT = /^[ \t]*(?:=>|->|→)[ \t]*(?:result|output|answer)\b[^\n]*/gim;

function readAssigned(context: ReadingContext, block: BlockText, findings: Findings): void {
  const { text } = block;
  for (const match of text.matchAll(ASSIGNED)) {
    record(context, block, match.index, (match[1] ?? '').trim(), match.index + match[0].length, findings);
  }
  for (const match of text.matchAll(LOOSE_RESULT)) {
    findings.refuse(block.lineAt(match.index), match[0], 'it is not said what the result is of');
  }
}

/** Finds results that prose gives for named inputs, without writing the call. */
export function readDescribed(context: ReadingContext, block: BlockText, findings: Findings): void {
  const { text } = block;
  readAssigned(context, block, findings);
  for (const match of text.matchAll(FOR)) {
    const start = match.index + match[0].length;
    const line = text.slice(start, logicalLineEnd(text, start));
    const results = [...line.matchAll(new RegExp(RESULT, 'gi'))];
    const last = results.at(-1);
    if (last) {
      const input = line.slice(0, last.index).replace(/[\s,]*(?:then|it|the sum of digits will be \S+)?[\s,]*$/, '');
      record(context, block, match.index, input, start + last.index + last[0].length, findings);
    }
  }
  for (const match of text.matchAll(INPUT)) {
    const input = match[1] ?? '';
    if (input.length <= MAX_INPUT_CHARACTERS) {
      record(context, block, match.index, input, match.index + match[0].length, findings);
    }
  }
}
