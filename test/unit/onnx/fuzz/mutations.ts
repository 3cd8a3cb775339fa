import fc from 'fast-check';

/** One change to a file. Places are fractions of the header or of the file, so that one arbitrary fits every file. */
export type Mutation =
  | { readonly kind: 'bytes'; readonly at: number; readonly bytes: readonly number[] }
  | { readonly kind: 'number'; readonly at: number; readonly value: bigint; readonly size: 4 | 8 }
  | { readonly kind: 'move'; readonly from: number; readonly to: number; readonly length: number }
  | { readonly kind: 'remove'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: readonly number[] }
  | { readonly kind: 'data'; readonly at: number; readonly bytes: readonly number[] }
  | { readonly kind: 'truncate'; readonly at: number; readonly inHeader: boolean };

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const someBytes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 8 });
/** Counts and sizes that readers stumble over. */
const temptingNumber = fc.oneof(
  fc.constantFrom(0n, 1n, 2n ** 16n, 2n ** 24n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n),
  fc.bigInt({ min: 0n, max: 2n ** 20n }),
);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('bytes' as const), at: place, bytes: someBytes }),
  fc.record({ kind: fc.constant('number' as const), at: place, value: temptingNumber, size: fc.constantFrom(4 as const, 8 as const) }),
  fc.record({ kind: fc.constant('move' as const), from: place, to: place, length: fc.integer({ min: 1, max: 64 }) }),
  fc.record({ kind: fc.constant('remove' as const), at: place, length: fc.integer({ min: 1, max: 64 }) }),
  fc.record({ kind: fc.constant('insert' as const), at: place, bytes: someBytes }),
  fc.record({ kind: fc.constant('data' as const), at: place, bytes: someBytes }),
  fc.record({ kind: fc.constant('truncate' as const), at: place, inHeader: fc.boolean() }),
);

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(mutation, { minLength: 1, maxLength: 3 });

/** The changed file; `headerBytes` is how much of it is header. */
export function mutate(file: Uint8Array, headerBytes: number, changes: readonly Mutation[]): Buffer {
  return changes.reduce<Buffer>((bytes, change) => apply(bytes, Math.min(headerBytes, bytes.length), change), Buffer.from(file));
}

function apply(file: Buffer, headerBytes: number, change: Mutation): Buffer {
  const inHeader = (fraction: number): number => Math.floor(fraction * headerBytes);
  switch (change.kind) {
    case 'bytes':
      return overwrite(file, inHeader(change.at), Buffer.from(change.bytes));
    case 'number': {
      const number = Buffer.alloc(8);
      number.writeBigUInt64LE(BigInt.asUintN(8 * change.size, change.value));
      return overwrite(file, inHeader(change.at), number.subarray(0, change.size));
    }
    case 'move':
      return overwrite(file, inHeader(change.to), Buffer.from(file.subarray(inHeader(change.from), inHeader(change.from) + change.length)));
    case 'remove':
      return Buffer.concat([file.subarray(0, inHeader(change.at)), file.subarray(inHeader(change.at) + change.length)]);
    case 'insert':
      return Buffer.concat([file.subarray(0, inHeader(change.at)), Buffer.from(change.bytes), file.subarray(inHeader(change.at))]);
    case 'data':
      return overwrite(file, headerBytes + Math.floor(change.at * (file.length - headerBytes)), Buffer.from(change.bytes));
    case 'truncate':
      return file.subarray(0, change.inHeader ? inHeader(change.at) : Math.floor(change.at * file.length));
  }
}

function overwrite(file: Buffer, at: number, bytes: Uint8Array): Buffer {
  file.set(bytes.subarray(0, Math.max(0, file.length - at)), Math.min(at, file.length));
  return file;
}
