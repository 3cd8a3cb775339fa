import { planCodePrompt, planStep, planStepPrompt } from '../../prompts';
import { optionsFor } from '../answers';
import { askModel } from '../ask';
import type { DrawOutcome, FinishedSample } from '../draw';
import { TEMPERATURES } from '../policy';
import { runStep, type RunRecord } from '../run';
import { selectBest } from '../selection';
import { drawCandidates } from '../steps';
import type { MemoryKey } from '../strategyMemory';
import { bestFirst, uct, type SelectionRule } from './search/rules';
import { BRANCHING, SearchTree, stepsOf, type Idea, type SearchNode } from './search/tree';
import { likelihood, rolloutOf } from './search/value';
import type { StrategyId } from './ids';
import type { ReasoningStrategy, StrategyRun } from './strategy';

/** A step is one short line, and the shortest call that is made at all allows as much. */
const MAX_STEP_TOKENS = 48;
/** Characters of a step in the titles that people see; a line of a narrow panel. */
const TITLE_CHARACTERS = 60;

/** Plans step by step, and goes on with the one whose code does best. */
export const treeSearch = searchBy(bestFirst, 'tree-search');
/** The same tree, with as much curiosity as UCT has. */
export const treeSearchUct = searchBy(uct, 'tree-search-uct');

/**
 * Search over plans in words. A node is the steps of a plan so far; its worth is what the verifier says of the likeliest
 * code of it. Steps that could come next are asked for with what that code failed with in view (Yao et al., 2305.10601;
 * Zhou et al., 2310.04406; Li et al., 2409.09584). The tree is kept from step to step of a run.
 */
function searchBy(rule: SelectionRule, id: StrategyId): ReasoningStrategy {
  const key: MemoryKey<SearchTree> = { name: id };
  return {
    id,
    canAct: ({ memory }) => memory.peek(key)?.hasWork ?? true,
    act: (run, count) => new TreeSearch(run, id, rule, run.record.memory.keep(key, () => begin(run.record))).advance(count),
  };
}

/** The root is what was tried before without a plan: the fast answer, or whatever was better. */
function begin(record: RunRecord): SearchTree {
  const best = selectBest(record.judged().filter(({ verdict }) => verdict !== null));
  return new SearchTree(best === null ? null : rolloutOf(best));
}

/** One strategy's work on a tree in one step of a run. */
class TreeSearch {
  constructor(private readonly run: StrategyRun, private readonly id: StrategyId, private readonly rule: SelectionRule, private readonly tree: SearchTree) {}

  /** Tries up to `count` plans, and asks for steps where there are none left to try. Ends at the first that passes: whether that is enough is the policy's to say. */
  async advance(count: number): Promise<DrawOutcome> {
    let last: DrawOutcome = { drawn: true, failure: null };
    for (let tried = 0; tried < count && this.goesOn(last); ) {
      const node = this.rule.select(this.tree);
      if (node === null) {
        break;
      }
      if (node.state === 'open') {
        last = await this.expand(node);
      } else {
        last = await this.tryOut(node);
        tried += 1;
        if (node.rollout?.isSolved === true) {
          break;
        }
      }
    }
    return last;
  }

  private goesOn(last: DrawOutcome): boolean {
    return last.drawn && last.failure === null && !this.run.context.signal.aborted;
  }

  /** Asks for what could come next. */
  private async expand(node: SearchNode): Promise<DrawOutcome> {
    const { context } = this.run;
    const callIndex = this.run.nextCall();
    const { prompt, ...ends } = planStepPrompt(context.task, { steps: stepsOf(node), symptom: node.rollout?.symptom ?? null }, context.model.info);
    const stepId = `step${callIndex + 1}`;
    return runStep(context, { stepId, kind: 'plans', title: node.parent === null ? 'Ideas for a plan' : `What comes after ${quoted(node.step)}?` }, async () => {
      const { samples, outcome } = await askModel(this.run, stepId, { ...ends, prompt, count: BRANCHING, temperature: TEMPERATURES.many, callIndex, maxOutputTokens: MAX_STEP_TOKENS });
      return { ...this.grow(node, samples, outcome), value: outcome };
    });
  }

  /** Puts what was said into the tree. A call that was not made, or cut off, says nothing of the node. */
  private grow(node: SearchNode, drawn: readonly FinishedSample[], outcome: DrawOutcome): { readonly outcome: 'passed' | 'inconclusive' | 'stopped'; readonly detail: string } {
    if (!outcome.drawn) {
      return { outcome: 'stopped', detail: 'the next call does not fit the budget' };
    }
    if (outcome.failure !== null) {
      return { outcome: 'stopped', detail: outcome.failure.message };
    }
    if (this.run.context.signal.aborted) {
      return { outcome: 'stopped', detail: 'the run was over first' };
    }
    const children = this.tree.expand(node, ideasOf(drawn));
    return { outcome: children.length > 0 ? 'passed' : 'inconclusive', detail: children.length === 0 ? 'nothing new' : `${children.length} different` };
  }

  /** Writes the likeliest code of a plan and has it judged. */
  private async tryOut(node: SearchNode): Promise<DrawOutcome> {
    const { context, record } = this.run;
    const { task, model } = context;
    const before = record.sampleCount;
    const prompt = planCodePrompt(task, stepsOf(node), await optionsFor(task, model.info));
    const outcome = await drawCandidates(this.run, { strategy: this.id, title: `Code with ${node.depth > 1 ? `step ${node.depth}, ` : ''}${quoted(node.step)}`, prompt, count: 1, temperature: TEMPERATURES.fast });
    const [judged] = record.judged().slice(before);
    if (judged !== undefined && judged.verdict !== null) {
      this.tree.judge(node, rolloutOf(judged));
    } else if (this.goesOn(outcome)) {
      this.tree.close(node);
    }
    return outcome;
  }
}

/** What was said, in the order in which it was asked for, so that a replay grows the same tree. */
function ideasOf(drawn: readonly FinishedSample[]): readonly Idea[] {
  return [...drawn].sort((a, b) => a.sampleIndex - b.sampleIndex).flatMap(({ text, meanLogprob, finishReason }) => {
    const step = planStep(text, finishReason === 'length');
    return step === null ? [] : [{ step, prior: likelihood(meanLogprob) }];
  });
}

function quoted(step: string): string {
  return `"${step.length > TITLE_CHARACTERS ? `${step.slice(0, TITLE_CHARACTERS - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : step}"`;
}
