import { mean } from './bootstrap';

/** y is near `middle + slopes[0] (x0 - mean x0) + slopes[1] (x1 - mean x1)`. */
export interface FittedPlane {
  /** Mean of y. */
  readonly middle: number;
  readonly slopes: readonly [number, number];
  /** What is left of each y. */
  readonly residuals: readonly number[];
}

/** Least squares on two quantities; one that does not vary, or varies with the other alone, has the slope 0. */
export function fitPlane(points: readonly (readonly [number, number])[], values: readonly number[]): FittedPlane {
  const middle = mean(values);
  const centre = [mean(points.map(([a]) => a)), mean(points.map(([, b]) => b))] as const;
  const rows = points.map(([a, b], index) => ({ a: a - centre[0], b: b - centre[1], y: (values[index] as number) - middle }));
  const sum = (of: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const [aa, bb, ab, ay, by] = [sum(({ a }) => a * a), sum(({ b }) => b * b), sum(({ a, b }) => a * b), sum(({ a, y }) => a * y), sum(({ b, y }) => b * y)] as [number, number, number, number, number];
  const slopes = slopesOf({ aa, bb, ab, ay, by });
  return { middle, slopes, residuals: rows.map(({ a, b, y }) => y - slopes[0] * a - slopes[1] * b) };
}

/** Below this share of the product of both variances two quantities are one. */
const COLLINEAR = 1e-9;

function slopesOf({ aa, bb, ab, ay, by }: Readonly<Record<'aa' | 'bb' | 'ab' | 'ay' | 'by', number>>): readonly [number, number] {
  const determinant = aa * bb - ab * ab;
  if (determinant > COLLINEAR * aa * bb) {
    return [(ay * bb - by * ab) / determinant, (by * aa - ay * ab) / determinant];
  }
  return aa > 0 ? [ay / aa, 0] : [0, bb > 0 ? by / bb : 0];
}
