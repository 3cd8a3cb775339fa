import { KEPT_GROWTH_BYTES } from './limits';
import { closeNetwork } from './network';

/** The part of the WebAssembly API used here; Node's types leave it to the browser's. */
declare const WebAssembly: {
  readonly Memory: { readonly prototype: { grow(this: { readonly buffer: ArrayBuffer }, pages: number): number } };
};

/** What candidates did to the process itself, which the interpreter cannot undo. */
export interface Wear {
  /** Marks the process as not fit for another candidate. */
  spend(): void;
  /** Whether another candidate may run here. */
  isSpent(): boolean;
}

const NETWORK_AND_LOADERS = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'Worker', 'MessageChannel', 'BroadcastChannel', 'SharedArrayBuffer', 'require', 'eval', 'Function'];
const PROCESS_DOORS = ['getBuiltinModule', 'binding', '_linkedBinding', 'dlopen', 'mainModule', 'kill', 'chdir', 'execPath', 'report'];
/** Work that would go on after the candidate's turn. */
const SCHEDULERS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];

/**
 * Takes away, inside a sandbox process, what candidate code could reach through the JavaScript
 * engine: network clients, loading of modules and native code, code from strings, work left for
 * later. Runs after the interpreter is loaded and before any candidate. The process's own
 * permission flags, the watchdog and the parent's kill stand behind it.
 * @param pages WebAssembly memory that the interpreter may have
 */
export function lockDown(pages: number): Wear {
  let isSpent = false;
  const spend = (): void => {
    isSpent = true;
  };
  capGrowth(pages, spend);
  closeNetwork();
  for (const name of NETWORK_AND_LOADERS) {
    Reflect.deleteProperty(globalThis, name);
  }
  for (const name of PROCESS_DOORS) {
    Object.defineProperty(process, name, { value: undefined, configurable: false, writable: false });
  }
  // Empty and not gone: Node 24's own loader of modules reads it, which each new module of QuickJS asks for one of Node's.
  Object.defineProperty(process, 'env', { value: Object.freeze(Object.create(null)), configurable: false, writable: false });
  for (const name of SCHEDULERS) {
    Object.defineProperty(globalThis, name, { value: spend, configurable: false, writable: false });
  }
  const refuse = function refuse(): never {
    throw new Error('Code from strings is not allowed here.');
  };
  for (const sample of [function plain() {}, async function later() {}, function* steps() {}, async function* laterSteps() {}]) {
    Object.defineProperty(Object.getPrototypeOf(sample) as object, 'constructor', { value: refuse, configurable: false, writable: false });
  }
  return { spend, isSpent: () => isSpent };
}

function capGrowth(most: number, spend: () => void): void {
  const { grow } = WebAssembly.Memory.prototype;
  let grown = 0;
  WebAssembly.Memory.prototype.grow = function capped(this: { readonly buffer: ArrayBuffer }, pages: number): number {
    if (this.buffer.byteLength / 65_536 + pages > most) {
      spend();
      throw new RangeError('The sandbox has no more memory.');
    }
    grown += pages * 65_536;
    if (grown > KEPT_GROWTH_BYTES) {
      spend();
    }
    return grow.call(this, pages);
  };
}
