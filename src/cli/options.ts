import { InvalidArgumentError, Option, type Command } from 'commander';
import { isRemote, modelIdOf, LEVEL_BUDGETS, PRECISIONS, RESOURCE_RANGES, type EngineOptions, type ModelReference, type Precision, type VerificationOptions } from '../app';
import { formatSeconds, plural } from '../base/format';
import type { BudgetLevel, ComputeBudget } from '../budget/types';
import { SETTINGS } from '../config/settings';
import type { MinimumIsolation } from '../verification/verifier';
import { BUDGET_LEVEL_NAMES, LANGUAGE_NAMES, MINIMUM_ISOLATION_NAMES } from './choices';
import { decimal } from './decimal';
import { givenPrice, priceOf, requireUsed, type GivenPrice } from './prices';

export const DEFAULT_MODEL = SETTINGS['reckon.model'].default;

/** Digits only: what JavaScript also takes for a number (`''`, `0x10`, `1e3`) is more likely a slip. */
const DIGITS = /^\d+$/;

export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const upTo = maximum === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${maximum}`;
  return (text) => {
    const value = Number(text);
    if (!DIGITS.test(text) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`It must be a whole number of at least ${minimum}${upTo}.`);
    }
    return value;
  };
}

export function positiveNumber(text: string): number {
  const value = decimal(text);
  if (value === null || value === 0) {
    throw new InvalidArgumentError('It must be a number above 0.');
  }
  return value;
}

export function numberWithin({ least, most }: { readonly least: number; readonly most: number }): (text: string) => number {
  return (text) => {
    const value = decimal(text);
    if (value === null || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
    }
    return value;
  };
}

export function nonNegativeNumber(text: string): number {
  const value = decimal(text);
  if (value === null) {
    throw new InvalidArgumentError('It must be a number of at least 0.');
  }
  return value;
}

/** A probability mass to keep. Nothing can be drawn from none at all. */
export function positiveFraction(text: string): number {
  const value = decimal(text);
  if (value === null || value === 0 || value > 1) {
    throw new InvalidArgumentError('It must be a number above 0 and at most 1.');
  }
  return value;
}

/** A part of something, nothing and all of it included. */
export function fraction(text: string): number {
  const value = decimal(text);
  if (value === null || value > 1) {
    throw new InvalidArgumentError('It must be a number from 0 to 1.');
  }
  return value;
}

export const modelOption = (): Option =>
  new Option('--model <id|path>', 'catalogue id, GGUF file, or openai-compatible:NAME').default(DEFAULT_MODEL);
export const escalateOption = (): Option =>
  new Option('--escalate <id|path>', 'model to go on with when the first one is not enough, named like --model and loaded only then; may be given several times, in order')
    .argParser((model: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), model]);
export const endpointOption = (): Option =>
  new Option('--endpoint <url>', 'base address of an OpenAI-compatible server');
export const priceOption = (): Option =>
  new Option('--price <[name=]prompt/answer>', 'what a server charges in dollars for a million tokens of prompts and of answers, such as 0.15/0.60; of the model of that name only, where there is one; may be given several times')
    .argParser((text: string, earlier: readonly GivenPrice[] | undefined) => [...(earlier ?? []), givenPrice(text)]);
export const seedOption = (): Option =>
  new Option('--seed <n>', 'same seed, same answer on the same machine').argParser(wholeNumber(0)).default(0);
export const threadsOption = (): Option =>
  new Option('--threads <n>', 'CPU threads of the local engine').argParser(wholeNumber(1));
export const precisionOption = (): Option =>
  new Option('--precision <how>', 'how faithfully local weights are imported').choices(PRECISIONS).default(SETTINGS['reckon.engine.precision'].default);
export const jsonOption = (): Option => new Option('--json', 'print one JSON document');
export const languageOption = (): Option => new Option('--language <name>', 'language of the task').choices(LANGUAGE_NAMES);
export const functionOption = (): Option => new Option('--function <name>', 'function to write or check');
export const projectOption = (): Option => new Option('--project <folder>', 'folder with package.json, pyproject.toml, Cargo.toml or go.mod').default('.');
export const ownTestsOption = (): Option => new Option('--own-tests', "let the project's own tests judge the winner, in a copy of the project");
export const yesOption = (): Option => new Option('--yes', "run the project's tests without asking");
/** What a level allows, such as `quick: 4 samples, 3,000 tokens, 30 s`. */
function levelWords(level: BudgetLevel): string {
  const { maxSamples, maxTokens, maxSeconds } = LEVEL_BUDGETS[level];
  return `${level}: ${plural(maxSamples, 'sample')}, ${plural(maxTokens, 'token')}, ${formatSeconds(maxSeconds)}`;
}

export const budgetOption = (): Option =>
  new Option('--budget <level>', `how much thinking it is worth: ${BUDGET_LEVEL_NAMES.map(levelWords).join('; ')}`).choices(BUDGET_LEVEL_NAMES).default(SETTINGS['reckon.budget'].default);

export const minimumIsolationOption = (): Option =>
  new Option('--min-isolation <level>', 'run candidates only where they are at least this far apart from the machine').choices(MINIMUM_ISOLATION_NAMES).default(SETTINGS['reckon.verification.minimumIsolation'].default);

export const exampleSecondsOption = (): Option =>
  new Option('--example-seconds <s>', 'time that one example may take').argParser(numberWithin(RESOURCE_RANGES.exampleSeconds)).default(SETTINGS['reckon.verification.secondsPerExample'].default);
export const memoryOption = (): Option =>
  new Option('--memory <MiB>', "memory of a candidate's interpreter").argParser(wholeNumber(RESOURCE_RANGES.memoryMiB.least, RESOURCE_RANGES.memoryMiB.most)).default(SETTINGS['reckon.verification.memoryMiB'].default);

/** How candidates are run. */
export interface IsolationFlags {
  readonly minIsolation?: MinimumIsolation;
  readonly exampleSeconds?: number;
  readonly memory?: number;
}

export function verificationOptions({ minIsolation, exampleSeconds: seconds, memory }: IsolationFlags): VerificationOptions {
  const limits = { ...(seconds === undefined ? {} : { exampleSeconds: seconds }), ...(memory === undefined ? {} : { memoryMiB: memory }) };
  return { limits, ...(minIsolation === undefined ? {} : { minimumIsolation: minIsolation }) };
}

/** How the local engine runs. */
export interface EngineFlags {
  readonly threads?: number;
  readonly precision?: Precision;
}

export function engineOptions({ threads, precision }: EngineFlags): EngineOptions {
  return { ...(threads === undefined ? {} : { threads }), ...(precision === undefined ? {} : { precision }) };
}

/** Limits in place of the level's, and such as no level has. */
export interface LimitFlags {
  readonly maxTokens?: number;
  readonly maxSeconds?: number;
  readonly maxSamples?: number;
  readonly maxDollars?: number;
  readonly maxJoules?: number;
}

export function addLimitOptions(command: Command): Command {
  return command
    .option('--max-tokens <n>', 'hard limit of tokens', wholeNumber(1))
    .option('--max-seconds <s>', 'hard limit of seconds', positiveNumber)
    .option('--max-samples <n>', 'hard limit of samples', wholeNumber(1))
    .option('--max-dollars <usd>', 'hard limit of US dollars; a server is then asked only with its --price', positiveNumber)
    .option('--max-joules <j>', 'hard limit of energy in joules; no server is asked then, as what it takes is not known', positiveNumber);
}

export function limitsOf({ maxTokens, maxSeconds, maxSamples, maxDollars, maxJoules }: LimitFlags): ComputeBudget {
  return {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
    ...(maxSamples === undefined ? {} : { maxSamples }),
    ...(maxDollars === undefined ? {} : { maxDollars }),
    ...(maxJoules === undefined ? {} : { maxJoules }),
  };
}

export interface ModelFlags {
  readonly model: string;
  /** Where a command has them. */
  readonly escalate?: readonly string[];
  readonly endpoint?: string;
  readonly price?: readonly GivenPrice[];
}

/** The model that a command asks. @throws ReckonError `invalid-input` for a price that is of none of the models of the command */
export function modelReference(flags: ModelFlags): ModelReference {
  const { model, escalate = [], price = [] } = flags;
  requireUsed(price, [model, ...escalate]);
  return { ...referenceOf(model, flags), ...(flags.endpoint === undefined ? {} : { endpoint: flags.endpoint }) };
}

/** The further models of a run; address and prices are those of the servers among them. */
export function escalationReferences(flags: Pick<ModelFlags, 'escalate' | 'endpoint' | 'price'>): readonly ModelReference[] {
  return (flags.escalate ?? []).map((model) => referenceOf(model, flags));
}

function referenceOf(model: string, { endpoint, price = [] }: Pick<ModelFlags, 'endpoint' | 'price'>): ModelReference {
  if (!isRemote({ model })) {
    return { model };
  }
  const own = priceOf(modelIdOf({ model }), price);
  return { model, ...(endpoint === undefined ? {} : { endpoint }), ...(own === undefined ? {} : { price: own }) };
}
