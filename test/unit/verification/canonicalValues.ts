import fc from 'fast-check';
import type { CanonicalValue } from '../../../src/verification/types';
import { floatValue } from '../../../src/verification/canonical';

const leaf: fc.Arbitrary<CanonicalValue> = fc.oneof(
  fc.constant<CanonicalValue>(['none']),
  fc.constant<CanonicalValue>(['undef']),
  fc.boolean().map((value): CanonicalValue => ['bool', value]),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map((value): CanonicalValue => ['int', value.toString()]),
  fc.integer({ min: -3, max: 3 }).map((value): CanonicalValue => ['int', String(value)]),
  fc.double().map(floatValue),
  fc.integer({ min: -3, max: 3 }).map(floatValue),
  fc.string().map((value): CanonicalValue => ['str', value]),
  fc.base64String().map((value): CanonicalValue => ['bytes', value]),
);

/** Well-formed canonical values that can equal something. */
export const canonicalValues: fc.Arbitrary<CanonicalValue> = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    { weight: 4, arbitrary: leaf },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('list', 'tuple', 'set'), fc.array(tie('value'), { maxLength: 5 }))
        .map(([tag, items]): CanonicalValue => [tag, items]),
    },
    {
      weight: 1,
      arbitrary: fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 4 }).map((entries): CanonicalValue => ['dict', entries]),
    },
  ),
})).value;
