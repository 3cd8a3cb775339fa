import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/base/random';
import { bestFirst, estimateOf, uct, type SelectionRule } from '../../../../src/reasoning/strategies/search/rules';
import { MAX_DEPTH, SearchTree, stepsOf, type Idea, type Rollout, type SearchNode } from '../../../../src/reasoning/strategies/search/tree';

const failed = (value: number): Rollout => ({ value, symptom: 'wrong', isSolved: false });
const ideas = (...steps: readonly string[]): readonly Idea[] => steps.map((step) => ({ step, prior: 0.5 }));

/** A world that the search does not see: what can come after a plan, and what the code of one is worth. */
interface World {
  stepsAfter(node: SearchNode): readonly Idea[];
  worthOf(node: SearchNode): Rollout;
}

/** One thing after the other, as the strategy does it, until so many plans are tried or nothing is left. @returns the nodes in the order in which they were tried */
function search(tree: SearchTree, rule: SelectionRule, world: World, rollouts: number, look?: (node: SearchNode) => void): readonly SearchNode[] {
  const tried: SearchNode[] = [];
  for (let node = rule.select(tree); node !== null && tried.length < rollouts; node = rule.select(tree)) {
    look?.(node);
    if (node.state === 'open') {
      tree.expand(node, world.stepsAfter(node));
    } else {
      tree.judge(node, world.worthOf(node));
      tried.push(node);
    }
  }
  return tried;
}

describe('a tree of plans', () => {
  it('knows the steps of each plan', () => {
    const tree = new SearchTree(failed(0.2));
    const [sort] = tree.expand(tree.root, ideas('Sort.', 'Count.'));
    tree.judge(sort!, failed(0.5));
    const [first] = tree.expand(sort!, ideas('Take the first.'));
    expect(stepsOf(first!)).toEqual(['Sort.', 'Take the first.']);
  });

  it('leaves out what a plan says already, and closes a node after which nothing comes', () => {
    const tree = new SearchTree(failed(0));
    const [sort, count] = tree.expand(tree.root, ideas('Sort.', 'sort.', 'Count.'));
    expect(tree.root.children).toHaveLength(2);
    tree.judge(sort!, failed(0.1));
    tree.judge(count!, failed(0.1));
    expect(tree.expand(sort!, ideas('SORT.'))).toEqual([]);
    expect(sort!.state).toBe('closed');
    expect(tree.hasWork).toBe(true);
    tree.expand(count!, []);
    expect(tree.hasWork).toBe(false);
    expect([bestFirst.select(tree), uct.select(tree)]).toEqual([null, null]);
  });

  it('backs a value up to all that a plan is a part of', () => {
    const tree = new SearchTree(failed(0.25));
    const [a, b] = tree.expand(tree.root, ideas('a', 'b'));
    tree.judge(a!, failed(0.5));
    const [below] = tree.expand(a!, ideas('c'));
    tree.judge(below!, failed(1));
    expect([tree.root, a!, b!, below!].map(({ visits, total }) => [visits, total])).toEqual([[3, 1.75], [2, 1.5], [0, 0], [1, 1]]);
  });

  it('goes no further below what is solved, nor deeper than its limit; the root is gone on with in any case', () => {
    const tree = new SearchTree({ value: 1, symptom: null, isSolved: true }, 2);
    expect(tree.root.state).toBe('open');
    const [a, b] = tree.expand(tree.root, ideas('a', 'b'));
    tree.judge(a!, { value: 1, symptom: null, isSolved: true });
    tree.judge(b!, failed(0));
    const [deep] = tree.expand(b!, ideas('c'));
    tree.judge(deep!, failed(0));
    expect([a!.state, deep!.state, tree.hasWork]).toEqual(['closed', 'closed', false]);
  });

  it('is not told of the same thing twice', () => {
    const tree = new SearchTree(failed(0));
    const [a] = tree.expand(tree.root, ideas('a'));
    expect(() => tree.expand(tree.root, ideas('b'))).toThrow('Node 0 is expanded, not open.');
    tree.judge(a!, failed(0));
    expect(() => tree.judge(a!, failed(0))).toThrow('Node 1 is open, not untried.');
  });
});

describe('best-first search', () => {
  it('follows the best plan down, and comes back when it gets worse', () => {
    const values: Readonly<Record<string, number>> = { a: 0.2, b: 0.8, 'b/c': 0.1, 'b/d': 0.1 };
    const world: World = {
      stepsAfter: (node) => (node.depth === 0 ? ideas('a', 'b') : ideas('c', 'd')),
      worthOf: (node) => failed(values[stepsOf(node).join('/')] ?? 0),
    };
    const tried = search(new SearchTree(failed(0.3)), bestFirst, world, 6);
    expect(tried.map((node) => stepsOf(node).join('/'))).toEqual(['a', 'b', 'b/c', 'b/d', 'a/c', 'a/d']);
  });

  it('tries the likelier of two steps after the same plan first', () => {
    const tree = new SearchTree(failed(0.3));
    tree.expand(tree.root, [{ step: 'a', prior: 0.2 }, { step: 'b', prior: 0.9 }]);
    expect(bestFirst.select(tree)?.step).toBe('b');
    expect(uct.select(tree)?.step).toBe('b');
  });

  it('never turns to a plan while a better one is open', () => {
    fc.assert(fc.property(fc.integer(), fc.integer({ min: 1, max: 4 }), fc.nat(20), (seed, branching, rollouts) => {
      const tree = new SearchTree(failed(0.5));
      let isBest = true;
      search(tree, bestFirst, madeUp(seed, branching), rollouts, (chosen) => {
        const open = tree.nodes.filter(({ state }) => state === 'untried' || state === 'open');
        isBest &&= estimateOf(chosen) === Math.max(...open.map(estimateOf));
      });
      return isBest;
    }), { numRuns: 500 });
  });
});

describe('UCT', () => {
  /** Under one of the first steps the plans are better on average, whichever comes after it. */
  const arms = (seed: number, best: number): World => {
    const random = seededRandom(seed);
    return {
      stepsAfter: () => ideas('0', '1', '2'),
      worthOf: (node) => failed(random.next() * (stepsOf(node)[0] === String(best) ? 1 : 0.4)),
    };
  };

  it('spends most on the best arm of a made-up tree, and finds it nearly always', () => {
    let found = 0;
    for (let seed = 0; seed < 300; seed += 1) {
      const tree = new SearchTree(failed(0.3));
      search(tree, uct, arms(seed, seed % 3), 40);
      const visits = tree.root.children.map((child) => child.visits);
      found += Number(visits[seed % 3] === Math.max(...visits));
    }
    expect(found).toBeGreaterThanOrEqual(285);
  });

  it('tries everything after a plan once before it looks closer at any of it', () => {
    const tree = new SearchTree(failed(0.3));
    const tried = search(tree, uct, { stepsAfter: () => ideas('a', 'b', 'c'), worthOf: ({ step }) => failed(step === 'a' ? 0.9 : 0) }, 4);
    expect(tried.map((node) => stepsOf(node).join('/'))).toEqual(['a', 'b', 'c', 'a/b']);
  });

  it('weighs how good a plan is against how little is known of it, as UCB1 does', () => {
    /** Two first steps, after the first of which so many others were tried. */
    const chosen = (good: number, bad: number, below: number): string => {
      const tree = new SearchTree(failed(0));
      const [a, b] = tree.expand(tree.root, ideas('a', 'b'));
      tree.judge(a!, failed(good));
      tree.judge(b!, failed(bad));
      for (const child of tree.expand(a!, ideas('c', 'd', 'e').slice(0, below))) {
        tree.judge(child, failed(good));
      }
      return stepsOf(uct.select(tree)!).join('/');
    };
    // 0.8 + √2 √(ln 5 / 3) = 1.84 and 0.3 + √2 √(ln 5 / 1) = 2.09.
    expect(chosen(0.8, 0.3, 2)).toBe('b');
    // 0.9 + √2 √(ln 4 / 2) = 2.08 and 0 + √2 √(ln 4 / 1) = 1.67.
    expect(chosen(0.9, 0, 1)).toBe('a/c');
  });

  it('does not go where nothing is left to be done', () => {
    const tree = new SearchTree(failed(0), 1);
    const [good, bad] = tree.expand(tree.root, ideas('good', 'bad'));
    tree.judge(good!, failed(1));
    expect(uct.select(tree)).toBe(bad);
  });
});

/** Plans of any worth, some after which nothing comes. */
function madeUp(seed: number, branching: number): World {
  const random = seededRandom(seed);
  return {
    stepsAfter: () => Array.from({ length: random.integer(branching + 1) }, () => ({ step: `step ${random.integer(6)}`, prior: random.next() })),
    worthOf: () => ({ value: random.next(), symptom: null, isSolved: random.integer(10) === 0 }),
  };
}

/** What has to hold for every node at any time. */
function isSound(node: SearchNode): boolean {
  const { rollout, children, visits, total, depth } = node;
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
  return visits === Number(rollout !== null) + sum(children.map((child) => child.visits))
    && Math.abs(total - (rollout?.value ?? 0) - sum(children.map((child) => child.total))) < 1e-9
    && depth <= MAX_DEPTH
    && new Set(stepsOf(node)).size === depth;
}

describe('any search', () => {
  it('keeps its limits and its sums, and ends, on 10,000 made-up trees', () => {
    fc.assert(fc.property(fc.integer(), fc.integer({ min: 1, max: 4 }), fc.nat(24), fc.constantFrom(bestFirst, uct), (seed, branching, rollouts, rule) => {
      const tree = new SearchTree(seed % 2 === 0 ? failed(0.5) : null);
      const tried = search(tree, rule, madeUp(seed, branching), rollouts);
      return tried.length <= rollouts && new Set(tried).size === tried.length && (tried.length === rollouts || !tree.hasWork) && tree.nodes.every(isSound);
    }), { numRuns: 10_000 });
  });

  it('is the same again with the same answers', () => {
    for (const rule of [bestFirst, uct]) {
      const run = (): readonly string[] => search(new SearchTree(failed(0.5)), rule, madeUp(11, 3), 20).map((node) => stepsOf(node).join('/'));
      expect(run()).toEqual(run());
      expect(run().length).toBeGreaterThan(3);
    }
  });
});
