import type { ModelMeasures, StrategyMeasure } from '../../measures';
import { STRATEGY_IDS, type StrategyId } from '../../reasoning';
import type { PolicyRun, ProblemResult } from '../evaluate';

/** Further samples over the plain prompt, which the others are compared with. */
const REFERENCE: StrategyId = 'best-of-n';
/** The fast answer is part of every run; a cascade is of several models. */
const NOT_COMPARED: ReadonlySet<StrategyId> = new Set(['direct', 'cascade', REFERENCE]);
/** So many samples that pass as often as those of the reference count beside the measured ones (towards "no difference"). */
const PRIOR_SAMPLES = 20;

/** What the samples after the fast answer took and came to, over runs. */
interface Drawn {
  readonly samples: number;
  readonly passes: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/**
 * Compares strategies that were replayed alone with further samples, on the problems whose fast answer fails, as only
 * there they act. What a strategy draws until a sample passes is geometric: its rate is passes over samples.
 * Strategies that were not replayed are left out.
 */
export function fitStrategies(problems: readonly ProblemResult[]): ModelMeasures['strategies'] {
  const plain = drawnBy(REFERENCE, problems);
  const compared = STRATEGY_IDS.filter((id) => !NOT_COMPARED.has(id)).map((id) => [id, drawnBy(id, problems)] as const);
  return Object.fromEntries(compared.filter(([, { samples }]) => samples > 0 && plain.samples > 0).map(([id, own]) => [id, measureOf(own, plain)]));
}

function measureOf(own: Drawn, plain: Drawn): StrategyMeasure {
  const rate = (plain.passes + 0.5) / (plain.samples + 1);
  const perSample = (kind: 'promptTokens' | 'completionTokens'): number => own[kind] / own.samples / (plain[kind] / plain.samples);
  return {
    passRatio: (own.passes + PRIOR_SAMPLES * rate) / (own.samples + PRIOR_SAMPLES) / rate,
    tokenRatio: perSample('completionTokens'),
    promptRatio: perSample('promptTokens'),
    samples: own.samples,
  };
}

/** After the fast answer, which the greedy policy has by itself. */
function drawnBy(policy: StrategyId, problems: readonly ProblemResult[]): Drawn {
  const all = problems.filter(({ examples }) => examples > 0).flatMap(({ orders }) => orders.flatMap((runs) => {
    const [own, fast] = [policy, 'direct'].map((name) => runs.find((run) => run.policy === name));
    return own === undefined || fast === undefined || own.samples <= fast.samples ? [] : [{ own, fast }];
  }));
  const sum = (of: (run: PolicyRun) => number): number => all.reduce((total, { own, fast }) => total + of(own) - of(fast), 0);
  return {
    samples: sum(({ samples }) => samples),
    passes: all.filter(({ own }) => own.status === 'verified').length,
    promptTokens: sum(({ promptTokens }) => promptTokens),
    completionTokens: sum(({ tokens, promptTokens }) => tokens - promptTokens),
  };
}
