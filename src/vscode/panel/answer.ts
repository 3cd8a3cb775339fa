import type { AnswerState, CheckState } from '../../protocol';
import type { JudgedCandidate, ReasoningResult } from '../../reasoning/events';
import { describeMiss } from './miss';

/** Failing examples named one by one; more are counted. */
const MAX_FAILURES_SHOWN = 3;

/** The proof in words: what was executed and how it went, and what was not looked at. */
export function answerOf(result: ReasoningResult, comparedInputs: number, insertLabel: string): AnswerState {
  return {
    status: result.status,
    code: result.code,
    writer: writerOf(result),
    confidence: result.confidence,
    checks: [...checksOf(result, comparedInputs), ...notCheckedOf(result), ...failureOf(result), ...furtherFailures(result)],
    insertLabel,
  };
}

function checksOf(result: ReasoningResult, comparedInputs: number): CheckState[] {
  const best = result.candidates.find(({ candidate }) => candidate.id === result.selectedId);
  if (best === undefined) {
    return [notChecked(withoutVerdict(result.summary))];
  }
  const others = [...agreementChecks(result, comparedInputs), ...generatedChecks(result), ...differenceChecks(result)];
  if (result.status === 'verified') {
    return [
      ...exampleChecks(best, result),
      ...ownTestsChecks(best),
      ...propertyChecks(best, result),
      ...typeChecks(best),
      ...others,
    ];
  }
  return [...failureChecks(best, result), ...overfittedChecks(best), ...ownTestsChecks(best), ...propertyChecks(best, result), ...typeChecks(best), ...others, notChecked(withoutVerdict(result.summary))];
}

/** None for a task without examples: its own tests say all there is. */
function exampleChecks(best: JudgedCandidate, { task }: ReasoningResult): CheckState[] {
  const { length } = task.examples;
  return length === 0 ? [] : [
    passed(length === 1 ? 'your example passes' : `your ${length} examples pass`),
    passed('run apart from your files and network, then once more in a fresh process', isolationOf(best)),
  ];
}

function ownTestsChecks({ verdict }: JudgedCandidate): CheckState[] {
  if (verdict?.ownTests === undefined) {
    return [];
  }
  const { status, reason, isolation } = verdict.ownTests;
  return [status === 'passed' ? passed(reason, isolation.description) : { mark: 'failed', text: 'your tests do not pass', detail: reason }];
}

function notCheckedOf({ notChecked }: ReasoningResult): CheckState[] {
  return notChecked.map(({ text, detail }) => ({ mark: 'not-checked', text: `not checked: ${text}`, detail }));
}

/** A model that failed late leaves an answer, and less of a search for a better one. */
function failureOf({ failure }: ReasoningResult): CheckState[] {
  return failure === null ? [] : [{ mark: 'not-checked', text: `the model failed before it was done: ${failure.message}`, detail: failure.hint ?? null }];
}

/** Further models that could not be asked, or failed: the search was smaller than it was to be. */
function furtherFailures({ further = [] }: ReasoningResult): CheckState[] {
  return further.flatMap(({ id, failure }) => (failure === null ? [] : [{ mark: 'not-checked' as const, text: `without ${id}: ${failure.message}`, detail: failure.hint ?? null }]));
}

function writerOf({ candidates, selectedId, further = [], model }: ReasoningResult): string | null {
  const selected = candidates.find(({ candidate }) => candidate.id === selectedId)?.candidate;
  return selected === undefined || further.length === 0 ? null : (selected.model ?? model.id);
}

function failureChecks(best: JudgedCandidate, { task, candidates }: ReasoningResult): CheckState[] {
  const misses = best.verdict?.results.filter(({ status }) => status !== 'passed') ?? [];
  const labels = new Map(task.examples.map(({ id, label }) => [id, label]));
  const shown = misses.slice(0, MAX_FAILURES_SHOWN).map((miss): CheckState => {
    const everywhere = candidates.length > 1 && candidates.every((each) => failsAt(each, miss.exampleId));
    const count = everywhere ? `, and fails for every one of ${candidates.length} candidates` : '';
    const text = `${labels.get(miss.exampleId) ?? miss.exampleId}: ${describeMiss(miss)}${count}`;
    return { mark: miss.status === 'inconclusive' ? 'not-checked' : 'failed', text, detail: null };
  });
  const more = misses.length - shown.length;
  return more > 0 ? [...shown, { mark: 'failed', text: `${more} more examples fail`, detail: null }] : shown;
}

function failsAt({ verdict }: JudgedCandidate, exampleId: string): boolean {
  const status = verdict?.results.find((result) => result.exampleId === exampleId)?.status;
  return status !== undefined && status !== 'passed';
}

function overfittedChecks({ verdict }: JudgedCandidate): CheckState[] {
  return verdict?.status === 'overfitted' ? [{ mark: 'failed', text: 'it knows your examples, and does not compute them', detail: verdict.reason }] : [];
}

/** What the task states for all inputs, where it could be tried. */
function propertyChecks({ verdict }: JudgedCandidate, { task }: ReasoningResult): CheckState[] {
  const labels = new Map(task.properties?.map(({ id, label }) => [id, label]));
  return (verdict?.properties ?? []).filter(({ status }) => status !== 'inconclusive').map(({ propertyId, status, held, counterexample }) => {
    const label = labels.get(propertyId) ?? propertyId;
    return status === 'passed' ? passed(`${label} holds on ${held} made-up inputs`) : { mark: 'failed', text: `${label} does not hold for ${counterexample ?? ''}`, detail: null };
  });
}

/** Types that do not fit are shown where they are and not counted against an answer that passes: they say nothing of values. */
function typeChecks({ verdict }: JudgedCandidate): CheckState[] {
  const [first, ...more] = verdict?.types?.problems ?? [];
  if (first === undefined) {
    return verdict?.types ? [passed('its types fit')] : [];
  }
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  return [{ mark: 'failed', text: `types do not fit at line ${first.line}${others}`, detail: first.message }];
}

function agreementChecks({ evidence }: ReasoningResult, comparedInputs: number): CheckState[] {
  const agreement = evidence.find(({ kind }) => kind === 'agreement');
  if (agreement === undefined) {
    return [];
  }
  const text = `${agreement.passed} of ${agreement.total} candidates agree on ${comparedInputs} made-up inputs`;
  return [{ mark: agreement.passed > 1 ? 'passed' : 'not-checked', text, detail: null }];
}

/** What the model expects is no check: a mark for it would look like one. */
function generatedChecks({ evidence, generatedTests = [], selectedId }: ReasoningResult): CheckState[] {
  const generated = evidence.find(({ kind }) => kind === 'generated-tests');
  const missed = generatedTests.find(({ agreeing }) => !agreeing.includes(selectedId ?? ''));
  return generated === undefined ? [] : [{
    mark: 'not-checked',
    text: `generated expectations: ${generated.passed} of ${generated.total} agree`,
    detail: `guesses of the model, which prove nothing${missed === undefined ? '' : `; not met: ${missed.label}`}`,
  }];
}

/** What one example of the person would settle. */
function differenceChecks({ difference, selectedId, candidates }: ReasoningResult): CheckState[] {
  if (difference === undefined) {
    return [];
  }
  const own = candidates.find(({ candidate }) => candidate.id === selectedId)?.cluster ?? null;
  const isOwn = (id: string): boolean => id === selectedId || (own !== null && candidates.find(({ candidate }) => candidate.id === id)?.cluster === own);
  const outcomes = difference.outcomes.map(({ candidateId, outcome }) => `${isOwn(candidateId) ? 'this one' : 'another'} gives ${outcome}`);
  const judged = difference.judged === null ? '' : `${isOwn(difference.judged.candidateId) ? 'for this one' : 'for the other'}: ${difference.judged.reason}. `;
  return [notCheckedFor(`two answers differ on ${difference.call}: ${outcomes.join(', ')}`, `${judged}${difference.advice}`)];
}

function notCheckedFor(text: string, detail: string): CheckState {
  return { mark: 'not-checked', text, detail };
}

function isolationOf({ verdict }: JudgedCandidate): string {
  const description = verdict?.isolation.description;
  return description === undefined ? 'isolation unknown' : `${verdict?.isolation.level ?? ''}: ${description}`;
}

/** The card says "Not verified" already. */
function withoutVerdict(summary: string): string {
  const text = summary.replace(/^(?:Not verified|No answer): /, '').replace(/\.$/, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function passed(text: string, detail: string | null = null): CheckState {
  return { mark: 'passed', text, detail };
}

function notChecked(text: string): CheckState {
  return { mark: 'not-checked', text, detail: null };
}
