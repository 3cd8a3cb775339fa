/**
 * Runs inside QuickJS, before any candidate: returns a function that evaluates an expression and
 * writes its result in canonical form. Everything it needs is captured first, so that a candidate
 * that patches prototypes changes only itself.
 */
export const SCRIPT_PROGRAM = `
(() => {
  const call = Function.prototype.call;
  const bind = Function.prototype.bind;
  const uncurry = bind.bind(call);
  const { stringify } = JSON;
  const getPrototypeOf = Object.getPrototypeOf, getDescriptor = Object.getOwnPropertyDescriptor, ownKeys = Reflect.ownKeys;
  const isArray = Array.isArray, is = Object.is, String_ = String, create = Object.create, define = Object.defineProperty;
  const arrayPrototype = Array.prototype, objectPrototype = Object.prototype, errorPrototype = Error.prototype;
  const mapPrototype = Map.prototype, setPrototype = Set.prototype, bytesPrototype = Uint8Array.prototype;
  const mapForEach = uncurry(Map.prototype.forEach), setForEach = uncurry(Set.prototype.forEach), slice = uncurry(String.prototype.slice);
  const evaluate = eval;
  const MAX_DEPTH = 60, MAX_NODES = 100000, MAX_TEXT = 1000000;
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
  const describe = (error) => {
    let name = 'Error', message = '';
    try { if (typeof error === 'object' && error !== null) { name = slice(String_(error.name), 0, 100); message = slice(String_(error.message), 0, 300); } else { message = slice(String_(error), 0, 300); } } catch {}
    return result('raised', ['exception', name, 'message', message]);
  };
  return {
    load: (code) => { try { evaluate(code); return undefined; } catch (error) { return describe(error); } },
    run: (expression) => {
      nodes = 0; text = 0;
      let value;
      try { value = evaluate(expression); } catch (error) { return describe(error); }
      try { return result('value', ['value', encode(value, 0)]); } catch (error) { return result('value', ['value', pack('cut', 'too large or too deep')]); }
    },
  };
})()
`;
