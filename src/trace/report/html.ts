import { formatSeconds } from '../../base/format';
import { CALL_COLUMNS, CHECK_COLUMNS, type Report, type ReportDrawn, type ReportStep } from './report';
import { REPORT_STYLE } from './style';

/**
 * The run as one HTML file without scripts and without anything from elsewhere; a policy in the page forbids both. What a
 * model or a task says is text: every such place goes through `escape`.
 */
export function htmlPage(report: Report): string {
  const { drawn } = report;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(report.title)}: ${escape(report.status)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<header><h1>${escape(report.title)}</h1><p class="status ${report.status.toLowerCase().replace(' ', '-')}">${escape(report.status)}</p></header>
<p>${escape(report.summary)}</p>
${report.answer === null ? '' : section('Answer', pre(report.answer.text))}
${report.notChecked.length === 0 ? '' : `<p class="dim">Not checked: ${escape(report.notChecked.join('; '))}.</p>`}
<dl>${report.facts.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`).join('')}</dl>
${section(report.asked.heading, pre(report.asked.text))}
${section('What happened', timeline(report.steps))}
${drawn.rows.length === 0 ? '' : section(drawn.heading, table(drawn.columns, drawn.rows) + drawn.texts.map(drawnText).join('\n'))}
${section('Calls', table(CALL_COLUMNS, report.calls))}
${report.checks === null ? '' : section('Checks', table(CHECK_COLUMNS, report.checks))}
${section('Prompts', report.prompts.map(({ id, text }) => details(id, pre(text))).join('\n'))}
</main>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Not allowed in HTML, or able to turn the direction of what follows. */
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

function escape(text: string): string {
  return text.replace(HIDDEN, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

function pre(text: string): string {
  // The line break that follows the tag at once is dropped, and one of the text's own is not.
  return `<pre>\n<code>${escape(text.trimEnd())}</code></pre>`;
}

function section(title: string, content: string): string {
  return `<section><h2>${escape(title)}</h2>\n${content}</section>`;
}

function details(summary: string, content: string, open = false): string {
  return `<details${open ? ' open' : ''}><summary>${escape(summary)}</summary>${content}</details>`;
}

/** Steps one below the other, each with a bar where it was in the run. */
function timeline(steps: readonly ReportStep[]): string {
  const from = Math.min(...steps.map(({ startedAt }) => startedAt));
  const end = Math.max(...steps.map(({ startedAt, seconds }) => startedAt + (seconds ?? 0)));
  const part = (seconds: number): string => (end > from ? ((100 * seconds) / (end - from)).toFixed(2) : '0');
  return `<ol class="steps">${steps.map(({ title, outcome, detail, startedAt, seconds, decisions }) => `<li class="${outcome ?? 'stopped'}">
<div class="bar"><span style="margin-left:${part(startedAt - from)}%;width:${part(seconds ?? 0)}%"></span></div>
<b>${escape(title)}</b> <span class="dim">${seconds === null ? '' : formatSeconds(seconds)}</span><br>${escape(detail)}
${decisions.map((decision) => `<p class="dim">${escape(decision)}</p>`).join('')}</li>`).join('\n')}</ol>`;
}

function drawnText({ id, words, note, text }: ReportDrawn): string {
  return details(`${id}: ${words}`, `${note === '' ? '' : `<p class="dim">${escape(note)}</p>`}${pre(text)}`);
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) {
    return '<p class="dim">None.</p>';
  }
  const cells = (tag: string, row: readonly string[]): string => `<tr>${row.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="wide"><table><thead>${cells('th', columns)}</thead><tbody>${rows.map((row) => cells('td', row)).join('\n')}</tbody></table></div>`;
}
