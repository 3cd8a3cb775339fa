import type { Random } from '../../base/random';
import type { ModelMeasures } from '../../measures';
import type { EarlierPart } from './earlier';

/** When a run stops: at the first answer that passes, at two that behave alike, or never. */
export type Stops = 'first-pass' | 'two-agree' | 'never';

export interface StoppingInput {
  readonly measures: Pick<ModelMeasures, 'passingAgree'>;
  readonly stops: Stops;
  /** After a first pass, so many further samples may look for a second that behaves like it. */
  readonly secondOpinions: number;
  /** What the run goes on with. */
  readonly earlier: EarlierPart;
}

/** Samples that pass or fail, and whether those that pass settle the run. */
export class Samples {
  private passes: number;
  private sinceFirstPass: number;
  private doTwoAgree: boolean;

  /** @param solved share of the first model's samples that pass, of this task */
  constructor(private readonly input: StoppingInput, private readonly solved: number, private readonly random: Random) {
    const { passing, sinceFirstPass, doTwoAgree } = input.earlier;
    this.passes = passing;
    this.sinceFirstPass = sinceFirstPass;
    this.doTwoAgree = doTwoAgree;
  }

  draw(passProbability: number): boolean {
    this.sinceFirstPass += this.hasPass() ? 1 : 0;
    const passes = this.random.next() < passProbability;
    if (passes) {
      this.doTwoAgree ||= this.random.next() < 1 - (1 - this.input.measures.passingAgree) ** this.passes;
      this.passes += 1;
    }
    return passes;
  }

  hasPass(): boolean {
    return this.passes > 0;
  }

  /** One that passes is enough: it ends its call, and the run. */
  get isOneEnough(): boolean {
    return this.input.stops === 'first-pass' && this.hasPass();
  }

  /** Of the first model's next sample. @param ratio beside a plain one */
  chance(ratio: number): number {
    return Math.min(1, this.solved * ratio);
  }

  get passed(): number {
    return this.passes;
  }

  isSettled(): boolean {
    const { stops, secondOpinions } = this.input;
    return this.isOneEnough || (stops === 'two-agree' && this.hasPass() && (this.doTwoAgree || this.sinceFirstPass >= secondOpinions));
  }
}
