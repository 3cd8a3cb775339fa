import type { BudgetAccount } from '../budget';
import { formatCount, formatDollars, formatSeconds } from '../base/format';
import { MIN_ANSWER_TOKENS } from './draw';
import type { StopReason } from './events';
import { PRICE_ADVICE } from './limitFault';
import type { RefusedCall } from './refusedCall';

export interface StopFacts {
  readonly account: BudgetAccount;
  /** Null when no call was refused. */
  readonly refused: RefusedCall | null;
  /** Seconds that drawing had; null when it never began, infinite without a limit. */
  readonly drawingSeconds: number | null;
}

const STOP_WORDS: Readonly<Record<StopReason, string>> = {
  verified: 'a candidate passed',
  agreement: 'passing candidates agree',
  'budget-tokens': 'the next call did not fit the token budget',
  'budget-seconds': 'the time budget was used up',
  'budget-samples': 'every sample of this budget was drawn',
  'budget-dollars': 'the next call did not fit the money budget',
  'budget-joules': 'the energy budget was used up',
  'no-examples': 'the task states no example to check',
  'no-strategy': 'the strategy has nothing left to go on',
  'model-failed': 'the model failed',
  cancelled: 'the run was cancelled',
};

/** Why a run ended, with the numbers that a person needs to choose another budget. */
export function stopWords(reason: StopReason, facts: StopFacts): string {
  const { account } = facts;
  switch (reason) {
    case 'budget-tokens':
      return tokenWords(facts);
    case 'budget-seconds':
      return timeWords(facts);
    case 'budget-dollars':
      return moneyWords(facts);
    case 'budget-joules':
      return account.spent().energy.joules === null ? 'what it takes of energy is not known, and this budget limits that' : STOP_WORDS[reason];
    default:
      return STOP_WORDS[reason];
  }
}

function tokenWords({ account, refused }: StopFacts): string {
  const { maxTokens } = account.budget;
  if (maxTokens === undefined) {
    return STOP_WORDS['budget-tokens'];
  }
  if (refused === null) {
    return `an answer takes at least ${MIN_ANSWER_TOKENS} tokens beside its prompt, and only ${formatCount(maxTokens)} are allowed`;
  }
  const left = formatCount(Math.max(0, account.remainingTokens()));
  return account.spent().samples === 0
    ? `the prompt alone takes ${formatCount(refused.promptTokens)} tokens: at least ${formatCount(refused.neededTokens)} are needed, and ${formatCount(maxTokens)} are allowed`
    : `the next call did not fit the token budget: it takes at least ${formatCount(refused.neededTokens)} tokens, and ${left} were left`;
}

function moneyWords({ account, refused }: StopFacts): string {
  if (refused?.neededDollars === null) {
    return `what the next call costs is not known, and this budget limits money (${PRICE_ADVICE})`;
  }
  if (refused === null || account.spent().dollars === null) {
    return account.spent().dollars === null ? 'what was spent of money is not known, and this budget limits that' : STOP_WORDS['budget-dollars'];
  }
  const left = account.remainingDollars();
  return `${STOP_WORDS['budget-dollars']}: it may cost ${formatDollars(refused.neededDollars)}, and ${left > 0 ? formatDollars(left) : 'nothing'} was left`;
}

function timeWords({ account, drawingSeconds }: StopFacts): string {
  const { maxSeconds } = account.budget;
  const before = account.earlierSeconds > 0 ? `, after ${formatSeconds(account.earlierSeconds)} before` : '';
  return maxSeconds === undefined || drawingSeconds === null || !Number.isFinite(drawingSeconds)
    ? STOP_WORDS['budget-seconds']
    : `the time for writing was used up (${formatSeconds(drawingSeconds)} of ${formatSeconds(maxSeconds)}${before}; the rest is kept back for the last check and for stopping)`;
}
