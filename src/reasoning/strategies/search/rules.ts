import { hasWork, type SearchNode, type SearchTree } from './tree';

/** Says where a search goes on: an `untried` node is to be tried, an `open` one to be expanded. */
export interface SelectionRule {
  /** For people. */
  readonly name: string;
  /** Null when nothing is left to be done. */
  select(tree: SearchTree): SearchNode | null;
}

/**
 * What a step's likelihood adds to the estimate of a plan that was not tried: it decides between the steps after one
 * plan, and is less than any example makes of a difference.
 */
const PRIOR_WEIGHT = 0.01;

/**
 * What best-first search takes a plan to be worth: what its code was found to be, or that of the plan that it goes on
 * with, until it is tried.
 */
export function estimateOf({ rollout, parent, prior }: SearchNode): number {
  return rollout?.value ?? (parent?.rollout?.value ?? 0) + PRIOR_WEIGHT * prior;
}

/** Goes on with the plan that looks best, wherever it stands; of equal ones with the earliest (Tree of Thoughts, Yao et al., 2305.10601). */
export const bestFirst: SelectionRule = {
  name: 'best first',
  select: ({ nodes }) => highest(nodes.filter(({ state }) => state === 'untried' || state === 'open'), (node) => [estimateOf(node)]),
};

/**
 * Of UCB1's bonus, for values in [0, 1]: twice the C_p = 1/√2 with which Hoeffding's inequality holds (Kocsis and
 * Szepesvári, "Bandit based Monte-Carlo planning", ECML 2006).
 */
export const EXPLORATION = Math.SQRT2;

/** Goes down from the root, each time to the child with the highest upper confidence bound of its mean value (UCT). Children that were never tried come first, the likeliest before the others. */
export const uct: SelectionRule = {
  name: 'UCT',
  select: ({ root }) => {
    let node: SearchNode | null = hasWork(root) ? root : null;
    while (node?.state === 'expanded') {
      const { children, visits }: SearchNode = node;
      node = highest(children.filter(hasWork), (child) => [upperBound(child, visits), child.prior]);
    }
    return node;
  },
};

/** @param parentVisits at least those of the child */
function upperBound({ visits, total }: SearchNode, parentVisits: number): number {
  return visits === 0 ? Infinity : total / visits + EXPLORATION * Math.sqrt(Math.log(parentVisits) / visits);
}

/** The one with the highest score, compared number by number; the first of equal ones. Null when there is none. */
function highest(nodes: readonly SearchNode[], scoreOf: (node: SearchNode) => readonly number[]): SearchNode | null {
  const scored = nodes.map((node) => ({ node, score: scoreOf(node) }));
  return scored.reduce<(typeof scored)[number] | null>((best, each) => (best !== null && !isHigher(each.score, best.score) ? best : each), null)?.node ?? null;
}

function isHigher(score: readonly number[], than: readonly number[]): boolean {
  const at = score.findIndex((value, index) => value !== than[index]);
  return at >= 0 && (score[at] ?? 0) > (than[at] ?? 0);
}
