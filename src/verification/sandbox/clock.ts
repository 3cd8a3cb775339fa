import type { Variation } from './messages';

/** Another time of day, weekday and second in each round; two dozen rounds stay within a month. */
const SHIFT_MILLISECONDS = 100_003_417;

/** Moves the time of day that candidates see, which both interpreters read from `Date.now`. Call before `lockDown`. */
export function movableClock(): (variation: Variation | undefined) => void {
  const now = Date.now.bind(Date);
  let shift = 0;
  Date.now = () => now() + shift;
  return (variation) => {
    shift = (variation?.round ?? 0) * SHIFT_MILLISECONDS;
  };
}
