import { systemClock } from '../../../../src/base/clock';
import { serializeError } from '../../../../src/base/errors';
import { reckonHome } from '../../../../src/base/home';
import { createWeightsStore } from '../../../../src/weights';
import { entry } from './tinyModel';

/** Fetches the model of the tests in a process of its own and says how that went. Bundled and started by a test. */
createWeightsStore({ home: reckonHome(process.env), environment: process.env, clock: systemClock, catalogue: [entry()] })
  .fetch('tiny')
  .then((file) => process.send?.({ file }), (error: unknown) => process.send?.({ error: serializeError(error) }))
  .finally(() => process.disconnect());
