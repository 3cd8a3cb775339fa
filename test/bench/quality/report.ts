import type { Machine } from '../support/machine';
import { renderTable } from '../support/table';
import type { Divergence } from './divergence';
import type { PassResult } from './passes';

export interface QualityResult {
  readonly model: string;
  readonly machine: Machine;
  readonly divergence: Divergence;
  /** Null: not asked for. */
  readonly passes: PassResult | null;
}

export function qualityText({ model, machine, divergence, passes }: QualityResult): string {
  const lines = [
    `${model} on ${machine.cpu} (${machine.flags.join(' ')})`,
    '',
    `Default import against the exact one, ${divergence.tokens} tokens of this repository's code:`,
    renderTable([
      ['KL divergence, nats', 'mean', '99 of 100 below', 'largest', 'same likeliest token'],
      ['', divergence.mean.toFixed(4), divergence.percentile99.toFixed(3), divergence.largest.toFixed(2), percent(divergence.sameTop)],
    ]),
  ];
  return [...lines, ...(passes === null ? [] : passLines(passes))].join('\n');
}

function passLines({ problems, peer, reckon, llamaCpp, sameText, onlyReckon, onlyLlamaCpp }: PassResult): string[] {
  return [
    '',
    `HumanEval, greedy, ${problems} problems, the same prompt tokens (${peer}):`,
    renderTable([
      ['engine', 'passed', 'pass@1', 'tokens'],
      ['reckon', String(reckon.passed), percent(reckon.passed / problems), String(reckon.tokens)],
      ['llama.cpp', String(llamaCpp.passed), percent(llamaCpp.passed / problems), String(llamaCpp.tokens)],
    ]),
    `The same text in ${sameText}; only Reckon passes ${onlyReckon.length} (${onlyReckon.join(', ')}), only llama.cpp ${onlyLlamaCpp.length} (${onlyLlamaCpp.join(', ')}).`,
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
