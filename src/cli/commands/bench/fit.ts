import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { fitEvaluations, type FitResult } from '../../../app';
import { plural } from '../../../base/format';
import type { ModelMeasures } from '../../../measures';
import { EXIT, type ExitCode } from '../../exitCodes';
import { seedOption } from '../../options';
import { renderTable } from '../../render/table';
import { withSession } from '../../session';

interface FitFlags {
  readonly evaluation?: readonly string[];
  readonly strategies?: readonly string[];
  readonly out: string;
  readonly seed: number;
}

export function benchFitCommand(exit: (code: ExitCode) => void): Command {
  return new Command('fit')
    .description('fit what forecasts, the policy and the confidence know of a model to evaluations of it')
    .option('--evaluation <files...>', 'what `reckon bench code --out` wrote, of one model; without any only strategies are fitted')
    .option('--strategies <files...>', 'the same with `--policy direct best-of-n STRATEGY…`, to compare strategies by')
    .requiredOption('--out <file>', 'where the measures go as JSON')
    .addOption(seedOption())
    .action(async (flags: FitFlags) => {
      exit(await withSession({}, async ({ print }) => {
        const result = fitEvaluations({ evaluations: flags.evaluation ?? [], strategies: flags.strategies ?? [], seed: flags.seed });
        await writeFile(flags.out, `${JSON.stringify(result.measures, null, 2)}\n`);
        await print([...lines(result), '', `The measures are in ${flags.out}.`].join('\n'));
        return EXIT.ok;
      }));
    });
}

function lines({ modelId, problems, measures, validation }: FitResult): string[] {
  return [
    ...(validation === null ? [`${modelId}, strategies alone; the rest stays as it was measured.`] : [
      `${modelId}, fitted to ${plural(problems, 'problem')}. Of ${validation.folds} parts each was foretold from the others:`, '', ...validationLines(validation),
    ]),
    ...strategyLines(measures.models[modelId]?.strategies ?? {}),
  ];
}

/** How right the fitted measures are about problems that they were not fitted to. */
function validationLines({ coverage, verifiedForecast, confidence }: NonNullable<FitResult['validation']>): string[] {
  return [
    ...renderTable([
      ['runs that stayed below', 'P50 of tokens', 'P90 of tokens', 'P50 of seconds', 'P90 of seconds'],
      ...Object.entries(coverage).map(([policy, { tokens, seconds }]) => [policy, ...[tokens.p50, tokens.p90, seconds.p50, seconds.p90].map(percent)]),
    ]),
    '',
    ...renderTable([
      ['probability', 'stated', 'came true', 'runs'],
      ...[{ name: 'of a verified answer', calibration: verifiedForecast }, { name: 'that a verified answer is right', calibration: confidence }].flatMap(({ name, calibration }) => [
        [`${name}: error ${calibration === null ? '–' : calibration.ece.toFixed(3)}, Brier ${calibration === null ? '–' : calibration.brier.toFixed(3)}`, '', '', ''],
        ...(calibration?.bins ?? []).map(({ stated, observed, count }) => ['', percent(stated), percent(observed), String(count)]),
      ]),
    ]),
  ];
}

/** Nothing where none was measured. */
function strategyLines(strategies: ModelMeasures['strategies']): string[] {
  const rows = Object.entries(strategies).map(([name, { passRatio, tokenRatio, promptRatio, samples = 0 }]) => [name, ...[passRatio, tokenRatio, promptRatio].map((ratio) => ratio.toFixed(2)), String(samples)]);
  return rows.length === 0 ? [] : ['', ...renderTable([['a sample beside a further one', 'passes', 'tokens', 'of prompts', 'samples'], ...rows])];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
