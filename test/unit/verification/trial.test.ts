import { describe, expect, it } from 'vitest';
import { DEFAULT_RESOURCE_LIMITS, START_SECONDS } from '../../../src/verification/limits';
import type { RunRequest } from '../../../src/verification/sandbox/messages';
import type { VerifyOptions } from '../../../src/verification/types';
import { Allowance } from '../../../src/verification/verifier/allowance';
import { CONFIRMING_ROUNDS } from '../../../src/verification/verifier/limits';
import { SandboxPool } from '../../../src/verification/verifier/pool';
import type { Observed, RunBounds, RunReport } from '../../../src/verification/verifier/sandboxProcess';
import { Trial, type TrialProcess } from '../../../src/verification/verifier/trial';
import { FakeClock } from '../../support/fakeClock';

const LIMITS = DEFAULT_RESOURCE_LIMITS;
const YES: Observed = { type: 'value', value: ['bool', true] };
const REQUEST: RunRequest = { functionName: 'f', given: '', givenNames: [], code: 'import random', expressions: ['f(1)'] };

interface Script {
  /** What the process does when it is asked, by its number and that of the run in it. */
  answer(process: ScriptedProcess, request: RunRequest, bounds: RunBounds): readonly Observed[];
  /** Of a process by its number. */
  readonly isConfined?: (number: number) => boolean;
  /** Moves the clock. */
  readonly startSeconds?: number;
}

class ScriptedProcess implements TrialProcess {
  usable = true;
  readonly variant = 0;
  readonly refusal = null;
  readonly exited = new Promise<void>(() => undefined);
  readonly isConfined: boolean;

  constructor(readonly number: number, private readonly script: Script, private readonly clock: FakeClock) {
    this.isConfined = script.isConfined?.(number) ?? true;
  }

  get ready(): Promise<void> {
    return Promise.resolve().then(() => this.clock.advance(this.script.startSeconds ?? 0));
  }

  async run(request: RunRequest, bounds: RunBounds): Promise<RunReport> {
    return { failure: null, outcomes: this.script.answer(this, request, bounds), began: true };
  }

  async close(): Promise<void> {
    this.usable = false;
  }
}

function trialOf(script: Script, options: VerifyOptions = {}, request = REQUEST): { trial: Trial; processes: ScriptedProcess[]; clock: FakeClock } {
  const clock = new FakeClock();
  const processes: ScriptedProcess[] = [];
  const pool = (): SandboxPool<ScriptedProcess> => new SandboxPool(() => {
    const process = new ScriptedProcess(processes.length, script, clock);
    processes.push(process);
    return process;
  }, 1);
  return { trial: new Trial('python', request, options, { candidates: pool(), judges: pool(), clock, limits: LIMITS }), processes, clock };
}

describe('the confirmation of a winner', () => {
  it('runs it in all rounds in one process, as long as that can be used', async () => {
    const rounds: (number | undefined)[] = [];
    const { trial, processes } = trialOf({ answer: (_, { variation }) => (rounds.push(variation?.round), [YES]) }, { virgin: true });
    expect(await trial.run()).toMatchObject({ missing: null });
    expect(rounds).toEqual([undefined, ...Array.from({ length: CONFIRMING_ROUNDS.chance }, (_, index) => index + 1)]);
    expect(processes).toHaveLength(1);
  });

  it('runs one that wears its process out in another one each round, and leaves none of them out', async () => {
    const rounds: (number | undefined)[] = [];
    const { trial, processes } = trialOf({
      answer: (process, { variation }) => {
        rounds.push(variation?.round);
        process.usable = false;
        return [YES];
      },
    }, { virgin: true });
    expect(await trial.run()).toMatchObject({ missing: null });
    expect(rounds).toHaveLength(1 + CONFIRMING_ROUNDS.chance);
    expect(processes).toHaveLength(rounds.length);
  });

  it('says for which rounds there was no time, and takes none for wrong that was cut off', async () => {
    const clockOf: { clock?: FakeClock } = {};
    const { trial, clock } = trialOf({
      answer: (_, __, { maxSeconds }) => {
        clockOf.clock?.advance(Math.min(6, maxSeconds));
        return [maxSeconds < 6 ? { type: 'timed-out' } : YES];
      },
    }, { virgin: true });
    clockOf.clock = clock;
    const { reports, missing } = await trial.run();
    expect(missing).toEqual({ done: 2, wanted: CONFIRMING_ROUNDS.chance });
    expect(reports.map(({ outcomes }) => outcomes)).toEqual([[YES], [YES], [YES]]);
  });

  it('ends with the first round that has to be stopped', async () => {
    const { trial, processes } = trialOf({ answer: (_, { variation }) => [variation?.round === 2 ? { type: 'timed-out' } : YES] }, { virgin: true });
    const { reports, missing } = await trial.run();
    expect(missing).toBeNull();
    expect(reports.at(-1)?.outcomes).toEqual([{ type: 'timed-out' }]);
    expect([reports.length, processes.length]).toEqual([3, 1]);
  });
});

describe('a check', () => {
  it('looks again with the time that is left of the candidate, not with as much again', async () => {
    const given: number[] = [];
    const late: { clock?: FakeClock } = {};
    const { trial, clock } = trialOf({
      startSeconds: 5,
      answer: (_, __, { maxSeconds }) => {
        given.push(maxSeconds);
        late.clock?.advance(4);
        return [{ type: 'timed-out' }];
      },
    });
    late.clock = clock;
    await trial.run();
    expect(given).toEqual([LIMITS.candidateSeconds, LIMITS.candidateSeconds - 4]);
  });

  it('is as far apart as the weakest process that it ran in', async () => {
    const wearing: Script = {
      // The candidate's process is the first; where the condition is judged apart, it is asked again in the next.
      isConfined: (number) => number < 2,
      answer: (process, { expressions }) => {
        if (process.number === 1) {
          return [{ type: 'raised', exception: 'Pause', ancestors: [], message: '' }, { type: 'value', value: ['list', [['list', [['int', '1']]], ['list', []]]] }];
        }
        process.usable = false;
        return expressions.map(() => YES);
      },
    };
    const { trial, processes } = trialOf(wearing, {}, { ...REQUEST, expressions: ['f(1)', 'f(1) < 2'] });
    expect(trial.isConfined).toBeNull();
    await trial.run();
    expect(processes.length).toBeGreaterThan(2);
    expect(trial.isConfined).toBe(false);
    const { trial: alone } = trialOf({ answer: () => [YES] });
    await alone.run();
    expect(alone.isConfined).toBe(true);
  });

  it('that waits has run nothing', async () => {
    const cancel = new AbortController();
    const { trial } = trialOf({ answer: () => [YES] }, { abortSignal: cancel.signal });
    cancel.abort();
    await expect(trial.run()).rejects.toMatchObject({ code: 'cancelled' });
    expect(trial.isConfined).toBeNull();
  });
});

describe('what a check may take', () => {
  it("counts the candidate's seconds from its turn on, and starts of processes only beyond the time of one", async () => {
    const clock = new FakeClock();
    const allowance = new Allowance(clock, 20, Infinity);
    const start = (seconds: number): Promise<void> => allowance.whileStarting(async () => clock.advance(seconds));
    await start(50);
    expect(allowance.left()).toBe(20);
    allowance.begin();
    clock.advance(4);
    allowance.begin();
    await start(START_SECONDS);
    expect(allowance.left()).toBe(16);
    await start(10);
    expect(allowance.left()).toBe(6);
  });

  it("counts the caller's seconds from the beginning", () => {
    const clock = new FakeClock();
    const allowance = new Allowance(clock, 20, 10);
    clock.advance(3);
    allowance.begin();
    expect(allowance.left()).toBe(7);
  });
});
