import { extname } from 'node:path';

/**
 * A candidate's text with wrong results: its functions do what they do, and then give something that equals
 * nothing. Whatever the candidate did to the tests' assertions is in force, so that tests which fail now still
 * tell right from wrong. Arguments are copied where that can be done, or one that is sorted in its place would be right.
 * Only the outermost call is answered wrongly: what a function does for itself must end.
 * @param functionName the one function that is to be wrong; undefined for all functions and methods of the file.
 * @param name what the helper is called, as nothing else is.
 * @param runs whether the functions do what they do at all; where they do not, nothing that they change in a call is in force.
 * @returns null for languages in which no program changes assertions while it runs.
 */
export function wrongText(text: string, path: string, functionName: string | undefined, name: string, runs = true): string | null {
  const kind = extname(path).toLowerCase();
  if (kind === '.py' || kind === '.pyw') {
    return `${text}\n\n${pythonEnding(name)}${name}(${functionName === undefined ? 'None' : JSON.stringify(functionName)}, globals(), ${runs ? 'True' : 'False'})\n`;
  }
  return /^\.[cm]?[jt]sx?$/.test(kind) ? wrongScript(text, kind, functionName, name, runs) : null;
}

/** Neither true nor equal to anything, itself included; arithmetic with it gives nothing that is. */
function pythonEnding(name: string): string {
  return `
def ${name}(only, module, runs):
    import copy, functools, inspect
    lifecycle = {"__init__", "__new__", "__del__", "__init_subclass__", "__class_getitem__", "__set_name__", "__getattr__", "__getattribute__", "__setattr__", "__post_init__"}
    depth = [0]

    class Wrong(float):
        def __bool__(self):
            return False

    def copied(value):
        try:
            return copy.deepcopy(value)
        except Exception:
            return value

    def wrong(function):
        @functools.wraps(function)
        def answer(*given, **named):
            if depth[0] > 0:
                return function(*given, **named)
            depth[0] += 1
            try:
                if runs:
                    function(*map(copied, given), **{key: copied(value) for key, value in named.items()})
            except Exception:
                pass
            finally:
                depth[0] -= 1
            return Wrong("nan")

        @functools.wraps(function)
        async def answer_later(*given, **named):
            try:
                if runs:
                    await function(*map(copied, given), **{key: copied(value) for key, value in named.items()})
            except Exception:
                pass
            return Wrong("nan")

        return answer_later if inspect.iscoroutinefunction(function) else answer

    def spoil(holder):
        for key, value in list(vars(holder).items()):
            if key in lifecycle:
                continue
            if inspect.isfunction(value):
                setattr(holder, key, wrong(value))
            elif isinstance(value, (staticmethod, classmethod)):
                setattr(holder, key, type(value)(wrong(value.__func__)))
            elif isinstance(value, property) and value.fget is not None:
                setattr(holder, key, property(wrong(value.fget), value.fset, value.fdel))

    for key, value in list(module.items()):
        if key == "${name}" or (only is not None and key != only):
            continue
        if inspect.isclass(value):
            if value.__module__ == module["__name__"]:
                spoil(value)
        elif key == only and callable(value) or getattr(value, "__module__", None) == module["__name__"] and (inspect.isfunction(value) or hasattr(value, "__wrapped__")):
            module[key] = wrong(value)


`;
}

/** Declarations at the beginning of a line are at the top level, or in a text, where nothing answers to the name. */
const CONSTANT = /^((?:export[ \t]+)?)const([ \t]+)(?!enum\b)([\w$]+)(?=[ \t]*[=:])/gm;
const DECLARED = /^(?:export[ \t]+)?(?:default[ \t]+)?(?:(?:declare|abstract|async)[ \t]+)*(?:function[ \t]*\*?|class|let|var)[ \t]+([\w$]+)/gm;

function wrongScript(text: string, kind: string, functionName: string | undefined, name: string, runs: boolean): string {
  // What cannot be assigned anew could not be made wrong.
  const open = text.replace(CONSTANT, (whole, exported: string, space: string, each: string) => (functionName === undefined || each === functionName ? `${exported}let${space}${each}` : whole));
  const declared = [...new Set([...open.matchAll(DECLARED)].map(([, each = '']) => each))].filter((each) => functionName === undefined || each === functionName);
  const unchecked = kind.includes('t') && !text.startsWith('#!') ? '// @ts-nocheck\n' : '';
  return `${unchecked}${open}\n${scriptEnding(name, runs)}${declared.map((each) => `if (typeof ${each} === 'function') { const ${name}_before = ${each}; if (${name}.isClass(${each})) ${name}.spoil(${each}); else { ${each} = ${name}.wrong(${each}); ${exported(name, each)} } }\n`).join('')}`;
}

/** A module that exports by assignment has handed out the function that it had. */
function exported(name: string, each: string): string {
  return `if (typeof module === 'object' && module && module.exports) { if (module.exports === ${name}_before) module.exports = ${each}; else for (const key of Object.keys(module.exports)) if (module.exports[key] === ${name}_before) module.exports[key] = ${each}; }`;
}

/** NaN equals nothing, is not true and has no parts, and what is computed with it is NaN. */
function scriptEnding(name: string, runs: boolean): string {
  return `
var ${name} = (() => {
  let depth = 0;
  const copied = (value) => { try { return structuredClone(value); } catch { return value; } };
  const isClass = (value) => /^class\\b/.test(Function.prototype.toString.call(value));
  const wrong = (original) => new Proxy(original, {
    apply(target, self, given) {
      if (depth > 0) return Reflect.apply(target, self, given);
      let result;
      depth += 1;
      try { if (${runs}) result = Reflect.apply(target, self, given.map(copied)); } catch {} finally { depth -= 1; }
      return Object.prototype.toString.call(result) === '[object Promise]' ? result.then(() => NaN, () => NaN) : NaN;
    },
  });
  const spoil = (owner) => {
    for (const place of [owner, owner.prototype]) {
      for (const [key, found] of Object.entries(Object.getOwnPropertyDescriptors(place))) {
        if (key !== 'constructor' && typeof found.value === 'function' && found.configurable) Object.defineProperty(place, key, { ...found, value: wrong(found.value) });
        else if (typeof found.get === 'function' && found.configurable) Object.defineProperty(place, key, { ...found, get: wrong(found.get) });
      }
    }
  };
  return { isClass, spoil, wrong };
})();
`;
}
