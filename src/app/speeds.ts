import type { Precision } from '../backends/onnx';
import type { MeasuredRates, RateBook } from '../budget';
import type { Usage } from '../model';
import { isRemote, modelIdOf } from './models';
import type { ModelReference } from './types';

/** How fast models were measured to be on this machine. */
export class Speeds {
  constructor(private readonly book: RateBook, private readonly precision: Precision) {}

  /** Null: not measured yet. */
  of(reference: ModelReference): MeasuredRates | null {
    return this.book.get(this.keyOf(reference));
  }

  /** @param samples that the call drew at once */
  record(reference: ModelReference, usage: Usage, samples: number): void {
    this.book.record(this.keyOf(reference), usage, samples);
  }

  /** By the model's own name, which is all that is known of one that was recorded, wherever its file lies. An exact import is slower. */
  private keyOf(reference: ModelReference): string {
    return isRemote(reference) ? reference.model : `${modelIdOf(reference)}, ${this.precision}`;
  }
}
