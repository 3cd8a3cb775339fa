import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { GenerateOptions, Prompt } from '../../../src/model';
import { extractCode, solvePrompt } from '../../../src/prompts';
import { assembleProgram, readTask } from '../../../src/verification/task';
import type { CodeTask } from '../../../src/verification/types';
import type { SandboxVerifier } from '../../../src/verification/verifier';

const problemSchema = z.object({ task_id: z.string(), prompt: z.string(), entry_point: z.string(), test: z.string() });

/** A problem of HumanEval (Chen et al., 2107.03374) as Reckon would be asked it. */
export interface Problem {
  readonly id: string;
  readonly task: CodeTask;
  readonly prompt: Prompt;
  readonly options: Omit<GenerateOptions, 'abortSignal'>;
  /** Defines `check`. */
  readonly test: string;
}

/** Longest answer, in tokens; that of the product. */
const MAX_ANSWER_TOKENS = 512;
/** More goes wrong only in the problem's own tests. */
const MAX_MESSAGE = 120;

/** @param path a file of the data set as published, one JSON document a line, gzipped or not */
export async function readProblems(path: string, count: number): Promise<Problem[]> {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const rows = text.split('\n').filter((line) => line !== '').slice(0, count);
  return Promise.all(rows.map(async (line) => {
    const row = problemSchema.parse(JSON.parse(line));
    const task = await readTask(row.prompt, { language: 'python', functionName: row.entry_point });
    const { prompt, ...end } = solvePrompt(task, { supportsAnswerPrefix: true });
    return { id: row.task_id, task, prompt, options: { ...end, temperature: 0, maxOutputTokens: MAX_ANSWER_TOKENS }, test: row.test };
  }));
}

export interface Judgement {
  readonly passed: boolean;
  readonly why: string;
}

/** Runs the problem's own tests against an answer, in the product's sandbox. */
export async function judge(verifier: SandboxVerifier, { id, task, test }: Problem, answer: string): Promise<Judgement> {
  const { program } = await assembleProgram(task, extractCode(answer));
  const name = task.functionName ?? '';
  const code = `${program.given}\n${program.code}\n\n${test}\n\ndef reckon_check():\n    check(${name})\n    return True\n`;
  const candidate = { id, language: 'python', code, program: { functionName: 'reckon_check', given: '', givenNames: [], code } } as const;
  const { outcomes: [outcome] } = await verifier.fingerprint(candidate, ['reckon_check()']);
  const passed = outcome !== null && outcome !== undefined && !outcome.startsWith('raises:');
  return { passed, why: passed ? 'passed' : (outcome ?? 'ended, timed out or failed to load').slice(0, MAX_MESSAGE) };
}
