import { describe, expect, it } from 'vitest';
import { outlineOf } from '../../../src/retrieval/extract';
import type { FileOutline } from '../../../src/retrieval/types';
import { loadSyntax } from '../../../src/verification/syntax';
import type { Language } from '../../../src/verification/types';

const outline = async (language: Language, text: string): Promise<FileOutline> => outlineOf(await loadSyntax(language), text);
const shown = async (language: Language, text: string): Promise<string[]> => (await outline(language, text)).definitions.map((each) => each.text);

describe('what is shown of a Python file', () => {
  it('is heads, fields and first lines of descriptions, and no body', async () => {
    expect(await shown('python', [
      '@dataclass(frozen=True)', 'class Circle(Shape):', '    """A round one. It rolls."""', '    radius: float', '    unit: str = "cm"', '',
      '    def area(self) -> float:', '        """In square units."""', '        return 3 * self.radius', '', '    def _secret(self):', '        pass', '',
      'async def clamp(x, low,  # the least', '          high=10):', '    """Limits x.', '', '    More words.', '    """', '    return 1', '',
      'def bare(): return 2', '', 'LIMIT = 12',
    ].join('\n'))).toEqual([
      '@dataclass(frozen=True)\nclass Circle(Shape):\n    """A round one."""\n    radius: float\n    unit: str = "cm"\n    def area(self) -> float: ...  # In square units.',
      'async def clamp(x, low, high=10):\n    """Limits x."""',
      'def bare(): ...',
      'LIMIT = 12',
    ]);
  });

  it('names the attributes of a class without declared fields', async () => {
    expect(await shown('python', 'class Box:\n    def __init__(self, w):\n        self.width = w\n        self._hidden = 1\n')).toEqual([
      'class Box:\n    # attributes: width\n    def __init__(self, w): ...',
    ]);
  });

  it('finds what stands below conditions and attempts', async () => {
    const { definitions } = await outline('python', 'try:\n    FAST = True\nexcept ImportError:\n    def slow(): pass\nif x:\n    LATE = 1\n');
    expect(definitions.map(({ name }) => name)).toEqual(['FAST', 'slow', 'LATE']);
  });

  it('reads imports of every form', async () => {
    const { imports } = await outline('python', 'import a.b\nimport c as d\nfrom .e import f, g as h\nfrom .. import i\nfrom j import *\n');
    expect(imports).toEqual([
      { specifier: 'a.b', names: [], whole: 'a' },
      { specifier: 'c', names: [], whole: 'd' },
      { specifier: '.e', names: [{ name: 'f', as: 'f' }, { name: 'g', as: 'h' }], whole: null },
      { specifier: '..', names: [{ name: 'i', as: 'i' }], whole: null },
      { specifier: 'j', names: [], whole: '*' },
    ]);
  });
});

describe('what is shown of a TypeScript file', () => {
  it('is signatures, types whole, and members of classes that others may use', async () => {
    expect(await shown('typescript', [
      '/** Limits x. More words. */', 'export function clamp(x: number, /* least */ low: number): number {', '  return low;', '}', '',
      '/**', ' * A size.', ' * @see nothing', ' */', 'export interface Size {', '  readonly width: number;', '}', '',
      'export type Id = string;', 'export enum Kind { A, B }', '',
      'export class Box extends Base {', '  size: Size = none;', '  private count = 0;', '  #own = 1;', '  /** Of all sides. */', '  area(): number { return 1; }', '}', '',
      'export const half = (x: number): number => x / 2;', 'const LIMIT: number = 3;',
    ].join('\n'))).toEqual([
      '/** Limits x. */\nfunction clamp(x: number, low: number): number;',
      '/** A size. */\ninterface Size {\n  readonly width: number;\n}',
      'type Id = string;',
      'enum Kind { A, B }',
      'class Box extends Base {\n  size: Size = none;\n  area(): number; // Of all sides.\n}',
      'const half = (x: number): number => ...',
      'const LIMIT: number = 3;',
    ]);
  });

  it('reads imports and what is passed on', async () => {
    const { imports, uses } = await outline('typescript', "import a, { b as c } from './d';\nimport type { E } from './e';\nimport * as f from './f';\nexport { g } from './g';\nexport * from './h';\nc();\n");
    expect(imports).toEqual([
      { specifier: './d', names: [{ name: 'b', as: 'c' }, { name: 'a', as: 'a' }], whole: null },
      { specifier: './e', names: [{ name: 'E', as: 'E' }], whole: null },
      { specifier: './f', names: [], whole: 'f' },
      { specifier: './g', names: [{ name: 'g', as: 'g' }], whole: null },
      { specifier: './h', names: [], whole: '*' },
    ]);
    expect([uses.get('c'), uses.get('E')]).toEqual([1, undefined]);
  });
});

describe('what is shown of a JavaScript file', () => {
  it('is heads, also of functions that are values, and modules of CommonJS are read', async () => {
    const { definitions, imports } = await outline('javascript', "const { add, sub: minus } = require('./math');\nconst all = require('./all');\n// Twice.\nfunction* twice(x) { yield x; }\nclass Box { size = 1; area() { return 2; } }\n");
    expect(definitions.map(({ text }) => text)).toEqual(["const all = require('./all');", '/** Twice. */\nfunction* twice(x);', 'class Box {\n  size = 1;\n  area();\n}']);
    expect(imports).toEqual([
      { specifier: './math', names: [{ name: 'add', as: 'add' }, { name: 'sub', as: 'minus' }], whole: null },
      { specifier: './all', names: [], whole: 'all' },
    ]);
  });
});

describe('any file', () => {
  it.each<[Language, string, string]>([
    ['python', 'def ok(x): return x\n\ndef broken(:\n', 'ok'],
    ['typescript', 'export function ok(x: number) { return x; }\nexport function broken( {\n', 'ok'],
    ['javascript', 'function ok(x) { return x; }\nclass {', 'ok'],
  ])('may be broken: %s', async (language, text, name) => {
    expect((await outline(language, text)).definitions.map((each) => each.name)).toContain(name);
  });

  it('shows no secrets, nothing that ends the block it stands in, and no long values', async () => {
    expect(await shown('python', 'API_KEY = "sk-1234"\nTABLE = {\n  1: 2,\n}\nFENCE = "```"\nEND = "<|im_end|>"\nTOKENS = 5\n')).toEqual(['API_KEY = ...', 'TABLE = ...', 'TOKENS = 5']);
  });

  it('shows a long type cut between two lines', async () => {
    const fields = Array.from({ length: 80 }, (_, index) => `  field${index}: string;`).join('\n');
    const [text = ''] = await shown('typescript', `interface Long {\n${fields}\n}`);
    expect(text.length).toBeLessThan(800);
    expect(text).toMatch(/field0: string;[\s\S]*\/\/ …\n}$/);
  });
});
