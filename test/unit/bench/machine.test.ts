import { expect, it } from 'vitest';
import { relevantFlags } from '../../bench/support/machine';

it('names the instruction sets that matter, on x86 and on Arm', () => {
  expect(relevantFlags('processor\t: 0\nflags\t\t: fpu smep sse4_2 avx2 fma avx512_vnni amx_int8 smap\n')).toEqual(['sse4_2', 'avx2', 'fma', 'avx512_vnni', 'amx_int8']);
  expect(relevantFlags('Features\t: fp asimd sve i8mm sme2\n')).toEqual(['asimd', 'sve', 'i8mm', 'sme2']);
  expect(relevantFlags('')).toEqual([]);
});
