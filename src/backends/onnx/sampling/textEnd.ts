import type { GenerateOptions } from '../../../model';
import { EndOfFunctionMatcher } from './endOfFunction';
import { StopSequenceMatcher } from './stopSequences';

/** Decides where a text ends that comes in pieces. */
export interface TextEnd {
  /** Text that is certainly before the end, and whether the end has come. */
  push(text: string): { readonly emit: string; readonly stopped: boolean };
  /** What was held back, once no more text comes. */
  flush(): string;
}

/** The first end that comes: a stop sequence, or that of a function. */
export function createTextEnd({ stopSequences = [], stopAfterFunction }: Pick<GenerateOptions, 'stopSequences' | 'stopAfterFunction'>): TextEnd {
  const sequences = new StopSequenceMatcher(stopSequences);
  return stopAfterFunction === undefined ? sequences : new Chain(sequences, new EndOfFunctionMatcher(stopAfterFunction));
}

class Chain implements TextEnd {
  constructor(private readonly first: TextEnd, private readonly second: TextEnd) {}

  push(text: string): { emit: string; stopped: boolean } {
    const before = this.first.push(text);
    const { emit, stopped } = this.second.push(before.emit);
    return before.stopped && !stopped ? { emit: emit + this.second.flush(), stopped: true } : { emit, stopped };
  }

  flush(): string {
    const { emit, stopped } = this.second.push(this.first.flush());
    return stopped ? emit : emit + this.second.flush();
  }
}
