import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { ReckonError, serializeError } from '../../../../src/base/errors';
import { createModelledMeter, unknownEnergyMeter } from '../../../../src/budget';
import { LedgerKeeper, Ledger, MeteredModel, type CallContext, type CallEntry, type LedgerEntry } from '../../../../src/budget/ledger';
import { NO_USAGE, type GenerateOptions, type LanguageModel, type ModelInfo, type Prompt, type StreamPart, type TokenCount } from '../../../../src/model';
import { FakeClock } from '../../../support/fakeClock';
import { ScriptedModel } from '../../../support/scriptedModel';

/** A ledger in memory. */
class MemoryLedger extends Ledger {
  readonly written: LedgerEntry[] = [];

  constructor() {
    super('/nowhere');
  }

  override async append(entry: LedgerEntry): Promise<void> {
    this.written.push(entry);
  }

  get calls(): CallEntry[] {
    return this.written.filter((entry) => entry.type === 'call');
  }
}

const PROMPT: Prompt = { kind: 'text', text: 'def f(' };
const OPTIONS: GenerateOptions = { maxOutputTokens: 50 };
const USAGE = { ...NO_USAGE, promptTokens: 100, cachedPromptTokens: 30, completionTokens: 7 };
const DELTA: StreamPart = { type: 'text-delta', sampleIndex: 0, text: 'a' };
const error = (failure: ReckonError): StreamPart => ({ type: 'error', error: serializeError(failure), usage: USAGE });

let clock: FakeClock;
let ledger: MemoryLedger;
beforeEach(() => {
  clock = new FakeClock();
  ledger = new MemoryLedger();
});

function metered(model: LanguageModel, context: Partial<CallContext> = {}): MeteredModel {
  const keeper = new LedgerKeeper({ ledger, clock, isEnabled: () => true, keptDays: () => null, onProblem: () => undefined });
  const startEnergyMeter = (): typeof unknownEnergyMeter => (model.info.location === 'local' ? createModelledMeter(clock, 2) : unknownEnergyMeter);
  return new MeteredModel(model, { purpose: 'solve', workspace: () => '/w', keeper, clock, startEnergyMeter, ...context });
}

/** A model that does as it is told; each part takes a second. */
class PlayedModel implements LanguageModel {
  readonly info: ModelInfo;

  constructor(private readonly play: () => AsyncGenerator<StreamPart>, info: Partial<ModelInfo> = {}) {
    this.info = { ...new ScriptedModel({ samples: [] }).info, ...info };
  }

  async *sample(): AsyncGenerator<StreamPart> {
    for await (const part of this.play()) {
      clock.advance(1);
      yield part;
    }
  }

  async countTokens(): Promise<TokenCount> {
    return { tokens: 100, exact: true };
  }

  async warmUp(): Promise<number> {
    return 0;
  }

  async unload(): Promise<void> {}
}

function playing(...parts: readonly (StreamPart | Error)[]): PlayedModel {
  return new PlayedModel(async function* () {
    for (const part of parts) {
      if (part instanceof Error) {
        throw part;
      }
      yield part;
    }
  });
}

async function drain(model: LanguageModel, count = 1): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of model.sample(PROMPT, count, OPTIONS)) {
    parts.push(part);
  }
  return parts;
}

describe('a metered model', () => {
  it('says what the model says, and writes down what the call took', async () => {
    const parts: StreamPart[] = [DELTA, DELTA, { type: 'finish', usage: USAGE }];
    const model = metered(playing(...parts), { purpose: 'complete', run: 'one' });
    expect(await drain(model, 4)).toEqual(parts);
    expect(ledger.calls).toEqual([{
      version: 1, type: 'call', time: expect.stringMatching(/^19(?:70|69)-/) as string, run: 'one', model: 'scripted', location: 'local', purpose: 'complete', workspace: '/w', outcome: 'finished', samples: 4,
      promptTokens: 100, cachedPromptTokens: 30, completionTokens: 7, forfeitedTokens: 0, seconds: 3, joules: 3 * 2 * 10, energySource: 'modelled', dollars: 0,
    }]);
  });

  it('does not know the energy and the price of a server', async () => {
    await drain(metered(new PlayedModel(async function* () { yield { type: 'finish', usage: USAGE }; }, { location: 'remote', modelId: 'far' })));
    expect(ledger.calls).toMatchObject([{ model: 'far', location: 'remote', joules: null, energySource: 'unknown', dollars: null }]);
  });

  it.each([
    ['cancelled', new ReckonError('cancelled', 'Stopped.')], ['failed', new ReckonError('engine-crashed', 'Gone.')],
  ] as const)('writes down what a call had used that was %s', async (outcome, failure) => {
    await drain(metered(playing(DELTA, error(failure))));
    expect(ledger.calls).toMatchObject([{ outcome, promptTokens: 100, completionTokens: 7, forfeitedTokens: 0 }]);
  });

  it('takes the most that it can have used for a call that never says it', async () => {
    const model = metered(playing(DELTA));
    // Each step of a run makes its own of a prompt.
    await model.countTokens({ ...PROMPT });
    await drain(model, 3);
    expect(ledger.calls).toMatchObject([{ outcome: 'forfeited', promptTokens: 0, completionTokens: 0, forfeitedTokens: 100 + 3 * 50 }]);
    await expect(drain(metered(playing(DELTA, new Error('a bug'))))).rejects.toThrow('a bug');
    expect(ledger.calls[1]?.outcome).toBe('forfeited');
    // It was not counted: no token is shorter than a byte.
    expect(ledger.calls[1]?.forfeitedTokens).toBeGreaterThan(50 + Buffer.byteLength(PROMPT.text));
  });

  it('counts the prompt once a sample where each pays for its own', async () => {
    const model = metered(new PlayedModel(async function* () { yield DELTA; }, { sharesPrompt: false }));
    await model.countTokens(PROMPT);
    await drain(model, 3);
    expect(ledger.calls[0]?.forfeitedTokens).toBe(3 * (100 + 50));
  });

  it('writes a call down that is left in the middle, and stops the model', async () => {
    let isStopped = false;
    const model = metered(new PlayedModel(async function* () {
      try {
        yield DELTA;
        yield DELTA;
      } finally {
        isStopped = true;
      }
    }));
    for await (const part of model.sample(PROMPT, 1, OPTIONS)) {
      expect(part).toEqual(DELTA);
      break;
    }
    expect(isStopped).toBe(true);
    expect(ledger.calls).toMatchObject([{ outcome: 'forfeited', seconds: 1 }]);
  });

  it('writes a call down whose model hangs, as soon as it is left', async () => {
    const model = metered(new PlayedModel(async function* () {
      yield DELTA;
      await new Promise(() => undefined);
    }));
    const call = model.sample(PROMPT, 1, OPTIONS);
    await call.next();
    void call.next();
    void call.return?.();
    expect(ledger.calls).toMatchObject([{ outcome: 'forfeited' }]);
  });

  it('writes what a server charges at its price, and the most that it can be where it never said what it used', async () => {
    const server = { location: 'remote', price: { prompt: 1, answer: 10 } } as const;
    await drain(metered(new PlayedModel(async function* () { yield { type: 'finish', usage: USAGE }; }, server)));
    const cut = metered(new PlayedModel(async function* () { yield DELTA; }, server));
    await cut.countTokens(PROMPT);
    await drain(cut);
    expect(ledger.calls.map(({ dollars }) => dollars)).toEqual([expect.closeTo((100 + 7 * 10) / 1e6, 12), expect.closeTo((100 + 50 * 10) / 1e6, 12)]);
  });

  it('writes nothing for a call that never began', async () => {
    await metered(playing(DELTA)).sample(PROMPT, 1, OPTIONS).return?.();
    expect(ledger.calls).toEqual([]);
  });

  it('goes on when the entry is on file, so that no second call begins before', async () => {
    let write = (): void => undefined;
    ledger.append = () => new Promise((resolve) => (write = resolve));
    const model = metered(playing(DELTA, { type: 'finish', usage: USAGE }));
    let isOver = false;
    const over = drain(model).then(() => (isOver = true));
    for (let turn = 0; turn < 50; turn += 1) {
      await Promise.resolve();
    }
    expect(isOver).toBe(false);
    write();
    await over;
    expect(isOver).toBe(true);
  });

  it('gives each call a run of its own where none is named, and asks for the folder each time', async () => {
    const folders = ['/a', '/b'];
    const model = metered(playing({ type: 'finish', usage: USAGE }), { workspace: () => folders.shift() ?? null });
    await drain(model);
    await drain(model);
    expect(ledger.calls.map(({ workspace }) => workspace)).toEqual(['/a', '/b']);
    expect(ledger.calls[0]?.run).not.toBe(ledger.calls[1]?.run);
  });

  it('writes each call once, whatever comes of it, and no token is lost', async () => {
    const part = fc.constantFrom<StreamPart | Error>(DELTA, { type: 'finish', usage: USAGE }, error(new ReckonError('cancelled', 'Stopped.')), error(new ReckonError('network', 'Away.')), new Error('a bug'));
    const call = fc.record({ parts: fc.array(part, { maxLength: 4 }), takes: fc.integer({ min: 1, max: 6 }), count: fc.integer({ min: 1, max: 3 }) });
    await fc.assert(fc.asyncProperty(fc.array(call, { maxLength: 6 }), async (calls) => {
      ledger.written.length = 0;
      for (const { parts, takes, count } of calls) {
        const model = metered(playing(...parts));
        await model.countTokens(PROMPT);
        const stream = model.sample(PROMPT, count, OPTIONS);
        for (let taken = 0; taken < takes; taken += 1) {
          const next = await stream.next().catch(() => null);
          if (next === null || next.done === true) {
            break;
          }
        }
        await stream.return?.();
        const end = parts.slice(0, takes).find((each) => each instanceof Error || each.type !== 'text-delta');
        const saysIt = end !== undefined && !(end instanceof Error);
        expect(ledger.calls.at(-1)).toMatchObject(saysIt ? { promptTokens: 100, completionTokens: 7, forfeitedTokens: 0 } : { outcome: 'forfeited', promptTokens: 0, completionTokens: 0, forfeitedTokens: 100 + count * 50 });
      }
      expect(ledger.calls).toHaveLength(calls.length);
    }), { numRuns: 100 });
  });
});
