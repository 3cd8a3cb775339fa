import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outlineOf } from '../../../src/retrieval/extract';
import { AROUND_TOKENS, pack } from '../../../src/retrieval/pack';
import { queryOf, rank } from '../../../src/retrieval/rank';
import type { Offer } from '../../../src/retrieval/sources';
import { guessTokens } from '../../../src/retrieval/tokens';
import { loadSyntax } from '../../../src/verification/syntax';

const name = fc.constantFrom('circle', 'Circle', 'clamp_radius', 'größe', 'x', 'Point3D', 'totalArea');
const line = fc.oneof(
  fc.tuple(name, name, fc.string()).map(([own, other, words]) => `def ${own}(${other}: ${other} = 1):\n    """${words}"""\n    return ${other}`),
  fc.tuple(name, name, name).map(([own, base, field]) => `class ${own}(${base}):\n    ${field}: ${base} = 3\n    def ${field}(self, ${own}): pass`),
  fc.tuple(name, fc.string()).map(([own, value]) => `${own} = ${value}`),
  fc.string(),
);
const file = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n\n'));

describe('a context of any files', () => {
  it('is never above its limit, as its text is counted', async () => {
    const syntax = await loadSyntax('python');
    fc.assert(fc.property(fc.array(file, { maxLength: 4 }), fc.string(), fc.integer({ min: 0, max: 400 }), (files, words, limit) => {
      const outlines = files.map((text) => outlineOf(syntax, text));
      const offers = outlines.flatMap(({ definitions }, index) => definitions.map((definition): Offer => ({ file: `pkg/größe_${index}.py`, definition, origin: index === 0 ? 'named' : 'near', distance: index })));
      const context = pack(rank(queryOf(`circle clamp_radius Point3D ${words}`), offers, outlines[0] ?? outlineOf(syntax, '')), 'python', limit);
      expect(context?.tokens ?? 0).toBeLessThanOrEqual(limit);
      expect(context === null ? 0 : guessTokens(context.text) + AROUND_TOKENS).toBeLessThanOrEqual(limit);
    }), { seed: 7, numRuns: 300 });
  });
});
