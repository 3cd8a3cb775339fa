// What going on with a larger model would have solved. `npm run bench -- cascade --help`.
import { readEvaluation } from '../../../src/app/evaluationFile';
import { renderTable } from '../support/table';
import { cascades, type CascadeOutcome } from './cascades';
import { parseCascadeOptions } from './options';

function main(args: readonly string[]): void {
  const options = parseCascadeOptions(args);
  const [first, larger] = [readEvaluation(options.first), readEvaluation(options.larger)];
  const shared = first.problems.filter(({ id }) => larger.problems.some((problem) => problem.id === id)).length;
  console.log(`${first.model.modelId}, then ${larger.model.modelId}, on ${shared} problems\n`);
  console.log(renderTable([['way', 'solved', 'by the strictest tests', 'verified', 'seconds', 'TFLOPs'], ...cascades(first.problems, larger.problems).map(row)]));
}

function row({ way, base, strictly, verified, seconds, flops }: CascadeOutcome): readonly string[] {
  return [way, ...[base, strictly, verified].map((share) => `${(share * 100).toFixed(1)}%`), seconds.toFixed(1), flops === null ? '–' : (flops / 1e12).toFixed(2)];
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
