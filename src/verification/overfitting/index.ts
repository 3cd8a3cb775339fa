import { seededRandom } from '../../base/random';
import { callParts, generateInputs, inputParameters, isValueOutcome, writeArguments } from '../agreement';
import { NotLiteral, loadGrammars, type Grammars } from '../literals';
import { outline } from '../task/functions';
import type { Candidate, CodeTask, Verifier, VerifyOptions } from '../types';
import { behaviourOf, describeBehaviour, isIsolated, isTelling, isVaried, knowsOnlyAnswers, type Support } from './behaviour';
import { coverageOf, otherEntries, type Covered } from './coverage';
import { isOwnDomain, isStatedDomain } from './domain';
import { NEAR_INPUTS, OVERFITTING_SECONDS } from './limits';
import { isCommon, looseKey, shownExamples, wordsIn, wordsOf, type ShownExample } from './shown';
import { ablate, literalsOf, sitesOf, type Site } from './sites';

export { readsItsWords, READS_WORDS_REASON } from './ownWords';

export interface OverfittingOptions extends VerifyOptions {
  /** For the made-up inputs. */
  readonly seed: number;
}

function boundsOf({ abortSignal, maxSeconds }: VerifyOptions): VerifyOptions {
  return { ...(abortSignal ? { abortSignal } : {}), ...(maxSeconds === undefined ? {} : { maxSeconds }) };
}

/** Names by which a program reads its own text, or makes keys of its arguments. */
const DEVIOUS = /__doc__|__code__|co_consts|\binspect\b|getsource|_getframe|\btoString\s*\(\s*\)|arguments\.callee|\bhash\s*\(|hashlib|\bmd5\b|\bsha\d*\b|crc32|adler32|createHash|base64|\batob\b|zlib|pickle|marshal|charCodeAt\(.*\*\s*31/;

interface Subject {
  readonly grammars: Grammars;
  readonly task: CodeTask;
  readonly candidate: Candidate;
  readonly examples: readonly ShownExample[];
  readonly near: readonly string[];
  run(candidate: Candidate, expressions: readonly string[]): Promise<readonly (string | null)[]>;
}

/**
 * Why a candidate that passes its examples is taken for one that knows them and computes nothing: a
 * sentence that begins with "it"; null when nothing says so. Nothing but the candidate's own code, its
 * examples and made-up inputs near them is looked at, in the sandbox where code runs.
 */
export async function overfittingOf(verifier: Verifier, candidate: Candidate, task: CodeTask, options: OverfittingOptions): Promise<string | null> {
  const grammars = await loadGrammars(task.language);
  const examples = shownExamples(grammars, task);
  if (examples.length === 0 || task.functionName === null) {
    return null;
  }
  const bounded = { ...boundsOf(options), runSeconds: OVERFITTING_SECONDS };
  const near = await generateInputs(task, seededRandom(options.seed), NEAR_INPUTS);
  const subject: Subject = {
    grammars, task, candidate, examples, near,
    run: async (each, expressions) => (await verifier.fingerprint(each, expressions, bounded)).outcomes,
  };
  return reasonFor(subject);
}

/**
 * Another order of the examples: backwards, or moved on by one where the answers are the same backwards.
 * A program that counts its calls gives the answers in the order in which the task states them.
 */
function otherOrder({ examples }: CodeTask): readonly number[] {
  const last = examples.length - 1;
  const keys = examples.map(({ expected }) => JSON.stringify(expected));
  const isSameBackwards = keys.every((key, index) => key === keys[last - index]);
  return examples.map((_, index) => (isSameBackwards ? (index + 1) % examples.length : last - index));
}

async function reasonFor(subject: Subject): Promise<string | null> {
  const { grammars, task, candidate, examples } = subject;
  const sites = sitesOf(grammars.own, candidate.program.code);
  const covered = coverageOf(examples, sites, task.language);
  const entries = otherEntries(covered, sites).flatMap((site) => entryInput(subject, site));
  const stated = task.examples.map(({ expression }) => expression);
  const order = otherOrder(task);
  // Made-up inputs come last: one on which the program does not end takes the sandbox with it.
  const reordered = stated.length < 2 ? [] : await subject.run(candidate, order.map((index) => stated[index] ?? ''));
  const outcomes = await subject.run(candidate, [...stated, ...entries.map(({ expression }) => expression), ...subject.near]);
  if (reordered.some((outcome, at) => outcome !== null && (outcomes[order[at] ?? at] ?? outcome) !== outcome)) {
    return 'it answers by the order of its calls: the examples pass only in the order in which they are stated';
  }
  const others = entries.filter((_, index) => isValueOutcome(outcomes[stated.length + index])).map(({ site }) => site.value);
  if (isStatedDomain(task, inputParameters(grammars, task), examples) || isOwnDomain(coveredKeys(covered), others)) {
    return null;
  }
  const answers = new Map(stated.map((expression, index) => [expression, outcomes[index] ?? null]));
  const near = withoutUnknownEnd(outcomes.slice(stated.length + entries.length));
  const known = covered.length === 0 ? null : await tableReason(subject, covered, answers, near);
  if (known !== null) {
    return known;
  }
  const behaviour = behaviourOf(near);
  if (knowsOnlyAnswers(behaviour, supportOf(subject))) {
    return `it answers only the examples: ${describeBehaviour(behaviour)}`;
  }
  return constantReason(subject, answers, near);
}

/** After an input on which a program does not end nothing is known; such inputs are not tried again. */
function withoutUnknownEnd(outcomes: readonly (string | null)[]): readonly (string | null)[] {
  return outcomes.slice(0, outcomes.findLastIndex((outcome) => outcome !== null) + 1);
}

function coveredKeys(covered: readonly Covered[]): Site['value'][] {
  return covered.flatMap(({ example }) => (example.arguments.length === 1 ? [...example.arguments] : [['list', example.arguments] as const]));
}

/** The call that another entry of a table would answer. */
function entryInput({ examples, task }: Subject, site: Site): readonly { readonly site: Site; readonly expression: string }[] {
  const [first] = examples;
  const call = first ? callParts(first.expression, task.functionName ?? '') : null;
  const isRow = site.value[0] === 'list' || site.value[0] === 'tuple';
  const values = first && first.arguments.length > 1 ? (isRow ? (site.value[1] as readonly Site['value'][]) : []) : [site.value];
  if (!call || values.length !== first?.arguments.length) {
    return [];
  }
  try {
    return [{ site, expression: `${call.before}${writeArguments(values, task.language)}${call.after}` }];
  } catch (error) {
    // What cannot be written cannot be asked for.
    if (error instanceof NotLiteral) {
      return [];
    }
    throw error;
  }
}

/** Takes the examples' arguments out of the code and looks at what still works. */
async function tableReason(subject: Subject, covered: readonly Covered[], answers: ReadonlyMap<string, string | null>, near: readonly (string | null)[]): Promise<string | null> {
  const { candidate, examples, grammars } = subject;
  const behaviour = behaviourOf(near);
  // Where the program computes something, edge cases that it treats apart are no table.
  const suspects = isVaried(behaviour) ? covered.filter(({ isTelling: isMore }) => isMore) : covered;
  if (!isTelling(behaviour) || !isMost(suspects.length, examples.length)) {
    return null;
  }
  const sites = [...new Set(suspects.flatMap((each) => each.sites))].sort((a, b) => a.start - b.start || b.end - a.end);
  const program = { ...candidate.program, code: ablate(grammars.own, candidate.program.code, sites) };
  const asked = suspects.map(({ example }) => example.expression);
  const after = await subject.run({ ...candidate, program }, [...asked, ...subject.near.slice(0, near.length)]);
  const failing = asked.filter((expression, index) => (answers.get(expression) ?? null) !== null && after[index] !== answers.get(expression)).length;
  return isMost(failing, examples.length) && isIsolated(near, after.slice(asked.length))
    ? `it answers only the examples: without its table of them, ${failing} of ${examples.length} fail`
    : null;
}

/** More than half, and at least two; or the only one. */
function isMost(count: number, total: number): boolean {
  return total === 1 ? count === 1 : count >= 2 && count * 2 > total;
}

function supportOf({ grammars, task, candidate, examples }: Subject): Support {
  const answers = new Map(examples.flatMap(({ answer }) => (answer === null ? [] : [[looseKey(answer, task.language), answer] as const])));
  const { values, texts } = literalsOf(grammars.own, candidate.program.code);
  const keys = new Set(values.map((value) => looseKey(value, task.language)));
  const words = texts.map((text) => ` ${wordsIn(text)} `);
  const telling = [...answers.values()].filter((answer) => !isCommon(answer));
  const held = telling.filter((answer) => keys.has(looseKey(answer, task.language)) || words.some((text) => text.includes(` ${wordsOf(answer)} `)));
  const numeric = (value: Site['value']): boolean => value[0] === 'int' || value[0] === 'float' || (value[0] === 'list' && (value[1] as readonly Site['value'][]).every(numeric));
  return {
    answers: answers.size,
    holdsAnswers: held.length >= 2 && held.length * 2 > telling.length,
    isDevious: DEVIOUS.test(candidate.program.code),
    takesNumbers: examples.every((example) => example.arguments.every(numeric)),
  };
}

/** With one example, a program that ignores what it is given and returns the answer as it stands in the text. */
function constantReason({ grammars, task, candidate, examples }: Subject, answers: ReadonlyMap<string, string | null>, near: readonly (string | null)[]): string | null {
  const [only, ...more] = examples;
  const first = answers.get(only?.expression ?? '');
  const isOneValue = isValueOutcome(first) && isTelling(behaviourOf(near)) && near.every((outcome) => outcome === first);
  if (more.length > 0 || !only || only.answer === null || isCommon(only.answer) || !isOneValue) {
    return null;
  }
  const { code } = candidate.program;
  const definition = outline(grammars.own, code).functions.findLast(({ name }) => name === task.functionName);
  const body = definition ? code.slice(definition.bodyIndex, definition.endIndex) : code;
  const usesParameter = definition?.parameters.some(({ name }) => new RegExp(`(?<![\\w$])${name.replace(/\$/g, '\\$')}(?![\\w$])`).test(body)) ?? true;
  return usesParameter ? null : 'it answers only the example: it returns that answer whatever it is given';
}
