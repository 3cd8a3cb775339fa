// `npm run demo`: set-up, then the bundled problems on the default model.
import { run, setup } from './setup.mjs';

setup();
run(process.execPath, ['dist/cli.js', 'demo', ...process.argv.slice(2)]);
