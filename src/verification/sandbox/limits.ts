/** What one sandbox process may take of the machine's memory. The tighter limit comes first; each stands behind the one before it. */

const MIB = 1024 * 1024;

/** QuickJS's own count. It overshoots for strings and buffers, so it is not the last word. */
export const QUICKJS_MEMORY_BYTES = 256 * MIB;
/** Stack of QuickJS inside WebAssembly; deep recursion ends as an InternalError and not as a trap. */
export const QUICKJS_STACK_BYTES = 512 * 1024;
/** Memory of an interpreter: WebAssembly pages of 64 KiB. An honest function of a few lines needs a tenth of it. */
export const WASM_PAGES = (384 * MIB) / 65_536;
/** JavaScript heap of the process, in MiB: the interpreter's glue and the answers on their way out. */
export const HEAP_MIB = 512;
/**
 * Memory of the whole process as the operating system counts it. Above what the limits before it
 * add up to in honest use (an idle Pyodide takes 200 MiB), below what would hurt a machine with 4 GiB.
 */
export const RESIDENT_BYTES = 1024 * MIB;
/** An interpreter that grew by more than this for a candidate is not used again: WebAssembly memory never shrinks. */
export const KEPT_GROWTH_BYTES = 64 * MIB;
/** How often the watchdog looks while a candidate runs. WebAssembly writes about 2 GB a second: one look is 100 MB. */
export const WATCH_MILLISECONDS = 50;
