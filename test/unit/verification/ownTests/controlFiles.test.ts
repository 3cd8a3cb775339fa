import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testFiles } from '../../../../src/verification/ownTests/run/controlFiles';
import type { TestFramework } from '../../../../src/verification/ownTests/types';
import { ownProject, type OwnProject } from '../../../support/ownProjects';

let project: OwnProject;
beforeEach(async () => {
  project = await ownProject({ 'checks/a.js': "require('node:test');", 'checks/b.js': "require('node:testing');", 'src/lib.rs': '#[test]', 'src/main.rs': 'fn main() {}' });
});
afterEach(() => project.dispose());

describe('files with tests', () => {
  it.each<[TestFramework, readonly string[], readonly string[], readonly string[]]>([
    ['mocha', ['test/calc.js > double'], ['test/calc.js', 'test/helper.js'], ['test/calc.js']],
    ['jest', ['__tests__/calc.js > two', 'gone.js > x'], ['__tests__/calc.js', 'src/calc.js'], ['__tests__/calc.js']],
    ['vitest', ['src/calc.js > two'], ['src/calc.js', 'src/calc.test.js'], ['src/calc.js', 'src/calc.test.js']],
    ['unittest', ['testcalc.Double.test_two'], ['tests/testcalc.py', 'calc.py', 'Double.py'], ['tests/testcalc.py']],
    ['unittest', ['unittest.loader._FailedTest.checks'], ['checks.py', 'calc.py'], ['checks.py']],
    ['pytest', ['tests.checks.Double > test_two'], ['tests/checks.py', 'other/tests/checks.py', 'tests.py'], ['tests/checks.py', 'tests.py']],
    ['node', [], ['checks/a.js', 'checks/b.js'], ['checks/a.js']],
    ['cargo', [], ['src/lib.rs', 'src/main.rs'], ['src/lib.rs']],
    ['go', [], ['a.go', 'a_test.go'], ['a_test.go']],
  ])('of %s that reported %j', (framework, tests, paths, expected) => {
    expect(testFiles(framework, tests, project.path, paths)).toEqual(expected);
  });
});
