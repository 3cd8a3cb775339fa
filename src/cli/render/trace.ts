import { earlierWords, isQuestionTrace, type AnyTrace } from '../../app';
import type { Terminal } from '../terminal';
import { printable } from './width';

/** Where and when a run was recorded, and what it began with where it went on with an earlier one. */
export function showRecordedAt({ line, colors }: Pick<Terminal, 'line' | 'colors'>, trace: AnyTrace): void {
  const { startedAt, model, machine, request, reckon } = trace;
  const when = startedAt.replace('T', ' ').replace(/\..*$/, ' UTC');
  line(colors.dim(`recorded ${when} by Reckon ${printable(reckon)}: ${printable(model.modelId)}, budget ${request.level}, seed ${request.seed}, ${printable(machine.processor)} with ${machine.threads} threads`));
  if (!isQuestionTrace(trace) && trace.request.previous !== undefined) {
    line(colors.dim(`it went on with an earlier run: ${printable(earlierWords(trace.request.previous))}`));
  }
}
