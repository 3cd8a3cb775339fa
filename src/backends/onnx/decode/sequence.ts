import type { StreamPart, TokenScore } from '../../../model';
import type { Sampled, Sampler, TextEnd } from '../sampling';
import type { StreamDecoder } from '../tokenizer';

export interface SequenceParts {
  readonly sampleIndex: number;
  /** Sees the prompt and what was generated, for finding repetitions. */
  readonly promptTokens: readonly number[];
  readonly sampler: Sampler;
  readonly decoder: StreamDecoder;
  readonly end: TextEnd;
  readonly maxOutputTokens: number;
  readonly endOfGenerationIds: ReadonlySet<number>;
}

/** One sample while it is being generated: its tokens so far, and what they mean for its text. */
export class Sequence {
  readonly sampler: Sampler;
  /** Prompt and generated tokens. */
  readonly history: number[];
  private readonly promptLength: number;
  private readonly scores: TokenScore[] = [];
  private isFinished = false;

  constructor(private readonly parts: SequenceParts) {
    this.sampler = parts.sampler;
    this.history = [...parts.promptTokens];
    this.promptLength = parts.promptTokens.length;
  }

  get finished(): boolean {
    return this.isFinished;
  }

  /** Generated tokens. */
  get length(): number {
    return this.history.length - this.promptLength;
  }

  /** Tokens that may still come. */
  get remaining(): number {
    return this.parts.maxOutputTokens - this.length;
  }

  /** The newest token, which the model has not read yet. */
  get last(): number {
    return this.history.at(-1) as number;
  }

  /** Takes the next token in. */
  accept({ tokenId, logprob, entropy }: Sampled): StreamPart[] {
    this.history.push(tokenId);
    this.scores.push({ logprob, entropy });
    const { decoder, end, endOfGenerationIds } = this.parts;
    const ended = endOfGenerationIds.has(tokenId);
    const { emit, stopped } = ended ? { emit: '', stopped: false } : end.push(decoder.push(tokenId));
    this.isFinished = ended || stopped || this.remaining <= 0;
    const text = emit + (this.isFinished && !stopped ? this.flush() : '');
    return [...this.textPart(text), ...(this.isFinished ? [this.finishPart(ended || stopped)] : [])];
  }

  private flush(): string {
    const { decoder, end } = this.parts;
    const { emit, stopped } = end.push(decoder.flush());
    return stopped ? emit : emit + end.flush();
  }

  private mean(of: keyof TokenScore): number {
    return this.scores.reduce((sum, score) => sum + score[of], 0) / this.scores.length;
  }

  private textPart(text: string): StreamPart[] {
    return text === '' ? [] : [{ type: 'text-delta', sampleIndex: this.parts.sampleIndex, text }];
  }

  private finishPart(stopped: boolean): StreamPart {
    return {
      type: 'sample-finish',
      sampleIndex: this.parts.sampleIndex,
      finishReason: stopped ? 'stop' : 'length',
      completionTokens: this.length,
      meanLogprob: this.mean('logprob'),
      meanEntropy: this.mean('entropy'),
      tokenScores: this.scores,
    };
  }
}
