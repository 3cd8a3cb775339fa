import { allPythonRows } from './rows';
import { hostileSuite } from './suite';

hostileSuite('python', 'contained', allPythonRows);
