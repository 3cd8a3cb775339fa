import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import { killNodeChild, startNodeChild } from '../../src/base/nodeChild';
import { temporaryFolder } from '../support/temporaryFolder';
import { isAlive } from '../support/processes';

/** Heeds Ctrl-C as every process does that says nothing about it, and ends with its channel. */
const CHILD = `
  process.on('disconnect', () => process.exit());
  process.on('message', () => process.send('here'));
  process.send('started');
`;

/** Starts the child, and asks it after Ctrl-C whether it is still there. */
const parentSource = (child: string): string => `
  import { startNodeChild } from './src/base/nodeChild';
  const child = startNodeChild(${JSON.stringify(child)});
  child.on('message', (message) => process.stdout.write(message));
  child.once('exit', () => process.stdout.write('gone'));
  process.on('SIGINT', () => child.send('are you there?', (error) => error && process.stdout.write('gone')));
`;

async function folderWith(name: string, source: string): Promise<{ path: string; script: string }> {
  const folder = await temporaryFolder();
  onTestFinished(() => folder.dispose());
  const script = join(folder.path, name);
  await writeFile(script, source);
  return { path: folder.path, script };
}

const saidBy = async ({ stdout }: ChildProcess): Promise<string> => String((await once(stdout as NodeJS.ReadableStream, 'data'))[0]);

it('Ctrl-C in a terminal does not reach a child, even one that says nothing about it', async () => {
  const { path, script } = await folderWith('child.cjs', CHILD);
  const outfile = join(path, 'parent.cjs');
  await build({ stdin: { contents: parentSource(script), resolveDir: process.cwd(), loader: 'ts' }, bundle: true, platform: 'node', outfile, logLevel: 'error' });
  const parent = spawn(process.execPath, [outfile], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  expect(await saidBy(parent)).toBe('started');
  process.kill(-(parent.pid as number), 'SIGINT');
  expect(await saidBy(parent)).toBe('here');
});

it('killing a child kills what it has started', async () => {
  const { script } = await folderWith('child.cjs', `
    const { spawn } = require('node:child_process');
    const endless = 'require("node:net").createServer().listen(0)';
    process.send(spawn(process.execPath, ['-e', endless], { stdio: 'ignore' }).pid);
  `);
  const child = startNodeChild(script);
  const [grandchild] = (await once(child, 'message')) as [number];
  expect(isAlive(grandchild)).toBe(true);
  killNodeChild(child);
  await once(child, 'close');
  await expect.poll(() => isAlive(grandchild)).toBe(false);
});

it('killing a child that has ended does nothing', async () => {
  const { script } = await folderWith('child.cjs', '');
  const child = startNodeChild(script);
  await once(child, 'close');
  expect(child.exitCode).toBe(0);
  expect(() => killNodeChild(child)).not.toThrow();
});
