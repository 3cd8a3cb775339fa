import type { AnyTrace } from '../../trace';
import type { Terminal } from '../terminal';
import { printable } from './width';

/** Where and when a run was recorded. */
export function showRecordedAt({ line, colors }: Pick<Terminal, 'line' | 'colors'>, { startedAt, model, machine, request, reckon }: AnyTrace): void {
  const when = startedAt.replace('T', ' ').replace(/\..*$/, ' UTC');
  line(colors.dim(`recorded ${when} by Reckon ${printable(reckon)}: ${printable(model.modelId)}, budget ${request.level}, seed ${request.seed}, ${printable(machine.processor)} with ${machine.threads} threads`));
}
