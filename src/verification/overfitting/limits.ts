/** Calls near the examples on which a program has to show that it computes something. */
export const NEAR_INPUTS = 24;
/** Fewer known outcomes than this say nothing about a program. */
export const FEWEST_OUTCOMES = 6;
/**
 * Wall seconds for each of the two or three runs of one candidate. They take milliseconds; a program that
 * does not end on a made-up input must not hold up its verdict, and is then judged by what is known.
 */
export const OVERFITTING_SECONDS = 1.5;
/** A table belongs to the examples alone when taking it out changes at most this share of the other results. */
export const MOST_TOUCHED = 0.25;
/** A table of whole numbers over a range, such as the days of the months, has most numbers of the range. */
export const RANGE_DENSITY = 0.5;
/** Answers that have to differ before a program that gives one value everywhere is taken for one that knows only them. */
export const TELLING_ANSWERS = 3;
