import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
/** An import that every folder below may make, so that a file is more than its fault. */
const HARMLESS = "import { join } from 'node:path';\nexport const here = join('.');\n";

/** What lint says of a file that is not there. */
async function lint(filePath: string, text: string): Promise<readonly string[]> {
  const [result] = await new ESLint({ cwd: ROOT }).lintText(text, { filePath: join(ROOT, filePath) });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId ?? 'does not parse');
}

interface Checked {
  readonly texts: Readonly<Record<string, string>>;
  readonly dependencies: readonly string[];
}
/** A script of Node's own, without types: it runs before anything is compiled. */
const { importFaults } = (await import(pathToFileURL(join(ROOT, '.ci/imports.mjs')).href)) as { importFaults(tree: Checked): string[] };
const { dependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };

/** What the check of imports says of made-up files. */
const faultsOf = (texts: Readonly<Record<string, string>>): string[] => importFaults({ texts, dependencies: Object.keys(dependencies) });

describe('rooms', () => {
  it.each([
    ['src/base/madeUp.ts', "import type { Prompt } from '../model';\nexport type Mine = Prompt;\n"],
    ['src/reasoning/madeUp.ts', "import { createReckon } from '../app';\nexport const mine = createReckon;\n"],
    ['src/prompts/madeUp.ts', "import { readTask } from '../verification/task';\nexport const mine = readTask;\n"],
    ['src/cli/madeUp.ts', "export { COMMANDS } from '../vscode/commands';\n"],
    ['webview/madeUp.ts', "import { plural } from '../src/base/format';\nexport const mine = plural;\n"],
  ])('%s may not import what its room is kept apart from', async (file, text) => {
    expect(await lint(file, text)).toEqual(['boundaries/dependencies']);
  });

  it.each([
    ['src/base/madeUp.ts', HARMLESS],
    ['src/app/madeUp.ts', "import { plural } from '../base/format';\nexport const mine = plural;\n"],
    ['src/prompts/madeUp.ts', "import type { CodeTask } from '../verification/types';\nexport type Mine = CodeTask;\n"],
  ])('%s may import what its room is for', async (file, text) => {
    expect(await lint(file, text)).toEqual([]);
  });
});

describe('circles', () => {
  it.each([
    ['of two files', { 'src/base/a.ts': "import { b } from './b';", 'src/base/b.ts': "export { a as b } from './a';" }, 'src/base/a.ts -> src/base/b.ts -> src/base/a.ts'],
    ['through an index, by types', { 'webview/index.tsx': "export * from './b';", 'webview/b.ts': "import type { B } from '.';" }, 'webview/index.tsx -> webview/b.ts -> webview/index.tsx'],
    ['at run time', { 'src/base/a.ts': "export const b = () => import('./b');", 'src/base/b.ts': "import './a';" }, 'src/base/a.ts -> src/base/b.ts -> src/base/a.ts'],
    ['of one file', { 'src/base/a.ts': "import * as a from './a';" }, 'src/base/a.ts -> src/base/a.ts'],
  ])('are found: %s', (_name, files, circle) => {
    expect(faultsOf(files)).toEqual([`These files import each other in a circle: ${circle}`]);
  });

  it('are not files that two others import', () => {
    const files = { 'src/a.ts': "import './b';\nimport './c';", 'src/b.ts': "import './d';", 'src/c.ts': "import './d';", 'src/d.ts': HARMLESS };
    expect(faultsOf(files)).toEqual([]);
  });
});

describe('packages', () => {
  it.each([
    ['an unlisted one', "import pad from 'made-up-pad/left';", 'src/base/a.ts imports made-up-pad, which the table of .ci/rooms.mjs does not have.'],
    ['one of another room', "import type * as Ort from 'onnxruntime-node';", 'src/base/a.ts imports onnxruntime-node, which only src/backends/onnx/session may.'],
    ['one that is loaded later', "const load = () => import('pyodide');", 'src/base/a.ts imports pyodide, which only src/verification/sandbox/python may.'],
    ['the editor', "export { window } from 'vscode';", 'src/base/a.ts imports vscode, which only src/vscode may.'],
    ['a part of one with a scope', "import x from '@huggingface/jinja/src';", 'src/base/a.ts imports @huggingface/jinja, which only src/backends/onnx/tokenizer may.'],
    ['a name that every object has', "import x from 'constructor';", 'src/base/a.ts imports constructor, which the table of .ci/rooms.mjs does not have.'],
  ])('are refused: %s', (_name, text, fault) => {
    expect(faultsOf({ 'src/base/a.ts': text })).toEqual([fault]);
  });

  it('are taken in their rooms, and Node is no package', () => {
    const files = { 'src/cli/a.ts': "import { Command } from 'commander';", 'webview/b.tsx': "import { useState } from 'preact/hooks';", 'src/base/c.ts': HARMLESS };
    expect(faultsOf(files)).toEqual([]);
  });

  it('are the dependencies of package.json, each of them', () => {
    const names = Object.keys(dependencies).map((name) => (name === 'zod' ? 'made-up-pad' : name));
    expect(importFaults({ texts: { 'src/base/a.ts': HARMLESS }, dependencies: names })).toEqual([
      'The table of .ci/rooms.mjs does not have the dependency made-up-pad.',
      'The table of .ci/rooms.mjs has zod, which is no dependency of package.json.',
    ]);
  });
});
