import { spawn } from 'node:child_process';
import { ReckonError } from '../base/errors';

/** Ways to call the package client, in the order they are tried. */
const PIP_COMMANDS: readonly (readonly string[])[] = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip']];
/** Characters of the client's last words that explain a failure. */
const LAST_WORDS = 400;
/** What Windows answers for a Python that is only a link to its shop. */
const NOT_INSTALLED_CODE = 9009;

/**
 * Downloads the wheel of one release into a folder with the ordinary Python package client, whose
 * own settings (mirrors, proxies) hold. Wheels only: an uploader's build script must not run here.
 * @throws ReckonError `network` with the client's last words, `disk-full`; else the signal's reason.
 */
export async function downloadWheel(
  { package: name, version }: { readonly package: string; readonly version: string },
  folder: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  const args = ['download', '--no-deps', '--only-binary', ':all:', '--no-cache-dir', '--no-input', '--disable-pip-version-check', '--quiet', '--dest', folder, `${name}==${version}`];
  for (const [command = '', ...prefix] of PIP_COMMANDS) {
    const outcome = await run(command, [...prefix, ...args], environment, signal);
    if (outcome === 'missing') {
      continue;
    }
    if (outcome.code !== 0) {
      throw failure(outcome.output, folder);
    }
    return;
  }
  throw new ReckonError('network', 'no Python package client (pip) was found');
}

function failure(output: string, folder: string): ReckonError {
  // The client says this in words only.
  if (/No space left on device|Errno 28/.test(output)) {
    return new ReckonError('disk-full', `There is no room in ${folder} or in the folder for temporary files.`, {
      hint: 'Free some space, or set RECKON_HOME and TMPDIR to folders on another disk.',
    });
  }
  return new ReckonError('network', `the package client failed: ${output.trim().slice(-LAST_WORDS)}`);
}

type Outcome = 'missing' | { readonly code: number | null; readonly output: string };

/** Settles when the process is gone, after an abort as well: nothing writes to the folder any more. */
function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Outcome> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = (): boolean => child.kill('SIGKILL');
    signal.addEventListener('abort', kill, { once: true });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-LAST_WORDS * 4);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('exit', () => (signal.aborted ? reject(signal.reason as Error) : undefined));
    child.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' || error.code === 'EACCES' ? resolve('missing') : reject(error)));
    child.once('close', (code) => {
      signal.removeEventListener('abort', kill);
      const missing = code === NOT_INSTALLED_CODE || (code !== 0 && output.includes('No module named pip'));
      resolve(missing ? 'missing' : { code, output });
    });
  });
}
