import { writeValue } from '../../literals';
import type { CanonicalValue, Language } from '../../types';

/** Arguments of one call, as they were before it or are after it. */
export interface Arguments {
  readonly positional: readonly CanonicalValue[];
  /** By name; Python only. */
  readonly named: readonly (readonly [name: string, value: CanonicalValue])[];
}

/** What the candidate answered to one call. */
export interface Answer {
  readonly outcome:
    | { readonly type: 'value'; readonly value: CanonicalValue; /** Which positional argument came back as such; null when none did. */ readonly alias: number | null }
    | { readonly type: 'raised'; readonly exception: string; /** Names of its base classes, the nearest first. */ readonly ancestors: readonly string[]; readonly message: string };
  readonly after: Arguments;
}

/** Function that returns what the stub was asked and had no answer for, `[positional, [[name, value], …]]`, or nothing. */
export const PENDING = '_reckon_question';

/**
 * Source of a function that answers its calls in order, without anything of the candidate in it. A call that has no
 * answer yet is noted and ends the evaluation. Throws `NotLiteral` for answers that the language cannot write.
 */
export function stubSource(language: Language, functionName: string, answers: readonly Answer[]): string {
  return language === 'python' ? pythonStub(functionName, answers) : scriptStub(functionName, answers);
}

function pythonStub(name: string, answers: readonly Answer[]): string {
  const write = (value: CanonicalValue): string => writeValue(value, 'python');
  const rows = answers.map(({ outcome, after }) => {
    const positional = `[${after.positional.map(write).join(', ')}]`;
    const named = `{${after.named.map(([key, value]) => `${write(['str', key])}: ${write(value)}`).join(', ')}}`;
    const result = outcome.type === 'value'
      ? `('value', ${outcome.alias ?? -1}, ${write(outcome.value)})`
      : `('raised', ${write(['list', [outcome.exception, ...outcome.ancestors].map((each) => ['str', each] as const)])}, ${write(['str', outcome.message])})`;
    return `    lambda: (${positional}, ${named}, ${result}),`;
  });
  return `import builtins as _reckon_builtins
class _ReckonPause(BaseException):
    pass
_reckon_pending = [None]
_reckon_answers = [
${rows.join('\n')}
]
_reckon_answers.reverse()
def _reckon_change(old, new):
    if type(old) is not type(new):
        return
    if type(old) is list:
        old[:] = new
    elif type(old) is dict or type(old) is set:
        old.clear()
        old.update(new)
def _reckon_raise(names, message):
    bases = [base for base in [getattr(_reckon_builtins, name, None) for name in names] if isinstance(base, type) and issubclass(base, BaseException)]
    kind = base = bases[0] if bases else Exception
    if base.__name__ != names[0]:
        kind = type(names[0], (base,), {})
    try:
        # Not every class takes a message and nothing else.
        error = kind.__new__(kind)
    except TypeError:
        error = type(names[0], (Exception,), {})()
    error.args = (message,)
    raise error
def ${PENDING}():
    return _reckon_pending[0]
def ${name}(*positional, **named):
    if _reckon_pending[0] is not None or not _reckon_answers:
        if _reckon_pending[0] is None:
            _reckon_pending[0] = [list(positional), [[key, value] for key, value in named.items()]]
        raise _ReckonPause
    after, named_after, result = _reckon_answers.pop()()
    for old, new in zip(positional, after):
        _reckon_change(old, new)
    for key, new in named_after.items():
        _reckon_change(named.get(key), new)
    if result[0] == 'raised':
        _reckon_raise(result[1], result[2])
    return positional[result[1]] if result[1] >= 0 else result[2]
`;
}

function scriptStub(name: string, answers: readonly Answer[]): string {
  const write = (value: CanonicalValue): string => writeValue(value, 'javascript');
  const rows = answers.map(({ outcome, after }) => {
    const result = outcome.type === 'value'
      ? `alias: ${outcome.alias ?? -1}, value: ${write(outcome.value)}`
      : `names: ${write(['list', [outcome.exception, ...outcome.ancestors].map((each) => ['str', each] as const)])}, message: ${write(['str', outcome.message])}`;
    return `    () => ({ after: [${after.positional.map(write).join(', ')}], ${result} }),`;
  });
  return `const _reckon = {
  pending: null,
  answers: [
${rows.join('\n')}
  ],
  raise(names, message) {
    const known = names.find((name) => ['EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'].includes(name));
    const error = new (known === undefined ? Error : globalThis[known])(message);
    if (error.name !== names[0]) error.name = names[0];
    throw error;
  },
};
function ${PENDING}() {
  return _reckon.pending;
}
function ${name}(...positional) {
  if (_reckon.pending !== null || _reckon.answers.length === 0) {
    _reckon.pending ??= [positional, []];
    throw new Error('no answer yet');
  }
  const answer = _reckon.answers.shift()();
  positional.forEach((old, index) => {
    if (Array.isArray(old) && Array.isArray(answer.after[index])) old.splice(0, old.length, ...answer.after[index]);
  });
  if ('names' in answer) _reckon.raise(answer.names, answer.message);
  return answer.alias >= 0 ? positional[answer.alias] : answer.value;
}
`;
}
