export { BudgetAccount, type BudgetLimit, type Reservation, type ReservationOutcome, type WorstCase } from './account';
export { startDeadline, type Deadline } from './deadline';
export { createEnergyMeter, createModelledMeter, MODELLED_WATTS_PER_CORE, unknownEnergyMeter, type EnergyMeter } from './energy';
export { estimateCost, missProbability, nextPassProbability, SOLVE_RATE_PRIOR, type EstimateInput } from './estimate';
export { budgetForLevel, LEVEL_BUDGETS } from './levels';
export { RateBook } from './rateBook';
export { decodeRate, prefillRate, type DecodePoint, type MeasuredRates, type PrefillPoint } from './rates';
export * from './types';
