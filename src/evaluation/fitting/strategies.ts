import type { ModelMeasures, StrategyMeasure } from '../../measures';
import { STRATEGY_IDS, type StrategyId } from '../../reasoning';
import type { PolicyRun, ProblemResult } from '../evaluate';

/** Further samples over the plain prompt, which the others are compared with. */
const REFERENCE: StrategyId = 'best-of-n';
/** The fast answer is part of every run; a cascade is of several models. */
const NOT_COMPARED: ReadonlySet<StrategyId> = new Set(['direct', 'cascade', REFERENCE]);
/** So many samples that pass as often as those of the reference count beside the measured ones (towards "no difference"). */
const PRIOR_SAMPLES = 20;

/** What the answers after the fast one took and came to, over runs. Tokens are of all that was written, also by rows that a pass ended. */
interface Drawn {
  readonly judged: number;
  readonly passing: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/**
 * Compares strategies that were replayed alone with further samples, on the problems whose fast answer fails, as only
 * there they act. Strategies that were not replayed are left out.
 */
export function fitStrategies(problems: readonly ProblemResult[]): ModelMeasures['strategies'] {
  const plain = drawnBy(REFERENCE, problems);
  const compared = STRATEGY_IDS.filter((id) => !NOT_COMPARED.has(id)).map((id) => [id, drawnBy(id, problems)] as const);
  return Object.fromEntries(compared.filter(([, { judged }]) => judged > 0 && plain.judged > 0).map(([id, own]) => [id, measureOf(own, plain)]));
}

function measureOf(own: Drawn, plain: Drawn): StrategyMeasure {
  // Half of one and of the other (Jeffreys), so that none has a rate, too.
  const rate = (plain.passing + 0.5) / (plain.judged + 1);
  const perSample = (kind: 'promptTokens' | 'completionTokens'): number => own[kind] / own.judged / (plain[kind] / plain.judged);
  return {
    passRatio: (own.passing + PRIOR_SAMPLES * rate) / (own.judged + PRIOR_SAMPLES) / rate,
    tokenRatio: perSample('completionTokens'),
    promptRatio: perSample('promptTokens'),
    samples: own.judged,
  };
}

/** After the fast answer, which the policy `direct` has by itself. */
function drawnBy(policy: StrategyId, problems: readonly ProblemResult[]): Drawn {
  const all = problems.filter(({ features }) => features.examples > 0).flatMap(({ orders }) => orders.flatMap((runs) => {
    const [own, fast] = [policy, 'direct'].map((name) => runs.find((run) => run.policy === name));
    return own === undefined || fast === undefined || fast.passing > 0 ? [] : [{ own, fast }];
  }));
  const sum = (of: (run: PolicyRun) => number): number => all.reduce((total, { own, fast }) => total + of(own) - of(fast), 0);
  return {
    judged: sum(({ judged }) => judged),
    passing: sum(({ passing }) => passing),
    promptTokens: sum(({ promptTokens }) => promptTokens),
    completionTokens: sum(({ tokens, promptTokens }) => tokens - promptTokens),
  };
}
