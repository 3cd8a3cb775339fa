import { budgetForLevel, type BudgetLevel, type ComputeBudget, type ModelProfile } from '../budget';
import { isStrategyName, type StrategyName } from '../reasoning';
import type { AnyTrace, Trace } from '../trace';
import { referenceTo } from './models';
import type { ModelReference } from './types';

/** Under what a recorded run is replayed. */
export interface ReplayTerms {
  readonly budget: ComputeBudget;
  /** The recorded one, as it is named here. */
  readonly model: ModelReference;
  /** Nothing differs from the record, so that its forecast stands. */
  readonly isAsRecorded: boolean;
}

/** At the level of the record its limits stand but for those that are given; another level has its own. */
export function replayTerms({ request, model }: AnyTrace, level: BudgetLevel, limits: ComputeBudget | undefined): ReplayTerms {
  const isSameLevel = level === request.level;
  return {
    budget: isSameLevel ? { ...request.budget, ...limits } : budgetForLevel(level, limits),
    model: referenceTo(model),
    isAsRecorded: isSameLevel && limits === undefined,
  };
}

/** The recorded run's model and then those that it might have gone on with; empty where there were none. */
export function recordedModels({ escalation }: Trace): readonly ModelProfile[] {
  return escalation === undefined ? [] : [escalation.first, ...escalation.models.map(({ profile }) => profile)];
}

/** As far as this version knows them; none where none were named. */
export function recordedStrategies({ request }: Trace): readonly StrategyName[] {
  return request.strategies?.filter(isStrategyName) ?? [];
}
