import { z } from 'zod';
import type { BudgetLevel, EnergySource } from '../../budget';
import { count, oneOf, quantity } from './common';

export const budgetLevel = oneOf<BudgetLevel>({ instant: true, quick: true, balanced: true, thorough: true });
const energySource = oneOf<EnergySource>({ measured: true, modelled: true, unknown: true });

export const computeBudget = z.looseObject({
  maxTokens: quantity.optional(),
  maxSeconds: quantity.optional(),
  maxSamples: quantity.optional(),
  maxDollars: quantity.optional(),
  maxJoules: quantity.optional(),
});

const quantile = z.looseObject({ tokens: quantity, seconds: quantity, joules: quantity.nullable(), dollars: quantity.nullable() });

export const costEstimate = z.looseObject({ p50: quantile, p90: quantile, energySource, verifiedProbability: z.number().min(0).max(1).nullable(), caveats: z.array(z.string()).optional() });

export const spent = z.looseObject({
  promptTokens: quantity,
  cachedPromptTokens: quantity,
  completionTokens: quantity,
  forfeitedTokens: quantity,
  samples: count,
  seconds: quantity,
  energy: z.looseObject({ joules: quantity.nullable(), source: energySource }),
  dollars: quantity.nullable(),
});
