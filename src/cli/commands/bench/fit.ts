import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { fitEvaluations, type FitResult } from '../../../app';
import { plural } from '../../../base/format';
import { EXIT, type ExitCode } from '../../exitCodes';
import { seedOption } from '../../options';
import { renderTable } from '../../render/table';
import { withSession } from '../../session';

interface FitFlags {
  readonly evaluation: readonly string[];
  readonly out: string;
  readonly seed: number;
}

export function benchFitCommand(exit: (code: ExitCode) => void): Command {
  return new Command('fit')
    .description('fit what forecasts, the policy and the confidence know of a model to evaluations of it')
    .requiredOption('--evaluation <files...>', 'what `reckon bench code --out` wrote, of one model')
    .requiredOption('--out <file>', 'where the measures go as JSON')
    .addOption(seedOption())
    .action(async (flags: FitFlags) => {
      exit(await withSession({}, async ({ print }) => {
        const result = fitEvaluations({ evaluations: flags.evaluation, seed: flags.seed });
        await writeFile(flags.out, `${JSON.stringify(result.measures, null, 2)}\n`);
        await print([...lines(result), '', `The measures are in ${flags.out}.`].join('\n'));
        return EXIT.ok;
      }));
    });
}

/** How right the fitted measures are about problems that they were not fitted to. */
function lines({ modelId, problems, validation: { folds, coverage, verifiedForecast, confidence } }: FitResult): string[] {
  return [
    `${modelId}, fitted to ${plural(problems, 'problem')}. Of ${folds} parts each was foretold from the others:`,
    '',
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

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
