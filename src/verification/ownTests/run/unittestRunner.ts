/**
 * Runs `unittest` as `python -m unittest ARGS` does and writes what became of each test as JSON. Python's own
 * `-v` output is meant for people: a test that prints can break its lines. The file is written last, so that
 * a process that ends early leaves none.
 */
export const UNITTEST_RUNNER = `
import json, sys, unittest
path, args = sys.argv[1], sys.argv[2:]
tests = []
def first(error):
    lines = [line for line in str(error[1]).split("\\n") if line.strip()]
    return (error[0].__name__ + ": " + lines[0]) if lines else error[0].__name__
class Result(unittest.TextTestResult):
    def note(self, test, status, message=None):
        tests.append([test.id(), status, message])
    def addSuccess(self, test):
        super().addSuccess(test); self.note(test, "passed")
    def addError(self, test, error):
        super().addError(test, error); self.note(test, "failed", first(error))
    def addFailure(self, test, error):
        super().addFailure(test, error); self.note(test, "failed", first(error))
    def addSkip(self, test, reason):
        super().addSkip(test, reason); self.note(test, "skipped")
    def addExpectedFailure(self, test, error):
        super().addExpectedFailure(test, error); self.note(test, "passed")
    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test); self.note(test, "failed", "unexpected success")
    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None: self.note(test, "failed", first(error))
program = unittest.main(module=None, argv=["python -m unittest"] + args, exit=False, testRunner=unittest.TextTestRunner(resultclass=Result))
with open(path, "w", encoding="utf-8") as file:
    json.dump(tests, file)
sys.exit(0 if program.result.wasSuccessful() else 1)
`.trimStart();
