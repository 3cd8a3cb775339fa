import { serializeError } from '../../base/errors';
import type { Escalation, FurtherModel } from '../../reasoning';
import type { TracedFurtherModel } from '../document';
import { TracingModel } from './model';
import type { Mutable, TraceSink } from './sink';

/** Further models whose loading and calls are written down. */
export function tracingEscalation({ first, models }: Escalation, sink: TraceSink): Escalation {
  sink.addEscalation({ first, models: [] });
  return { first, models: models.map((model, at) => tracingFurther(model, at + 1, sink)) };
}

function tracingFurther(further: FurtherModel, index: number, sink: TraceSink): FurtherModel {
  const traced: Mutable<TracedFurtherModel> = { profile: further.profile, info: null, load: null };
  sink.addFurtherModel(traced);
  return {
    profile: further.profile,
    load: async (options) => {
      const load = { startedAt: sink.seconds(), ended: null, error: null };
      traced.load = load;
      try {
        const model = await further.load(options);
        traced.info = model.info;
        traced.load = { ...load, ended: sink.end() };
        return new TracingModel(model, sink, index);
      } catch (error) {
        traced.load = { ...load, ended: sink.end(), error: serializeError(error) };
        throw error;
      }
    },
    onUsage: (usage, samples) => further.onUsage?.(usage, samples),
  };
}
