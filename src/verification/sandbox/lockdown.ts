/** WebAssembly pages of 64 KiB: candidates get 512 MiB, more than any honest function needs. */
const MAX_WASM_PAGES = 8192;

/** The part of the WebAssembly API used here; Node's types leave it to the browser's. */
declare const WebAssembly: {
  readonly Memory: { readonly prototype: { grow(this: { readonly buffer: ArrayBuffer }, pages: number): number } };
};

/**
 * Takes away, inside a sandbox process, what candidate code could reach through the JavaScript
 * engine: network clients, loading of modules and native code, code from strings. Runs after the
 * interpreter is loaded and before any candidate. The process's own permission flags and the
 * parent's kill stand behind it.
 */
export function lockDown(): void {
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function capped(this: { readonly buffer: ArrayBuffer }, pages: number): number {
    if (this.buffer.byteLength / 65_536 + pages > MAX_WASM_PAGES) {
      throw new RangeError('The sandbox has no more memory.');
    }
    return grow.call(this, pages);
  };
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'Worker', 'SharedArrayBuffer', 'require', 'eval', 'Function']) {
    Reflect.deleteProperty(globalThis, name);
  }
  for (const name of ['getBuiltinModule', 'binding', '_linkedBinding', 'dlopen', 'mainModule', 'kill', 'chdir', 'env', 'execPath']) {
    Object.defineProperty(process, name, { value: undefined, configurable: false, writable: false });
  }
  const refuse = function refuse(): never {
    throw new Error('Code from strings is not allowed here.');
  };
  for (const sample of [function plain() {}, async function later() {}, function* steps() {}, async function* laterSteps() {}]) {
    Object.defineProperty(Object.getPrototypeOf(sample) as object, 'constructor', { value: refuse, configurable: false, writable: false });
  }
}
