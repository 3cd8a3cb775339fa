/** Digits only: what JavaScript also takes for a number (`''`, `0x10`, `1e3`) is more likely a slip. */
const DECIMAL = /^(?:\d+\.?\d*|\.\d+)$/;

/** A number of at least 0; null for what is none. */
export function decimal(text: string): number | null {
  const value = Number(text);
  return DECIMAL.test(text) && Number.isFinite(value) ? value : null;
}
