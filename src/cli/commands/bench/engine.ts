import { Command } from 'commander';
import { ratesOf, type BenchmarkPoint, type BenchmarkResult } from '../../../app';
import { formatJoules, formatSeconds, plural } from '../../../base/format';
import { EXIT, type ExitCode } from '../../exitCodes';
import { jsonOption, modelOption, precisionOption, threadsOption, type EngineFlags } from '../../options';
import { renderTable } from '../../render/table';
import { loadProgress, withSession, type Session } from '../../session';

interface BenchFlags extends EngineFlags {
  readonly model: string;
  readonly json?: boolean;
}

/** Raised when a reader of older documents would misread newer ones. */
const BENCHMARK_SCHEMA_VERSION = 1;

export function benchEngineCommand(exit: (code: ExitCode) => void): Command {
  return new Command('engine')
    .description('measure how fast the local engine is here, in under a minute; forecasts use it, unless its rows contradict each other')
    .addOption(modelOption())
    .addOption(threadsOption())
    .addOption(precisionOption())
    .addOption(jsonOption())
    .action(async (flags: BenchFlags) => {
      exit(await withSession(flags, (session) => benchEngine(session, flags)));
    });
}

async function benchEngine(session: Session, { model, json }: BenchFlags): Promise<ExitCode> {
  const { terminal, reckon, signal } = session;
  const points: BenchmarkPoint[] = [];
  const run = reckon.benchmark({ model: { model }, abortSignal: signal, onLoadProgress: loadProgress(terminal) });
  for (;;) {
    const next = await run.next();
    if (next.done === true) {
      await session.print(json === true ? document(model, next.value, points) : [...table(points), '', ...summary(model, next.value)].join('\n'));
      return EXIT.ok;
    }
    points.push(next.value);
    terminal.transient(`  measured ${plural(points.length, 'workload')}`, `measured ${points.length}`);
  }
}

function table(points: readonly BenchmarkPoint[]): string[] {
  return renderTable([
    ['samples', 'prompt', 'reading', 'writing, all samples', 'first token', 'energy'],
    ...points.map((point) => {
      const { prefill, decode, joulesPerToken } = ratesOf(point);
      return [
        String(point.samples),
        `${point.usage.promptTokens} tokens`,
        `${perSecond(prefill)} tokens/s`,
        `${perSecond(decode)} tokens/s`,
        formatSeconds(point.usage.prefillSeconds),
        joulesPerToken === null ? 'unknown' : `${joulesPerToken < 10 ? `${joulesPerToken.toFixed(2)} J` : formatJoules(joulesPerToken)} a token, ${point.energy.source}`,
      ];
    }),
  ]);
}

function summary(model: string, { loadSeconds, contradictions }: BenchmarkResult): string[] {
  const loaded = `${model} loaded in ${formatSeconds(loadSeconds)}.`;
  return contradictions.length === 0 ? [`${loaded} Forecasts for it use these speeds from now on.`] : [
    loaded,
    'These rows contradict each other, as they do when something else keeps the machine busy:',
    ...contradictions.map((each) => `  ${each}`),
    `So they are not kept, and forecasts stay as they were. Let nothing else run, then: reckon bench engine --model ${model}`,
  ];
}

function document(model: string, { loadSeconds, contradictions }: BenchmarkResult, points: readonly BenchmarkPoint[]): string {
  const workloads = points.map((point) => {
    const { prefill, decode, joulesPerToken } = ratesOf(point);
    return {
      samples: point.samples, promptTokens: point.usage.promptTokens, prefillTokensPerSecond: prefill, decodeTokensPerSecond: decode,
      secondsToFirstToken: point.usage.prefillSeconds, joulesPerToken, energySource: point.energy.source,
    };
  });
  return JSON.stringify({ schemaVersion: BENCHMARK_SCHEMA_VERSION, model, loadSeconds, kept: contradictions.length === 0, contradictions, workloads }, null, 2);
}

function perSecond(rate: number | null): string {
  return rate === null ? 'unknown' : rate.toFixed(rate < 100 ? 1 : 0);
}
