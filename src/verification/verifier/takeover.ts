import type { Observed } from './sandboxProcess';
import type { Engine } from './limits';

/**
 * Names by which a Python program gets at the frames, memory or code of the interpreter that it runs in, and
 * with them at the code that judges it there. Everything that looks a name up at run time is among them.
 */
const NAMES = [
  // Frames, and what leads to them.
  '_getframe', '_getframemodulename', '_current_frames', 'currentframe', 'f_back', 'f_locals', 'f_globals', 'f_builtins', 'tb_frame', 'gi_frame', 'cr_frame', 'ag_frame',
  'settrace', 'setprofile', 'monitoring', 'inspect', 'traceback',
  // Memory and code.
  'gc', 'ctypes', '_ctypes', '__closure__', 'cell_contents', '__code__', '__globals__', '__builtins__', '__subclasses__', '__main__', 'modules', 'meta_path',
  'js', 'pyodide', 'pyodide_js', '_pyodide', '_pyodide_core',
  // Looking names up.
  'getattr', 'setattr', 'delattr', '__getattribute__', '__getattr__', '__dict__', 'attrgetter', 'methodcaller', 'get_field', 'Formatter', 'vars', 'globals', 'locals',
  'eval', 'exec', '__import__', 'importlib', 'import_module', 'pickle', '_pickle', 'marshal', 'copyreg', 'runpy', 'code', 'codeop', 'pdb', 'bdb', 'doctest', 'unittest', 'timeit',
  'get_type_hints', 'ForwardRef', 'annotationlib', 'get_referrers', 'get_objects',
] as const;

/** `compile` of `re` is no such thing. */
const BARE_NAMES = ['compile', 'dir'] as const;

const PATTERN = new RegExp(`\\b(?:${NAMES.join('|')})\\b|(?<![.\\w])(?:${BARE_NAMES.join('|')})\\b`);

/** The first name in a Python candidate by which it could take hold of the interpreter; null when there is none. */
export function interpreterReach(code: string): string | null {
  // Python reads identifiers in this form, whatever they are written like.
  return PATTERN.exec(code.normalize('NFKC'))?.[0] ?? null;
}

/**
 * A condition that was evaluated beside a candidate, because it could not be apart from it: not believed where it came
 * out true and the candidate could have taken hold of what judges it. It is a list of what is known, not a wall.
 */
export function believed(observed: Observed | undefined, engine: Engine, code: string): Observed | undefined {
  if (engine !== 'python' || observed?.type !== 'value' || observed.value[0] !== 'bool' || observed.value[1] !== true) {
    return observed;
  }
  const reach = interpreterReach(code);
  return reach === null ? observed : { type: 'self-judged', why: `the code could reach what judges it here (${reach})` };
}
