import { describe, expect, it } from 'vitest';
import { verdictLines, type JudgedTask } from '../../../src/cli/render/verdict';
import type { Verdict } from '../../../src/verification/types';
import { pythonTask } from '../../support/tasks';

const judged = (functionName: string, over: { readonly isolation?: string; readonly notUnderstood?: JudgedTask['task']['notUnderstood'] } = {}): JudgedTask => ({
  task: { ...pythonTask(1), functionName, notUnderstood: over.notUnderstood ?? [] },
  verdict: {
    candidateId: 'candidate', status: 'passed', reason: 'passes 1 of 1 example', results: [], seconds: 0.1,
    isolation: { level: 'contained', description: over.isolation ?? 'a scripted sandbox' },
  } satisfies Verdict,
});
const counted = (lines: readonly string[], words: string): number => lines.filter((line) => line.includes(words)).length;

describe('verdicts of many functions', () => {
  it('say once where they were executed, also when they leave different things open', () => {
    const lines = verdictLines([judged('f'), judged('g', { notUnderstood: [{ line: 3, text: 'g()', reason: 'unclear' }] }), judged('h')]);
    expect(lines.at(-1)).toBe('executed in: a scripted sandbox');
    expect(counted(lines, 'executed in: ')).toBe(1);
    expect(lines).toContain('  not checked: 1 example, which was not understood; speed, and inputs unlike your examples');
    expect(counted(lines, '  not checked: ')).toBe(3);
  });

  it('say it for each where it differs, and once what they all leave open', () => {
    const lines = verdictLines([judged('f'), judged('g', { isolation: 'another sandbox' })]);
    expect(lines.filter((line) => line.includes('executed in: '))).toEqual(['  executed in: a scripted sandbox', '  executed in: another sandbox']);
    expect(lines.slice(-2)).toEqual(['2 of 2 functions pass', 'not checked: speed, and inputs unlike your examples']);
  });

  it('of one function say it below its verdict', () => {
    expect(verdictLines([judged('f')])).toEqual(['passed: passes 1 of 1 example', 'executed in: a scripted sandbox', 'not checked: speed, and inputs unlike your examples']);
  });
});
