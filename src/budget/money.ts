/**
 * Money is added up in whole trillionths of a dollar. At a price of up to six decimals for a million tokens a token
 * costs a whole number of them, so that sums are exact, and a limit is not passed by a rounding; up to some 9,000
 * dollars, that is, where a number has no more room.
 */
const UNITS_PER_DOLLAR = 1e12;

export function toUnits(dollars: number): number {
  return Math.round(dollars * UNITS_PER_DOLLAR);
}

export function toDollars(units: number): number {
  return units / UNITS_PER_DOLLAR;
}

/** The most units that are not more than a limit in dollars. */
export function limitOf(dollars: number): number {
  const units = toUnits(dollars);
  return toDollars(units) > dollars ? units - 1 : units;
}

/** A sum of amounts, one of which may be unknown (null): so is the sum then. */
export function addKnown(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
