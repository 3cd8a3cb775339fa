import { formatCount, formatSeconds } from '../../base/format';
import type { Trace } from '../document';
import { CALL_COLUMNS, CHECK_COLUMNS, reportOf, type Report } from './facts';

/** The run as a Markdown document. Text of the task and of candidates stands in code blocks that it cannot end. */
export function markdownReport(trace: Trace): string {
  const report = reportOf(trace);
  return `${[
    `# ${inline(report.title)}: ${report.status.toLowerCase()}`,
    inline(report.summary),
    ...answer(report),
    report.facts.map(([name, value]) => `- **${name}** ${inline(value)}`).join('\n'),
    '## Task',
    block(report.task, report.language),
    '## What happened',
    report.steps.map(stepLines).join('\n'),
    ...candidates(report),
    '## Calls',
    table(CALL_COLUMNS, report.calls),
    '## Checks',
    table(CHECK_COLUMNS, report.checks),
    '## Prompts',
    ...report.prompts.flatMap(({ id, text }) => [`### ${inline(id)}`, block(text, 'text')]),
  ].join('\n\n')}\n`;
}

function answer({ code, language, notChecked }: Report): string[] {
  const open = notChecked.length === 0 ? [] : [`Not checked: ${notChecked.map(inline).join('; ')}.`];
  return code === null ? open : ['## Answer', block(code, language), ...open];
}

function stepLines({ title, outcome, detail, seconds, decisions }: Report['steps'][number], index: number): string {
  const head = `${index + 1}. **${inline(title)}** ${outcome ?? 'stopped'}${seconds === null ? '' : `, ${formatSeconds(seconds)}`}: ${inline(detail)}`;
  return [head, ...decisions.map((decision) => `   - ${inline(decision)}`)].join('\n');
}

function candidates({ candidates: all, language }: Report): string[] {
  return all.length === 0 ? [] : [
    '## Candidates',
    table(
      ['candidate', 'verdict', 'examples', 'agrees as', 'tokens', 'mean log-probability', 'why'],
      all.map(({ id, isSelected, verdict, examples, cluster, tokens, meanLogprob, reason }) => [`${id}${isSelected ? ' (answer)' : ''}`, verdict, examples, cluster, formatCount(tokens), meanLogprob, reason]),
    ),
    ...all.flatMap(({ id, code, isolation }) => [`### ${inline(id)}`, ...(isolation === '' ? [] : [`Checked ${inline(isolation)}.`]), block(code, language)]),
  ];
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? 'None.' : [columns, columns.map(() => '---'), ...rows.map((row) => row.map(inline))].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** Characters that mean something in Markdown or HTML, or would begin another line. */
const MARKUP = /[\\`*_{}[\]<>()#+!|~&-]/g;
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

function inline(text: string): string {
  return text.replace(CONTROL, ' ').replace(MARKUP, (character) => `\\${character}`);
}

/** A fence longer than any that the text has. */
function block(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}
