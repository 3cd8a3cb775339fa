import { describe, expect, it } from 'vitest';
import { TypeService } from '../../../src/verification/typeCheck/service';

const service = new TypeService();
const ts = (code: string, given = ''): readonly string[] => service.check({ language: 'typescript', given, code }).map(({ line, message }) => `${line}: ${message}`);
const js = (code: string, given = ''): readonly string[] => service.check({ language: 'javascript', given, code }).map(({ line, message }) => `${line}: ${message}`);

describe('types of TypeScript', () => {
  it.each([
    ['a function', 'export function double(x: number): number { return x * 2; }'],
    ['parameters without types', 'function double(x) { return x * 2; }'],
    ['a package that nobody installed', "import { chunk } from 'lodash';\nexport const f = (x: number[]) => chunk(x, 2);"],
    ['what the task defines', 'function move(p: Point): Point { return new Point(p.x + 1); }', 'class Point { constructor(readonly x: number) {} }'],
    ['what the task defines, repeated', 'class Point { constructor(readonly x: number) {} }\nfunction move(p: Point): Point { return new Point(p.x + 1); }', 'class Point { constructor(readonly x: number) {} }'],
    ['console and timers', 'export async function f(): Promise<void> { console.log(1); await new Promise((done) => setTimeout(done, 1)); }'],
    ['new methods of arrays', 'export const last = (x: number[]): number | undefined => x.toSorted().at(-1);'],
  ])('fit: %s', (_, code, given = '') => {
    expect(ts(code, given)).toEqual([]);
  });

  it.each([
    ['a wrong type', 'function f(x: number): string {\n  return x;\n}', /^2: Type 'number' is not assignable to type 'string'/],
    ['an unknown name', 'const f = () => nothing;', /^1: Cannot find name 'nothing'/],
    ['a missing property', 'const f = (x: string) => x.size;', /^1: Property 'size' does not exist/],
    ['what may be undefined', 'const f = (x: number[]): number => x.pop() + 1;', /^1: .*possibly 'undefined'/],
    ['syntax', 'function f( {', /expected/],
    ['a file of the machine', "import data from '/etc/passwd';\nimport './../../etc/hosts';\nexport const f: string = 1;", /^3: Type 'number'/],
  ])('do not fit: %s', (_, code, message) => {
    expect(ts(code)[0]).toMatch(message);
  });

  it('are those of the program at hand, whatever was checked before', () => {
    expect(ts('const a: number = "1";')).toHaveLength(1);
    expect(ts('const b: number = 1;')).toEqual([]);
    expect(ts('const c = a;')).toHaveLength(1);
  });

  it('name a few problems and no more', () => {
    expect(ts(Array.from({ length: 100 }, (_, index) => `unknown${index}();`).join('\n')).length).toBeLessThanOrEqual(20);
  });
});

describe('types of JavaScript', () => {
  it('fit where they are only guessed', () => {
    expect(js('const f = (x) => { const seen = {}; seen.a = 1; return x.anything + seen.b; };\nmodule.exports = { f };')).toEqual([]);
  });

  it.each([
    ['an unknown name', 'const f = (x) => y;', /^1: Cannot find name 'y'/],
    ['too many arguments', 'function two(a, b) { return a + b; }\nconst f = () => two(1, 2, 3);', /^2: Expected 0-2 arguments/],
    ['a changed constant', 'const a = 1;\nfunction f() { a = 2; }', /^2: Cannot assign to 'a'/],
  ])('do not fit: %s', (_, code, message) => {
    expect(js(code)[0]).toMatch(message);
  });
});
