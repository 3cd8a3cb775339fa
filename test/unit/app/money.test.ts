import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReckon, openLedger, questionOf, type ModelReference, type Reckon } from '../../../src/app';
import type { ComputeBudget } from '../../../src/budget';
import { dollarsOf } from '../../../src/model';
import { ChatServer, streamed } from '../../support/chatServer';
import { collected } from '../../support/ledgerEntries';
import { temporaryFolder } from '../../support/temporaryFolder';

const PRICE = { prompt: 0.15, answer: 0.6 } as const;
/** One sample: where several are compared, those that an agreement makes needless are cut off. */
const QUESTION = questionOf('Why are there leap years?', { wanted: 'free' });
const USED = { promptTokens: 150, completionTokens: 40 } as const;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ChatServer;
let reckon: Reckon;
beforeEach(async () => {
  folder = await temporaryFolder();
  server = await ChatServer.start(streamed({ pieces: ['Three days.\nAnswer: 4320'], usage: { prompt: USED.promptTokens, completion: USED.completionTokens } }));
  reckon = createReckon({ scriptsFolder: folder.path, environment: { RECKON_HOME: folder.path }, ledger: { isEnabled: () => true, keptDays: () => null, workspace: () => null, warn: () => undefined } });
});
afterEach(async () => {
  await reckon.dispose();
  await server.stop();
  await folder.dispose();
});

const model = (price?: ModelReference['price']): ModelReference => ({ model: 'openai-compatible:small', endpoint: server.endpoint, ...(price ? { price } : {}) });
const ask = async (limits: ComputeBudget, price?: ModelReference['price']) => {
  const run = reckon.ask({ question: QUESTION, level: 'quick', limits, model: model(price) });
  for (;;) {
    const next = await run.next();
    if (next.done === true) {
      return next.value;
    }
  }
};

describe('a server whose price is known', () => {
  it('costs what it reports, in the result, in the ledger and in its limits there', async () => {
    const result = await ask({ maxDollars: 0.01 }, PRICE);
    const calls = server.requests.length;
    const one = dollarsOf({ location: 'remote', price: PRICE }, USED) as number;
    expect(calls).toBe(1);
    expect(result.spent.dollars).toBeCloseTo(calls * one, 12);
    await reckon.dispose();
    const entries = await collected(openLedger({ RECKON_HOME: folder.path }).entries());
    expect(entries.filter(({ type }) => type === 'call').reduce((sum, { dollars }) => sum + (dollars ?? NaN), 0)).toBeCloseTo(calls * one, 12);
    expect(entries.find(({ type }) => type === 'question')).toMatchObject({ limits: { dollars: 0.01, joules: null } });
  });

  it('has a forecast in money, within its limit', async () => {
    const forecast = (limits: ComputeBudget) => reckon.estimateQuestion({ question: QUESTION, level: 'quick', limits, model: model(PRICE) });
    const [free, limited] = [await forecast({}), await forecast({ maxDollars: 0.0001 })];
    expect(free.p50.dollars).toBeGreaterThan(0.0001);
    expect(limited.p90.dollars).toBe(0.0001);
    expect(limited.p90.tokens).toBeLessThan(free.p90.tokens);
  });

  it('says what a completion cost', async () => {
    const parts = reckon.complete({ prompt: { kind: 'text', text: 'Hm' }, count: 2, model: model(PRICE), options: { maxOutputTokens: 50 } });
    let next = await parts.next();
    while (next.done !== true) {
      next = await parts.next();
    }
    expect(next.value.dollars).toBeCloseTo(2 * (dollarsOf({ location: 'remote', price: PRICE }, USED) as number), 12);
  });
});

describe('a limit that cannot be kept', () => {
  it('of money, without a price: nothing is asked, and it is said how to give one', async () => {
    await expect(ask({ maxDollars: 1 })).rejects.toMatchObject({
      code: 'budget-exceeded', message: 'small is not asked: what it takes of money is not known, and this budget limits that.', hint: expect.stringContaining('--price PROMPT/ANSWER, or in the setting reckon.remote.prices') as string,
    });
    expect(server.requests).toEqual([]);
  });

  it('of energy, with any server', async () => {
    await expect(ask({ maxJoules: 1 }, PRICE)).rejects.toMatchObject({ code: 'budget-exceeded', message: expect.stringContaining('what it takes of energy is not known') as string });
    expect(server.requests).toEqual([]);
  });

  it('is no reason to refuse a server where there is none', async () => {
    expect((await ask({})).spent.dollars).toBeNull();
  });
});
