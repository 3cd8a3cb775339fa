import type { HostileRow, Targets } from './row';

/** A candidate whose `double` does `statement` and then answers rightly: it fails only because the statement does. */
export function does(name: string, statement: string, ...verdict: HostileRow['verdict']): HostileRow {
  return { name, code: `function double(x) {\n  ${statement}\n  return x * 2;\n}`, verdict };
}

/** A candidate whose `double` returns something that is not the answer. */
export function returns(name: string, before: string, value: string, ...verdict: HostileRow['verdict']): HostileRow {
  return { name, code: `${before}\nfunction double(x) {\n  return ${value};\n}`, verdict };
}

const ENDS: readonly HostileRow[] = [
  does('infinite loop', 'for (;;) {}', 'timed-out'),
  { name: 'infinite loop at load', code: 'for (;;) {}', verdict: ['timed-out'] },
  does('loop that swallows what is thrown', 'for (;;) { try { for (;;) {} } catch {} }', 'timed-out'),
  does('recursion', 'double(x);', 'failed', 'crashed'),
  does('recursion by toString', 'String({ toString: function f() { return String({ toString: f }); } });', 'failed', 'crashed'),
  does('regex backtracking', '/^(a+)+$/.test("a".repeat(40) + "b");', 'timed-out', 'failed'),
  does('a power that takes minutes', '9n ** (10n ** 8n);', 'timed-out', 'failed', 'crashed'),
  { name: 'code nested 100,000 deep', code: `const double = (x) => ${'('.repeat(100_000)}x${')'.repeat(100_000)};`, verdict: ['failed', 'crashed'] },
  does('JSON nested 100,000 deep', 'JSON.parse("[".repeat(1e5) + "]".repeat(1e5)); throw new RangeError("deep");', 'failed', 'crashed'),
];

const FLOODS: readonly HostileRow[] = [
  does('memory bomb', 'const a = []; for (;;) a.push(new Array(1e5).fill(x));', 'failed', 'crashed', 'timed-out'),
  does('buffers', 'const a = []; for (;;) a.push(new ArrayBuffer(1e8));', 'failed', 'crashed'),
  does('string that doubles', 'let a = "a"; for (;;) a += a;', 'failed', 'crashed'),
  does('an array of 1e9 as text', 'new Array(1e9) + "";', 'timed-out', 'failed', 'crashed'),
  returns('million elements', '', 'new Array(1e6).fill(x)', 'failed'),
  returns('sparse array', '', '(() => { const a = []; a[4e9] = 1; a.length = 4e9; return a; })()', 'failed'),
  returns('array nested 100,000 deep', '', '(() => { let a = []; for (let i = 0; i < 1e5; i += 1) a = [a]; return a; })()', 'failed', 'crashed'),
  returns('cyclic value', 'const a = []; a.push(a);', 'a', 'failed'),
  returns('endless microtasks', 'const again = () => Promise.resolve().then(again);', '(again(), 0)', 'failed'),
];

const VALUES: readonly HostileRow[] = [
  returns('lone surrogate', '', '"\\ud800"', 'failed'),
  returns('bidi and combining characters', '', '"\\u202e4\\u0301"', 'failed'),
  returns('NaN', '', 'NaN', 'failed'),
  returns('-0', '', '-0', 'failed'),
  returns('object with valueOf', '', '({ valueOf: () => x * 2 })', 'failed'),
  returns('proxy that answers everything', '', 'new Proxy({}, { get: () => () => x * 2, ownKeys: () => [], getPrototypeOf: () => Number.prototype })', 'failed'),
  returns('getter', '', '({ get a() { return 4; } })', 'failed'),
  { name: 'async function', code: 'async function double(x) { return x * 2; }', verdict: ['failed'] },
  { name: 'promise that never resolves', code: 'function double(x) { return new Promise(() => {}); }', verdict: ['failed'] },
  { name: 'infinite generator', code: 'function* double(x) { for (;;) yield x * 2; }', verdict: ['failed'] },
  { name: 'object that counts, in a condition', code: 'function double(x) { return { n: 0, valueOf() { return 2; } }; }', expressions: ['Math.abs(double(1) - 2) < 1e-9'], verdict: ['inconclusive'] },
  { name: 'a judge of its own', code: 'const judge = () => true; function double(x) { return 0; }', expressions: ['judge(double(1))'], verdict: ['inconclusive'] },
  { name: 'a comparison between brackets in texts', code: 'function double(x) { return { toString: () => "b)" }; }', expressions: ['double("a(" + 1) == ("b)")'], verdict: ['inconclusive'] },
  { name: 'Math.abs patched', code: 'Math.abs = () => 0; function double(x) { return 7; }', expressions: ['Math.abs(double(1) - 2) < 1e-9'], verdict: ['failed'] },
  { name: 'every patched during the call', code: 'function double(x) { Array.prototype.every = () => true; return [7]; }', expressions: ['double(1).every((v) => v === 2)'], verdict: ['failed'] },
  { name: 'Math of its own', code: 'const Math = { abs: () => 0 }; function double(x) { return 7; }', expressions: ['Math.abs(double(1) - 2) < 1e-9'], verdict: ['failed'] },
  { name: 'toJSON on every object', code: 'Object.prototype.toJSON = () => 1; function double(x) { return {}; }', expressions: ['JSON.stringify(double(1)) === JSON.stringify([2])'], verdict: ['inconclusive'] },
];

const CHEATS: readonly HostileRow[] = [
  returns('JSON.stringify patched', 'JSON.stringify = () => \'{"type":"value","value":["float","4"]}\';', '0', 'failed'),
  returns('Object.prototype.toJSON', 'Object.prototype.toJSON = () => ["float", "4"]; Array.prototype.toJSON = Object.prototype.toJSON;', '[x]', 'failed'),
  returns('setters on Array.prototype', 'Object.defineProperty(Array.prototype, 0, { set() { this.length = 0; }, get: () => 4 });', '[0]', 'failed'),
  returns('everything deleted', 'for (const k of Object.getOwnPropertyNames(globalThis)) if (k !== "globalThis") try { delete globalThis[k]; } catch {}', '0', 'failed'),
  returns('expected values looked for', 'const seen = []; Object.defineProperty(Object.prototype, "expected", { set(v) { seen.push(v); }, get: () => 4 });', 'seen[0] ?? 0', 'failed'),
  returns('caller of the function', '', '(double.caller ? double.caller.arguments : 0)', 'failed'),
  returns('stack of an error', '', 'Number((new Error().stack ?? "").replace(/\\D/g, "").slice(0, 1))', 'failed'),
  returns('printed PASSED', 'try { console.log("PASSED"); print("PASSED"); } catch {}', '0', 'failed'),
  returns('a global for the next candidate', 'if (globalThis.mail) throw new Error("found mail"); globalThis.mail = 4;', '0', 'failed'),
  returns('the same global again', 'if (globalThis.mail) throw new Error("found mail");', '"no mail"', 'failed'),
];

function escapes({ canaryFile, port, processMark }: Targets): readonly HostileRow[] {
  return [
    does('process.exit', 'process.exit(0);', 'failed'),
    does('require child_process', `require("child_process").exec("sleep 600 ${processMark}");`, 'failed'),
    { name: 'import fs', code: `import { writeFileSync } from "node:fs";\nwriteFileSync("${canaryFile}", "gone");\nfunction double(x) { return x * 2; }`, verdict: ['failed'] },
    does('dynamic import', `import("node:fs").then((fs) => fs.writeFileSync("${canaryFile}", "gone")); throw new Error("nothing came");`, 'failed'),
    does('Function constructor', '(() => {}).constructor("return process")().exit(0);', 'failed'),
    does('fetch', `fetch("http://127.0.0.1:${port}/");`, 'failed'),
    does('XMLHttpRequest', `new XMLHttpRequest().open("GET", "http://127.0.0.1:${port}/");`, 'failed'),
    does('WebAssembly', 'new WebAssembly.Memory({ initial: 1 });', 'failed'),
    does('worker', 'new Worker("data:text/javascript,");', 'failed'),
    does('std and os of QuickJS', 'std.loadFile("/etc/passwd"); os.exec(["id"]);', 'failed'),
    does('a timer for later', 'setTimeout(() => { Math.max = () => 4; }, 0);', 'passed'),
  ];
}

export function javascriptRows(targets: Targets): readonly HostileRow[] {
  return [...ENDS, ...FLOODS, ...VALUES, ...CHEATS, ...escapes(targets)];
}
