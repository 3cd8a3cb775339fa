import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parentOf, peakOf, readPeakMemory, resetPeakMemory, treeOf } from '../../bench/support/processTree';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('parentOf', () => {
  it('reads the fourth field', () => {
    expect(parentOf('42 (node) S 7 42 42 0 -1')).toBe(7);
  });

  it('is not misled by names with brackets and spaces', () => {
    expect(parentOf('42 (a) S 1 (b) R 9 42 42')).toBe(9);
  });

  it('knows nothing of other texts', () => {
    expect(parentOf('')).toBeNull();
  });
});

describe('peakOf', () => {
  it('reads kibibytes', () => {
    expect(peakOf('Name:\tnode\nVmPeak:\t  999 kB\nVmHWM:\t    2048 kB\nVmRSS:\t 1 kB\n')).toBe(2048 * 1024);
  });

  it('is null for processes without memory', () => {
    expect(peakOf('Name:\tkthreadd\n')).toBeNull();
  });
});

it('finds everything below a process, whatever the order', () => {
  const parents = new Map([[5, 4], [4, 2], [3, 1], [2, 1], [9, 8]]);
  expect(treeOf(2, parents).sort()).toEqual([2, 4, 5]);
});

describe('a tree of processes', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.dispose());

  /** A folder like `/proc`, from process id to parent and peak in kibibytes. */
  const fakeProc = (processes: Readonly<Record<number, readonly [parent: number, peak: number]>>): string => {
    for (const [id, [parent, peak]] of Object.entries(processes)) {
      mkdirSync(join(folder.path, id));
      writeFileSync(join(folder.path, id, 'stat'), `${id} (node) S ${parent} 1 1 0`);
      writeFileSync(join(folder.path, id, 'status'), `Name:\tnode\nVmHWM:\t${peak} kB\n`);
    }
    mkdirSync(join(folder.path, 'sys'));
    return folder.path;
  };

  it('is summed below the root', () => {
    const proc = fakeProc({ 10: [1, 100], 11: [10, 20], 12: [11, 3], 20: [1, 7000] });
    expect(readPeakMemory(10, proc)).toEqual({ root: 100 * 1024, descendants: 23 * 1024 });
  });

  it('is unknown where there is none', () => {
    expect(readPeakMemory(10, '/nowhere')).toBeNull();
  });

  it('has every peak reset, and no other', () => {
    const proc = fakeProc({ 10: [1, 100], 11: [10, 20], 20: [1, 7000] });
    expect(resetPeakMemory(10, proc)).toBe(true);
    expect([10, 11].map((id) => readFileSync(join(proc, String(id), 'clear_refs'), 'utf8'))).toEqual(['5', '5']);
    expect(() => readFileSync(join(proc, '20', 'clear_refs'))).toThrow();
    expect(resetPeakMemory(99, proc)).toBe(false);
  });
});
