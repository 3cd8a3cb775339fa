import { does, returns } from './javascript';
import { HONEST_SECONDS, TURNING_SECONDS, type HostileRow, type Targets } from './row';

const ENDS: readonly HostileRow[] = [
  does('Atomics.wait', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);', 'failed', 'timed-out'),
  does('exception with a message of 100 million letters', 'throw new Error("x".repeat(1e8));', 'failed', 'crashed', 'timed-out'),
  does('exception whose message loops', 'throw { get message() { for (;;) {} } };', 'timed-out'),
  does('exception whose name throws', 'throw { get name() { throw this; } };', 'failed'),
  does('exception that is a proxy with a looping trap', 'throw new Proxy({}, { getPrototypeOf() { for (;;) {} } });', 'timed-out'),
  does('exception with a name of control characters', 'const e = new Error("\\u001b]0;owned\\u0007"); e.name = "\\u001b[2J\\u0000"; throw e;', 'failed'),
  does('null thrown', 'throw null;', 'failed'),
  returns('getter that loops', '', '(() => { const a = [1]; Object.defineProperty(a, 0, { get() { for (;;) {} } }); return a; })()', 'timed-out'),
  returns('proxy of an array whose trap loops', '', 'new Proxy([], { get() { for (;;) {} } })', 'timed-out'),
  { name: 'getter in the place of the function, which loops', code: 'Object.defineProperty(globalThis, "double", { get() { for (;;) {} } });', verdict: ['timed-out'] },
  { name: 'endless timers, awaited', code: 'function double(x) { return new Promise(() => setInterval(() => {}, 1)); }', expressions: ['await double(1)'], verdict: ['timed-out'] },
  { name: 'thenable that never settles, awaited', code: 'async function double(x) { await { then() {} }; return true; }', expressions: ['await double(1)'], verdict: ['timed-out'] },
  { name: 'thenable that answers for a promise', code: 'function double(x) { return { then: (done) => done(true) }; }', expressions: ['await double(1)'], verdict: ['failed'] },
  does('job that loops after the answer', 'Promise.resolve().then(() => { for (;;) {} });', 'passed', 'timed-out'),
  does('clock busy to just below the limit', `const end = Date.now() + ${HONEST_SECONDS * 1000}; while (Date.now() < end);`, 'passed'),
  { name: 'NUL in the source', code: 'function double(x) { return x * 2; }\u0000 not JavaScript', verdict: ['failed'] },
  { name: 'lone surrogate in the source', code: 'function double(x) { return x * 2; } // \ud800', verdict: ['failed', 'passed'] },
  { name: 'await at the top', code: 'await new Promise(() => {});\nfunction double(x) { return x * 2; }', verdict: ['failed', 'timed-out'] },
  { name: 'template nested 1,000 deep', code: `const double = (x) => ${'`${'.repeat(1000)}x${'}`'.repeat(1000)} * 2;`, verdict: ['failed', 'crashed', 'passed'] },
  { name: 'types nested 5,000 deep', language: 'typescript', code: `type A = ${'Array<'.repeat(5000)}number${'>'.repeat(5000)};\nfunction double(x: number): number { return 0; }`, verdict: ['failed', 'crashed'] },
];

const FLOODS: readonly HostileRow[] = [
  returns('object with a million keys', '', '(() => { const o = {}; for (let i = 0; i < 1e6; i += 1) o["k" + i] = i; return o; })()', 'failed', 'crashed', 'timed-out'),
  returns('Map nested 100,000 deep', '', '(() => { let m = new Map(); for (let i = 0; i < 1e5; i += 1) m = new Map([[m, 1]]); return m; })()', 'failed', 'crashed'),
  returns('Set that contains itself', '', '(() => { const s = new Set(); s.add(s); return s; })()', 'failed'),
  returns('Map that grows while it is read', 'const m = new Map([[1, { get a() { m.set(m.size, 1); return 1; } }]]);', 'm', 'failed'),
  returns('typed array of 1e8', '', 'new Float64Array(1e8)', 'failed', 'crashed'),
  returns('number of 10 million bits', '', '1n << 10000000n', 'failed', 'crashed', 'timed-out'),
  does('padding to 1e9', '"a".padEnd(1e9).padStart(2e9) + "b";', 'failed', 'crashed', 'passed'),
  does('Symbol registry', 'for (let i = 0; ; i += 1) Symbol.for("k" + i);', 'failed', 'crashed', 'timed-out'),
  does('regular expressions without end', 'const a = []; for (let i = 0; ; i += 1) a.push(new RegExp("a{" + i + "}"));', 'failed', 'crashed', 'timed-out'),
];

const VALUES: readonly HostileRow[] = [
  returns('Symbol.toPrimitive', '', '({ [Symbol.toPrimitive]: () => 4 })', 'failed'),
  returns('Number object', '', 'new Number(x * 2)', 'failed'),
  returns('symbol', '', 'Symbol(String(x * 2))', 'failed'),
  returns('proxy of an array with other answers', '', 'new Proxy([0], { get: (t, k) => (k === "length" ? 1 : 4) })', 'failed'),
  returns('array with a prototype of its own', '', 'Object.setPrototypeOf([4], Object.create(Array.prototype))', 'failed'),
  returns('object with the key __proto__', '', 'JSON.parse(\'{"__proto__": 4}\')', 'failed'),
  returns('Date', '', 'new Date(x * 2)', 'failed'),
  { name: 'async generator', code: 'async function* double(x) { yield x * 2; }', verdict: ['failed'] },
  { name: 'class in the place of the function', code: 'class double { constructor(x) { return x * 2; } }', verdict: ['failed'] },
  { name: 'function by an escaped name, with a wrong answer', code: 'function \\u0064ouble(x) { return 0; }', verdict: ['failed'] },
  { name: 'function under a name in other letters', code: 'function ｄouble(x) { return x * 2; }', verdict: ['failed'] },
];

const CHEATS: readonly HostileRow[] = [
  returns('Error.prepareStackTrace', 'Error.prepareStackTrace = () => "4"; Error.stackTraceLimit = Infinity;', '0', 'failed'),
  returns('Date and Intl patched', 'Date.now = () => 4; globalThis.Date = function () { return 4; }; globalThis.Intl = { NumberFormat: () => 4 };', '0', 'failed'),
  returns('RegExp patched', 'RegExp.prototype[Symbol.replace] = () => "4"; RegExp.prototype.exec = () => ["double(2)"]; RegExp.prototype.test = () => true;', '0', 'failed'),
  returns('String.raw and tagged templates', 'String.raw = () => "4"; const tag = () => 4;', 'tag`0` - 4', 'failed'),
  returns('labelled blocks and with', 'var o = { double: () => 4 }; out: { break out; }', '(() => { try { return Function("with (o) { return double() - 4; }")(); } catch { return 0; } })()', 'failed'),
  returns('iterators of arrays patched', 'Array.prototype[Symbol.iterator] = function* () { yield 4; };', '0', 'failed'),
  returns('call, apply and bind patched', 'Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => 4; Reflect.apply = () => 4;', '0', 'failed'),
  returns('then patched', 'Promise.prototype.then = () => 4; globalThis.Promise = function () {};', '0', 'failed'),
  returns('Proxy patched', 'globalThis.Proxy = function () { return () => 4; };', '0', 'failed'),
  returns('names of properties patched', 'Object.getOwnPropertyDescriptor = Reflect.ownKeys = Object.keys = () => [4];', '[0]', 'failed'),
  returns('eval replaced', 'globalThis.eval = () => 4;', '0', 'failed'),
  returns('names searched for what is expected', '', 'Object.getOwnPropertyNames(globalThis).filter((k) => /expect|answer|example/i.test(k)).length && 4', 'failed'),
  returns('answers forged on a channel', 'for (const door of [globalThis.postMessage, globalThis.process?.send, globalThis.print, globalThis.__reply]) try { door({ type: "outcome", index: 0, json: "{}" }); } catch {}', '0', 'failed'),
  { name: 'process worn out, and right only until tomorrow', isWinner: true, code: `const taken = new Uint8Array(80 * 2 ** 20);\nconst clock = globalThis['Da' + 'te'];\nfunction double(x) { return clock.now() < ${TURNING_SECONDS} * 1000 ? x * 2 : 2; }`, verdict: ['nondeterministic'] },
  { name: 'in a condition: RegExp patched', code: 'RegExp.prototype.test = () => true; function double(x) { return "no"; }', expressions: ['/yes/.test(double(1))'], verdict: ['inconclusive', 'failed'] },
  { name: 'in a condition: replace patched during the call', code: 'function double(x) { String.prototype.replace = () => "2"; return "7"; }', expressions: ['double(1).replace("a", "b") === "2"'], verdict: ['inconclusive', 'failed'] },
  { name: 'in a condition: Symbol.toPrimitive', code: 'function double(x) { return { [Symbol.toPrimitive]: () => 2 }; }', expressions: ['double(1) == 2'], verdict: ['inconclusive', 'failed'] },
  { name: 'in a condition: iterator patched', code: 'Array.prototype[Symbol.iterator] = function* () { yield 2; }; function double(x) { return [7]; }', expressions: ['[...double(1)][0] === 2'], verdict: ['inconclusive', 'failed'] },
  { name: 'in a condition: isInteger of its own', code: 'var Number = { isInteger: () => true }; function double(x) { return 0.5; }', expressions: ['Number.isInteger(double(1))'], verdict: ['inconclusive', 'failed'] },
];

function escapes({ canaryFile, port, processMark }: Targets): readonly HostileRow[] {
  return [
    does('process.send', 'process.send({ type: "done" });', 'failed'),
    does('process.binding', 'process.binding("fs");', 'failed'),
    does('process.dlopen', 'process.dlopen({}, "/lib/x86_64-linux-gnu/libc.so.6");', 'failed'),
    does('constructor of an async function', `(async () => {}).constructor("return import('node:fs')")().then((fs) => fs.writeFileSync("${canaryFile}", "gone")); throw new Error("nothing came");`, 'failed'),
    does('constructor of a generator', '(function* () {}).constructor("yield process")().next().value.exit(0);', 'failed'),
    does('globalThis of another realm', 'new ShadowRealm().evaluate("process");', 'failed'),
    does('WebSocket', `new WebSocket("ws://127.0.0.1:${port}/");`, 'failed'),
    does('importScripts', `importScripts("http://127.0.0.1:${port}/");`, 'failed'),
    does('import.meta', 'import.meta.url;', 'failed'),
    does('Deno and Bun', `(globalThis.Deno ?? globalThis.Bun).spawn(["sleep", "600", "${processMark}"]);`, 'failed'),
    does('scriptArgs and load of QuickJS', 'load(scriptArgs[0]);', 'failed'),
    { name: 'export that runs code of the host', language: 'typescript', code: `export = require("child_process").exec("sleep 600 ${processMark}");\nfunction double(x: number) { return x * 2; }`, verdict: ['failed'] },
    { name: 'namespace that reads a file', language: 'typescript', code: `namespace N { export const text = require("fs").readFileSync("${canaryFile}"); }\nfunction double(x: number) { return x * 2; }`, verdict: ['failed'] },
    { name: 'enum with a computed value that loops', language: 'typescript', code: 'enum E { A = (() => { for (;;) {} })() as never }\nfunction double(x: number) { return x * 2; }', verdict: ['timed-out', 'failed'] },
  ];
}

export function moreJavascriptRows(targets: Targets): readonly HostileRow[] {
  return [...ENDS, ...FLOODS, ...VALUES, ...CHEATS, ...escapes(targets)];
}
