import type { OnnxLanguageModel } from '../../../src/backends/onnx';
import { deserializeError } from '../../../src/base/errors';
import type { SandboxVerifier } from '../../../src/verification/verifier';
import { passes, type AskedProblem } from './humanEval';
import { GreedyLlamaCpp } from './llamaCpp';
import type { QualityOptions } from './options';

export interface PassResult {
  readonly problems: number;
  readonly peer: string;
  readonly reckon: EngineTotal;
  readonly llamaCpp: EngineTotal;
  /** Problems with the very same text. */
  readonly sameText: number;
  /** Ids that only one of the two solves. */
  readonly onlyReckon: readonly string[];
  readonly onlyLlamaCpp: readonly string[];
}

interface EngineTotal {
  readonly passed: number;
  readonly tokens: number;
}

export interface PassesInput {
  readonly options: QualityOptions;
  readonly problems: readonly AskedProblem[];
  readonly verifier: SandboxVerifier;
  readonly model: OnnxLanguageModel;
  readonly weightsPath: string;
  log(line: string): void;
}

interface Row {
  readonly id: string;
  readonly reckon: { readonly text: string; readonly tokens: number; readonly passed: boolean };
  readonly llamaCpp: Row['reckon'];
}

/** Greedy answers of both engines to the same tokens, judged by the data set's tests. */
export async function greedyPasses(input: PassesInput): Promise<PassResult> {
  const { options, problems, log } = input;
  const peer = await GreedyLlamaCpp.open(options.peers, input.weightsPath, options.threads);
  const rows: Row[] = [];
  try {
    for (const problem of problems) {
      const row = await compare(input, peer, problem);
      rows.push(row);
      log(`${row.id}: reckon ${word(row.reckon.passed)}, llama.cpp ${word(row.llamaCpp.passed)}; so far ${passed(rows, 'reckon')} and ${passed(rows, 'llamaCpp')} of ${rows.length}`);
    }
  } finally {
    await peer.close();
  }
  const idsOf = (which: (row: Row) => boolean): string[] => rows.filter(which).map(({ id }) => id);
  return {
    problems: rows.length,
    peer: peer.version,
    reckon: total(rows, 'reckon'),
    llamaCpp: total(rows, 'llamaCpp'),
    sameText: rows.filter((row) => row.reckon.text === row.llamaCpp.text).length,
    onlyReckon: idsOf((row) => row.reckon.passed && !row.llamaCpp.passed),
    onlyLlamaCpp: idsOf((row) => !row.reckon.passed && row.llamaCpp.passed),
  };
}

async function compare({ verifier, model }: PassesInput, peer: GreedyLlamaCpp, problem: AskedProblem): Promise<Row> {
  const ours = await answer(model, problem);
  const theirs = await peer.answer(await model.tokenize(problem.answer.prompt), problem);
  const ourPass = await passes(verifier, problem, ours.text);
  const theirPass = theirs.text === ours.text ? ourPass : await passes(verifier, problem, theirs.text);
  return { id: problem.id, reckon: { ...ours, passed: ourPass }, llamaCpp: { ...theirs, passed: theirPass } };
}

async function answer(model: OnnxLanguageModel, { answer: { prompt }, options }: AskedProblem): Promise<{ text: string; tokens: number }> {
  let text = '';
  for await (const part of model.sample(prompt, 1, options)) {
    switch (part.type) {
      case 'text-delta':
        text += part.text;
        break;
      case 'finish':
        return { text, tokens: part.usage.completionTokens };
      case 'error':
        throw deserializeError(part.error);
    }
  }
  throw new Error('The stream ended without its last part.');
}

function total(rows: readonly Row[], engine: 'reckon' | 'llamaCpp'): EngineTotal {
  return { passed: passed(rows, engine), tokens: rows.reduce((sum, row) => sum + row[engine].tokens, 0) };
}

function passed(rows: readonly Row[], engine: 'reckon' | 'llamaCpp'): number {
  return rows.filter((row) => row[engine].passed).length;
}

function word(isPassed: boolean): string {
  return isPassed ? 'passed' : 'failed';
}
