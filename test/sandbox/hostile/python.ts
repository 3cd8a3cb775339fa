import type { HostileRow, Targets } from './row';

/** A candidate whose `double` does `statement` and then answers rightly: it fails only because the statement does. */
export function does(name: string, statement: string, ...verdict: HostileRow['verdict']): HostileRow {
  const body = statement.split('\n').map((line) => `    ${line}`).join('\n');
  return { name, code: `def double(x):\n${body}\n    return x * 2\n`, verdict };
}

/** A candidate whose `double` returns something that is not the answer. */
export function returns(name: string, before: string, value: string, ...verdict: HostileRow['verdict']): HostileRow {
  return { name, code: `${before}\ndef double(x):\n    return ${value}\n`, verdict };
}

export const ALWAYS = 'class Any:\n    def __eq__(self, o): return True\n    def __lt__(self, o): return True\n    def __sub__(self, o): return self\n    def __abs__(self): return self\n    __rsub__ = __sub__\n    __hash__ = None';
const HUNT = 'import gc, sys\ndef expected():\n    found = []\n    frame = sys._getframe()\n    while frame:\n        found += [v for v in frame.f_locals.values() if isinstance(v, (int, str))]\n        frame = frame.f_back\n    return found';

const ENDS: readonly HostileRow[] = [
  does('sys.exit in the call', 'import sys\nsys.exit(0)', 'failed'),
  { name: 'sys.exit at import', code: 'import sys\nsys.exit(0)\ndef double(x):\n    return x * 2', verdict: ['failed'] },
  does('os._exit', 'import os\nos._exit(0)', 'crashed'),
  does('abort', 'import os\nos.abort()', 'crashed'),
  does('infinite loop', 'while True: pass', 'timed-out'),
  does('loop that swallows BaseException', 'while True:\n    try:\n        while True: pass\n    except BaseException: pass', 'timed-out'),
  does('ignored signals', 'import signal\nfor n in (2, 14, 15): signal.signal(n, signal.SIG_IGN)\nwhile True: pass', 'timed-out', 'failed'),
  does('recursion', 'double(x)', 'failed', 'crashed'),
  does('recursion limit 1e9', 'import sys\nsys.setrecursionlimit(10**9)\ndouble(x)', 'failed', 'crashed', 'timed-out'),
  does('regex backtracking', 'import re\nre.match("(a+)+$", "a" * 40 + "b")', 'timed-out'),
  does('a power that takes minutes', '9 ** (10 ** 8)', 'timed-out', 'failed'),
  does('segfault by ctypes', 'import ctypes\nctypes.string_at(0xFFFFFFF0)', 'failed', 'crashed', 'inconclusive'),
  does('wild write by ctypes', 'import ctypes\nctypes.memset(0, 255, 10**7)', 'failed', 'crashed', 'inconclusive'),
];

const FLOODS: readonly HostileRow[] = [
  does('list that grows', 'a = []\nwhile True: a.extend(range(10**5))', 'failed', 'crashed', 'timed-out'),
  does('string of 1e9', 'a = "a" * 10**9', 'failed', 'crashed'),
  does('stdout flood, then the answer', 'for i in range(20000): print("PASSED " * 10)', 'passed'),
  does('stderr flood, then the answer', 'import sys\nfor i in range(20000): sys.stderr.write("PASSED\\n")', 'passed'),
  returns('million elements', '', '[x] * 10**6', 'failed'),
  returns('list nested 100,000 deep', 'def deep():\n    a = []\n    for i in range(10**5): a = [a]\n    return a', 'deep()', 'failed', 'crashed'),
  returns('cyclic value', 'a = []\na.append(a)', 'a', 'failed'),
  does('disk fill', 'with open("/tmp/fill", "wb") as file:\n    while True: file.write(bytes(10**6))', 'crashed', 'failed', 'timed-out'),
  does('ten thousand threads', 'import threading\nfor i in range(10000): threading.Thread(target=lambda: None).start()', 'failed'),
  does('one thread', 'import threading\nthreading.Thread(target=lambda: 1).start()', 'failed'),
];

const VALUES: readonly HostileRow[] = [
  returns('lone surrogate', '', '"\\ud800"', 'failed'),
  returns('bidi and combining characters', '', '"\\u202e4\\u0301"', 'failed'),
  returns('NaN', '', 'float("nan")', 'failed'),
  returns('-0.0', '', '-0.0', 'failed'),
  returns('always-true __eq__', ALWAYS, 'Any()', 'failed'),
  returns('int subclass with __eq__', 'class Int(int):\n    def __eq__(self, o): return True\n    __hash__ = int.__hash__', 'Int(9)', 'failed'),
  returns('metaclass that answers to type and repr', 'class M(type):\n    def __eq__(c, o): return True\n    def __instancecheck__(c, i): return True\n    def __repr__(c): return "<class \'int\'>"\nclass N(metaclass=M): pass', 'N()', 'failed'),
  { name: 'coroutine', code: 'async def double(x):\n    return x * 2', verdict: ['failed'] },
  { name: 'infinite generator', code: 'def double(x):\n    while True: yield x * 2', verdict: ['failed'] },
  { name: 'always-true object in a condition', code: `${ALWAYS}\ndef double(x): return Any()`, expressions: ['double(2) == 4', 'abs(double(1) - 2) < 1e-9', 'all(double(i) == 2 * i for i in range(9))'], verdict: ['inconclusive'] },
  { name: 'always-true object inside a list in a condition', code: `${ALWAYS}\ndef double(x): return [Any()]`, expressions: ['double(2) == [4]'], verdict: ['inconclusive'] },
  { name: 'patched all, seen by a condition', code: 'import builtins\nbuiltins.all = lambda *a: True\ndef double(x): return 0', expressions: ['all(double(i) == 2 * i for i in range(9))'], verdict: ['failed'] },
  { name: 'all patched during the call', code: 'import builtins\ndef double(x):\n    builtins.all = builtins.abs = lambda *a: True\n    return 0', expressions: ['double(1) == 0 and all([double(i) == 2 * i for i in range(9)])'], verdict: ['failed'] },
  { name: 'all of its own', code: 'def all(*a): return True\ndef double(x): return 0', expressions: ['all(double(i) == 2 * i for i in range(9))'], verdict: ['failed'] },
  { name: 'a judge of its own', code: 'def judge(x): return True\ndef double(x): return 0', expressions: ['judge(double(1))'], verdict: ['inconclusive'] },
  { name: 'metaclass that passes for the one of int, in a condition', code: 'class M(type):\n    def __eq__(c, o): return True\n    def __hash__(c): return hash(int)\nclass Any(metaclass=M):\n    def __eq__(self, o): return True\ndef double(x): return Any()', expressions: ['double(1) == 2'], verdict: ['inconclusive'] },
  { name: 'always-true object in a tuple that is not asked for its last', code: `${ALWAYS}\ndef double(x): return Any()`, expressions: ['(double(1) == 3, double(2))[0]'], verdict: ['inconclusive'] },
  { name: 'argument by name changed to an always-true object', code: `${ALWAYS}\ndef double(a): a[:] = [Any()]`, expressions: ['(lambda x: (double(a=x), x == [3])[-1])([1])'], verdict: ['inconclusive'] },
  { name: 'the judge found in __main__ and changed', code: `${ALWAYS}\nimport __main__\nrun = __main__._reckon_run\ncells = dict(zip(run.__code__.co_freevars, run.__closure__))\ncells["prepare"].cell_contents = lambda code, tree: (globals(), [], False)\ndef double(x): return Any()`, expressions: ['double(2) == 4'], verdict: ['failed'] },
  { name: 'argument changed to an always-true object', code: `${ALWAYS}\ndef double(a): a[:] = [Any()]`, expressions: ['(lambda a: (double(a), a == [3])[-1])([1])'], verdict: ['inconclusive'] },
];

const CHEATS: readonly HostileRow[] = [
  returns('walk of stack frames for expected values', HUNT, '([v for v in expected() if v == 4 or v == "4"] + [0])[0]', 'failed'),
  returns('gc hunt', `${HUNT}`, '([o for o in gc.get_objects() if isinstance(o, (list, tuple)) and len(o) == 2 and o[0] == "int" and o[1] == "4"] + [0])[0]', 'failed'),
  returns('patched json encoder', 'import json\njson.JSONEncoder.encode = json.dumps = lambda *a, **k: \'{"type":"value","value":["int","4"]}\'', '0', 'failed'),
  returns('deleted builtins', 'import builtins\nfor k in list(vars(builtins)):\n    if not k.startswith("__"): delattr(builtins, k)', '0', 'failed'),
  returns('patched sum and type', 'import builtins\nbuiltins.sum = builtins.type = builtins.len = lambda *a: 4', '"4"', 'failed'),
  does('trace function', 'import sys\nsys.settrace(lambda f, e, a: (_ for _ in ()).throw(SystemExit))\nlen([double])', 'failed', 'passed'),
  returns('printed PASSED', 'print("PASSED\\n1 passed in 0.01s")', '0', 'failed'),
  returns('conftest and tests written over', 'import os\nos.makedirs("/home/pyodide/tests", exist_ok=True)\nfor n in ("conftest.py", "tests/test_it.py"): open("/home/pyodide/" + n, "w").write("def test(): pass")', '0', 'failed'),
  returns('math patched for whoever comes next', 'import math, random\nmath.floor = math.sqrt = lambda x: 0\nrandom.random = None', '0', 'failed'),
  returns('modules taken away from whoever comes next', 'import sys, math\nfor k in list(sys.modules):\n    if k != "sys": sys.modules[k] = None', '0', 'failed'),
  does('scheduled work for later', 'import asyncio\nasync def later():\n    while True: await asyncio.sleep(0)\nasyncio.ensure_future(later())', 'failed', 'passed'),
  does('async that never resolves', 'import asyncio\nasyncio.run(asyncio.Event().wait())', 'failed', 'crashed', 'timed-out'),
];

function escapes({ canaryFile, port, processMark }: Targets): readonly HostileRow[] {
  const daemon = `os.execvp("sleep", ["sleep", "600", "${processMark}"])`;
  return [
    does('os.system', `import os\nos.system("sleep 600 ${processMark} &")`, 'failed', 'crashed'),
    does('posix.system', `import posix\nposix.system("sleep 600 ${processMark} &")`, 'failed', 'crashed'),
    does('subprocess', `import subprocess\nsubprocess.Popen(["sleep", "600", "${processMark}"])`, 'failed', 'crashed'),
    does('fork bomb', 'import os\nwhile True: os.fork()', 'failed', 'crashed'),
    does('setsid daemon', `import os\nif os.fork() == 0:\n    os.setsid()\n    ${daemon}`, 'failed', 'crashed'),
    does('nested user namespaces', 'import os\nos.unshare(0x10000000)', 'failed', 'crashed'),
    does('TCP', `import socket\nsocket.create_connection(("127.0.0.1", ${port}), 1).send(b"x")`, 'failed', 'crashed'),
    does('UDP', `import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", ${port}))\nraise OSError("sent nowhere")`, 'failed', 'crashed'),
    does('HTTP', `import urllib.request\nurllib.request.urlopen("http://127.0.0.1:${port}/", timeout=1)`, 'failed', 'crashed', 'inconclusive'),
    does('metadata address', 'import socket\nsocket.create_connection(("169.254.169.254", 80), 1)', 'failed', 'crashed'),
    returns('DNS', 'import socket', 'socket.gethostbyname("localhost")', 'failed', 'crashed'),
    { name: 'import js', code: 'from js import process\nprocess.exit(0)\ndef double(x):\n    return x * 2', verdict: ['failed'] },
    { name: 'run_js', code: `from pyodide.code import run_js\ndef double(x):\n    run_js("globalThis.process.exit(0)")\n    return x * 2`, verdict: ['failed', 'crashed'] },
    { name: 'Function constructor by way of pyodide_js', code: 'import pyodide_js\ndef double(x):\n    pyodide_js.runPython.constructor("return process")().exit(0)\n    return x * 2', verdict: ['failed', 'crashed'] },
    {
      name: 'Function constructor by way of an object found in memory',
      code: 'import gc\nfrom pyodide.ffi import JsProxy\ndef double(x):\n    for o in gc.get_objects():\n        if isinstance(o, dict):\n            for v in list(o.values()):\n                if isinstance(v, JsProxy): v.constructor.constructor("return process")().exit(0)\n    return 0',
      verdict: ['failed', 'crashed'],
    },
    {
      name: 'host files mounted',
      code: `import gc\nfrom pyodide.ffi import JsProxy\ndef double(x):\n    for o in gc.get_objects():\n        if isinstance(o, dict):\n            for v in list(o.values()):\n                if isinstance(v, JsProxy) and hasattr(v, "mountNodeFS"):\n                    v.mountNodeFS("/mnt", "/")\n                    open("/mnt${canaryFile}", "w").write("gone")\n                    return 4 if x == 2 else -2\n    return 0`,
      verdict: ['failed', 'crashed'],
    },
    { name: 'JavaScript prototypes from Python', code: 'import gc\nfrom pyodide.ffi import JsProxy\ndef double(x):\n    for o in gc.get_objects():\n        if isinstance(o, dict):\n            for v in list(o.values()):\n                if isinstance(v, JsProxy): setattr(v.constructor.prototype, "toString", None)\n    return 0', verdict: ['failed', 'crashed'] },
    does('reading a host file', `open("${canaryFile}").read()`, 'failed'),
    does('writing a host file', `open("${canaryFile}", "w").write("gone")`, 'failed'),
    does('deleting a host file', `import os\nos.remove("${canaryFile}")`, 'failed'),
    does('/proc/1/environ', 'open("/proc/1/environ").read()', 'failed'),
    returns('environment', 'import os', 'os.environ["PATH"] + str(len(os.environ))', 'failed'),
    returns('peeking into .git', 'import os', 'os.listdir(".git")', 'failed'),
    does('input()', 'input()', 'failed'),
    returns('a file for the next candidate', 'import os\nif os.path.exists("/tmp/mail"): raise SystemExit("found mail")\nopen("/tmp/mail", "w").write("4")', '0', 'failed'),
    returns('the same file again', 'import os\nif os.path.exists("/tmp/mail"): double = lambda x: x * 2; raise SystemExit("found mail")', '"no mail"', 'failed'),
  ];
}

export function pythonRows(targets: Targets): readonly HostileRow[] {
  return [...ENDS, ...FLOODS, ...VALUES, ...CHEATS, ...escapes(targets)];
}
