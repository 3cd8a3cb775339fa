import type { Candidate, CodeExecutor, VerifyOptions } from '../../verification/types';
import type { Problem } from '../problems';

const CHECK = 'reckon_check';

/** Lines by which tests of MBXP bring in what there is no package for in a sandbox. */
const IMPORTS = /^\s*(?:import .* from ['"](?:node:)?assert['"]|(?:const|let|var) \w+ = require\(['"](?:node:)?(?:assert|lodash)['"]\)).*$/gm;

/**
 * What such tests use of `assert` and `lodash`. `deepEqual` compares primitives as `==` does, as Node's legacy
 * one; `isEqual` as `Object.is` does, with -0 the same as 0.
 */
const JAVASCRIPT_TOOLS = `
  const reckonSame = (left, right, alike) => {
    if (alike(left, right)) return true;
    if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
    if (Object.prototype.toString.call(left) !== Object.prototype.toString.call(right)) return false;
    if (left instanceof Map || left instanceof Set) return reckonSame([...left], [...right], alike);
    if (left instanceof Date) return left.getTime() === right.getTime();
    const names = Object.keys(left);
    return names.length === Object.keys(right).length && names.every((name) => Object.hasOwn(right, name) && reckonSame(left[name], right[name], alike));
  };
  const reckonDemand = (isTrue, message) => { if (!isTrue) throw new Error(message ?? 'not as expected'); };
  const _ = { isEqual: (left, right) => reckonSame(left, right, (a, b) => a === b || (a !== a && b !== b)) };
  const assert = {
    deepEqual: (left, right, message) => reckonDemand(reckonSame(left, right, (a, b) => a == b || (a !== a && b !== b)), message),
    deepStrictEqual: (left, right, message) => reckonDemand(reckonSame(left, right, Object.is), message),
    equal: (left, right, message) => reckonDemand(left == right, message),
    strictEqual: (left, right, message) => reckonDemand(Object.is(left, right), message),
    ok: reckonDemand,
  };
`;

/**
 * Runs a data set's own tests as they are published: in the candidate's process, unlike Reckon's checks. What a
 * model writes without knowing of them has no way to answer them but by being right.
 * @returns null where the problem has none
 */
export async function passesHiddenTests(executor: CodeExecutor, { test, functionName }: Problem, candidate: Candidate, options: VerifyOptions): Promise<boolean | null> {
  if (test === null) {
    return null;
  }
  const { given, code } = candidate.program;
  const tested = `${given}\n${code}\n\n${candidate.language === 'python' ? pythonCheck(test, functionName) : javascriptCheck(test)}`;
  const program = { functionName: CHECK, given: '', givenNames: [], code: tested };
  const [result] = await executor.execute({ ...candidate, code: tested, program }, [`${CHECK}()`], options);
  return result?.type === 'value' && result.value[0] === 'bool';
}

/** Tests of HumanEval define `check`, which takes the function. */
function pythonCheck(test: string, functionName: string): string {
  return `${test}\n\ndef ${CHECK}():\n    check(${functionName})\n    return True\n`;
}

/** Tests of MBXP are statements that throw. */
function javascriptCheck(test: string): string {
  return `function ${CHECK}() {${JAVASCRIPT_TOOLS}${test.replaceAll(IMPORTS, '')}\n  return true;\n}\n`;
}
