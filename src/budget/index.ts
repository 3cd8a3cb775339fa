export { BudgetAccount, type BudgetLimit, type Reservation, type ReservationOutcome, type WorstCase } from './account';
export { startDeadline, type Deadline } from './deadline';
export { createEnergyMeter, createModelledMeter, MODELLED_WATTS_PER_CORE, unknownEnergyMeter, type EnergyMeter } from './energy';
export { estimateCost, missProbability, nextPassProbability, SOLVE_RATE_PRIOR, type EstimateInput } from './estimate';
export { budgetForLevel, LEVEL_BUDGETS } from './levels';
export { PRIOR_RATES, RateBook, type MeasuredRates } from './rates';
export * from './types';
