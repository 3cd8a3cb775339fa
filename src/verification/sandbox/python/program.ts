/**
 * Runs inside Pyodide, before any candidate. It loads a candidate into a namespace of its own,
 * evaluates one expression at a time and writes the result in canonical form. Everything it needs
 * is captured first, so that a candidate that patches builtins changes only itself.
 */
export const PYTHON_PROGRAM = `
def _reckon_make():
    import json, math, base64, sys, builtins
    _type, _len, _str, _repr, _isinstance = type, len, str, repr, isinstance
    _exec, _eval, _compile, _sorted, _enumerate = exec, eval, compile, sorted, enumerate
    _dumps, _isnan, _isinf, _copysign, _b64 = json.JSONEncoder(ensure_ascii=True).encode, math.isnan, math.isinf, math.copysign, base64.b64encode
    _int, _float, _bool, _list, _tuple, _set, _frozenset, _dict, _bytes, _bytearray, _complex = int, float, bool, list, tuple, set, frozenset, dict, bytes, bytearray, complex
    _BaseException, _ModuleNotFoundError, _saved = BaseException, ModuleNotFoundError, dict(vars(builtins))
    _int_repr, _float_repr, _int_bits = int.__repr__, float.__repr__, int.bit_length
    _set_limit = sys.setrecursionlimit
    MAX_DEPTH, MAX_NODES, MAX_TEXT, MAX_BITS = 60, 100000, 1000000, 12000

    class Cut(Exception):
        pass

    def number(v):
        if _isnan(v): return 'nan'
        if _isinf(v): return 'inf' if v > 0 else '-inf'
        if v == 0 and _copysign(1.0, v) < 0: return '-0.0'
        return _float_repr(v)

    def encode(v, depth, budget):
        budget[0] -= 1
        if budget[0] < 0 or depth > MAX_DEPTH: raise Cut('too large or too deep')
        t = _type(v)
        if v is None: return ['none']
        if t is _bool: return ['bool', v]
        if t is _int:
            if _int_bits(v) > MAX_BITS: raise Cut('number too long')
            return ['int', _int_repr(v)]
        if t is _float: return ['float', number(v)]
        if t is _complex: return ['complex', number(v.real), number(v.imag)]
        if t is _str:
            budget[1] -= _len(v)
            if budget[1] < 0: raise Cut('text too long')
            return ['str', v]
        if t is _bytes or t is _bytearray:
            budget[1] -= _len(v)
            if budget[1] < 0: raise Cut('bytes too long')
            return ['bytes', _b64(_bytes(v)).decode()]
        if t is _list or t is _tuple:
            return ['list' if t is _list else 'tuple', [encode(x, depth + 1, budget) for x in v]]
        if t is _set or t is _frozenset:
            return ['set', [encode(x, depth + 1, budget) for x in v]]
        if t is _dict:
            return ['dict', [[encode(k, depth + 1, budget), encode(x, depth + 1, budget)] for k, x in v.items()]]
        return ['obj', type.__dict__['__name__'].__get__(t)]

    def describe(error):
        t = _type(error)
        name = type.__dict__['__name__'].__get__(t)
        if _isinstance(error, _ModuleNotFoundError):
            missing = error.__dict__.get('name') or getattr(error, 'name', None)
            if _type(missing) is _str: return _dumps({'type': 'missing-package', 'name': missing})
        try:
            text = _str(error)
            message = text[:300] if _type(text) is _str else ''
        except _BaseException:
            message = ''
        return _dumps({'type': 'raised', 'exception': name, 'message': message})

    state = {}

    def restore():
        current = vars(builtins)
        current.clear()
        current.update(_saved)
        _set_limit(1000)

    def load(code):
        restore()
        space = {'__name__': 'candidate', '__builtins__': builtins}
        state['space'] = space
        try:
            _exec(_compile(code, 'candidate.py', 'exec'), space)
            return None
        except _BaseException as error:
            return describe(error)

    def run(expression):
        try:
            value = _eval(_compile(expression, 'example.py', 'eval'), state['space'])
            try:
                canonical = encode(value, 0, [MAX_NODES, MAX_TEXT])
            except Cut as cut:
                canonical = ['cut', 'too large or too deep']
            return _dumps({'type': 'value', 'value': canonical})
        except _BaseException as error:
            return describe(error)

    return load, run

_reckon_load, _reckon_run = _reckon_make()
`;
