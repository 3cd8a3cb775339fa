import { ALWAYS } from './python';
import type { HostileRow } from './row';

/** A candidate that always gives an object equal to everything, whose comparison runs `tamper` on what judges it. */
function tampers(name: string, before: string, tamper: string, verdict: HostileRow['verdict'] = ['inconclusive', 'failed']): HostileRow {
  const body = tamper.split('\n').map((line) => `        ${line}`).join('\n');
  return { name: `in a condition: ${name}`, code: `${before}\nclass Any:\n    __hash__ = None\n    def __eq__(self, o):\n${body}\n        return True\ndef double(x): return Any()`, expressions: ['double(2) == 4'], verdict };
}

const WALK = 'while f:\n    d = f.f_locals.get("doubts")\n    if type(d) is list: d.clear()\n    f = f.f_back';

/** Attacks on what judges conditions, wherever it runs. */
export const PYTHON_JUDGE_ROWS: readonly HostileRow[] = [
  tampers('stack frames', 'import sys', `f = sys._getframe()\n${WALK}`),
  tampers('frames of a traceback', '', `try: raise KeyError\nexcept KeyError as e: f = e.__traceback__.tb_frame\n${WALK}`),
  tampers('frame of a generator', '', `def g(): yield h.gi_frame\nh = g()\nf = next(h)\n${WALK}`),
  tampers('frames found by logging', 'import logging', `f = logging.currentframe()\n${WALK}`),
  tampers('names put together', 'import sys', 'f = getattr(sys, "_get" + "frame")()\nwhile f:\n    d = getattr(f, "f_lo" + "cals").get("doubts")\n    if type(d) is list: d.clear()\n    f = getattr(f, "f_b" + "ack")'),
  tampers('names in other letters', 'import sys', `f = sys._getframe()\n${WALK}`.replaceAll('f_back', 'f_bacｋ').replaceAll('_getframe', '_getｆrame').replaceAll('f_locals', 'f_locａls')),
  tampers('attrgetter', 'import sys, operator', 'f = operator.attrgetter("_get" + "frame")(sys)()\nwhile f:\n    d = operator.attrgetter("f_lo" + "cals")(f).get("doubts")\n    if type(d) is list: d.clear()\n    f = operator.attrgetter("f_b" + "ack")(f)'),
  tampers('fields of a format', 'import sys, string', 'get = lambda o, n: string.Formatter().get_field("0." + n, [o], {})[0]\nf = get(sys, "_get" + "frame")()\nwhile f:\n    d = get(f, "f_lo" + "cals").get("doubts")\n    if type(d) is list: d.clear()\n    f = get(f, "f_b" + "ack")'),
  tampers('lists found in memory', 'import gc', 'for d in gc.get_objects():\n    if type(d) is list and d and type(d[0]) is tuple and len(d[0]) == 2 and type(d[0][0]) is str and "equals" in d[0][0]: d.clear()'),
  tampers('functions of the judge found in memory', 'import gc, types\nfor f in gc.get_objects():\n    if type(f) is types.FunctionType and f.__name__ == "doubt_objects": f.__code__ = (lambda doubts, values, helped: None).__code__', 'pass', ['inconclusive', 'failed']),
  tampers('trace function', 'import sys', 'sys.settrace(None)'),
  tampers('classes of all objects', '', 'for c in object.__subclasses__(): pass'),
  tampers('code from text', '', 'exec("pass")'),
  tampers('a pickle that calls', 'import pickle', 'try: pickle.loads(b"cbuiltins\\nprint\\n(tR.")\nexcept Exception: pass'),
  { name: 'in a condition: patched json encoder', code: 'import json\njson.JSONEncoder.iterencode = lambda *a, **k: [\'{"type":"value","value":["bool",true]}\']\ndef double(x): return 0', expressions: ['double(1) == 2'], verdict: ['failed'] },
  { name: 'in a condition: patched math', code: 'import math\nmath.isclose = lambda *a, **k: True\ndef double(x): return 0', expressions: ['math.isclose(double(1), 2)'], verdict: ['inconclusive', 'failed'] },
  { name: 'in a condition: patched instance check', code: `${ALWAYS}\nimport abc\nabc.ABCMeta.__instancecheck__ = lambda *a: True\ndef double(x): return Any()`, expressions: ['isinstance(double(1), int) and double(1) == 2'], verdict: ['inconclusive', 'failed'] },
];
