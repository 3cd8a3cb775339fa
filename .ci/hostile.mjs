// Runs every hostile candidate at every level of this machine and puts the table of verdicts into docs/verification.md.
// `node .ci/hostile.mjs [--table-only]` (the latter takes the verdicts of the last run in out/hostile).
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, setup } from './setup.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DOCUMENT = join(ROOT, 'docs/verification.md');
const LANGUAGES = ['python', 'javascript'];
const LEVELS = ['contained', 'isolated'];
const BEGIN = '<!-- hostile table: node .ci/hostile.mjs -->';
const END = '<!-- end of the hostile table -->';

if (!process.argv.includes('--table-only')) {
  setup('demo');
  rmSync(join(ROOT, 'out/hostile'), { recursive: true, force: true });
  run(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'sandbox', 'test/sandbox/hostile']);
}
const table = LANGUAGES.map(tableOf).join('\n\n');
const machine = `${process.platform} ${release()}, ${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`;
const text = `${BEGIN}\n\nMade by \`node .ci/hostile.mjs\` on ${machine}.\n\n${table}\n\n${END}`;
const document = readFileSync(DOCUMENT, 'utf8');
const [before, rest] = document.split(BEGIN);
const after = rest?.split(END)[1];
if (after === undefined) {
  throw new Error(`docs/verification.md has no place for the table: ${BEGIN} … ${END}`);
}
writeFileSync(DOCUMENT, before + text + after);
writeFileSync(join(ROOT, 'out/hostile/table.md'), `${text}\n`);
console.log(table);

function tableOf(language) {
  const [rows, levels] = rowsOf(language);
  const cell = (value) => String(value ?? 'not run').replaceAll('|', '\\|');
  const missing = rows.filter((row) => levels.some((level) => (row[level] ?? null) === null));
  return [
    `${language === 'python' ? 'Python' : 'JavaScript and TypeScript'}: ${rows.length} candidates, ${levels.length} levels${missing.length > 0 ? `; ${missing.length} of them were not run at every level` : ''}.`,
    '',
    `| candidate | ${levels.join(' | ')} |`,
    `| --- |${' --- |'.repeat(levels.length)}`,
    ...rows.map((row) => `| ${cell(row.name)} | ${levels.map((level) => cell(row[level])).join(' | ')} |`),
  ].join('\n');
}

/** Rows with their verdict by level, and the levels at which anything was run. */
function rowsOf(language) {
  const rows = new Map();
  for (const level of LEVELS) {
    const path = join(ROOT, `out/hostile/${language}-${level}.json`);
    for (const { name, verdict } of existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []) {
      rows.set(name, { ...rows.get(name), name, [level]: verdict });
    }
  }
  const all = [...rows.values()];
  if (all.length === 0) {
    throw new Error(`out/hostile has no verdicts for ${language}: run node .ci/hostile.mjs without --table-only.`);
  }
  return [all, LEVELS.filter((level) => all.some((row) => (row[level] ?? null) !== null))];
}
