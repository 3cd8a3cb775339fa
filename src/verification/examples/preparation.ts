import { partsOf, field, type SyntaxNode } from '../syntax';
import { refuse, reasonOf, type Expectation, type ReadingContext } from './context';
import { freeNames } from './names';

/** A statement before the one that is looked at. */
export interface Step {
  readonly source: string;
  readonly line: number;
}

type Prepared =
  | { readonly kind: 'bind'; readonly name: string; readonly source: string; readonly needs: ReadonlySet<string> }
  | { readonly kind: 'run'; readonly source: string; readonly needs: ReadonlySet<string> };

function prepared(statement: SyntaxNode): Prepared {
  const [expression, ...more] = partsOf(statement);
  if (statement.type !== 'expression_statement' || !expression || more.length > 0) {
    return refuse('the lines before it cannot be part of an expression');
  }
  const [left, right] = [field(expression, 'left'), field(expression, 'right')];
  if (expression.type === 'assignment' && left?.type === 'identifier' && right) {
    return { kind: 'bind', name: left.text, source: right.text, needs: freeNames(right) };
  }
  return expression.type === 'assignment' || expression.type === 'augmented_assignment'
    ? refuse('an assignment before it is not a plain one')
    : { kind: 'run', source: expression.text, needs: freeNames(expression) };
}

function readSteps(context: ReadingContext, steps: readonly Step[]): readonly { read: { value: Prepared } | { reason: string }; source: string }[] {
  return steps.map(({ source }) => ({
    source,
    read: reasonOf(() => context.grammars.python.parse(source, (root) => {
      const [statement, ...more] = partsOf(root);
      return root.hasError || !statement || more.length > 0 ? refuse('the lines before it are not understood') : prepared(statement);
    })),
  }));
}

function usesAny(source: string, names: ReadonlySet<string>): boolean {
  return (source.match(/[A-Za-z_]\w*/g) ?? []).some((word) => names.has(word));
}

/** The steps that the names in `source` depend on, in order. */
function neededSteps(context: ReadingContext, steps: readonly Step[], source: string): readonly Prepared[] {
  const read = readSteps(context, steps);
  const names = new Set(source.match(/[A-Za-z_]\w*/g) ?? []);
  const needed: Prepared[] = [];
  for (const { read: step, source: text } of [...read].reverse()) {
    if ('reason' in step) {
      // `import math` and the like matter only to statements that use a name in it.
      if (usesAny(text, new Set([...names].filter((name) => !context.definedNames.has(name) && name !== context.functionName)))) {
        refuse(step.reason);
      }
      continue;
    }
    const { value } = step;
    const local = [...value.needs].some((name) => names.has(name) && name !== context.functionName && !context.definedNames.has(name));
    if (value.kind === 'bind' ? names.has(value.name) : local && isAboutVariable(value, read)) {
      value.needs.forEach((name) => names.add(name));
      needed.unshift(value);
    }
  }
  return needed;
}

function isAboutVariable(step: Prepared, read: readonly { read: { value: Prepared } | { reason: string } }[]): boolean {
  return read.some((other) => 'value' in other.read && other.read.value.kind === 'bind' && step.needs.has(other.read.value.name));
}

function wrap(steps: readonly Prepared[], expression: string): string {
  return [...steps].reverse().reduce(
    (body, step) => (step.kind === 'bind' ? `(lambda ${step.name}: ${body})(${step.source})` : `(${step.source}, ${body})[-1]`),
    expression,
  );
}

/**
 * Reads a statement that earlier statements prepare. In Python the preparation becomes part of the
 * expression: `x = 1` then `f(x)` is `(lambda x: f(x))(1)`.
 */
export function withPreparation(
  context: ReadingContext,
  steps: readonly Step[],
  source: string,
  read: (context: ReadingContext, source: string) => Expectation,
): Expectation {
  if (context.grammars.language !== 'python') {
    return read(context, source);
  }
  const needed = neededSteps(context, steps, source);
  if (needed.length === 0) {
    return read(context, source);
  }
  const bound = needed.flatMap((step) => (step.kind === 'bind' ? [step.name] : []));
  const inner: ReadingContext = { ...context, definedNames: new Set([...context.definedNames, ...bound]) };
  // `ownExpression` insists on a call, which may stand in a step: the value is then a variable's.
  const result = reasonOf(() => read(inner, source));
  if ('value' in result) {
    return { ...result.value, expression: wrap(needed, result.value.expression) };
  }
  return bound.includes(source.trim()) ? read(inner, wrap(needed, source.trim())) : refuse(result.reason);
}
