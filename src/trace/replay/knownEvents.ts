import type { RecordEnd } from './path';

/** Without what the controller says last where the record ends: a run would not have said it. */
export function knownEvents<Event extends { readonly type: string }>({ events, recordEnd }: { readonly events: readonly Event[]; readonly recordEnd: RecordEnd | null }): readonly Event[] {
  return recordEnd === null ? events : events.filter(({ type }) => type !== 'run-finished');
}
