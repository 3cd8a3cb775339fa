import { formatCount, formatDollars, formatEnergy, formatEnergyRange, formatJoules, formatProbability, formatSeconds, formatSpentTokens, plural } from '../../base/format';
import type { CostEstimate, ComputeBudget } from '../../budget/types';
import type { CodeTask } from '../../verification/types';
import type { EscalationDecision, ReasoningEvent, ReasoningResult, ResultStatus, StepOutcome } from '../../reasoning/events';
import type { Terminal, Colors } from '../terminal';
import { basisWords, contextLine } from '../../app';
import { budgetAdvice } from './advice';
import { notCheckedLine, notUnderstoodLines } from './examples';
import { renderGrid } from './grid';
import { statusLine } from './statusLine';
import { printable } from './width';

const GRID_INDENT = '    ';

/** Shows a run on a terminal as it happens: estimate first, then steps, then candidates and verdict. */
export class RunRenderer {
  private readonly titles = new Map<string, string>();
  private streamed = 0;

  /** @param showsNumbers every decision with the numbers that it was made from, not only the reasons for further samples */
  constructor(private readonly terminal: Terminal, private readonly showsNumbers = false) {}

  show(event: ReasoningEvent): void {
    const { terminal } = this;
    const { colors } = terminal;
    switch (event.type) {
      case 'run-started':
        this.showStart(event);
        break;
      case 'model-ready':
        terminal.line(colors.dim(`  ${event.loadSeconds > 0 ? `model loaded in ${formatSeconds(event.loadSeconds)}` : 'model ready'}`));
        break;
      case 'step-started':
        this.titles.set(event.stepId, printable(event.title));
        this.streamed = 0;
        if (event.kind === 'own-tests') {
          // They take long, and say nothing meanwhile.
          terminal.transient(colors.dim(`  . ${printable(event.title)}`), event.stepId);
        }
        break;
      case 'text-delta':
        this.streamed += event.text.length;
        this.showStreaming(event.stepId);
        break;
      case 'step-finished':
        terminal.line(`  ${icon(event.outcome, colors)} ${this.titles.get(event.stepId) ?? printable(event.stepId)}${colors.dim(`  ${formatSeconds(event.seconds)}  ${printable(event.detail)}`)}`);
        break;
      case 'decision':
        this.showDecision(event.decision);
        break;
      case 'run-finished':
        this.showResult(event.result);
        break;
      case 'candidate-drawn':
      case 'candidate-judged':
      case 'clusters':
      case 'spent':
        break;
    }
  }

  private showStart(event: Extract<ReasoningEvent, { type: 'run-started' }>): void {
    const { terminal } = this;
    const { task, estimate, budget } = event;
    terminal.line(terminal.colors.bold(`${printable(task.functionName ?? 'task')} (${task.language}, ${plural(task.examples.length, 'example')})`) + choiceOf(task));
    for (const line of notUnderstoodLines(task)) {
      terminal.line(terminal.colors.yellow(`  ${line}`));
    }
    if (task.context !== undefined) {
      terminal.line(`  shown     ${printable(contextLine(task.context))}`);
    }
    terminal.line(`  budget    ${describeBudget(budget)}`);
    terminal.line(`  estimate  ${describeEstimate(estimate)}`);
    for (const caveat of estimate.caveats ?? []) {
      terminal.line(`            ${printable(caveat)}`);
    }
    if (event.further !== undefined) {
      terminal.line(`  further   ${event.further.map(printable).join(', ')}: only where it is worth the wait, within the same budget`);
    }
  }

  private showDecision({ action, count, reason, basis }: EscalationDecision): void {
    const { line, colors } = this.terminal;
    if (this.showsNumbers || (action === 'sample' && count > 1)) {
      line(colors.dim(`    ${printable(reason)}`));
    }
    if (this.showsNumbers && basis !== undefined) {
      line(colors.dim(`      ${printable(basisWords(basis))}`));
    }
  }

  private showStreaming(stepId: string): void {
    const title = this.titles.get(stepId) ?? printable(stepId);
    const { colors } = this.terminal;
    this.terminal.transient(colors.dim(`  . ${title}: ${formatCount(this.streamed)} characters`), stepId, `  . ${title}: writing`);
  }

  private showResult(result: ReasoningResult): void {
    const { terminal } = this;
    const { colors } = terminal;
    for (const line of renderGrid(result.candidates, result.selectedId, colors, terminal.columns - GRID_INDENT.length)) {
      terminal.line(`${GRID_INDENT}${line}`);
    }
    terminal.line(`  ${statusLine(STATUS_WORDS[result.status], statusPaint(result.status, colors), result.summary)}${oddsOf(result)}`);
    for (const line of modelLines(result)) {
      terminal.line(`  ${printable(line)}`);
    }
    const advice = budgetAdvice(result);
    if (advice !== null) {
      terminal.line(`  ${advice}`);
    }
    if (result.failure !== null) {
      const { message, hint } = result.failure;
      terminal.line(colors.yellow(`  model failed: ${printable(hint === undefined ? message : `${message} ${hint}`)}`));
    }
    const isolation = result.evidence[0]?.isolation.description;
    if (isolation !== undefined) {
      terminal.line(colors.dim(`  executed in: ${printable(isolation)}`));
    }
    const around = result.evidence.find(({ kind }, index) => kind === 'own-tests' && index > 0)?.isolation.description;
    if (around !== undefined) {
      terminal.line(colors.dim(`  your tests in: ${printable(around)}`));
    }
    for (const line of differenceLines(result)) {
      terminal.line(`  ${line}`);
    }
    const generated = result.evidence.find(({ kind }) => kind === 'generated-tests');
    if (generated !== undefined) {
      terminal.line(colors.dim(`  generated expectations: ${generated.passed} of ${generated.total} agree (guesses of the model, which prove nothing)`));
    }
    if (result.notChecked.length > 0) {
      terminal.line(colors.dim(`  ${notCheckedLine(result.notChecked)}`));
    }
    terminal.line(`  spent     ${describeSpent(result)}`);
  }
}

/** Where the two best groups differ, and what a person can do about it. */
function differenceLines({ difference, candidates }: ReasoningResult): readonly string[] {
  if (difference === undefined) {
    return [];
  }
  const { call, outcomes, judged, advice } = difference;
  const labelOf = (id: string): string => String(candidates.findIndex(({ candidate }) => candidate.id === id) + 1);
  const [first, second] = outcomes.map(({ candidateId, outcome }) => `candidate ${labelOf(candidateId)} gives ${outcome}`);
  return [
    printable(`the two best answers differ on ${call}: ${first ?? ''}, ${second ?? ''}`),
    ...(judged === null ? [] : [printable(`candidate ${labelOf(judged.candidateId)} is taken to be right there: ${judged.reason}`)]),
    printable(`${advice}.`),
  ];
}

/** Who wrote the answer, and which further model could not be asked and why; nothing to say where a run has one model. */
function modelLines({ further = [], candidates, selectedId, model }: ReasoningResult): string[] {
  const selected = candidates.find(({ candidate }) => candidate.id === selectedId)?.candidate;
  const writer = selected === undefined || further.length === 0 ? [] : [`by        ${selected.model ?? model.id}`];
  const faults = further.flatMap(({ id, failure }) => (failure === null ? [] : [`without   ${id}: ${failure.message}${failure.hint === undefined ? '' : ` ${failure.hint}`}`]));
  return [...writer, ...faults];
}

export function describeBudget(budget: ComputeBudget): string {
  const limits = [
    budget.maxSamples === undefined ? null : plural(budget.maxSamples, 'sample'),
    budget.maxTokens === undefined ? null : plural(budget.maxTokens, 'token'),
    budget.maxSeconds === undefined ? null : formatSeconds(budget.maxSeconds),
    budget.maxDollars === undefined ? null : formatDollars(budget.maxDollars),
    budget.maxJoules === undefined ? null : formatJoules(budget.maxJoules),
  ].filter((part) => part !== null);
  return limits.length === 0 ? 'no limit' : `never more than ${limits.join(', ')}`;
}

function describeEstimate(estimate: CostEstimate): string {
  const { verifiedProbability, correction } = estimate;
  const odds = verifiedProbability === null ? 'nothing to verify' : `${formatProbability(verifiedProbability)} chance of a verified answer`;
  return `${describeCost(estimate)} | ${odds}${correction ? ` | from ${correction.runs} of your runs, too` : ''}`;
}

/** What a run will take, without its odds. */
export function describeCost({ p50, p90, energySource }: CostEstimate): string {
  return [
    `${formatSeconds(p50.seconds)} likely, ${formatSeconds(p90.seconds)} nine times in ten`,
    `${formatCount(p50.tokens)} (${formatCount(p90.tokens)}) tokens`,
    formatEnergyRange(p50.joules, p90.joules, energySource),
    formatDollars(p90.dollars),
  ].join(' | ');
}

/** Nobody waits for less. */
const SHOWN_LOAD_SECONDS = 0.1;

export function describeSpent(result: Pick<ReasoningResult, 'spent'> & Partial<Pick<ReasoningResult, 'loadSeconds'>>): string {
  const { spent, loadSeconds = 0 } = result;
  return [
    `${formatSeconds(spent.seconds)}${loadSeconds >= SHOWN_LOAD_SECONDS ? `, and ${formatSeconds(loadSeconds)} to load the model` : ''}`,
    formatSpentTokens(spent.promptTokens + spent.completionTokens, spent.forfeitedTokens),
    formatEnergy(spent.energy),
    formatDollars(spent.dollars),
  ].join(' | ');
}

/** Passing the examples is not being right. */
function oddsOf({ confidence }: ReasoningResult): string {
  return confidence === null ? '' : ` (about ${formatProbability(confidence)} likely right)`;
}

const STATUS_WORDS: Readonly<Record<ResultStatus, string>> = { verified: 'VERIFIED', unverified: 'NOT VERIFIED', abstained: 'NO ANSWER' };

export function statusWord(status: ResultStatus, colors: Colors): string {
  return statusPaint(status, colors)(STATUS_WORDS[status]);
}

function statusPaint(status: ResultStatus, colors: Colors): (text: string) => string {
  return status === 'verified' ? colors.green : colors.yellow;
}

function icon(outcome: StepOutcome, colors: Colors): string {
  switch (outcome) {
    case 'passed':
      return colors.green('ok');
    case 'failed':
      return colors.red('x ');
    case 'inconclusive':
      return colors.yellow('? ');
    case 'stopped':
      return colors.yellow('- ');
  }
}

/** Nobody named the function: why it is this one. */
function choiceOf({ chosenAmong }: CodeTask): string {
  return chosenAmong === undefined ? '' : `  the only one of ${chosenAmong} functions that is not written yet`;
}
