import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/base/random';
import { loadSyntax, type Syntax } from '../../../../src/verification/syntax';
import { mutantsOf, OPERATORS } from '../../../bench/verification/falsePasses/mutations';

const HEAD = 'def pick(items, limit):\n    """Doc 1 < 2."""\n';
const BODY = `    total = 0
    kept = []
    for item in items:
        if item < limit and not item == 3:
            kept.append(item)
            total += item
        else:
            continue
    while total > 100:
        total = total - len(kept[1:])
        break
    return max(sorted(kept, key=abs), min(total, limit)) if kept else -1
`;

describe('mutants', () => {
  let syntax: Syntax;
  beforeAll(async () => {
    syntax = await loadSyntax('python');
  });
  const mutants = (seed = 1) => mutantsOf(syntax, HEAD + BODY, HEAD.length, seededRandom(seed));
  const by = (operator: string) => mutants().filter((mutant) => mutant.operator === operator).map(({ code }) => code.slice(HEAD.length));

  it('leave what stands before the body alone', () => {
    expect(mutants().every(({ code }) => code.startsWith(HEAD))).toBe(true);
  });

  it('are distinct programs of the grammar, none of them the original', () => {
    const codes = mutants().map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes).not.toContain(HEAD + BODY);
    expect(codes.every((code) => syntax.parse(code, (root) => !root.hasError))).toBe(true);
  });

  it('make every kind of mistake that the program has room for', () => {
    expect(new Set(mutants().map(({ operator }) => operator))).toEqual(new Set(Object.keys(OPERATORS)));
  });

  it('are the same for the same seed, in another order for another', () => {
    const codes = mutants().map(({ code }) => code);
    expect(mutants().map(({ code }) => code)).toEqual(codes);
    const others = mutants(2).map(({ code }) => code);
    expect(others).not.toEqual(codes);
    expect([...others].sort()).toEqual([...codes].sort());
  });

  it.each([
    ['comparison swapped', 'if item <= limit and'],
    ['comparison swapped', 'not item != 3'],
    ['arithmetic swapped', 'total + len(kept[1:])'],
    ['arithmetic swapped', 'total -= item'],
    ['logic changed', 'item < limit or not'],
    ['logic changed', 'and item == 3:'],
    ['constant off', 'total = 1'],
    ['constant off', 'while total > 101:'],
    ['initial value', 'kept = [0]'],
    ['slice widened', 'kept[:]'],
    ['other function', 'return min(sorted(kept, key=abs), min(total, limit))'],
    ['call changed', 'sorted(kept, key=abs, reverse=True)'],
    ['call changed', '(len(kept[1:]) - 1)'],
    ['arguments swapped', 'min(limit, total)'],
    ['arguments swapped', 'sorted(kept)'],
    ['condition negated', 'if not (item < limit and not item == 3):'],
    ['branch dropped', 'if False:'],
    ['statement removed', '            pass\n            total += item'],
    ['break for continue', '            break\n    while'],
    ['returned early', '        break\n        return max('],
    ['other variable', 'for item in limit:'],
  ])('%s: %s', (operator, text) => {
    expect(by(operator).some((code) => code.includes(text)), by(operator).join('\n----\n')).toBe(true);
  });
});
