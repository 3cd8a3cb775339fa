import { javascriptRows } from './javascript';
import { moreJavascriptRows } from './javascriptMore';
import { pythonRows } from './python';
import { PYTHON_JUDGE_ROWS } from './pythonJudge';
import { morePythonRows } from './pythonMore';
import type { HostileRow, Targets } from './row';

export const allPythonRows = (targets: Targets): readonly HostileRow[] => [...pythonRows(targets), ...morePythonRows(targets), ...PYTHON_JUDGE_ROWS];
export const allJavascriptRows = (targets: Targets): readonly HostileRow[] => [...javascriptRows(targets), ...moreJavascriptRows(targets)];
