/** Unbiased estimate of the chance that one of `k` samples is right, of `n` of which `right` were (Chen et al., 2107.03374). */
export function passAtK(n: number, right: number, k: number): number {
  if (k > n) {
    throw new RangeError(`pass@${k} needs ${k} samples; there are ${n}.`);
  }
  let allWrong = 1;
  for (let index = 0; index < k; index += 1) {
    allWrong *= Math.max(0, n - right - index) / (n - index);
  }
  return 1 - allWrong;
}
