import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wrongText } from '../../../../src/verification/ownTests/run/wrong';
import { temporaryFolder } from '../../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.dispose());

/** What a module exports whose results were made wrong. */
async function load(name: string, text: string, only?: string): Promise<Record<string, (...given: unknown[]) => unknown>> {
  const file = join(folder.path, name);
  await writeFile(file, wrongText(text, name, only, 'khelper') ?? '');
  return (name.endsWith('.cjs') ? createRequire(import.meta.url)(file) : await import(/* @vite-ignore */ pathToFileURL(file).href)) as never;
}

describe('wrong results', () => {
  it.each(['export function f(x) { return x; }', 'export const f = (x) => x;', 'export default function f(x) { return x; }\nexport { f };', 'const f = (x) => x;\nexport { f };'])('of %s', async (text) => {
    expect((await load('a.mjs', text))['f']?.(1)).toBeNaN();
  });

  it.each(['function f(x) { return x; }\nmodule.exports = { f };', 'const f = (x) => x;\nexports.f = f;'])('of a module that assigns its exports: %s', async (text) => {
    expect((await load('a.cjs', text))['f']?.(1)).toBeNaN();
  });

  it('of methods, and of what waits', async () => {
    const { Box, later } = await load('a.mjs', 'export class Box {\n  constructor(x) { this.x = x; }\n  get size() { return 1; }\n  open() { return this.x; }\n}\nexport async function later() { throw new Error(); }\n');
    const box = new (Box as unknown as new (x: number) => { x: number; size: number; open(): number })(3);
    expect([box.x, box.size, box.open()]).toEqual([3, NaN, NaN]);
    expect(await later?.()).toBeNaN();
  });

  it('of one function, which runs all the same, on a copy, and is right to itself', async () => {
    const text = 'export let seen = 0;\nexport function f(items) { items.push(1); seen = g(2); return items; }\nexport function g(n) { return n === 0 ? 5 : g(n - 1); }\n';
    const module = await load('a.mjs', text, 'f');
    const given: number[] = [];
    expect(module['f']?.(given)).toBeNaN();
    expect([given, module['seen'], module['g']?.(1)]).toEqual([[], 5, 5]);
  });

  it('without what a function does', async () => {
    const file = join(folder.path, 'a.mjs');
    await writeFile(file, wrongText('export let calls = 0;\nexport const f = () => { calls += 1; return calls; };\n', 'a.mjs', 'f', 'khelper', false) ?? '');
    const module = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { f(): number; calls: number };
    expect([module.f(), module.calls]).toEqual([NaN, 0]);
  });

  it('are not made where assertions cannot be changed while a program runs', () => {
    expect(['a.rs', 'a.go'].map((name) => wrongText('', name, undefined, 'khelper'))).toEqual([null, null]);
  });
});
