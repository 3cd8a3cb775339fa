/**
 * Runs inside Pyodide, before any candidate. It loads a candidate into a namespace of its own,
 * evaluates one expression at a time and writes the result in canonical form. Everything it needs
 * is captured first, so that a candidate that patches builtins changes only itself.
 *
 * Expected values are compared on the host. Only where an expression itself compares (`f(1) == f(2)`)
 * could a candidate's object decide the answer; such an answer is handed over as `self-judged`.
 */
export const PYTHON_PROGRAM = `
def _reckon_make():
    import json, math, base64, sys, builtins, collections, datetime, decimal, re, types
    # What most candidates import is read once, before the copy of memory that each of them starts from.
    import itertools, string, random, heapq, bisect, operator, typing, dataclasses, copy, fractions, statistics, functools
    _type, _len, _str, _isinstance, _callable, _id, _getattr, _vars, _all = type, len, str, isinstance, callable, id, getattr, vars, all
    _exec, _eval, _compile = exec, eval, compile
    _dumps, _isnan, _isinf, _copysign, _b64 = json.JSONEncoder(ensure_ascii=True).encode, math.isnan, math.isinf, math.copysign, base64.b64encode
    _int, _float, _bool, _list, _tuple, _set, _frozenset, _dict, _bytes, _bytearray, _complex = int, float, bool, list, tuple, set, frozenset, dict, bytes, bytearray, complex
    _BaseException, _ModuleNotFoundError, _saved = BaseException, ModuleNotFoundError, dict(vars(builtins))
    _int_repr, _float_repr, _int_bits, _items = int.__repr__, float.__repr__, int.bit_length, dict.items
    _set_limit, _code_type, _module_type = sys.setrecursionlimit, types.CodeType, types.ModuleType
    _math, _math_names = math, dict(vars(math))
    MAX_DEPTH, MAX_NODES, MAX_TEXT, MAX_BITS, MAX_CHECKED = 60, 100000, 1000000, 12000, 500000
    LEAVES = _frozenset({_type(None), _bool, _int, _float, _complex, _str, _bytes, _bytearray, range, datetime.date, datetime.datetime, datetime.timedelta, decimal.Decimal, re.Match})
    ROWS = _frozenset({_list, _tuple, _set, _frozenset, collections.deque})
    # A Counter is a dict, but its class can be patched, so that it is written and not believed.
    DICTS = _frozenset({_dict, collections.OrderedDict, collections.defaultdict})
    WRITTEN_DICTS = DICTS | {collections.Counter}
    for name in ('js', 'pyodide_js'):
        sys.modules[name] = _module_type(name)

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
        if t in WRITTEN_DICTS:
            return ['dict', [[encode(k, depth + 1, budget), encode(x, depth + 1, budget)] for k, x in _items(v)]]
        return ['obj', name_of(t)]

    def name_of(t):
        return _type.__dict__['__name__'].__get__(t)

    MAX_ANCESTORS = 12

    def mro_of(t):
        return _type.__dict__['__mro__'].__get__(t)

    def foreign(value):
        """The name of the first type inside that is not plain data; None when all of it is."""
        pending, seen, left = [value], {}, MAX_CHECKED
        while pending:
            left -= 1
            if left < 0: return 'too much data'
            v = pending.pop()
            t = _type(v)
            if t in LEAVES: continue
            if t not in ROWS and t not in DICTS: return name_of(t)
            if _id(v) in seen: continue
            seen[_id(v)] = None
            if t in ROWS:
                pending.extend(v)
            else:
                for k, x in _items(v):
                    pending.append(k)
                    pending.append(x)
        return None

    def describe(error):
        t = _type(error)
        name = name_of(t)
        if _isinstance(error, _ModuleNotFoundError):
            missing = error.__dict__.get('name') or _getattr(error, 'name', None)
            if _type(missing) is _str: return _dumps({'type': 'missing-package', 'name': missing})
        try:
            text = _str(error)
            message = text[:300] if _type(text) is _str else ''
        except _BaseException:
            message = ''
        ancestors = [name_of(base) for base in mro_of(t)[1:MAX_ANCESTORS]]
        return _dumps({'type': 'raised', 'exception': name, 'ancestors': ancestors, 'message': message})

    state = {}

    def restore():
        current = vars_of_builtins
        if _len(current) == _len(_saved):
            for key, v in _items(_saved):
                if key not in current or current[key] is not v: break
            else:
                return
        current.clear()
        current.update(_saved)

    vars_of_builtins = vars(builtins)

    def load(code):
        _set_limit(1000)
        space = {'__name__': 'candidate', '__builtins__': builtins}
        state['space'] = space
        try:
            _exec(_compile(code, 'candidate.py', 'exec'), space)
            return None
        except _BaseException as error:
            restore()
            return describe(error)

    ONLY_TREE = 0x400

    def is_direct(node, own):
        """Whether the expression's value is what a function of the candidate returned, unchanged."""
        kind = name_of(_type(node))
        if kind == 'Call':
            callee = name_of(_type(node.func))
            return (callee == 'Name' and node.func.id in own) or (callee == 'Lambda' and is_direct(node.func.body, own))
        return kind == 'Subscript' and name_of(_type(node.value)) == 'Tuple' and is_direct(node.value.elts[-1], own)

    def names_in(code):
        found, pending = _set(), [code]
        while pending:
            part = pending.pop()
            found.update(part.co_names)
            pending.extend(x for x in part.co_consts if _type(x) is _code_type)
        return found

    def guard(function, doubts):
        """The function as the expression sees it: what it gives back is looked at, builtins it patched are put back."""
        def guarded(*given, **named):
            try:
                result = function(*given, **named)
            finally:
                restore()
            if not doubts:
                strange = foreign(result) or foreign(given)
                if strange: doubts.append('a ' + strange + ' decides itself what it equals')
            return result
        return guarded

    def prepare(code, expression):
        """The namespace for an expression, and a list that fills with reasons not to believe its truth values."""
        space, doubts = state['space'], []
        used = [name for name in names_in(code) if name in space]
        own = [name for name in used if name not in _saved]
        functions = [name for name in used if _callable(space[name]) and not _isinstance(space[name], _type)]
        asked = [name for name in functions if name in own or not own]
        if is_direct(_compile(expression, 'example.py', 'eval', ONLY_TREE).body, asked): return space, doubts
        scope = _dict(space)
        for name in used:
            v = space[name]
            if name in _saved and own: doubts.append('the candidate has its own ' + name)
            if _type(v) is _module_type:
                honest = v is _math and _all(_vars(_math).get(key) is x for key, x in _items(_math_names))
                if not honest: doubts.append('a module takes part')
            elif _isinstance(v, _type):
                doubts.append('a class of the candidate takes part')
            elif name in functions:
                scope[name] = guard(v, doubts)
            elif foreign(v):
                doubts.append('an object of the candidate takes part')
        return scope, doubts

    def run(expression):
        try:
            restore()
            code = _compile(expression, 'example.py', 'eval')
            scope, doubts = prepare(code, expression)
            value = _eval(code, scope)
            if _type(value) is _bool and doubts: return _dumps({'type': 'self-judged', 'why': doubts[0]})
            try:
                canonical = encode(value, 0, [MAX_NODES, MAX_TEXT])
            except Cut as cut:
                canonical = ['cut', 'too large or too deep']
            return _dumps({'type': 'value', 'value': canonical})
        except _BaseException as error:
            restore()
            return describe(error)

    return load, run

_reckon_load, _reckon_run = _reckon_make()
`;
