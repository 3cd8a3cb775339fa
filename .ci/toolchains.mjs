import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { need, run, step } from './shell.mjs';

/** Compilers that people have or not; where installers put them without PATH. */
const COMPILERS = [
  { program: 'cargo', language: 'Rust', places: [join(homedir(), '.cargo/bin')] },
  { program: 'go', language: 'Go', places: ['/usr/local/go/bin', join(homedir(), 'go/bin')] },
];

/** Installs pytest apart from the system, once, and says which tests are skipped for want of a compiler. */
export async function ensureToolchains() {
  // Not before the packages are installed.
  const { default: envPaths } = await import('env-paths');
  const home = process.env['RECKON_HOME'] || envPaths('reckon', { suffix: '' }).cache;
  // test/support/ownProjects.ts links it into projects.
  const folder = join(home, 'test-python');
  const python = join(folder, 'bin/python');
  if ((await run(existsSync(python) ? python : 'false', ['-c', 'import pytest'])).code !== 0) {
    await step('Installing pytest into a virtual environment', async () => {
      await need('Making a virtual environment', 'python3', ['-m', 'venv', '--clear', folder]);
      await need('Installing pytest', python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'pytest']);
    });
  }
  for (const { program, language, places } of COMPILERS) {
    const { code } = await run(program, [program === 'go' ? 'version' : '--version']);
    if (code !== 0 && !places.some((place) => existsSync(join(place, program)))) {
      console.log(`${program} is not installed: tests that run ${language} projects are skipped.`);
    }
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureToolchains();
}
