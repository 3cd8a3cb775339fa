import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readInput, type InputSource } from '../../../src/cli/input';
import { checkWritable, writeOut, writeWhole } from '../../../src/cli/output';
import { temporaryFolder } from '../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.dispose());

const source = (stdin: InputSource['stdin'], signal = new AbortController().signal): InputSource => ({ stdin, signal });

describe('reading', () => {
  it('takes a file with its name, and standard input without', async () => {
    const path = join(folder.path, 'task.py');
    await writeFile(path, 'é');
    expect(await readInput(path, source(new PassThrough()))).toEqual({ text: 'é', fileName: path });
    expect(await readInput('-', source(Readable.from([Buffer.from('a'), Buffer.from('b')])))).toEqual({ text: 'ab', fileName: undefined });
  });

  it('does not wait for a person who types nothing', async () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    await expect(readInput(undefined, source(stdin))).rejects.toThrow('There is no task to read.');
  });

  it('ends a wait for text when it is cancelled, before and in the middle', async () => {
    await expect(readInput('-', source(new PassThrough(), AbortSignal.abort()))).rejects.toMatchObject({ code: 'cancelled' });
    const abort = new AbortController();
    const stdin = new PassThrough();
    const reading = readInput('-', source(stdin, abort.signal));
    stdin.write('def f');
    abort.abort();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    expect(stdin.destroyed).toBe(true);
  });

  it('stops at its limit, however much comes', async () => {
    const endless = new Readable({ read() { this.push(Buffer.alloc(65_536, 'y')); } });
    await expect(readInput('-', source(endless))).rejects.toThrow('The task is longer than 1,000,000 bytes.');
    expect(endless.destroyed).toBe(true);
  });

  it('says what is wrong with a path or its bytes', async () => {
    const path = join(folder.path, 'bytes');
    await writeFile(path, Buffer.from([0xff, 0xfe, 0x00]));
    const stdin = new PassThrough();
    await expect(readInput(path, source(stdin), 'text')).rejects.toThrow('The text is not UTF-8 text.');
    await expect(readInput(folder.path, source(stdin))).rejects.toThrow(`${folder.path} is a folder, not a file.`);
    await expect(readInput(`${path}.no`, source(stdin))).rejects.toThrow(`There is no file ${path}.no.`);
    await expect(readInput(join(path, 'in'), source(stdin))).rejects.toThrow('cannot be read (ENOTDIR)');
  });
});

describe('writing a file', () => {
  it('replaces it as a whole and leaves nothing beside it', async () => {
    const path = join(folder.path, 'trace.json');
    await writeFile(path, 'old');
    await writeWhole(path, 'new', 'the trace');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder.path)).toEqual(['trace.json']);
  });

  it('follows a link and keeps it', async () => {
    await writeFile(join(folder.path, 'real'), 'old');
    await symlink('real', join(folder.path, 'link'));
    await writeWhole(join(folder.path, 'link'), 'new', 'the trace');
    expect(await readFile(join(folder.path, 'real'), 'utf8')).toBe('new');
    expect((await readdir(folder.path)).sort()).toEqual(['link', 'real']);
  });

  it('writes into a device instead of taking its place', async () => {
    await writeWhole('/dev/null', 'gone', 'the trace');
    await expect(writeWhole('/dev/full', 'gone', 'the trace')).rejects.toMatchObject({ code: 'disk-full' });
  });

  it('says beforehand that it cannot be done', async () => {
    const taken = join(folder.path, 'taken');
    await mkdir(taken);
    await expect(checkWritable(taken, 'the trace')).rejects.toThrow(`Cannot write the trace to ${taken}: it is a folder.`);
    await expect(checkWritable(join(taken, 'no', 'x'), 'the trace')).rejects.toThrow('its folder does not exist');
    await expect(checkWritable(join(taken, 'x'), 'the trace')).resolves.toBeUndefined();
    expect(await readdir(taken)).toEqual([]);
  });

  it('leaves nothing unfinished when it fails', async () => {
    const taken = join(folder.path, 'taken');
    await mkdir(taken);
    await expect(writeWhole(join(folder.path, 'no', 'x'), 'new', 'the trace')).rejects.toThrow('Cannot write the trace');
    expect(await readdir(folder.path)).toEqual(['taken']);
  });
});

describe('standard output', () => {
  const failing = (code: string): Writable =>
    new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) }).on('error', () => undefined);

  it('ends with one line break', async () => {
    const written: string[] = [];
    const stream = new Writable({ write: (chunk: Buffer, _encoding, done) => { written.push(chunk.toString()); done(); } });
    await writeOut(stream, 'a');
    await writeOut(stream, 'b\n');
    expect(written).toEqual(['a\n', 'b\n']);
  });

  it('takes a reader that has gone for one that has read enough', async () => {
    await expect(writeOut(failing('EPIPE'), 'a')).resolves.toBeUndefined();
  });

  it('reports a full disk', async () => {
    await expect(writeOut(failing('ENOSPC'), 'a')).rejects.toThrow('Cannot write the result: the disk is full.');
  });
});
