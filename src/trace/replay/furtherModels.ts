import { deserializeError, ReckonError } from '../../base/errors';
import type { Escalation, FurtherModel } from '../../reasoning';
import type { Trace, TracedFurtherModel } from '../document';
import { TraceModel } from './model';
import type { RecordedPath } from './path';
import type { ReplayTime } from './time';

/** The further models of a recorded run: each loads, fails and answers as it did. Null where the run had none. */
export function replayedEscalation(trace: Trace, path: RecordedPath, time: ReplayTime): Escalation | null {
  const { escalation } = trace;
  return escalation === undefined ? null : {
    first: escalation.first,
    models: escalation.models.map((traced, at) => replayedFurther(trace, traced, at + 1, path, time)),
  };
}

function replayedFurther(trace: Trace, { profile, info, load }: TracedFurtherModel, index: number, path: RecordedPath, time: ReplayTime): FurtherModel {
  return {
    profile,
    load: async ({ abortSignal }) => {
      if (load === null || load.ended === null) {
        path.end('samples', load === null ? `${profile.id} was not asked` : `the run was over before ${profile.id} was loaded`);
        throw new ReckonError('record-ended', `The record ends here: ${profile.id} was not asked.`);
      }
      const { at, order } = load.ended;
      await time.until(path.timeOf(at) ?? time.seconds() + at - load.startedAt, order, abortSignal);
      if (load.error !== null || info === null) {
        throw load.error === null ? new ReckonError('record-ended', `The record does not say what ${profile.id} is.`) : deserializeError(load.error);
      }
      return new TraceModel(trace, path, time, { info, index });
    },
  };
}
