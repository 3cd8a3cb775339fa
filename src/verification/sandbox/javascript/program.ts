/**
 * Runs inside QuickJS, before any candidate: returns a function that evaluates an expression and
 * writes its result in canonical form. Everything it needs is captured first, so that a candidate
 * that patches prototypes changes only itself.
 *
 * Expected values are compared on the host. Only where an expression itself compares
 * (`Math.abs(f(1) - 2) < 1e-9`) could a candidate's object or patch decide the answer; such an
 * answer is handed over as `self-judged`.
 */
export const SCRIPT_PROGRAM = `
(() => {
  const call = Function.prototype.call;
  const bind = Function.prototype.bind;
  const uncurry = bind.bind(call);
  const { stringify } = JSON;
  const getPrototypeOf = Object.getPrototypeOf, getDescriptor = Object.getOwnPropertyDescriptor, ownKeys = Reflect.ownKeys, apply = Reflect.apply;
  const isArray = Array.isArray, is = Object.is, String_ = String, create = Object.create, define = Object.defineProperty, Proxy_ = Proxy;
  const arrayPrototype = Array.prototype, objectPrototype = Object.prototype;
  const mapPrototype = Map.prototype, setPrototype = Set.prototype;
  const mapForEach = uncurry(Map.prototype.forEach), setForEach = uncurry(Set.prototype.forEach);
  const slice = uncurry(String.prototype.slice), test = uncurry(RegExp.prototype.test), exec = uncurry(RegExp.prototype.exec);
  const evaluate = eval, everything = globalThis;
  const MAX_DEPTH = 60, MAX_NODES = 100000, MAX_TEXT = 1000000, CHECKED_CALLS = 16;
  const CUT = create(null);
  let nodes = 0, text = 0;
  const list = () => { const made = []; define(made, 'toJSON', { value: undefined }); return made; };
  const add = (to, item) => { define(to, to.length, { value: item, enumerable: true, configurable: true, writable: true }); };
  const pack = (tag, payload) => { const made = list(); add(made, tag); if (payload !== undefined) add(made, payload); return made; };
  const encode = (value, depth) => {
    nodes += 1;
    if (nodes > MAX_NODES || depth > MAX_DEPTH) throw CUT;
    if (value === null) return pack('none');
    switch (typeof value) {
      case 'undefined': return pack('undef');
      case 'boolean': return pack('bool', value);
      case 'bigint': return pack('int', String_(value));
      case 'number': return pack('float', value !== value ? 'nan' : value === Infinity ? 'inf' : value === -Infinity ? '-inf' : is(value, -0) ? '-0.0' : String_(value));
      case 'string': text += value.length; if (text > MAX_TEXT) throw CUT; return pack('str', value);
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
    } catch {}
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
    if (prototype !== objectPrototype && prototype !== null && !(isArray(value) && prototype === arrayPrototype)) return false;
    const keys = ownKeys(value);
    for (let i = 0; i < keys.length; i += 1) {
      const found = getDescriptor(value, keys[i]);
      if (typeof keys[i] === 'symbol' || !('value' in found) || !isData(found.value, depth + 1)) return false;
    }
    return true;
  };
  let doubt = '';
  let calls = 0;
  const guard = (fn) => new Proxy_(fn, {
    __proto__: null,
    apply: (target, self, given) => {
      const value = apply(target, self, given);
      if (doubt === '' && !(isPlain(value) && isPlain(given))) doubt = 'an object of the candidate decides itself what it equals';
      calls += 1;
      if (doubt === '' && calls <= CHECKED_CALLS && isPatched()) doubt = 'the candidate changed a built-in function';
      return value;
    },
    construct: (target, given) => { doubt = 'a class of the candidate takes part'; return new target(...given); },
  });
  const IDENTIFIER = /(?<![\\w$.])[A-Za-z_$][\\w$]*/g;
  /** Evaluates the expression with the candidate's functions under watch. */
  const watched = (expression) => {
    const names = [], values = [], seen = create(null);
    let own = false, overridden = false;
    IDENTIFIER.lastIndex = 0;
    for (let match = exec(IDENTIFIER, expression); match; match = exec(IDENTIFIER, expression)) {
      const name = match[0];
      if (seen[name]) continue;
      seen[name] = true;
      let value;
      try { value = evaluate('(typeof ' + name + " === 'undefined' ? undefined : " + name + ')'); } catch { continue; }
      if (name in builtin) { if (value !== builtin[name] && value === value) overridden = true; else continue; } else if (value !== undefined) own = true;
      if (typeof value === 'function') { add(names, name); add(values, guard(value)); } else if (!isPlain(value)) doubt = 'an object of the candidate takes part';
    }
    if (own && overridden) doubt = 'the candidate has its own version of a built-in name';
    let parameters = '';
    for (let i = 0; i < names.length; i += 1) parameters += (i > 0 ? ',' : '') + names[i];
    return apply(evaluate('(function (' + parameters + ') { return (' + expression + '\\n); })'), undefined, values);
  };
  const DIRECT = /^\\s*([A-Za-z_$][\\w$]*)\\s*\\((?:[^()]|\\([^()]*\\))*\\)\\s*;?\\s*$/;
  const isDirect = (expression) => { const match = exec(DIRECT, expression); return match !== null && !(match[1] in builtin); };
  // What scripts expect of a host, with nothing behind it. Not among the built-in names: candidates may have their own.
  const silent = () => undefined;
  const offer = (name, value) => define(everything, name, { value, writable: true, configurable: true, enumerable: false });
  offer('console', { log: silent, info: silent, warn: silent, error: silent, debug: silent, trace: silent, table: silent, group: silent, groupEnd: silent, time: silent, timeEnd: silent, assert: silent });
  const module = { exports: {} };
  offer('module', module);
  offer('exports', module.exports);
  return {
    describe,
    run: (expression) => {
      doubt = ''; calls = 0;
      let value;
      try {
        if (isDirect(expression)) {
          value = evaluate(expression);
        } else {
          if (isPatched()) doubt = 'the candidate changed a built-in function';
          value = watched(expression);
        }
      } catch (error) { return describe(error); }
      if (typeof value === 'boolean' && doubt !== '') return result('self-judged', ['why', doubt]);
      nodes = 0; text = 0;
      try { return result('value', ['value', encode(value, 0)]); } catch (error) { return result('value', ['value', pack('cut', 'too large or too deep')]); }
    },
  };
})()
`;
