import { formatSeconds } from '../../base/format';
import { CALL_COLUMNS, CHECK_COLUMNS, type Report } from './report';

/** The run as a Markdown document. Text of the task and of candidates stands in code blocks that it cannot end. */
export function markdownDocument(report: Report): string {
  return `${[
    `# ${inline(report.title)}: ${report.status.toLowerCase()}`,
    inline(report.summary),
    ...answer(report),
    report.facts.map(([name, value]) => `- **${name}** ${inline(value)}`).join('\n'),
    `## ${report.asked.heading}`,
    block(report.asked.text, report.asked.language),
    '## What happened',
    report.steps.map(stepLines).join('\n'),
    ...drawn(report),
    '## Calls',
    table(CALL_COLUMNS, report.calls),
    ...(report.checks === null ? [] : ['## Checks', table(CHECK_COLUMNS, report.checks)]),
    '## Prompts',
    ...report.prompts.flatMap(({ id, text }) => [`### ${inline(id)}`, block(text, 'text')]),
  ].join('\n\n')}\n`;
}

function answer({ answer: given, notChecked }: Report): string[] {
  const open = notChecked.length === 0 ? [] : [`Not checked: ${notChecked.map(inline).join('; ')}.`];
  return given === null ? open : ['## Answer', block(given.text, given.language), ...open];
}

function stepLines({ title, outcome, detail, seconds, decisions }: Report['steps'][number], index: number): string {
  const head = `${index + 1}. **${inline(title)}** ${outcome ?? 'stopped'}${seconds === null ? '' : `, ${formatSeconds(seconds)}`}: ${inline(detail)}`;
  return [head, ...decisions.map((decision) => `   - ${inline(decision)}`)].join('\n');
}

function drawn({ drawn: { heading, columns, rows, texts } }: Report): string[] {
  return rows.length === 0 ? [] : [
    `## ${heading}`,
    table(columns, rows),
    ...texts.flatMap(({ id, note, text, language }) => [`### ${inline(id)}`, ...(note === '' ? [] : [inline(note)]), block(text, language)]),
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
