import { createRequire } from 'node:module';
import type * as Swc from '@swc/wasm-typescript';

/** How long the process must have been ready with nothing to do before it gets what only TypeScript needs. */
const IDLE_MILLISECONDS = 50;

/** Makes JavaScript of TypeScript. What does so takes longer to load than everything else together: it is loaded when code needs it, or when there is time. */
export class TypeStripper {
  private loaded: typeof Swc | null = null;

  /** @throws what the compiler says of code that is neither */
  strip(script: string): string {
    this.loaded ??= load();
    return this.loaded.transformSync(script, { mode: 'transform', module: false }).code;
  }

  /** Call before `lockDown`, which takes the timers away. */
  loadWhenIdle(): void {
    setTimeout(() => this.strip('const warm: number = 1;'), IDLE_MILLISECONDS).unref();
  }
}

/** Not with `import()`: that needs parts of the process that `lockDown` takes away. */
function load(): typeof Swc {
  return createRequire(__filename)('@swc/wasm-typescript') as typeof Swc;
}
