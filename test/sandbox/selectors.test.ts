import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import type { ReasoningResult } from '../../src/reasoning';
import { readTask } from '../../src/verification/task';
import { createVerifier, type SandboxVerifier } from '../../src/verification/verifier';
import { distScript } from '../support/dist';
import { runToEnd } from '../support/runs';
import { ScriptedModel } from '../support/scriptedModel';

let verifier: SandboxVerifier;

beforeAll(() => {
  verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock });
});

afterAll(() => verifier.dispose());

interface Given {
  readonly text: string;
  readonly fileName: string;
  readonly samples: readonly string[];
}

async function solve({ text, fileName, samples }: Given): Promise<ReasoningResult> {
  const task = await readTask(text, { fileName });
  const model = new ScriptedModel({ samples: samples.map((sample) => ({ text: sample })), info: { supportsAnswerPrefix: false } });
  return (await runToEnd({ model, verifier, task, strategies: ['codet', 'discriminate'], budget: { maxSamples: 2 }, rule: 'all-samples' })).result;
}

const python = (...lines: readonly string[]): string => `\`\`\`python\n${lines.join('\n')}\n\`\`\`\n`;

describe('choosing, with answers that really run', () => {
  it('compares on the arguments of generated tests where the types are not known', async () => {
    const result = await solve({
      text: 'def longest(words):\n    """The longest of some words, the first of equals."""\n', fileName: 'task.py',
      samples: [python('def longest(words):', '    return sorted(words, key=len)[-1]'), python('def longest(words):', '    return max(words, key=len)'), python('assert longest(["ab", "cd"]) == "ab"', 'assert longest(["a"]) == "a"'), '?'],
    });
    expect(result).toMatchObject({
      status: 'unverified', selectedId: 'c2', generatedTests: [{ label: "longest([\"ab\", \"cd\"]) == \"ab\"", agreeing: ['c2'] }, { agreeing: ['c1', 'c2'] }],
      difference: { call: 'longest(["ab", "cd"])', outcomes: [{ candidateId: 'c2', outcome: "'ab'" }, { candidateId: 'c1', outcome: "'cd'" }], judged: null },
    });
  });

  it('lets an answer fail for which a stated property does not hold on the input that was found', async () => {
    // Properties are tried on short texts; only the model's test has a long one.
    const result = await solve({
      text: 'def shout(text: str) -> str:\n    """Upper case.\n\n    For all text: len(shout(text)) == len(text)\n    """\n', fileName: 'task.py',
      samples: [python('def shout(text):', '    return text.replace("ß", "S").upper()[:40]'), python('def shout(text):', '    return text.replace("ß", "S").upper()'), python(`assert shout("${'a'.repeat(50)}") == "${'A'.repeat(50)}"`), '?'],
    });
    expect(result).toMatchObject({ selectedId: 'c2', difference: { judged: { candidateId: 'c2', by: 'properties' } } });
    expect(result.candidates[0]?.verdict).toMatchObject({ status: 'failed', reason: expect.stringContaining('does not hold for text = ') as unknown });
  });

  it('takes a result of the declared type for right', async () => {
    const result = await solve({
      text: 'def half(n: int) -> int:\n    """Half of a number, rounded down."""\n', fileName: 'task.py',
      samples: [python('def half(n):', '    return n / 2'), python('def half(n):', '    return n // 2'), 'no tests', '?'],
    });
    expect(result).toMatchObject({ selectedId: 'c2', difference: { judged: { candidateId: 'c2', by: 'types' } } });
  });
});
