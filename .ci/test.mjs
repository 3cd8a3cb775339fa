// What `npm test` runs: set-up, then every stage, all of them even when one fails, so that one run shows everything.
// One line for each stage when it is done; the last line has the sums.
// `node .ci/test.mjs [STAGE…]` runs the named stages only.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from './setup.mjs';
import { SIDE_BY_SIDE, STAGES } from './stages.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

async function main(names) {
  const unknown = names.filter((name) => !(name in STAGES));
  if (unknown.length > 0) {
    console.error(`Unknown stage ${unknown.join(', ')}. There are: ${Object.keys(STAGES).join(', ')}.`);
    return 1;
  }
  await setUp('test');
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const group of inGroups(names.length > 0 ? names : stagesWithTests())) {
    for (const result of await Promise.all(group.map(runStage))) {
      total.passed += result.passed;
      total.failed += result.failed;
      total.skipped += result.skipped;
    }
  }
  console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
  return total.failed > 0 ? 1 : 0;
}

/** Every stage but those of rooms that have no tests in the tree; a named stage always has to run something. */
function stagesWithTests() {
  return Object.keys(STAGES).filter((name) => name !== 'webview' || existsSync(join(ROOT, 'test/webview')));
}

/** Stages in their order; neighbours that may run side by side are one group. */
function inGroups(names) {
  const groups = [];
  for (const name of names) {
    const before = groups.at(-1);
    if (before !== undefined && [...before, name].every((each) => SIDE_BY_SIDE.has(each))) {
      before.push(name);
    } else {
      groups.push([name]);
    }
  }
  return groups;
}

async function runStage(name) {
  const started = performance.now();
  const result = await STAGES[name](ROOT);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (!result.ok) {
    console.log(result.output.trimEnd());
  }
  const counts = result.passed + result.failed > 0 ? `, ${result.passed} passed, ${result.failed} failed` : '';
  console.log(`[${result.ok ? 'ok' : 'FAILED'}] ${name} (${seconds} s${counts})`);
  return result;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    console.log('0 passed, 1 failed');
    process.exitCode = 1;
  },
);
