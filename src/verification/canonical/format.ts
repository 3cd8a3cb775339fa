import type { CanonicalValue } from '../types';

/**
 * The canonical form of a value: what a sandbox sends and what the host compares. JSON-safe, and
 * decided by exact type (`type(x) is int` in Python), so that a candidate's own classes can neither
 * pose as a value nor run code on the host.
 *
 * | tag | payload | from |
 * | --- | --- | --- |
 * | `none` | | `None`, `null` |
 * | `undef` | | `undefined` |
 * | `nil` | | nothing a sandbox sends: a `None` that an example in JavaScript expects, which either of the two above will do for |
 * | `bool` | boolean | |
 * | `int` | decimal digits as a string | Python `int`, JavaScript `bigint` |
 * | `float` | shortest decimal that reads back the same, or `nan`, `inf`, `-inf`, `-0.0` | Python `float`, JavaScript `number` |
 * | `complex` | two `float` payloads | |
 * | `str` | string | |
 * | `bytes` | base64 | `bytes`, `bytearray`, `Uint8Array` |
 * | `list`, `tuple` | array of values | a JavaScript array is a `list` |
 * | `set` | array of values, order without meaning | `set`, `frozenset`, `Set` |
 * | `dict` | array of `[key, value]`, order without meaning | `dict`, `Map`, plain objects (string keys) |
 * | `obj` | type name | anything else; equals nothing, itself included |
 * | `cut` | reason | over a limit of depth, nodes or bytes; equals nothing |
 */
export const CANONICAL_TAGS = [
  'none', 'undef', 'nil', 'bool', 'int', 'float', 'complex', 'str', 'bytes', 'list', 'tuple', 'set', 'dict', 'obj', 'cut',
] as const;
export type CanonicalTag = (typeof CANONICAL_TAGS)[number];
export type { CanonicalValue };
