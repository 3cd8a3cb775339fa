import { allJavascriptRows } from './rows';
import { hostileSuite } from './suite';

hostileSuite('javascript', 'isolated', allJavascriptRows);
