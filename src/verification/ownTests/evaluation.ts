import { constants } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ReckonError } from '../../base/errors';
import { baselineOf, failedControls, idleControls, ownTestsOf } from './baseline';
import { confirmControls, confirmWrong, NOTHING_SHOWN } from './confirm';
import { failingCallers, judgeRun, newlyPassing, reachOf, unmetReason, type Judgement } from './judge';
import { CANDIDATE_TIME } from './limits';
import { ProjectMemory, type ProjectFacts } from './memory';
import { brokenText } from './project/apply';
import { makeWorkplace, type Workplace } from './project/workplace';
import { runInCopy, type RunChange, type RunSurroundings } from './run/session';
import { wrongText } from './run/wrong';
import type { Baseline, OwnTestsRequest, Reach, TestRun } from './types';

/** What is known of a project as long as its files stay the same. */
export interface KnownProject extends ProjectFacts {
  /** How the tests take it that a file or function is broken, by what was broken. */
  readonly reached: Map<string, Reach>;
  /** Has what compilers kept. */
  readonly cache: Workplace;
  /** Another process learned it: what its machine was like then is not known. */
  readonly isRecalled: boolean;
}

/** Where what is known is kept: in this process, and for the next ones where there is a folder for that. */
export interface KnownProjects {
  readonly inProcess: Map<string, KnownProject>;
  readonly memory: ProjectMemory | null;
}

export interface Evaluated {
  readonly baseline: Baseline;
  readonly run: TestRun;
  readonly judgement: Judgement;
  readonly passed: number;
  readonly total: number;
}

/** A project that changes under every run is left alone after this many tries. */
const MOST_TRIES = 2;
type Replaced = NonNullable<RunChange['replaced']>;
const NO_CHANGE: RunChange = { replaced: null, withControls: false };

/** One candidate on its way to a judgement. */
export class Evaluation {
  private readonly key: string;

  constructor(
    private readonly surroundings: RunSurroundings,
    private readonly request: OwnTestsRequest,
    private readonly projects: KnownProjects,
  ) {
    const { host, confinement } = surroundings;
    this.key = ProjectMemory.key([request.plan, confinement?.report.level ?? null, process.version, host['PATH'] ?? null]);
  }

  /** @throws ReckonError `tests-unusable`, `busy`, `cancelled`. */
  async judge(path: string, text: string): Promise<Evaluated> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const known = this.projects.inProcess.get(this.key) ?? (tries === 0 ? await this.recall() : null) ?? (await this.learn());
      const evaluated = await this.judgeWith(known, path, text);
      // What another process learned may no longer hold for reasons that are not in the files: a failure is looked at again.
      if (evaluated !== null && (evaluated.judgement.status === 'passed' || !known.isRecalled)) {
        return evaluated;
      }
      await this.forget();
    }
    throw changedMeanwhile();
  }

  /** Null when the project is no longer as it is known. */
  private async judgeWith(known: KnownProject, path: string, text: string): Promise<Evaluated | null> {
    const { token } = this.surroundings;
    this.request.onProgress?.('candidate');
    const run = await this.run({ replaced: { path, text }, withControls: false }, known);
    if (run === null) {
      return null;
    }
    const first = judgeRun(known.baseline, run, token);
    const mended = newlyPassing(known.baseline, ownTestsOf(run, token));
    const sum = (judgement: Judgement): Evaluated => count(known.baseline, run, judgement, token);
    if (first.status !== 'passed') {
      return sum(first);
    }
    const reach = await this.reaches(known, path);
    if (reach === null) {
      return null;
    }
    const unmet = failingCallers(reach, run, token);
    const what = this.request.candidate.functionName ?? path;
    if (unmet.length > 0) {
      return count(known.baseline, run, { status: 'failed', reason: unmetReason(unmet, what) }, token, unmet.length);
    }
    if (mended.length === 0 && !reach.isNoticed) {
      return sum({ status: 'inconclusive', reason: `your tests say nothing of ${what}: they come to the same when it is broken on purpose` });
    }
    const second = await this.confirm(known, reach, mended, { path, text });
    return second === null ? null : sum(second.status === 'passed' ? first : second);
  }

  /** How the tests take it that the file, or the function, is broken; null when the project changed. */
  private async reaches(known: KnownProject, path: string): Promise<Reach | null> {
    const { plan, candidate } = this.request;
    const place = JSON.stringify([path, candidate.functionName ?? null]);
    const before = known.reached.get(place);
    if (before !== undefined) {
      return before;
    }
    this.request.onProgress?.('reach');
    const broken = await this.run({ replaced: { path, text: await brokenText(plan.project, path, candidate.functionName) }, withControls: false }, known);
    const wrong = broken === null ? null : await this.runWrong({ path, text: await readFile(join(plan.project, path), 'utf8') }, known);
    if (broken === null || wrong === null) {
      return null;
    }
    const reach = reachOf(known.baseline, broken, wrong === 'none' ? null : wrong, this.surroundings.token);
    known.reached.set(place, reach);
    await this.projects.memory?.update(this.key, known);
    return reach;
  }

  /**
   * Whether the tests still fail when they have to: beside tests that fail whatever the candidate is, and with its
   * results made wrong. Who passes then is not to be believed. Null when the project changed.
   */
  private async confirm(known: KnownProject, reach: Reach, mended: readonly string[], replaced: Replaced): Promise<Judgement | null> {
    const { token } = this.surroundings;
    this.request.onProgress?.('control');
    const controlled = await this.run({ replaced, withControls: known.canControl }, known);
    if (controlled === null) {
      return null;
    }
    const controls = confirmControls(known, controlled, token);
    if ('status' in controls) {
      return controls;
    }
    const again = judgeRun(known.baseline, controlled, token);
    if (again.status !== 'passed') {
      return again.status === 'failed' ? { status: 'nondeterministic', reason: `it passed before: ${again.reason}` } : again;
    }
    const hasMore = reach.failingWhenWrong.length + mended.length > 0;
    const wrong = hasMore ? await this.runWrong(replaced, known) : 'none';
    if (wrong === null) {
      return null;
    }
    const idle = wrong !== 'none' && mended.some((id) => ownTestsOf(wrong, token).get(id)?.status === 'passed') ? await this.runWrong(replaced, known, false) : 'none';
    if (idle === null) {
      return null;
    }
    const confirmed = wrong === 'none' ? { shown: 0 } : confirmWrong(reach, mended, wrong, idle === 'none' ? null : idle, token);
    if ('status' in confirmed) {
      return confirmed;
    }
    return controls.shown + confirmed.shown === 0 ? NOTHING_SHOWN : again;
  }

  /** A run in which what the tests call gives wrong results; `none` for languages that need none, null when the project changed. */
  private async runWrong({ path, text }: Replaced, known: KnownProject, runs = true): Promise<TestRun | 'none' | null> {
    const wrong = wrongText(text, path, this.request.candidate.functionName, this.surroundings.helper, runs);
    return wrong === null ? 'none' : this.run({ replaced: { path, text: wrong }, withControls: false }, known);
  }

  /** What another process has learned; null when there is nothing. */
  private async recall(): Promise<KnownProject | null> {
    const facts = (await this.projects.memory?.recall(this.key)) ?? null;
    if (facts === null) {
      return null;
    }
    const cache = await makeWorkplace();
    await this.projects.memory?.warm(this.key, cache.cache);
    const recalled = { ...facts, reached: new Map(facts.reached), cache, isRecalled: true };
    this.projects.inProcess.set(this.key, recalled);
    return recalled;
  }

  /** Runs the unchanged project twice, the second time with controls. */
  private async learn(): Promise<KnownProject> {
    this.request.onProgress?.('baseline');
    const { token } = this.surroundings;
    const cache = await makeWorkplace();
    try {
      await this.projects.memory?.warm(this.key, cache.cache);
      const { run: first, digest } = await this.runFresh(cache);
      const known = { digest, cache, seconds: first.seconds, reached: new Map<string, Reach>(), isRecalled: false };
      const tentative = { ...known, baseline: baselineOf(first, first, token), controls: [], idle: [], canControl: true };
      const controlled = await this.needRun({ ...NO_CHANGE, withControls: true }, tentative);
      const whole = [...ownTestsOf(first, token).keys()].every((id) => ownTestsOf(controlled, token).has(id));
      const [controls, idle] = whole ? [failedControls(controlled, token), idleControls(controlled, token)] : [[], []];
      // Where a failure ends the run, controls would hide tests: then it is repeated without.
      const second = whole ? controlled : await this.needRun(NO_CHANGE, tentative);
      const learned = { ...known, baseline: baselineOf(first, second, token), controls, idle, canControl: whole, seconds: Math.max(first.seconds, second.seconds) };
      this.projects.inProcess.set(this.key, learned);
      await this.projects.memory?.keep(this.key, learned, cache.cache);
      return learned;
    } catch (error) {
      await cache.remove();
      throw error;
    }
  }

  private async runFresh(cache: Workplace): Promise<{ readonly run: TestRun; readonly digest: string }> {
    const { run, digest } = await runInCopy({
      ...this.surroundings, plan: this.request.plan, change: NO_CHANGE, tests: [], maxSeconds: this.surroundings.limits.runSeconds, warmCache: cache.cache, expectedDigest: null,
      keepCache: (folder) => cp(folder, cache.cache, { recursive: true, force: true, preserveTimestamps: true, mode: constants.COPYFILE_FICLONE }),
    });
    return { run: run ?? refuse(), digest };
  }

  private async needRun(change: RunChange, known: KnownProject): Promise<TestRun> {
    return (await this.run(change, known)) ?? refuse();
  }

  private async run(change: RunChange, known: KnownProject): Promise<TestRun | null> {
    const { run } = await runInCopy({
      ...this.surroundings, plan: this.request.plan, change, tests: testsOf(known.baseline), maxSeconds: this.secondsFor(known), warmCache: known.cache.cache, expectedDigest: known.digest,
    });
    return run;
  }

  private secondsFor({ seconds }: KnownProject): number {
    return Math.min(this.surroundings.limits.runSeconds, Math.max(CANDIDATE_TIME.leastSeconds, seconds * CANDIDATE_TIME.factor));
  }

  private async forget(): Promise<void> {
    const known = this.projects.inProcess.get(this.key);
    this.projects.inProcess.delete(this.key);
    await known?.cache.remove();
  }
}

/** @param unmet tests that did not pass before and have to, all the same. */
function count(baseline: Baseline, run: TestRun, judgement: Judgement, token: string, unmet = 0): Evaluated {
  const tests = ownTestsOf(run, token);
  const mended = newlyPassing(baseline, tests).length;
  const kept = baseline.passing.filter((id) => tests.get(id)?.status === 'passed').length;
  return { baseline, run, judgement, passed: kept + mended, total: baseline.passing.length + mended + unmet };
}

function testsOf({ passing, notPassing, flaky }: Baseline): string[] {
  return [...passing, ...notPassing, ...flaky];
}

function refuse(): never {
  throw changedMeanwhile();
}

function changedMeanwhile(): ReckonError {
  return new ReckonError('busy', 'The project changed while its tests ran.', { hint: 'Ask again when nothing else is writing there.' });
}
