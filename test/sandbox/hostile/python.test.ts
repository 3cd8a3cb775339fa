import { pythonRows } from './python';
import { PYTHON_JUDGE_ROWS } from './pythonJudge';
import { morePythonRows } from './pythonMore';
import { hostileSuite } from './suite';

hostileSuite('python', (targets) => [...pythonRows(targets), ...morePythonRows(targets), ...PYTHON_JUDGE_ROWS]);
