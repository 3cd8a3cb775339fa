import { OUTPUT_LIMITS } from '../../limits';
import { SCRIPT_TIMERS } from './timers';

/**
 * Runs inside QuickJS, before any candidate: returns a function that evaluates an expression and
 * writes its result in canonical form. Everything it needs is captured first, so that a candidate
 * that patches prototypes changes only itself.
 *
 * Expected values are compared on the host, and what a call of the function that is asked for returns
 * is believed. Where an expression itself compares (`Math.abs(f(1) - 2) < 1e-9`), a candidate's object
 * or patch could decide the answer; where it asks what the task defines (`isSorted(f(x))`), a candidate
 * could have changed that. Such an answer is handed over as `self-judged`.
 */
export const SCRIPT_PROGRAM = `
(() => {
  const call = Function.prototype.call;
  const bind = Function.prototype.bind;
  const uncurry = bind.bind(call);
  const { stringify, parse } = JSON;
  const getPrototypeOf = Object.getPrototypeOf, getDescriptor = Object.getOwnPropertyDescriptor, ownKeys = Reflect.ownKeys, apply = Reflect.apply, construct = Reflect.construct;
  const isArray = Array.isArray, is = Object.is, String_ = String, create = Object.create, define = Object.defineProperty, Proxy_ = Proxy;
  const arrayPrototype = Array.prototype, objectPrototype = Object.prototype;
  const mapPrototype = Map.prototype, setPrototype = Set.prototype;
  const mapForEach = uncurry(Map.prototype.forEach), setForEach = uncurry(Set.prototype.forEach);
  const slice = uncurry(String.prototype.slice), exec = uncurry(RegExp.prototype.exec);
  const promiseThen = uncurry(Promise.prototype.then), resolved = Promise.resolve();
  const evaluate = eval, everything = globalThis;
  // Before the built-in functions are remembered below. Evenly spread numbers instead of chance where a run is one of several.
  const chance = Math.random, GOLDEN = 0.6180339887498949;
  let share = -1;
  Math.random = { random() { if (share < 0) return chance(); const now = share; share = (share + GOLDEN) % 1; return now; } }.random;
  const MAX_DEPTH = ${OUTPUT_LIMITS.depth}, MAX_NODES = ${OUTPUT_LIMITS.nodes}, MAX_TEXT = ${OUTPUT_LIMITS.characters}, MAX_PRINTED = ${OUTPUT_LIMITS.printed}, CHECKED_CALLS = 16;
  const TOO_LONG = 10n ** ${OUTPUT_LIMITS.digits}n;
  const CUT = create(null);
  let nodes = 0, text = 0;
  const list = () => { const made = []; define(made, 'toJSON', { value: undefined }); return made; };
  const add = (to, item) => { define(to, to.length, { value: item, enumerable: true, configurable: true, writable: true }); };
  const pack = (tag, payload) => { const made = list(); add(made, tag); if (payload !== undefined) add(made, payload); return made; };
  const counted = (written) => { text += written.length; if (text > MAX_TEXT) throw CUT; return written; };
  const encode = (value, depth) => {
    nodes += 1;
    if (nodes > MAX_NODES || depth > MAX_DEPTH) throw CUT;
    if (value === null) return pack('none');
    switch (typeof value) {
      case 'undefined': return pack('undef');
      case 'boolean': return pack('bool', value);
      case 'bigint': if (value >= TOO_LONG || value <= -TOO_LONG) throw CUT; return pack('int', counted(String_(value)));
      case 'number': return pack('float', counted(value !== value ? 'nan' : value === Infinity ? 'inf' : value === -Infinity ? '-inf' : is(value, -0) ? '-0.0' : String_(value)));
      case 'string': return pack('str', counted(value));
      case 'object': return encodeObject(value, depth);
      default: return pack('obj', typeof value);
    }
  };
  const encodeObject = (value, depth) => {
    const prototype = getPrototypeOf(value);
    const items = list();
    if (isArray(value) && prototype === arrayPrototype) {
      if (value.length > MAX_NODES) throw CUT;
      for (let i = 0; i < value.length; i += 1) add(items, encode(value[i], depth + 1));
      return pack('list', items);
    }
    if (prototype === mapPrototype) { mapForEach(value, (v, k) => { const entry = list(); add(entry, encode(k, depth + 1)); add(entry, encode(v, depth + 1)); add(items, entry); }); return pack('dict', items); }
    if (prototype === setPrototype) { setForEach(value, (v) => add(items, encode(v, depth + 1))); return pack('set', items); }
    if (prototype === objectPrototype || prototype === null) {
      const keys = ownKeys(value);
      for (let i = 0; i < keys.length; i += 1) {
        const found = getDescriptor(value, keys[i]);
        if (typeof keys[i] !== 'string' || !found.enumerable) continue;
        if (!('value' in found)) return pack('obj', 'accessor');
        const entry = list(); add(entry, encode(keys[i], depth + 1)); add(entry, encode(found.value, depth + 1)); add(items, entry);
      }
      return pack('dict', items);
    }
    return pack('obj', 'object');
  };
  const result = (type, entries) => { const made = create(null); made.type = type; for (let i = 0; i < entries.length; i += 2) made[entries[i]] = entries[i + 1]; return stringify(made); };
  const MAX_ANCESTORS = 12;
  const ancestorsOf = (error) => {
    const names = list();
    for (let made = getPrototypeOf(error), i = 0; made !== null && i < MAX_ANCESTORS; made = getPrototypeOf(made), i += 1) {
      const own = getDescriptor(made, 'constructor');
      const name = typeof own?.value === 'function' ? getDescriptor(own.value, 'name')?.value : undefined;
      if (typeof name === 'string' && name !== 'Object') add(names, slice(name, 0, 100));
    }
    return names;
  };
  const describe = (error) => {
    let name = 'Error', message = '', ancestors = list();
    try {
      if (typeof error === 'object' && error !== null) {
        ancestors = ancestorsOf(error);
        name = slice(String_(error.name), 0, 100);
        message = slice(String_(error.message), 0, 300);
      } else { message = slice(String_(error), 0, 300); }
    } catch {} // An error whose own name or message throws: what is known of it by then has to do.
    return result('raised', ['exception', name, 'ancestors', ancestors, 'message', message]);
  };

  // What the language itself brings, to see whether a candidate changed it.
  const builtin = create(null);
  const known = [];
  const remember = (owner) => {
    const keys = ownKeys(owner);
    for (let i = 0; i < keys.length; i += 1) add(known, { owner, key: keys[i], descriptor: getDescriptor(owner, keys[i]) });
  };
  const globalKeys = ownKeys(everything);
  for (let i = 0; i < globalKeys.length; i += 1) {
    const name = globalKeys[i];
    const value = everything[name];
    builtin[name] = value;
    if (value === everything || (typeof value !== 'object' && typeof value !== 'function') || value === null) continue;
    remember(value);
    if (typeof value === 'function' && value.prototype) remember(value.prototype);
  }
  const JSON_HOOKS = [objectPrototype, arrayPrototype, String.prototype, Number.prototype, Boolean.prototype, BigInt.prototype, mapPrototype, setPrototype];
  /** What the task defines for its examples, by name, and the prototypes of its classes. */
  let given = create(null), givenNames = list(), givenPrototypes = list(), givenText = '', asked = '';
  const valueOf = (name) => evaluate('(typeof ' + name + " === 'undefined' ? undefined : " + name + ')');
  const isGivenPrototype = (prototype) => {
    for (let i = 0; i < givenPrototypes.length; i += 1) if (givenPrototypes[i] === prototype) return true;
    return false;
  };
  const keep = (names) => {
    for (let i = 0; i < names.length; i += 1) {
      let value;
      try { value = valueOf(names[i]); } catch { continue; }
      if (value === undefined) continue;
      given[names[i]] = value;
      add(givenNames, names[i]);
      if (typeof value !== 'function') continue;
      remember(value);
      if (typeof value.prototype !== 'object' || value.prototype === null) continue;
      remember(value.prototype);
      const parent = getPrototypeOf(value.prototype);
      if (parent === objectPrototype || isGivenPrototype(parent)) add(givenPrototypes, value.prototype);
    }
  };
  /** The name of something the task defines that is not as it was; empty when all is. */
  const changed = () => {
    for (let i = 0; i < givenNames.length; i += 1) if (valueOf(givenNames[i]) !== given[givenNames[i]]) return givenNames[i];
    return '';
  };
  const isOverridden = () => {
    for (let i = 0; i < globalKeys.length; i += 1) {
      const name = globalKeys[i];
      if (typeof name !== 'string' || name in given || name === asked) continue;
      const value = valueOf(name);
      if (value !== builtin[name] && value === value) return true;
    }
    return false;
  };
  const isPatched = () => {
    for (let i = 0; i < known.length; i += 1) {
      const { owner, key, descriptor } = known[i];
      const now = getDescriptor(owner, key);
      if (now === undefined || now.value !== descriptor.value && descriptor.value === descriptor.value || now.get !== descriptor.get || now.set !== descriptor.set) return true;
    }
    for (let i = 0; i < JSON_HOOKS.length; i += 1) if (getDescriptor(JSON_HOOKS[i], 'toJSON') !== undefined) return true;
    return false;
  };
  /** Whether a value is data through and through: nothing in it runs when it is compared. */
  const isPlain = (value) => {
    try { nodes = 0; text = 0; return isData(value, 0); } catch { return false; }
  };
  const isData = (value, depth) => {
    nodes += 1;
    if (nodes > MAX_NODES || depth > MAX_DEPTH) throw CUT;
    if (typeof value === 'function' || typeof value === 'symbol') return false;
    if (typeof value !== 'object' || value === null) return true;
    const prototype = getPrototypeOf(value);
    if (prototype === mapPrototype || prototype === setPrototype) {
      let plain = ownKeys(value).length === 0;
      const each = (v, k) => { plain = plain && isData(v, depth + 1) && isData(k, depth + 1); };
      if (prototype === mapPrototype) mapForEach(value, each); else setForEach(value, each);
      return plain;
    }
    if (prototype !== objectPrototype && prototype !== null && !isGivenPrototype(prototype) && !(isArray(value) && prototype === arrayPrototype)) return false;
    const keys = ownKeys(value);
    for (let i = 0; i < keys.length; i += 1) {
      const found = getDescriptor(value, keys[i]);
      if (typeof keys[i] === 'symbol' || !('value' in found) || !isData(found.value, depth + 1)) return false;
    }
    return true;
  };
  /** Why the value is not to be believed: when it is a truth value, and whatever it is. */
  let doubt = '', objection = '', isHelped = false;
  let calls = 0;
  const cast = (why, always) => {
    if (doubt === '') doubt = why;
    if (always && objection === '') objection = why;
  };
  /** Whether a value could say of itself what it equals. A function cannot, but is no data either. */
  const decides = (value) => typeof value !== 'function' && !isPlain(value);
  const castObjects = (value, args) => {
    let certain = decides(value);
    for (let i = 0; i < args.length; i += 1) certain = certain || decides(args[i]);
    if (certain || !isPlain(value) || !isPlain(args)) cast('an object of the candidate decides itself what it equals', certain && isHelped);
  };
  const guard = (fn, isGiven) => new Proxy_(fn, {
    __proto__: null,
    apply: (target, self, args) => {
      const value = apply(target, self, args);
      castObjects(isGiven ? undefined : value, args);
      calls += 1;
      if (calls <= CHECKED_CALLS && isPatched()) cast('the candidate changed a built-in function', isHelped);
      return value;
    },
    construct: (target, args) => { if (!isGiven) cast('a class of the candidate takes part', false); return construct(target, args); },
  });
  /** What the task's own helpers rest on: themselves, what the language brings, and perhaps the function that they are to judge. */
  const castHelpers = () => {
    const name = changed();
    if (name !== '') cast('the candidate changed ' + name + ', which the task defines', true);
    if (isPatched()) cast('the candidate changed a built-in function', true);
    if (isOverridden()) cast('the candidate has its own version of a built-in name', true);
    if (hasName(givenText, asked)) cast('what the task defines calls ' + asked + ' itself', false);
  };
  const IDENTIFIER = /(?<![\\w$.])[A-Za-z_$][\\w$]*/g;
  const TEXTS = /"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'/g;
  const PARAMETERS = /(?:([A-Za-z_$][\\w$]*)|\\(([^()]*)\\))\\s*=>/g;
  const KEY_BEFORE = /[{,]\\s*$/, KEY_AFTER = /^\\s*:/;
  /** Calls \`each\` with every name in the text that is no property's, and what stands before and after it. */
  const forNames = (source, each) => {
    IDENTIFIER.lastIndex = 0;
    for (let match = exec(IDENTIFIER, source); match; match = exec(IDENTIFIER, source)) {
      const end = IDENTIFIER.lastIndex;
      const isKey = exec(KEY_AFTER, slice(source, end)) !== null && exec(KEY_BEFORE, slice(source, 0, match.index)) !== null;
      if (!isKey) each(match[0]);
      IDENTIFIER.lastIndex = end;
    }
  };
  const hasName = (source, name) => { let found = false; forNames(source, (each) => { found = found || each === name; }); return found; };
  const withoutTexts = (source) => {
    let rest = '', start = 0;
    TEXTS.lastIndex = 0;
    for (let match = exec(TEXTS, source); match; match = exec(TEXTS, source)) { rest += slice(source, start, match.index) + '""'; start = TEXTS.lastIndex; }
    return rest + slice(source, start);
  };
  const boundNames = (source) => {
    const bound = create(null);
    PARAMETERS.lastIndex = 0;
    for (let match = exec(PARAMETERS, source); match; match = exec(PARAMETERS, source)) forNames(match[1] ?? match[2], (name) => { bound[name] = true; });
    return bound;
  };
  /** Evaluates the expression with the candidate's functions under watch. */
  const watched = (expression) => {
    const source = withoutTexts(expression);
    const names = list(), values = list(), seen = boundNames(source);
    const use = (name, value) => { add(names, name); add(values, value); };
    forNames(source, (name) => { isHelped = isHelped || typeof given[name] === 'function' && !seen[name]; });
    if (isHelped) castHelpers(); else if (isPatched()) cast('the candidate changed a built-in function', false);
    forNames(source, (name) => {
      if (seen[name]) return;
      seen[name] = true;
      let value;
      try { value = valueOf(name); } catch { return; }
      if (name !== asked && !(name in given)) {
        if (name in builtin ? value === builtin[name] || value !== value : value === undefined) return;
        if (name in builtin) cast('the candidate has its own version of a built-in name', false);
        else cast('the candidate has its own ' + name, true);
      }
      if (typeof value === 'function') use(name, guard(value, name in given));
      else if (!isPlain(value)) cast('an object of the candidate takes part', false);
    });
    let parameters = '';
    for (let i = 0; i < names.length; i += 1) parameters += (i > 0 ? ',' : '') + names[i];
    const value = apply(evaluate('(function (' + parameters + ') { return (' + expression + '\\n); })'), undefined, values);
    if (isHelped) castHelpers();
    return value;
  };
  /** One call and nothing around it. Brackets inside texts are not counted; what is too deep is watched instead. */
  const DIRECT = /^\\s*([A-Za-z_$][\\w$]*)\\s*\\((?:[^()"'\`]|"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|\\((?:[^()"'\`]|"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*')*\\))*\\)\\s*;?\\s*$/;
  const isDirect = (expression) => { const match = exec(DIRECT, expression); return match !== null && match[1] === asked; };
  const written = (value) => {
    const why = objection === '' && typeof value === 'boolean' ? doubt : objection;
    if (why !== '') return result('self-judged', ['why', why]);
    nodes = 0; text = 0;
    try { return result('value', ['value', encode(value, 0), 'printed', printed]); } catch (error) { return result('value', ['value', pack('cut', 'too large or too deep')]); }
  };
  let outcome = '';
  /** Only a promise of the language itself is awaited: what else has a \`then\` could be anything. */
  const settle = (promise) => {
    let isOver = false;
    const end = (write) => (value) => { if (!isOver) { isOver = true; outcome = write(value); } };
    try { promiseThen(promise, end(written), end(describe)); } catch (error) {
      return result('raised', ['exception', 'NotAPromise', 'ancestors', list(), 'message', 'the function is asynchronous, and returned no promise']);
    }
    return '';
  };
  // What scripts expect of a host, with nothing behind it. Not among the built-in names: candidates may have their own.
  const silent = () => undefined;
  const offer = (name, value) => define(everything, name, { value, writable: true, configurable: true, enumerable: false });
  let printed = '';
  /** As a console shows values; of deep ones an outline. */
  const shown = (value, depth) => {
    if (typeof value === 'string') return depth === 0 ? value : "'" + value + "'";
    if (typeof value === 'bigint') return String_(value) + 'n';
    if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[Function]' : is(value, -0) ? '-0' : String_(value);
    if (depth > 2) return isArray(value) ? '[Array]' : '[Object]';
    let parts = '';
    const keys = ownKeys(value);
    for (let i = 0; i < keys.length && parts.length < MAX_PRINTED; i += 1) {
      const found = getDescriptor(value, keys[i]);
      if (typeof keys[i] !== 'string' || !found.enumerable) continue;
      parts += (parts === '' ? '' : ', ') + (isArray(value) ? '' : keys[i] + ': ') + ('value' in found ? shown(found.value, depth + 1) : '[Getter]');
    }
    return isArray(value) ? (parts === '' ? '[]' : '[ ' + parts + ' ]') : parts === '' ? '{}' : '{ ' + parts + ' }';
  };
  const print = (...values) => {
    let line = '';
    for (let i = 0; i < values.length; i += 1) line += (i === 0 ? '' : ' ') + shown(values[i], 0);
    printed = slice(printed + line + '\\n', 0, MAX_PRINTED);
  };
  offer('console', { log: print, info: print, warn: silent, error: silent, debug: print, trace: silent, table: silent, group: silent, groupEnd: silent, time: silent, timeEnd: silent, assert: silent });
${SCRIPT_TIMERS}
  const module = { exports: {} };
  offer('module', module);
  offer('exports', module.exports);
  return {
    describe,
    vary: (text) => { const variation = parse(text); share = variation === null ? -1 : (variation.round - 0.5) / variation.rounds; return 'null'; },
    /** Takes down what the task defines, before the candidate is loaded. */
    begin: (request) => {
      const { functionName, text, names } = parse(request);
      asked = functionName;
      givenText = text;
      keep(names);
      return 'null';
    },
    /** Null, or that the candidate's code does not define the function that is asked for. */
    defined: () => {
      if (asked === '') return 'null';
      let value;
      try { value = valueOf(asked); } catch {}
      if (typeof value === 'function' && !(asked in builtin && value === builtin[asked])) return 'null';
      return result('raised', ['exception', 'ReferenceError', 'ancestors', list(), 'message', 'the code defines no function ' + asked]);
    },
    /** Empty for a promise: \`settled\` says what it came to, once all that is pending has run. */
    run: (expression) => {
      doubt = ''; objection = ''; isHelped = false; calls = 0; printed = '';
      timers = list(); outcome = '';
      const isAwaited = slice(expression, 0, 6) === 'await ';
      const source = isAwaited ? slice(expression, 6) : expression;
      let value;
      try { value = isDirect(source) ? evaluate(source) : watched(source); } catch (error) { return describe(error); }
      return isAwaited ? settle(value) : written(value);
    },
    settled: () => outcome,
    tick: () => (runTimer() ? 'true' : ''),
  };
})()
`;
