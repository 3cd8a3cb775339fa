import fc from 'fast-check';

const STEPS = 1_000_000;

/** Numbers from one to another, evenly: `fc.double` spreads evenly over what a number can be written as, so that from 0 on nearly all are next to nothing. */
export function evenly(least: number, most: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: STEPS }).map((step) => least + ((most - least) * step) / STEPS);
}
