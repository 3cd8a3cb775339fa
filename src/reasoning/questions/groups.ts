import { normalizeAnswer, type NormalAnswer, type QuestionReading } from '../../prompts';
import type { AnswerGroup, DrawnAnswer } from './events';

interface ReadAnswer {
  readonly id: string;
  readonly normal: NormalAnswer;
}

/**
 * Groups samples by what they answer (self-consistency: Wang et al., 2203.11171), the largest group first and of
 * equal ones the one that was there first. Samples without a short answer are in none.
 */
export function groupAnswers(samples: readonly Pick<DrawnAnswer, 'id' | 'answer'>[], question: QuestionReading): AnswerGroup[] {
  const read = samples.flatMap(({ id, answer }) => (answer === null ? [] : [{ id, normal: normalizeAnswer(answer, question) }]));
  const units = unitsByValue(read);
  const groups = new Map<string, ReadAnswer[]>();
  for (const each of read) {
    const key = keyWithUnit(each.normal, units);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()]
    .sort((a, b) => b.length - a.length)
    .map((members) => ({ answer: mostFrequent(members.map(({ normal }) => normal.shown)), sampleIds: members.map(({ id }) => id) }));
}

function unitsByValue(read: readonly ReadAnswer[]): ReadonlyMap<string, ReadonlySet<string>> {
  const units = new Map<string, Set<string>>();
  for (const { normal: { amount } } of read) {
    if (amount !== null && amount.unit !== '') {
      units.set(amount.value, (units.get(amount.value) ?? new Set()).add(amount.unit));
    }
  }
  return units;
}

/** `5` means `5 apples` where nobody who says 5 means anything else; beside `5 km` and `5 m` it stays apart. */
function keyWithUnit({ key, amount }: NormalAnswer, units: ReadonlyMap<string, ReadonlySet<string>>): string {
  if (amount === null || amount.unit !== '') {
    return key;
  }
  const [only, ...others] = units.get(amount.value) ?? [];
  return only === undefined || others.length > 0 ? key : `number:${amount.value} ${only}`;
}

function mostFrequent(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  texts.forEach((text) => counts.set(text, (counts.get(text) ?? 0) + 1));
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), ['', 0] as [string, number])[0];
}
