/**
 * Most items of two sets that may be without an exact partner and still be paired within the float
 * tolerance. Pairing is cubic, and more than this is a wrong answer in practice.
 */
const MAX_UNPAIRED = 64;

/** Takes away pairs with the same key that `equal` confirms; what is left needs a closer look. */
function withoutExactPairs<T>(
  left: readonly T[],
  right: readonly T[],
  keyOf: (item: T) => string,
  equal: (left: T, right: T) => boolean,
): { left: T[]; right: T[] } {
  const byKey = new Map<string, T[]>();
  for (const item of right) {
    const key = keyOf(item);
    const bucket = byKey.get(key);
    if (bucket) {
      bucket.push(item);
    } else {
      byKey.set(key, [item]);
    }
  }
  const unpaired = left.filter((item) => {
    const bucket = byKey.get(keyOf(item));
    const last = bucket?.at(-1);
    if (last === undefined || !equal(item, last)) {
      return true;
    }
    bucket?.pop();
    return false;
  });
  return { left: unpaired, right: [...byKey.values()].flat() };
}

/** Kuhn's augmenting paths: whether every left item gets a right item of its own. */
function hasPerfectMatching(size: number, linked: (left: number, right: number) => boolean): boolean {
  const partnerOf = new Array<number>(size).fill(-1);
  const assign = (left: number, seen: Set<number>): boolean => {
    for (let right = 0; right < size; right += 1) {
      if (seen.has(right) || !linked(left, right)) {
        continue;
      }
      seen.add(right);
      const rival = partnerOf[right] ?? -1;
      if (rival < 0 || assign(rival, seen)) {
        partnerOf[right] = left;
        return true;
      }
    }
    return false;
  };
  for (let left = 0; left < size; left += 1) {
    if (!assign(left, new Set())) {
      return false;
    }
  }
  return true;
}

/** Whether two collections without order can be paired one to one under `equal`. */
export function matchUnordered<T>(
  left: readonly T[],
  right: readonly T[],
  keyOf: (item: T) => string,
  equal: (left: T, right: T) => boolean,
): boolean {
  if (left.length !== right.length) {
    return false;
  }
  const rest = withoutExactPairs(left, right, keyOf, equal);
  if (rest.left.length > MAX_UNPAIRED) {
    return false;
  }
  const links = rest.left.map((item) => rest.right.map((other) => equal(item, other)));
  return hasPerfectMatching(links.length, (from, to) => links[from]?.[to] === true);
}
