/** Quantities in words, the same on the terminal and in the panel. */

const JOULES_PER_KILOJOULE = 1000;
/** Below this a tenth of a second still matters to a reader. */
const TENTHS_BELOW_SECONDS = 10;
const MINUTES_FROM_SECONDS = 120;

export function formatSeconds(seconds: number): string {
  if (seconds < TENTHS_BELOW_SECONDS) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  return whole < MINUTES_FROM_SECONDS ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `1,234`. By hand: the first use of the platform's formats loads its tables, for 30 ms in which nothing else happens. */
export function formatCount(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `forfeited` were set aside for calls whose use never became known, so that with any the figure is a bound. */
export function formatSpentTokens(known: number, forfeited: number): string {
  return `${forfeited > 0 ? 'at most ' : ''}${formatCount(known + forfeited)} tokens`;
}

/** For a narrow place: `840`, `1.4k`, `12k`. */
export function formatCompact(value: number): string {
  const rounded = Math.round(value);
  if (rounded < 1000) {
    return String(rounded);
  }
  const thousands = rounded / 1000;
  return thousands < 10 ? `${thousands.toFixed(1).replace(/\.0$/, '')}k` : `${Math.round(thousands)}k`;
}

export function formatJoules(joules: number): string {
  return joules < JOULES_PER_KILOJOULE ? `${Math.round(joules)} J` : `${(joules / JOULES_PER_KILOJOULE).toFixed(1)} kJ`;
}

/** Says how the figure was obtained; an unknown one (`null`) is never shown as 0. */
export function formatEnergy({ joules, source }: { readonly joules: number | null; readonly source: string }): string {
  return joules === null ? 'energy unknown' : `${formatJoules(joules)} ${source}`;
}

export function formatEnergyRange(p50: number | null, p90: number | null, source: string): string {
  return p50 === null || p90 === null ? 'energy unknown' : `${formatJoules(p50)} (${formatJoules(p90)}) ${source}`;
}

/** US dollars; `null` when the price is not known. */
export function formatDollars(dollars: number | null): string {
  if (dollars === null) {
    return 'price unknown';
  }
  if (dollars === 0) {
    return 'no charge';
  }
  return `$${dollars < FOUR_DECIMALS_FROM_DOLLARS ? twoDigits(dollars) : dollars.toFixed(4)}`;
}

/** Below, four decimals would leave one digit, or none. */
const FOUR_DECIMALS_FROM_DOLLARS = 0.001;
/** As many decimals as a number can be asked for. */
const MOST_DECIMALS = 100;

function twoDigits(dollars: number): string {
  return dollars.toFixed(Math.min(MOST_DECIMALS, 1 - Math.floor(Math.log10(dollars))));
}

/** What a provider charges, in US dollars for a million tokens. */
export function formatPrice({ prompt, answer }: { readonly prompt: number; readonly answer: number }): string {
  return `$${prompt} for a million tokens of prompts and $${answer} of answers`;
}

/** A probability, between 0 and 1: one that was estimated is never shown as certain. */
export function formatProbability(probability: number): string {
  const percent = Math.round(probability * 100);
  if (percent < 1) {
    return '<1%';
  }
  return percent > 99 ? '>99%' : `${percent}%`;
}

export function formatBytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** `1 sample`, `3 samples`. */
export function plural(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`;
}
