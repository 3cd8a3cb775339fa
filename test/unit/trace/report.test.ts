import { Window } from 'happy-dom';
import { beforeAll, describe, expect, it } from 'vitest';
import { htmlReport, markdownReport, type Trace } from '../../../src/trace';
import { ScriptedModel } from '../../support/scriptedModel';
import { pythonTask } from '../../support/tasks';
import { recordRun } from '../../support/traces';

const MARKUP = '<img src=x onerror=alert(1)>';
const HOSTILE = `def f(x):\n    return x + 1  # right ${MARKUP} </code></pre><script>alert(1)</script> &amp; " \`\`\`\` \u202e\n`;

let trace: Trace;
beforeAll(async () => {
  const task = { ...pythonTask(), text: `${pythonTask().text}# ${MARKUP}\n`, functionName: MARKUP };
  const model = new ScriptedModel({ samples: [{ text: 'def f(x):\n    return x  # wrong' }, { text: HOSTILE }] });
  ({ trace } = await recordRun({ model, task }));
});

describe('the report as a web page', () => {
  it('shows task, steps with their reasons, candidates, calls, checks and prompts', () => {
    const { document } = pageOf(htmlReport(trace));
    const headings = [...document.querySelectorAll('h2')].map(({ textContent }) => textContent);
    expect(headings).toEqual(['Answer', 'Task', 'What happened', 'Candidates', 'Calls', 'Checks', 'Prompts']);
    expect(document.querySelectorAll('.steps li').length).toBeGreaterThan(1);
    expect(document.querySelector('.steps')?.textContent).toContain('more samples: ');
    expect(document.querySelector('.steps')?.textContent).toMatch(/judged: 0 passed, 1 did not on a solve rate of Beta\([\d.]+, [\d.]+\); strategies: best-of-n \d+% for \d+ tokens \(\d[\d,]* tokens a pass\)/);
    expect(document.querySelector('.status')?.textContent).toBe('Verified');
  });

  it('has what a model wrote as text and never as markup', () => {
    const { document } = pageOf(htmlReport(trace));
    expect(document.querySelectorAll('img, script, iframe, object, link, a, [onerror]').length).toBe(0);
    expect(document.querySelector('h1')?.textContent).toBe(`${MARKUP} (python)`);
    expect(document.querySelector('main')?.textContent).toContain('</code></pre><script>alert(1)</script> &amp; "');
    expect(document.body.textContent).not.toContain('\u202e');
  });

  it('takes nothing from elsewhere, and its own policy forbids it', () => {
    const html = htmlReport(trace);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(style).not.toMatch(/url\(|@import/);
    expect(style).toContain('prefers-color-scheme: dark');
  });
});

describe('the report in Markdown', () => {
  it('fences code so that it cannot end its block', () => {
    const lines = markdownReport(trace).split('\n');
    const at = lines.findIndex((line) => line.startsWith('`````'));
    expect(lines.slice(at).join('\n')).toContain('`````python');
    expect(lines.filter((line) => /^`{5}/.test(line)).length % 2).toBe(0);
  });

  it('has no markup outside of code', () => {
    const outside = markdownReport(trace).replace(/^(`{3,})[^`\n]*\n[^]*?\n\1$/gm, '');
    expect(outside).not.toMatch(/(?<!\\)<(?:img|script)/);
    expect(outside).toContain('\\<img src=x onerror=alert\\(1\\)\\>');
    for (const row of outside.split('\n').filter((line) => /^\| c\d/.test(line))) {
      expect(row.replace(/\\\|/g, '').split('|')).toHaveLength(9);
    }
  });
});

function pageOf(html: string): Window {
  const window = new Window();
  window.document.write(html);
  return window;
}
