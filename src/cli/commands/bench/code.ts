import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { evaluationPlot, type EvaluateRequest, type EvaluationDocument, type EvaluationProgress } from '../../../app';
import { plural } from '../../../base/format';
import { EXIT, type ExitCode } from '../../exitCodes';
import { endpointOption, modelOption, modelReference, precisionOption, priceOption, seedOption, threadsOption, wholeNumber, type EngineFlags, type ModelFlags } from '../../options';
import { renderTable } from '../../render/table';
import { loadProgress, withSession, type Session } from '../../session';

interface CodeFlags extends EngineFlags, ModelFlags {
  readonly data: string;
  readonly out: string;
  readonly limit?: number;
  readonly policy?: readonly string[];
  readonly samples: number;
  readonly orders: number;
  readonly seed: number;
  readonly samplesIn?: string;
  readonly samplesOut?: string;
  readonly examples: boolean;
  readonly beside?: string;
}

/** Samples of each problem: where best-of-N with examples levels off for small models. */
const DEFAULT_SAMPLES = 16;
/** Orders in which policies are replayed; ten make the chance of the order small against that of the problems. */
const DEFAULT_ORDERS = 10;

export function benchCodeCommand(exit: (code: ExitCode) => void): Command {
  return new Command('code')
    .description('solve a set of problems under several policies on the same samples, and score them with hidden tests')
    .requiredOption('--data <file>', 'problems in the form of HumanEval, EvalPlus or MBXP, one JSON document a line, perhaps gzipped')
    .requiredOption('--out <file>', 'where the result goes as JSON, with a picture beside it')
    .addOption(new Option('--limit <n>', 'only the first problems').argParser(wholeNumber(1)))
    .addOption(new Option('--policy <names...>', 'only these policies'))
    .addOption(new Option('--samples <n>', 'samples a policy may take, the greedy answer included').argParser(wholeNumber(1)).default(DEFAULT_SAMPLES))
    .addOption(new Option('--orders <n>', 'orders of the samples in which policies are replayed').argParser(wholeNumber(1)).default(DEFAULT_ORDERS))
    .addOption(new Option('--samples-out <file>', 'draw samples into this file, as far as they are not there yet (default: beside --out)').conflicts('samplesIn'))
    .addOption(new Option('--samples-in <file>', 'take samples from this file, without a model').conflicts('samplesOut'))
    .option('--no-examples', "do not use the problems' visible examples")
    .option('--beside <file>', 'compare with the greedy answers of another model: an evaluation of the same problems')
    .addOption(modelOption())
    .addOption(endpointOption())
    .addOption(priceOption())
    .addOption(seedOption())
    .addOption(threadsOption())
    .addOption(precisionOption())
    .action(async (flags: CodeFlags) => {
      exit(await withSession(flags, (session) => benchCode(session, flags)));
    });
}

async function benchCode(session: Session, flags: CodeFlags): Promise<ExitCode> {
  const { terminal, reckon } = session;
  const document = await reckon.evaluate({ ...requestOf(session, flags), onLoadProgress: loadProgress(terminal), onProgress: (progress) => terminal.transient(`  ${wordsOf(progress)}`, progress.phase) });
  const picture = besides(flags.out, '.svg');
  await Promise.all([writeFile(flags.out, `${JSON.stringify(document, null, 2)}\n`), writeFile(picture, evaluationPlot(document))]);
  await session.print([...lines(document), '', `All of it is in ${flags.out}, the curve in ${picture}.`].join('\n'));
  return EXIT.ok;
}

function requestOf({ signal }: Session, { data, out, limit, policy, samples, orders, seed, samplesIn, samplesOut, examples, beside, ...model }: CodeFlags): EvaluateRequest {
  return {
    data, samples, orders, seed, abortSignal: signal,
    ...(limit === undefined ? {} : { limit }),
    ...(policy === undefined ? {} : { policies: policy }),
    ...(beside === undefined ? {} : { beside }),
    useExamples: examples,
    samplesFile: samplesIn ?? samplesOut ?? besides(out, '.samples.jsonl'),
    scoresFile: besides(out, '.scores.jsonl'),
    model: samplesIn === undefined ? modelReference(model) : null,
  };
}

/** The file's name with another ending. */
function besides(out: string, ending: string): string {
  return `${out.replace(/\.json$/, '')}${ending}`;
}

function wordsOf({ phase, done, total }: EvaluationProgress): string {
  return phase === 'sampling' ? `samples of ${done} of ${plural(total, 'problem')}` : `scored ${done} of ${plural(total, 'problem')}`;
}

function lines({ policies, oracle, paired, problems, notCounted, orders, useExamples, data, model }: EvaluationDocument): string[] {
  const last = oracle.at(-1);
  return [
    `${model.modelId} on ${plural(problems.length, 'problem')} of ${data.file}, ${plural(orders, 'order')} of the samples${useExamples ? '' : ', without the visible examples'}`,
    '',
    ...renderTable([
      ['policy', 'solved', 'with plus tests', 'verified', 'wrong of those', 'samples', 'tokens', 'seconds'],
      ...policies.map(({ title, base, plus, verified, falseAccepts, samples, tokens, seconds }) => [
        title, interval(base), plus === null ? '–' : interval(plus), percent(verified), falseAccepts === null ? '–' : percent(falseAccepts), samples.toFixed(1), tokens.toFixed(0), seconds.toFixed(1),
      ]),
      ...(last ? [[`any right one of ${last.samples}`, percent(last.base), last.plus === null ? '–' : percent(last.plus), '', '', '', '', '']] : []),
    ]),
    ...(paired.length === 0 ? [] : ['', 'Problem by problem, in points (of 95 in 100 resamples):', ...renderTable([
      ['policy', 'beside', 'solved', 'with plus tests', 'of its tokens'],
      ...paired.map(({ policy, against, base, plus, tokens }) => [policy, against, points(base), plus === null ? '–' : points(plus), `${(tokens * 100).toFixed(0)}%`]),
    ])]),
    ...(notCounted.length === 0 ? [] : ['', 'Not counted:', ...notCounted.map(({ id, why }) => `  ${id}, as ${why}`)]),
  ];
}

function points({ mean, low, high }: Interval): string {
  return `${signed(mean)} (${signed(low)} to ${signed(high)})`;
}

function signed(share: number): string {
  const rounded = (share * 100).toFixed(1);
  return share > 0 ? `+${rounded}` : rounded.replace('-', '−');
}

type Interval = EvaluationDocument['policies'][number]['base'];

function interval({ mean, low, high }: Interval): string {
  return `${percent(mean)} (${(low * 100).toFixed(0)}–${(high * 100).toFixed(0)})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
