import { does, returns } from './python';
import { HONEST_SECONDS, TURNING_SECONDS, type HostileRow, type Targets } from './row';

const ENDS: readonly HostileRow[] = [
  does('exception with a message of 10 million letters', 'raise ValueError("x" * 10**7)', 'failed'),
  does('exception whose text never ends', 'class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E', 'timed-out'),
  does('exception whose text is no text', 'class E(Exception):\n    def __str__(self): return 4\nraise E', 'failed'),
  does('exception with a name of control characters', 'raise type("\\x1b[2J\\x00\\n", (Exception,), {})("\\x1b]0;owned\\x07")', 'failed'),
  does('exception that is its own cause', 'e = ValueError()\ne.__cause__ = e.__context__ = e\nraise e', 'failed'),
  does('finalizer that loops', 'class D:\n    def __del__(self):\n        while True: pass\nD()', 'timed-out'),
  does('finalizer for later that loops', 'import weakref\nclass D: pass\nglobal kept\nkept = D()\ndef loop():\n    while True: pass\nweakref.finalize(kept, loop)', 'timed-out'),
  does('hook for exceptions that nobody sees', 'import sys\ndef hook(*a):\n    while True: pass\nsys.excepthook = sys.unraisablehook = hook', 'passed'),
  does('KeyboardInterrupt', 'raise KeyboardInterrupt', 'failed'),
  does('GeneratorExit', 'raise GeneratorExit', 'failed'),
  does('sleep to just below the limit', `import time\ntime.sleep(${HONEST_SECONDS})`, 'passed'),
  does('sleep beyond the limit', 'import time\ntime.sleep(600)', 'timed-out', 'failed'),
  does('loop in code from text', 'exec("while True: pass")', 'timed-out'),
  does('event loop that goes on for ever', 'import asyncio\nasync def on():\n    while True: await asyncio.sleep(1)\nasyncio.run(on())', 'timed-out', 'failed'),
  does('breakpoint', 'breakpoint()', 'failed', 'crashed'),
  { name: 'decorator that loops', code: 'def d(f):\n    while True: pass\n@d\ndef double(x): return x * 2', verdict: ['timed-out'] },
  { name: 'NUL in the source', code: 'def double(x): return x * 2\n\u0000', verdict: ['failed'] },
  { name: 'lone surrogate in the source', code: 'def double(x): return x * 2 # \ud800', verdict: ['failed', 'passed'] },
  { name: 'expression nested 100,000 deep', code: `def double(x): return ${'('.repeat(100_000)}x${')'.repeat(100_000)} * 2`, verdict: ['failed', 'crashed'] },
  { name: 'constant folding of a large power', code: 'def double(x): return x * 2\nA = (2 ** 100000) ** 100', verdict: ['passed', 'failed', 'timed-out'] },
];

const FLOODS: readonly HostileRow[] = [
  returns('dict with a million keys', '', '{i: i for i in range(10**6)}', 'failed', 'timed-out'),
  returns('dict with a key nested 100,000 deep', 'def deep():\n    t = ()\n    for i in range(10**5): t = (t,)\n    return t', '{deep(): 1}', 'failed', 'crashed'),
  returns('text of 10 million letters', '', '"x" * 10**7', 'failed'),
  returns('number of 10 million bits', '', '1 << 10**7', 'failed'),
  does('bytearray of 1e9', 'bytearray(10**9)', 'failed', 'crashed'),
  does('memory map of 8 GiB', 'import mmap\nmmap.mmap(-1, 2**33)', 'failed', 'crashed', 'inconclusive'),
  does('compressed bomb', 'import zlib\ndata = zlib.compress(bytes(10**8))\nkept = []\nwhile True: kept.append(zlib.decompress(data))', 'failed', 'crashed', 'timed-out', 'inconclusive'),
  does('thousands of files', 'for i in range(5000): open("/tmp/f%d" % i, "w").close()', 'passed', 'timed-out'),
  does('folders in folders', 'import os\nfor i in range(2000):\n    os.mkdir("d")\n    os.chdir("d")', 'failed', 'passed', 'timed-out'),
  does('stdout with NUL and escape codes', 'print("\\x00\\x1b]0;owned\\x07\\x1b[2J\\r\\x08")', 'passed'),
];

const VALUES: readonly HostileRow[] = [
  returns('class that says it is int', 'class N:\n    __class__ = int\n    def __index__(self): return 4\n    __int__ = __index__', 'N()', 'failed'),
  returns('list that yields the answer', 'class L(list):\n    def __iter__(self): return iter([4])', 'L()', 'failed'),
  returns('dict whose items never end', 'class D(dict):\n    def items(self):\n        while True: yield 4, 4', 'D()', 'failed'),
  returns('Decimal that signals', 'import decimal', 'decimal.Decimal("sNaN")', 'failed'),
  returns('generator with side effects', 'kept = []\ndef g():\n    kept.append(1)\n    yield 4', 'g()', 'failed'),
  returns('module', 'import math', 'math', 'failed'),
  returns('memoryview', '', 'memoryview(b"4")', 'failed'),
  { name: 'function under a name in other letters', code: 'def double(x): return x * 2\nｄouble = lambda x: 0', verdict: ['failed'] },
  { name: 'callable object with a wrong answer', code: 'class F:\n    def __call__(self, x): return 0\n    def __eq__(self, o): return True\ndouble = F()', verdict: ['failed'] },
  { name: 'a function only for the first call', code: 'def double(x):\n    global double\n    double = None\n    return 4', verdict: ['failed'] },
];

const CHEATS: readonly HostileRow[] = [
  returns('__builtins__ replaced', '__builtins__ = {"len": lambda x: 4}', '0', 'failed'),
  returns('sys.stdout replaced', 'import sys\nclass Out:\n    def write(self, t): raise SystemExit\nsys.stdout = sys.stderr = Out()', '0', 'failed'),
  returns('import hook for whoever comes next', 'import sys\nclass Finder:\n    def find_spec(self, name, *a): raise SystemExit(name)\nsys.meta_path.insert(0, Finder())', '0', 'failed'),
  returns('codec for whoever comes next', 'import codecs\ncodecs.register(lambda n: (_ for _ in ()).throw(SystemExit))', '0', 'failed'),
  returns('collections.Counter patched for whoever comes next', 'import collections\ncollections.Counter = None', '0', 'failed'),
  returns('source of the caller', 'import linecache, sys', 'len(linecache.getlines("example.py")) and 4', 'failed'),
  returns('names of the judge in modules', 'import sys', 'next((4 for m in list(sys.modules.values()) for k in list(vars(m)) if "expected" in k.lower() and "4" in str(vars(m)[k])), 0)', 'failed'),
  returns('recursion limit of 50 for whoever comes next', 'import sys\nsys.setrecursionlimit(50)', '0', 'failed', 'crashed'),
  returns('float format patched', 'import json.encoder, json\njson.encoder.FLOAT_REPR = float.__repr__\njson.encoder.c_make_encoder = None\njson.encoder.encode_basestring_ascii = lambda s: "4"', '"0"', 'failed'),
  returns('parts of the json encoder patched', 'import json\njson.JSONEncoder.iterencode = lambda *a, **k: [\'{"type":"value","value":["int","4"]}\']', '0', 'failed'),
  returns('hash of text patched', 'import builtins\nbuiltins.hash = lambda v: 4', '0', 'failed'),
  returns('exit handler', 'import atexit\natexit.register(print, "PASSED")', '0', 'failed'),
];

/** The library that the next candidates import. */
const ZIP = 'import os, sys\nzip = next(p for p in sys.path if p.endswith(".zip"))';

const LEFT_BEHIND: readonly HostileRow[] = [
  does('library written over where standard streams were', `${ZIP}\nsize = os.stat(zip).st_size\nos.closerange(0, 3)\nos.write(os.open(zip, os.O_RDWR), b"x" * size)`, 'passed'),
  does('library cut off by its number', `${ZIP}\nos.ftruncate(os.open(zip, os.O_RDWR), 100)`, 'passed'),
  does('library changed by its number and in memory', `${ZIP}\nimport mmap\nfile = os.open(zip, os.O_RDWR)\nwith mmap.mmap(file, 0) as found:\n    found[:] = b"x" * len(found)\n    found.flush()`, 'passed'),
  does('all file numbers taken', 'import os\ntry:\n    while True: os.open("/dev/null", os.O_RDONLY)\nexcept OSError: pass', 'passed'),
  does('standard output that takes nothing any more', 'import fcntl, os\nfcntl.fcntl(1, fcntl.F_SETFL, os.O_RDONLY)', 'passed'),
  does('another working folder', 'import os\nos.chdir("/tmp")', 'passed'),
  { name: 'process worn out, and right only until tomorrow', isWinner: true, code: `import os\nopen("/tmp/x", "w").close()\ndef double(x):\n    return x * 2 if os.stat("/tmp/x").st_mtime < ${TURNING_SECONDS} else 2`, verdict: ['nondeterministic'] },
];

function escapes({ canaryFile, port, processMark }: Targets): readonly HostileRow[] {
  const forged = '{\\"type\\":\\"outcome\\",\\"index\\":0,\\"json\\":\\"{}\\"}';
  /** Answers rightly where nothing is found, so that the row fails then, and wrongly after its harm. */
  const hunt = (name: string, act: string): HostileRow => ({
    name: `objects of JavaScript found by the import hook: ${name}`,
    code: `import sys\ndef double(x):\n    found = [v for finder in sys.meta_path for v in getattr(finder, "jsproxies", {}).values() if hasattr(v, "FS")]\n    for v in found:\n        ${act}\n    return 0 if found else x * 2`,
    verdict: ['failed', 'crashed'],
  });
  const forge = `reply = v.FS.stat("/tmp"); reply.type = "outcome"; reply.index = 0; reply.json = '${JSON.stringify({ type: 'value', value: ['int', '4'] })}'; [door.process.send(reply) for door in (v, v._module, v._api, v.FS) if hasattr(door, "process")]`;
  return [
    does('writes to every open file number', `import os\nfor fd in range(64):\n    try: os.write(fd, b"${forged}")\n    except OSError: pass\nraise ValueError`, 'failed', 'crashed'),
    does('closes every file number', 'import os\nos.closerange(0, 64)\nraise ValueError', 'failed', 'crashed'),
    hunt('forged answers', forge),
    hunt('files of the host mounted', `v.FS.mount(v.FS.filesystems.NODEFS, {"root": "/"}, "/mnt"); open("/mnt${canaryFile}", "w").write("gone")`),
    hunt('memory of the interpreter cut off', 'v._module.HEAPU8 = None'),
    hunt('file system replaced', 'v.FS.write = None; v.FS.open = None'),
    hunt('packages loaded', 'v.loadPackage("numpy")'),
    hunt('code from strings', 'v.FS.open.constructor("return process")().exit(0)'),
    { name: 'js taken out of the modules and imported again', code: 'import sys\ndel sys.modules["js"]\nfrom js import process\nprocess.exit(0)\ndef double(x): return x * 2', verdict: ['failed', 'crashed'] },
    { name: '_pyodide_core', code: 'import _pyodide_core\n_pyodide_core.raw_call\ndef double(x): return 0', verdict: ['failed', 'crashed', 'inconclusive'] },
    does('open_url', `from pyodide.http import open_url\nopen_url("http://127.0.0.1:${port}/")`, 'failed', 'crashed'),
    does('fetch', `from pyodide.http import pyfetch\nfrom pyodide.ffi import run_sync\nrun_sync(pyfetch("http://127.0.0.1:${port}/"))`, 'failed', 'crashed'),
    does('kill of the parent', 'import os\nos.kill(os.getppid(), 9)', 'failed', 'crashed', 'passed'),
    does('kill of everything', 'import os\nos.kill(-1, 9)', 'failed', 'crashed', 'passed'),
    does('alarm', 'import signal\nsignal.alarm(1)', 'failed', 'passed'),
    does('process of multiprocessing', `import multiprocessing\nmultiprocessing.Process(target=print, args=("${processMark}",)).start()`, 'failed', 'crashed', 'inconclusive'),
    does('pool of processes', 'from concurrent.futures import ProcessPoolExecutor\nlist(ProcessPoolExecutor(1).map(abs, [1]))', 'failed', 'crashed', 'inconclusive'),
    does('pickle that starts a program', `import pickle\npickle.loads(b"cposix\\nsystem\\n(S'sleep 600 ${processMark}'\\ntR.")`, 'failed', 'crashed'),
    does('system by ctypes', `import ctypes\nctypes.CDLL(None).system(b"sleep 600 ${processMark}")`, 'failed', 'crashed', 'inconclusive'),
    does('link to a host file', `import os\nos.symlink("${canaryFile}", "/tmp/link")\nopen("/tmp/link").read()`, 'failed'),
    does('/proc/self/environ', 'open("/proc/self/environ").read()', 'failed'),
    does('/proc/self/mem', 'open("/proc/self/mem", "r+b")', 'failed'),
    does('/dev/mem', 'open("/dev/mem", "rb")', 'failed'),
    does('a server', 'import socket\ns = socket.socket()\ns.bind(("127.0.0.1", 0))\ns.listen()\ns.accept()', 'failed', 'crashed', 'timed-out'),
    does('a browser', `import webbrowser\nif not webbrowser.open("http://127.0.0.1:${port}/"): raise OSError`, 'failed', 'crashed', 'inconclusive'),
  ];
}

export function morePythonRows(targets: Targets): readonly HostileRow[] {
  return [...ENDS, ...FLOODS, ...VALUES, ...CHEATS, ...LEFT_BEHIND, ...escapes(targets)];
}
