import { OUTPUT_LIMITS } from '../../limits';
import { PYTHON_LOOP } from './loop';

/**
 * Runs inside Pyodide, before any candidate. It loads a candidate into a namespace of its own,
 * evaluates one expression at a time and writes the result in canonical form. Everything it needs
 * is captured first, so that a candidate that patches builtins changes only itself.
 *
 * Expected values are compared on the host, and what a call of the function that is asked for returns
 * is believed. Where an expression itself compares (`f(1) == f(2)`), a candidate's object could decide
 * the answer; where it asks what the task defines (`is_sorted(f(x))`), a candidate could have changed
 * that. Such an answer is handed over as `self-judged`.
 */
export const PYTHON_PROGRAM = `
${PYTHON_LOOP}
def _reckon_make(drive, Stalled):
    import io, json, math, base64, sys, builtins, collections, datetime, decimal, re, types
    # What most candidates import is read once, before the copy of memory that each of them starts from.
    import itertools, string, random, heapq, bisect, operator, typing, dataclasses, copy, fractions, statistics, functools
    _type, _len, _str, _isinstance, _callable, _id, _getattr, _vars, _all = type, len, str, isinstance, callable, id, getattr, vars, all
    _hasattr = hasattr
    _exec, _eval, _compile = exec, eval, compile
    _isnan, _isinf, _copysign, _b64 = math.isnan, math.isinf, math.copysign, base64.b64encode
    # The encoder in C by itself: the class around it looks its parts up anew at each call, where a candidate can change them.
    _encoded, _join = json.encoder.c_make_encoder(None, None, json.encoder.c_encode_basestring_ascii, None, ': ', ', ', False, False, True), ''.join
    def _dumps(plain): return _join(_encoded(plain, 0))
    _int, _float, _bool, _list, _tuple, _set, _frozenset, _dict, _bytes, _bytearray, _complex = int, float, bool, list, tuple, set, frozenset, dict, bytes, bytearray, complex
    # In C, so that a candidate finds nothing of this program behind the stream that it prints to.
    _StringIO, _getvalue = io.StringIO, io.StringIO.getvalue
    _BaseException, _ModuleNotFoundError, _saved = BaseException, ModuleNotFoundError, dict(vars(builtins))
    _int_repr, _float_repr, _items = int.__repr__, float.__repr__, dict.items
    _set_limit, _code_type, _module_type = sys.setrecursionlimit, types.CodeType, types.ModuleType
    _function_type, _object, zip_ = types.FunctionType, object, zip
    _AST = _compile('0', '', 'eval', 0x400).__class__.__mro__[-2]
    _math, _math_names = math, dict(vars(math))
    MAX_DEPTH, MAX_NODES, MAX_TEXT, MAX_PRINTED, MAX_CHECKED = ${OUTPUT_LIMITS.depth}, ${OUTPUT_LIMITS.nodes}, ${OUTPUT_LIMITS.characters}, ${OUTPUT_LIMITS.printed}, 500000
    TOO_LONG = 10 ** ${OUTPUT_LIMITS.digits}
    _isascii, _to_bytes = str.isascii, str.encode
    # Types are known by their identity: a metaclass decides what its classes equal.
    def identities(known): return _frozenset({_id(t) for t in known})
    LEAVES = identities({_type(None), _bool, _int, _float, _complex, _str, _bytes, _bytearray, range, datetime.date, datetime.datetime, datetime.timedelta, decimal.Decimal, re.Match})
    ROWS = identities({_list, _tuple, _set, _frozenset, collections.deque})
    # A Counter is a dict, but its class can be patched, so that it is written and not believed.
    DICTS = identities({_dict, collections.OrderedDict, collections.defaultdict})
    WRITTEN_DICTS = DICTS | {_id(collections.Counter)}
    for name in ('js', 'pyodide_js'):
        sys.modules[name] = _module_type(name)

    class Cut(Exception):
        pass

    def number(v):
        if _isnan(v): return 'nan'
        if _isinf(v): return 'inf' if v > 0 else '-inf'
        if v == 0 and _copysign(1.0, v) < 0: return '-0.0'
        return _float_repr(v)

    def counted(text, budget):
        """The text, when there is room for it. The host counts in units of UTF-16."""
        budget[1] -= _len(text)
        if budget[1] >= 0 and not _isascii(text):
            budget[1] += _len(text) - _len(_to_bytes(text, 'utf-16-le', 'surrogatepass')) // 2
        if budget[1] < 0: raise Cut('text too long')
        return text

    def encode(v, depth, budget):
        budget[0] -= 1
        if budget[0] < 0 or depth > MAX_DEPTH: raise Cut('too large or too deep')
        t = _type(v)
        if v is None: return ['none']
        if t is _bool: return ['bool', v]
        if t is _int:
            if not -TOO_LONG < v < TOO_LONG: raise Cut('number too long')
            return ['int', counted(_int_repr(v), budget)]
        if t is _float: return ['float', counted(number(v), budget)]
        if t is _complex: return ['complex', counted(number(v.real), budget), counted(number(v.imag), budget)]
        if t is _str: return ['str', counted(v, budget)]
        if t is _bytes or t is _bytearray:
            if _len(v) > MAX_TEXT: raise Cut('bytes too long')
            return ['bytes', counted(_b64(_bytes(v)).decode(), budget)]
        if t is _list or t is _tuple:
            return ['list' if t is _list else 'tuple', [encode(x, depth + 1, budget) for x in v]]
        if t is _set or t is _frozenset:
            return ['set', [encode(x, depth + 1, budget) for x in v]]
        if _id(t) in WRITTEN_DICTS:
            return ['dict', [[encode(k, depth + 1, budget), encode(x, depth + 1, budget)] for k, x in _items(v)]]
        return ['obj', counted(name_of(t), budget)]

    def name_of(t):
        return _type.__dict__['__name__'].__get__(t)

    MAX_ANCESTORS = 12

    def mro_of(t):
        return _type.__dict__['__mro__'].__get__(t)

    HEAP_TYPE = 1 << 9

    def foreign(value):
        """The name of the first type inside that is not plain data, and whether it is a class, which can say of itself what it equals; None when all is plain."""
        pending, seen, left, other, classes = [value], {}, MAX_CHECKED, None, state['classes']
        while pending:
            left -= 1
            if left < 0: return 'too much data', False
            v = pending.pop()
            t = _type(v)
            if _id(t) in LEAVES or _id(v) in seen: continue
            seen[_id(v)] = None
            if _id(t) in ROWS:
                pending.extend(v)
            elif _id(t) in DICTS:
                for k, x in _items(v):
                    pending.append(k)
                    pending.append(x)
            elif _id(t) in classes:
                pending.append(_getattr(v, '__dict__', None))
            elif _type.__dict__['__flags__'].__get__(t) & HEAP_TYPE:
                return name_of(t), True
            elif other is None:
                other = name_of(t), False
        return other

    def describe(error):
        t = _type(error)
        if t is Stalled: return _dumps({'type': 'unsettled'})
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

    state = {'classes': {}}

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

    def load(code, function, given, given_names):
        _set_limit(1000)
        # Dataclasses look their annotations up in the module that they say they are of.
        module = sys.modules['candidate'] = _module_type('candidate')
        space = _vars(module)
        space['__builtins__'] = builtins
        state.clear()
        state.update(space=space, function=function, given={}, classes={}, helpers=_set(), codes=[])
        try:
            _exec(_compile(given, GIVEN_FILE, 'exec'), space)
        except _ModuleNotFoundError as error:
            return describe(error)
        except _BaseException:
            return _dumps({'type': 'self-judged', 'why': 'what the task defines for its examples does not load by itself'})
        keep(space, given_names.split())
        try:
            _exec(_compile(code, 'candidate.py', 'exec'), space)
        except _BaseException as error:
            restore()
            return describe(error)
        restore()
        if function and not (function in space and _callable(space[function])):
            return _dumps({'type': 'raised', 'exception': 'NameError', 'ancestors': ['Exception'], 'message': 'the code defines no function ' + function})
        return None

    GIVEN_FILE = 'task.py'

    def definitions_of(v):
        """What makes a function or a class what it is, for comparing by identity. Data inside a class may change."""
        if _type(v) is _function_type: return [v.__code__, v.__defaults__, v.__kwdefaults__]
        found = []
        if _isinstance(v, _type):
            for key, x in _items(_dict(_vars(v))):
                if _id(_type(x)) in LEAVES or _id(_type(x)) in ROWS or _id(_type(x)) in DICTS: continue
                found.append(x)
                if _type(x) is _function_type: found.append(x.__code__)
        return found

    def keep(space, names):
        """Remembers what the task defines, to see whether a candidate changes it."""
        for name in names:
            if name not in space: continue
            v = space[name]
            definitions = definitions_of(v)
            state['given'][name] = (v, definitions)
            codes = [x for x in definitions if _type(x) is _code_type and x.co_filename == GIVEN_FILE]
            is_own_class = _type(v) is _type and _vars(v).get('__module__') == 'candidate'
            if codes or is_own_class: state['helpers'].add(name)
            state['codes'].extend(codes)
            if is_own_class and _all([base is _object or _id(base) in state['classes'] for base in mro_of(v)[1:]]):
                state['classes'][_id(v)] = v

    def changed():
        """The name of something the task defines that is not as it was; None when all is."""
        space = state['space']
        for name, (v, before) in _items(state['given']):
            if name not in space or space[name] is not v: return name
            now = definitions_of(v)
            if _len(now) != _len(before) or not _all([a is b for a, b in zip_(now, before)]): return name
        return None

    ONLY_TREE = 0x400

    def kind(node):
        return name_of(_type(node))

    def is_direct(node, function):
        """Whether the expression's value is what the function that is asked for returned, unchanged."""
        if kind(node) == 'Call':
            callee = node.func
            if kind(callee) == 'Lambda':
                return function not in [given.arg for given in callee.args.args] and is_direct(callee.body, function)
            return kind(callee) == 'Name' and callee.id == function
        if kind(node) != 'Subscript' or kind(node.value) != 'Tuple' or kind(node.slice) != 'UnaryOp': return False
        is_last = kind(node.slice.op) == 'USub' and kind(node.slice.operand) == 'Constant' and node.slice.operand.value == 1
        return is_last and is_direct(node.value.elts[-1], function)

    def names_in(code):
        found, pending = _set(), [code]
        while pending:
            part = pending.pop()
            found.update(part.co_names)
            pending.extend([x for x in part.co_consts if _type(x) is _code_type])
        return found

    def names_read(tree):
        """Names that the expression reads as such; those of attributes are not among them."""
        found, pending = _set(), [tree]
        while pending:
            node = pending.pop()
            if kind(node) == 'Name': found.add(node.id)
            for field in node._fields:
                part = _getattr(node, field, None)
                pending.extend([x for x in (part if _type(part) is _list else [part]) if _isinstance(x, _AST)])
        return found

    def doubt_objects(doubts, values, helped):
        found = foreign(values)
        if found: doubts.append(('a ' + found[0] + ' decides itself what it equals', helped and found[1]))

    def guard(function, doubts, helped, is_given):
        """The function as the expression sees it: what goes in and what a candidate gives back is looked at, builtins it patched are put back."""
        def guarded(*given, **named):
            try:
                result = function(*given, **named)
            finally:
                restore()
            doubt_objects(doubts, [given, named] if is_given else [result, given, named], helped)
            return result
        return guarded

    def doubt_helpers(doubts):
        """What the task's own helpers rest on: themselves, builtins, and perhaps the function that they are to judge."""
        name = changed()
        if name: doubts.append(('the candidate changed ' + name + ', which the task defines', True))
        for code in state['codes']:
            for name in names_in(code):
                if name == state['function']:
                    doubts.append(('what the task defines calls ' + name + ' itself', False))
                elif name in _saved and name in state['space'] and name not in state['given']:
                    doubts.append(('the candidate has its own ' + name, True))

    def is_honest_math(v):
        return v is _math and _all([_vars(_math).get(key) is x for key, x in _items(_math_names)])

    def prepare(code, tree):
        """The namespace for an expression, reasons not to believe its value (each with whether it holds for more than truth values), and whether the task's own helpers take part."""
        space, function, given, doubts = state['space'], state['function'], state['given'], []
        if is_direct(tree, function): return space, doubts, False
        read, scope = names_read(tree), _dict(space)
        used = [name for name in names_in(code) if name in space]
        helped = _len([name for name in used if name in state['helpers']]) > 0
        if helped: doubt_helpers(doubts)
        for name in used:
            v = space[name]
            is_class = _isinstance(v, _type)
            if name != function and name not in given:
                if name in _saved: doubts.append(('the candidate has its own ' + name, False))
                elif name in read and _type(v) is not _module_type: doubts.append(('the candidate has its own ' + name, True))
            if _type(v) is _module_type:
                if not is_honest_math(v): doubts.append(('a module takes part', False))
            elif is_class:
                if _id(v) not in state['classes']: doubts.append(('a class of the candidate takes part', False))
            elif _callable(v):
                scope[name] = guard(v, doubts, helped, name in given)
            elif foreign(v):
                doubts.append(('an object of the candidate takes part', False))
        return scope, doubts, helped

    def awaited(value):
        if not _hasattr(_type(value), '__await__'): raise NotAwaitable('the function is asynchronous, and returned nothing that can be awaited')
        return drive(value)

    class NotAwaitable(_BaseException):
        pass

    def run(expression):
        is_awaited = expression[:6] == 'await '
        if is_awaited: expression = expression[6:]
        standard, printed = sys.stdout, _StringIO()
        try:
            sys.stdout = printed
            restore()
            code = _compile(expression, 'example.py', 'eval')
            scope, doubts, helped = prepare(code, _compile(expression, 'example.py', 'eval', ONLY_TREE).body)
            value = _eval(code, scope)
            if is_awaited: value = awaited(value)
            if helped: doubt_helpers(doubts)
            whys = [why for why, is_certain in doubts if is_certain or _type(value) is _bool]
            if whys: return _dumps({'type': 'self-judged', 'why': whys[0]})
            try:
                canonical = encode(value, 0, [MAX_NODES, MAX_TEXT])
            except Cut as cut:
                canonical = ['cut', 'too large or too deep']
            return _dumps({'type': 'value', 'value': canonical, 'printed': _getvalue(printed)[:MAX_PRINTED]})
        except _BaseException as error:
            restore()
            return describe(error)
        finally:
            sys.stdout = standard

    Random = random.Random

    def vary(round, rounds):
        """Seeds chance so that the first numbers of all rounds together are spread evenly."""
        seed = 0
        while _int(Random(seed).random() * rounds) != round - 1: seed += 1
        random.seed(seed)

    return load, run, vary

_reckon_load, _reckon_run, _reckon_vary = _reckon_make(*_reckon_make_loop())
`;
