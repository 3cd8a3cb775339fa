import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import { KnownChecks } from '../../../src/evaluation/replay/replayVerifier';
import { plannedGroups } from '../../../src/evaluation/plannedGroups';
import { replayRun } from '../../../src/evaluation/replay/replayRun';
import type { ComputeBudget } from '../../../src/budget';
import type { ReasoningResult, StoppingRule } from '../../../src/reasoning';
import { Recording, RecordingModel } from '../../../src/recording';
import { readTask } from '../../../src/verification/task';
import type { Verifier } from '../../../src/verification/types';
import { estimateFor } from '../../support/estimates';
import { ScriptedModel, type ScriptedSample } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { temporaryFolder } from '../../support/temporaryFolder';

const TASK = 'def double(n: int) -> int:\n    """Doubles.\n\n    >>> double(4)\n    8\n    """\n';
const PROMPT_TOKENS = 300;
const WRONG = '    return n\n';
const RIGHT = '    return n + n  # right\n';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.dispose());

/** Replays what a model answered: the fast answer first, then the samples after it. */
async function replayed(answers: readonly ScriptedSample[], rule: StoppingRule, budget: ComputeBudget = {}, verifier: Verifier = new ScriptedVerifier()): Promise<ReasoningResult> {
  const task = await readTask(TASK, { language: 'python' });
  const model = new ScriptedModel({ samples: answers, promptTokens: PROMPT_TOKENS });
  const recording = Recording.openForWriting(join(folder.path, `${rule}.jsonl`), model.info);
  const recorder = new RecordingModel(model, recording);
  for (const { prompt, count, options } of await plannedGroups(task, model.info, answers.length)) {
    await recorder.countTokens(prompt);
    for await (const part of recorder.sample(prompt, count, options)) {
      expect(part.type).not.toBe('error');
    }
  }
  return replayRun(recording, { verifier, known: new KnownChecks(), clock: systemClock }, {
    task, rule, budget: { maxSamples: answers.length, ...budget }, estimate: estimateFor(), rates: null, busyCores: 2, order: undefined,
  });
}

/** Of prompts and answers, as far as they are known. */
function tokensOf({ spent }: ReasoningResult): number {
  expect(spent.forfeitedTokens).toBe(0);
  return spent.promptTokens + spent.completionTokens;
}

describe('a replay of a run on recorded samples', () => {
  const batch = [{ text: WRONG, tokens: 50 }, { text: WRONG, tokens: 120 }, { text: RIGHT, tokens: 60 }, { text: WRONG, tokens: 200 }];

  it('stops a batch when the first of its rows passes, and pays for what the others had written by then', async () => {
    const result = await replayed(batch, 'first-pass');
    expect(result).toMatchObject({ status: 'verified', stopReason: 'verified' });
    expect(result.candidates).toHaveLength(2);
    expect(tokensOf(result)).toBe(2 * PROMPT_TOKENS + 50 + 3 * 60);
  });

  it('does not stop it at the first that passes where two are to behave alike', async () => {
    const result = await replayed([...batch, { text: WRONG, tokens: 40 }], 'two-agree');
    expect(result.candidates.slice(0, 4).map(({ candidate }) => candidate.completionTokens)).toEqual([50, 60, 120, 200]);
  });

  it('draws the whole batch where all samples are wanted, and takes longer', async () => {
    const [all, first] = [await replayed(batch, 'all-samples'), await replayed(batch, 'first-pass')];
    expect(all.candidates).toHaveLength(4);
    expect(tokensOf(all)).toBe(2 * PROMPT_TOKENS + 50 + 120 + 60 + 200);
    expect(all.spent.seconds).toBeGreaterThan(first.spent.seconds + 1);
  });

  it('stops at a deadline in the middle of a row, and says what was used by then', async () => {
    const whole = await replayed(batch, 'all-samples');
    const maxSeconds = whole.spent.seconds * 0.8;
    const cut = await replayed(batch, 'two-agree', { maxSeconds });
    expect(cut.stopReason).toBe('budget-seconds');
    expect(cut.spent.seconds).toBeLessThanOrEqual(maxSeconds);
    expect(tokensOf(cut)).toBeLessThan(tokensOf(whole));
    expect(cut.spent.completionTokens).toBeGreaterThan(0);
  });

  it('goes on after a batch that it stopped with samples that no call was given, as many as the budget has left', async () => {
    const answers = [WRONG, WRONG, RIGHT, WRONG, '    return n * 2  # 1\n', '    return n * 2  # 2\n'].map((text, index) => ({ text, tokens: 50 + 10 * index }));
    // The pass that stops the first batch does not hold in a fresh process.
    const verifier = new ScriptedVerifier((code, { virgin }) => (code.includes('right') && virgin !== true ? 'passed' : 'failed'));
    const result = await replayed(answers, 'first-pass', {}, verifier);
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'budget-samples', failure: null });
    expect(result.spent.samples).toBe(answers.length);
    expect(result.candidates.map(({ candidate }) => candidate.code.match(/# \d/)?.[0] ?? null).slice(-2)).toEqual(['# 1', '# 2']);
  });
});
