import type { Variation } from './messages';

/**
 * From the beginning of one round to that of the next. 25 moments this far apart leave no gap of an hour in a
 * day, nor of an eighth in any period of 1 to 16, 20, 24, 30 or 60 seconds, minutes or hours (found by trying
 * numbers); two dozen of them stay within a month.
 */
const STEP_MILLISECONDS = 82_931_560;

/** Moves the time of day that candidates see, which both interpreters read from `Date.now`. Call before `lockDown`. */
export function movableClock(): (variation: Variation | undefined) => void {
  const now = Date.now.bind(Date);
  const base = now();
  let shift = 0;
  Date.now = () => now() + shift;
  return (variation) => {
    // How long the rounds before took must not move this one's beginning.
    shift = variation === undefined ? 0 : base - now() + variation.round * STEP_MILLISECONDS;
  };
}
