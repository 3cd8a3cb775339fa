import type { GenerateOptions, Prompt } from '../../model';
import { wayOf } from '../../recording';
import { canonicalJson } from '../canonicalJson';
import type { RecordedRun, TracedCall, TracedSample } from '../document';

/** A sample as a replay gets it. `open`: how it goes on is not in the record. */
export type ReplayedSample =
  | { readonly open: false; readonly sample: TracedSample; readonly text: string; readonly completionTokens: number; readonly reason: 'stop' | 'length' }
  | { readonly open: true; readonly why: string; /** Characters that it had when it was stopped in the middle; 0 where nothing of it is known. */ readonly written: number };

export interface TakenSamples {
  readonly samples: readonly ReplayedSample[];
  /** The recorded call, when these are its samples and no others, each as it was. */
  readonly call: TracedCall | null;
}

interface Question {
  readonly calls: readonly TracedCall[];
  /** Slots of all its calls, in their order. */
  readonly slots: readonly { readonly call: TracedCall; readonly sampleIndex: number }[];
  taken: number;
}

const GREEDY = 0;
const NO_MORE = 'no more samples were drawn';

/** The record's samples by what was asked. Each is given once; greedy answers are the same each time. */
export class SampleStore {
  private readonly questions = new Map<string, Question>();
  private readonly tokens = new Map<string, number>();

  constructor({ prompts, calls }: Pick<RecordedRun<unknown>, 'prompts' | 'calls'>) {
    for (const { id, prompt, tokens } of prompts) {
      const key = canonicalJson(prompt);
      if (tokens !== null) {
        this.tokens.set(key, tokens);
      }
      for (const call of calls.filter((each) => each.prompt === id)) {
        this.add(`${key} ${wayOf(call.options)}`, call);
      }
    }
  }

  /** Null when the prompt is not in the record. */
  tokensOf(prompt: Prompt): number | null {
    return this.tokens.get(canonicalJson(prompt)) ?? null;
  }

  take(prompt: Prompt, count: number, options: GenerateOptions): TakenSamples {
    const question = this.questions.get(`${canonicalJson(prompt)} ${wayOf(options)}`);
    if (question === undefined) {
      return { samples: Array.from({ length: count }, () => nothing(NO_MORE)), call: null };
    }
    const from = (options.temperature ?? GREEDY) === GREEDY && question.taken === question.slots.length ? 0 : question.taken;
    question.taken = Math.max(question.taken, from + count);
    const slots = Array.from({ length: count }, (_, index) => question.slots[from + index] ?? null);
    const samples = slots.map((slot) => slot === null ? nothing(NO_MORE) : replayed(slot.call, slot.sampleIndex, options.maxOutputTokens));
    return { samples, call: wholeCall(slots, samples, options.maxOutputTokens) };
  }

  private add(key: string, call: TracedCall): void {
    const { calls = [], slots = [] } = this.questions.get(key) ?? {};
    const more = Array.from({ length: call.count }, (_, sampleIndex) => ({ call, sampleIndex }));
    this.questions.set(key, { calls: [...calls, call], slots: [...slots, ...more], taken: 0 });
  }
}

function nothing(why: string, written = 0): ReplayedSample {
  return { open: true, why, written };
}

/** A recorded sample under a limit, which may be another than it was drawn under. */
function replayed(call: TracedCall, index: number, maxOutputTokens: number): ReplayedSample {
  const sample = call.samples.find(({ sampleIndex }) => sampleIndex === index);
  const tokens = sample?.completionTokens ?? null;
  if (sample === undefined || tokens === null || sample.finished === null || sample.finished.reason === 'cancelled') {
    return nothing('the sample was stopped before it was whole', sample?.text.length ?? 0);
  }
  if (tokens > maxOutputTokens) {
    // As far as characters tell where its tokens end.
    const text = sample.text.slice(0, Math.floor((sample.text.length * maxOutputTokens) / tokens));
    return { open: false, sample, text, completionTokens: maxOutputTokens, reason: 'length' };
  }
  if (sample.finished.reason === 'length' && call.options.maxOutputTokens < maxOutputTokens) {
    return nothing('the sample was cut off by a lower limit');
  }
  return { open: false, sample, text: sample.text, completionTokens: tokens, reason: sample.finished.reason };
}

function wholeCall(slots: readonly ({ readonly call: TracedCall; readonly sampleIndex: number } | null)[], samples: readonly ReplayedSample[], maxOutputTokens: number): TracedCall | null {
  const call = slots[0]?.call;
  const isSame = call !== undefined && call.count === slots.length && slots.every((slot, index) => slot?.call === call && slot.sampleIndex === index);
  const isUnchanged = samples.every((each) => each.open || each.completionTokens === each.sample.completionTokens);
  // A sample that a lower limit cut off would have gone on here; one that was stopped is as it was.
  const goesOn = samples.some((each, index) => each.open && call?.samples.find(({ sampleIndex }) => sampleIndex === index)?.finished?.reason === 'length');
  // What was used may count more than whole samples: those that were stopped, too.
  const fits = (call?.usage?.completionTokens ?? 0) <= slots.length * maxOutputTokens;
  return isSame && isUnchanged && fits && !goesOn ? call : null;
}
