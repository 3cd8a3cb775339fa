import { quote } from '../literals';
import { AWAIT } from '../sandbox/messages';
import { partsOf, field, type SyntaxNode } from '../syntax';
import { refuse, reasonOf, type Expectation, type ReadingContext } from './context';
import { freeNames, isBuiltinName } from './names';
import { reachesOut } from './reach';

/** A statement before the one that is looked at, as it was understood. */
export interface Step {
  readonly source: string;
  readonly read: { readonly value: Prepared } | { readonly reason: string };
  /** It is there for what it does to more than variables of these lines. */
  readonly reachesOut: boolean;
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

/** @param isSilent the statement shows nothing. */
export function stepOf(context: ReadingContext, before: readonly Step[], source: string, isSilent: boolean): Step {
  const read = reasonOf(() => context.grammars.python.parse(source, (root) => {
    const [statement, ...more] = partsOf(root);
    return root.hasError || !statement || more.length > 0 ? refuse('the lines before it are not understood') : prepared(statement);
  }));
  return { source, read, reachesOut: isSilent && reachesOut(context, source, boundBy(before)) };
}

/** Names that the steps give a value. */
export function boundBy(steps: readonly Step[]): ReadonlySet<string> {
  return new Set(steps.flatMap(({ read }) => ('value' in read && read.value.kind === 'bind' ? [read.value.name] : [])));
}

function usesAny(source: string, names: ReadonlySet<string>): boolean {
  return (source.match(/[A-Za-z_]\w*/g) ?? []).some((word) => names.has(word));
}

/** The steps that the names in `source` depend on, in order. */
function neededSteps(context: ReadingContext, steps: readonly Step[], source: string): readonly Prepared[] {
  const names = new Set(source.match(/[A-Za-z_]\w*/g) ?? []);
  const needed: Prepared[] = [];
  for (const { read: step, source: text } of [...steps].reverse()) {
    if ('reason' in step) {
      // `import math` and the like matter only to statements that use a name in it.
      if (usesAny(text, new Set([...names].filter((name) => !context.definedNames.has(name) && name !== context.functionName)))) {
        refuse(step.reason);
      }
      continue;
    }
    const { value } = step;
    const local = [...value.needs].some((name) => names.has(name) && name !== context.functionName && !context.definedNames.has(name));
    if (value.kind === 'bind' ? names.has(value.name) : local && isAboutVariable(value, steps)) {
      value.needs.forEach((name) => names.add(name));
      needed.unshift(value);
    }
  }
  return needed;
}

/** What a step needs must be there when its part of the expression is evaluated. */
function checkNeeds(context: ReadingContext, needed: readonly Prepared[]): void {
  const bound = new Set([context.functionName]);
  for (const step of needed) {
    const missing = [...step.needs].find((name) => !bound.has(name) && !context.definedNames.has(name) && !isBuiltinName(name, 'python'));
    if (missing !== undefined) {
      refuse(`nothing defines ${quote(missing)}, which a line before it uses`);
    }
    if (step.kind === 'bind') {
      bound.add(step.name);
    }
  }
}

function isAboutVariable(step: Prepared, steps: readonly Step[]): boolean {
  return steps.some((other) => 'value' in other.read && other.read.value.kind === 'bind' && step.needs.has(other.read.value.name));
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
  const reaching = steps.find((step) => step.reachesOut);
  if (reaching) {
    // An example is run by itself: what a line did to the world before it is not done again.
    return refuse(`${quote(reaching.source)} before it may change what it gives`);
  }
  const needed = neededSteps(context, steps, source);
  checkNeeds(context, needed);
  if (needed.length === 0) {
    return read(context, source);
  }
  const bound = needed.flatMap((step) => (step.kind === 'bind' ? [step.name] : []));
  const inner: ReadingContext = { ...context, definedNames: new Set([...context.definedNames, ...bound]) };
  // `ownExpression` insists on a call, which may stand in a step: the value is then a variable's.
  const result = reasonOf(() => read(inner, source));
  if ('value' in result) {
    const { expression } = result.value;
    // What is awaited is awaited outside: a lambda cannot.
    return { ...result.value, expression: expression.startsWith(AWAIT) ? AWAIT + wrap(needed, expression.slice(AWAIT.length)) : wrap(needed, expression) };
  }
  return bound.includes(source.trim()) ? read(inner, wrap(needed, source.trim())) : refuse(result.reason);
}
