/**
 * Steps of a plan on one way through the tree. Four with the code that follows them are what the longest plans of the
 * strategy `plan` have; with the branching below, that is more nodes than any level of budget can try.
 */
export const MAX_DEPTH = 4;
/** Next steps that are asked for at once: a batch over one prompt takes little more time than one of them, and small models seldom think of more than three different ones. */
export const BRANCHING = 3;

/** A step that could come next. */
export interface Idea {
  readonly step: string;
  /** How likely the model takes it to be, in [0, 1]; 0 where that is not known. */
  readonly prior: number;
}

/** What came of the code of a plan. */
export interface Rollout {
  /** What it is worth, in [0, 1]. */
  readonly value: number;
  /** What it failed with, in words; null where nothing is known against it. */
  readonly symptom: string | null;
  /** Nothing is left to be done about it. */
  readonly isSolved: boolean;
}

/**
 * What can be done with a node. `untried`: its code can be written. `open`: that is done, and steps can be asked for that
 * come after it. `expanded`: it has such steps. `closed`: nothing.
 */
export type NodeState = 'untried' | 'open' | 'expanded' | 'closed';

/** A plan: the steps from the root down to this one. */
export interface SearchNode extends Idea {
  /** Its place in the order in which nodes came; 0 is the root. */
  readonly id: number;
  /** Null for the root, which is the empty plan. */
  readonly parent: SearchNode | null;
  readonly depth: number;
  readonly children: readonly SearchNode[];
  readonly state: NodeState;
  /** Of its own code; null before that was judged. */
  readonly rollout: Rollout | null;
  /** Rollouts of the node and of all below it. */
  readonly visits: number;
  /** Sum of their values. */
  readonly total: number;
}

type Grown = { -readonly [Key in keyof SearchNode]: SearchNode[Key] } & { children: Grown[]; parent: Grown | null };

/** The plans of one search, and what is known of them. Pure bookkeeping: which node comes next is a rule's to say. */
export class SearchTree {
  private readonly all: Grown[] = [];

  /**
   * @param attempt what was tried without a plan; null where that was not judged
   * @param maxDepth steps of the longest plan
   */
  constructor(attempt: Rollout | null, private readonly maxDepth = MAX_DEPTH) {
    const root = this.add(null, { step: '', prior: 0 });
    root.state = 'open';
    if (attempt !== null) {
      backUp(root, attempt);
    }
  }

  get root(): SearchNode {
    return this.grown(0);
  }

  /** All plans, in the order in which they came. */
  get nodes(): readonly SearchNode[] {
    return this.all;
  }

  /** Whether anything is left to be tried. */
  get hasWork(): boolean {
    return hasWork(this.root);
  }

  /**
   * Adds what could come next. Steps that stand there already, in the plan or beside the new ones, are left out; where
   * none is left the node is closed.
   * @returns the new nodes
   */
  expand({ id }: SearchNode, ideas: readonly Idea[]): readonly SearchNode[] {
    const node = this.grown(id);
    require(node, 'open');
    const known = new Set(stepsOf(node).map(inOneCase));
    for (const idea of ideas) {
      if (!known.has(inOneCase(idea.step))) {
        known.add(inOneCase(idea.step));
        node.children.push(this.add(node, idea));
      }
    }
    node.state = node.children.length > 0 ? 'expanded' : 'closed';
    return node.children;
  }

  /** Notes what came of a node's code, for itself and all that it is a part of. */
  judge({ id }: SearchNode, rollout: Rollout): void {
    const node = this.grown(id);
    require(node, 'untried');
    backUp(node, rollout);
    node.state = rollout.isSolved || node.depth >= this.maxDepth ? 'closed' : 'open';
  }

  /** Nothing can be learned of this node. */
  close({ id }: SearchNode): void {
    this.grown(id).state = 'closed';
  }

  private add(parent: Grown | null, { step, prior }: Idea): Grown {
    const node: Grown = {
      id: this.all.length, parent, step, prior, depth: parent === null ? 0 : parent.depth + 1,
      children: [], state: 'untried', rollout: null, visits: 0, total: 0,
    };
    this.all.push(node);
    return node;
  }

  private grown(id: number): Grown {
    const node = this.all[id];
    if (node === undefined) {
      throw new Error(`The tree has no node ${id}.`);
    }
    return node;
  }
}

/** The steps of a plan, the first one first. */
export function stepsOf(node: SearchNode): readonly string[] {
  return node.parent === null ? [] : [...stepsOf(node.parent), node.step];
}

/** Whether anything is left to be done with a node or below it. */
export function hasWork({ state, children }: SearchNode): boolean {
  return state === 'expanded' ? children.some(hasWork) : state !== 'closed';
}

function backUp(node: Grown, rollout: Rollout): void {
  node.rollout = rollout;
  for (let at: Grown | null = node; at !== null; at = at.parent) {
    at.visits += 1;
    at.total += rollout.value;
  }
}

function require({ id, state }: SearchNode, expected: NodeState): void {
  if (state !== expected) {
    throw new Error(`Node ${id} is ${state}, not ${expected}.`);
  }
}

function inOneCase(step: string): string {
  return step.toLowerCase();
}
