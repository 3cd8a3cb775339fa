import { NodeLlamaCppEngine } from './engines/nodeLlamaCpp';
import { ReckonEngine } from './engines/reckon';
import { TransformersJsEngine } from './engines/transformersJs';
import type { EngineDriver, EngineId, EngineSetup, RunnerReply, RunnerRequest } from './protocol';

/** The process that owns one engine: what it and its children hold is what the engine costs in memory. */

const DRIVERS: Readonly<Record<EngineId, (setup: EngineSetup) => EngineDriver>> = {
  reckon: (setup) => new ReckonEngine(setup),
  'node-llama-cpp': (setup) => new NodeLlamaCppEngine(setup, false),
  'node-llama-cpp-state': (setup) => new NodeLlamaCppEngine(setup, true),
  'transformers.js': (setup) => new TransformersJsEngine(setup),
};

function main(setup: EngineSetup): void {
  const driver = DRIVERS[setup.engine](setup);
  process.on('message', ({ id, request }: { id: number; request: RunnerRequest }) => {
    answer(driver, request).then(
      (value) => reply({ id, ok: true, value: value ?? null }),
      (error: unknown) => reply({ id, ok: false, message: error instanceof Error ? error.message : String(error) }),
    );
  });
  // The benchmark was stopped: children of this process end with their own channels.
  process.on('disconnect', () => process.exit(0));
}

async function answer(driver: EngineDriver, request: RunnerRequest): Promise<unknown> {
  switch (request.type) {
    case 'load':
      return driver.load();
    case 'describe':
      return driver.describe();
    case 'countTokens':
      return driver.countTokens(request.text);
    case 'generate':
      return driver.generate(request.request);
    case 'unload':
      return driver.unload();
  }
}

function reply(message: RunnerReply): void {
  process.send?.(message, undefined, undefined, () => undefined);
}

main(JSON.parse(process.argv[2] ?? '{}') as EngineSetup);
