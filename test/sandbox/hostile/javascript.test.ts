import { javascriptRows } from './javascript';
import { moreJavascriptRows } from './javascriptMore';
import { hostileSuite } from './suite';

hostileSuite('javascript', (targets) => [...javascriptRows(targets), ...moreJavascriptRows(targets)]);
