import { afterEach, describe, expect, it } from 'vitest';
import { createOpenAICompatibleModel } from '../../../src/backends/remote';
import { ChatServer, streamed, type Answer, type ReceivedRequest } from '../../support/chatServer';
import { FakeClock } from '../../support/fakeClock';
import { runToEnd } from '../../support/runs';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { WRONG } from '../../support/tasks';

const PRICE = { prompt: 3, answer: 15 } as const;
const MILLION = 1e6;
const ROUNDING = 1e-9;
/** Of each answer, unless it was allowed fewer. */
const ANSWER_TOKENS = 120;

let server: ChatServer | undefined;
afterEach(() => server?.stop());

/** A provider that bills each request at its end, and looks at the beginning of each what all that are open could come to. */
class Biller {
  billed = 0;
  mostOpen = 0;
  /** The most that was billed and open at once. */
  highest = 0;
  readonly allowed: number[] = [];

  readonly answer: Answer = async (response, request) => {
    const [promptTokens, most] = [bytesOf(request), Number(request.body['max_tokens'])];
    const worst = (promptTokens * PRICE.prompt + most * PRICE.answer) / MILLION;
    this.allowed.push(most);
    this.mostOpen += worst;
    this.highest = Math.max(this.highest, this.billed + this.mostOpen);
    const completion = Math.min(most, ANSWER_TOKENS);
    await streamed({ pieces: [`\`\`\`python\n${WRONG}# ${this.allowed.length}\n\`\`\``], usage: { prompt: promptTokens, completion } })(response, request);
    this.mostOpen -= worst;
    this.billed += (promptTokens * PRICE.prompt + completion * PRICE.answer) / MILLION;
  };
}

/** A prompt has at most as many tokens as bytes. */
function bytesOf({ body }: ReceivedRequest): number {
  return (body['messages'] as readonly { readonly content: string }[]).reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
}

async function run(maxDollars: number | undefined, price: typeof PRICE | null = PRICE): Promise<{ readonly biller: Biller; readonly result: Awaited<ReturnType<typeof runToEnd>>['result'] }> {
  const biller = new Biller();
  server = await ChatServer.start(biller.answer);
  const model = createOpenAICompatibleModel({ endpoint: server.endpoint, modelName: 'small', clock: new FakeClock(), ...(price === null ? {} : { price }) });
  const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), budget: { maxSamples: 16, ...(maxDollars === undefined ? {} : { maxDollars }) } });
  return { biller, result };
}

describe('a limit of money with a server whose price is known', () => {
  it.each([0.012, 0.02, 0.03])('is kept by what is reserved before each request, and most of it is used: $%d', async (maxDollars) => {
    const { biller, result } = await run(maxDollars);
    expect(biller.allowed.length).toBeGreaterThan(0);
    expect(biller.highest).toBeLessThanOrEqual(maxDollars + ROUNDING);
    expect(result.spent.dollars).toBeLessThanOrEqual(maxDollars);
    expect(result.spent.dollars).toBeCloseTo(biller.billed, 9);
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'budget-dollars' });
    expect(result.summary).toMatch(/the next call did not fit the money budget: it may cost \$0\.\d+, and \$0\.\d+ was left/);
  });

  it('shrinks a call that would not fit whole', async () => {
    const [free, limited] = [await run(undefined), await run(0.006)];
    expect(free.biller.allowed[0]).toBe(512);
    expect(free.result.stopReason).toBe('budget-samples');
    expect(limited.biller.allowed[0]).toBeLessThan(512);
    expect(limited.biller.allowed[0]).toBeGreaterThanOrEqual(48);
  });

  it('lets nothing be asked that does not fit at its least', async () => {
    const { biller, result } = await run(0.0005);
    expect(biller.allowed).toEqual([]);
    expect(result).toMatchObject({ status: 'abstained', stopReason: 'budget-dollars', spent: { dollars: 0 } });
    expect(result.summary).toMatch(/it may cost \$0\.00\d+, and \$0\.00050 was left/);
  });
});

describe('a server whose price nobody told', () => {
  it('is asked where money has no limit, and what it cost is not known', async () => {
    expect((await run(undefined, null)).result).toMatchObject({ stopReason: 'budget-samples', spent: { dollars: null } });
  });
});
