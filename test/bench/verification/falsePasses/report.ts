import { renderTable } from '../../support/table';
import { seededRandom } from '../../../../src/base/random';
import type { JudgedMutant } from './run';
import { byFirstExamples, groupResult, GROUPS, type GroupResult, type Share } from './statistics';

export interface FalsePassesResult {
  readonly all: GroupResult;
  readonly groups: readonly GroupResult[];
  readonly operators: readonly GroupResult[];
  readonly firstExamples: ReturnType<typeof byFirstExamples>;
  readonly verdicts: Readonly<Record<string, number>>;
}

export function resultOf(mutants: readonly JudgedMutant[], seed: number): FalsePassesResult {
  const random = seededRandom(seed);
  const names = [...new Set(mutants.map(({ operator }) => operator))].sort();
  const verdicts = new Map<string, number>();
  for (const { verdict } of mutants) {
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  }
  return {
    all: groupResult('all', mutants, random.fork(0)),
    groups: GROUPS.map(({ name, has }, index) => groupResult(name, mutants.filter(({ examples }) => has(examples)), random.fork(index + 1))),
    operators: names.map((name, index) => groupResult(name, mutants.filter(({ operator }) => operator === name), random.fork(index + 100))),
    firstExamples: byFirstExamples(mutants, random.fork(99)),
    verdicts: Object.fromEntries([...verdicts].sort()),
  };
}

const HEADING = ['problems', 'mutants', 'pass the examples', 'of those: the same on all inputs', 'wrong on base tests', 'wrong on plus tests only', 'P(passes, given wrong)', 'P(right, given passes)'];

/** Tables in Markdown, for docs/verification.md. */
export function markdownOf({ all, groups, operators, firstExamples }: FalsePassesResult): string {
  return [
    markdownTable([['visible examples', ...HEADING], ...[...groups, all].map(cells)]),
    '',
    markdownTable([['the first … examples', 'wrong mutants', 'pass them', 'share'], ...firstExamples.map(({ examples, passGivenWrong }) => [String(examples), String(passGivenWrong?.of ?? 0), String(passGivenWrong?.count ?? 0), shareText(passGivenWrong)])]),
    '',
    markdownTable([['mistake', ...HEADING], ...operators.map(cells)]),
    '',
  ].join('\n');
}

export function plainText({ all, groups, firstExamples, verdicts }: FalsePassesResult): string {
  return [
    `Verdicts: ${Object.entries(verdicts).map(([name, count]) => `${count} ${name}`).join(', ')}`,
    '',
    renderTable([['visible examples', ...HEADING], ...[...groups, all].map(cells)]),
    '',
    renderTable([['the first … examples', 'share of wrong mutants that pass them'], ...firstExamples.map(({ examples, passGivenWrong }) => [String(examples), shareText(passGivenWrong)])]),
  ].join('\n');
}

function cells({ name, problems, mutants, passing, equivalent, wrongOnBase, wrongOnPlusOnly, passGivenWrong, rightGivenPass }: GroupResult): string[] {
  return [name, ...[problems, mutants, passing, equivalent, wrongOnBase, wrongOnPlusOnly].map(String), shareText(passGivenWrong), shareText(rightGivenPass)];
}

function shareText(share: Share | null): string {
  return share === null ? '–' : `${share.share.toFixed(3)} (${share.low.toFixed(3)}–${share.high.toFixed(3)})`;
}

function markdownTable([heading = [], ...rows]: readonly (readonly string[])[]): string {
  return [heading, heading.map((_, index) => (index === 0 ? '---' : '---:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
