// What other stopping rules and choices would have solved. `npm run bench -- stopping --help`.
import { readEvaluation } from '../../../src/app/evaluationFile';
import { measuresOf } from '../../../src/measures';
import { renderTable } from '../support/table';
import { byChoice } from './choices';
import { parseStoppingOptions } from './options';
import { bySurerAnswer, byThreshold, byThresholdHeldOut, type RuleOutcome } from './rules';

function main(args: readonly string[]): void {
  const { evaluation } = parseStoppingOptions(args);
  const { problems, model, data } = readEvaluation(evaluation);
  const { rightWhenVerified } = measuresOf(model.modelId);
  const rules = [...byThreshold(problems, rightWhenVerified), ...byThresholdHeldOut(problems), bySurerAnswer(problems, rightWhenVerified)];
  console.log(`${model.modelId} on ${data.file}\n`);
  console.log(renderTable([['rule', 'solved', 'with plus tests', 'tokens'], ...rules.map(row)]));
  console.log('');
  console.log(renderTable([['choice among what passes', 'problems solved'], ...byChoice(problems).map(({ choice, solved }) => [choice, String(solved)])]));
}

function row({ rule, base, plus, tokens }: RuleOutcome): readonly string[] {
  return [rule, `${(base * 100).toFixed(1)}%`, `${(plus * 100).toFixed(1)}%`, tokens.toFixed(0)];
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
