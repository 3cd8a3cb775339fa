import { basename } from 'node:path';
import { ReckonError } from '../base/errors';
import { seededRandom } from '../base/random';
import { crossValidate, fitMeasures, fitStrategies, type CrossValidation } from '../evaluation';
import { MEASURES, measuresOf, type Measures, type ModelMeasures } from '../measures';
import { readEvaluation, type EvaluationDocument } from './evaluationFile';

export interface FitRequest {
  /** Documents that `reckon bench code` wrote, of one model: problems of all of them count alike. */
  readonly evaluations: readonly string[];
  /** Such documents with strategies alone, each beside `direct` and `best-of-n`, of the same model. Where there are none, what was measured of them stays; else all of it is replaced. */
  readonly strategies: readonly string[];
  readonly seed: number;
}

export interface FitResult {
  /** The data file, with what was fitted in the place of what it had of this model. */
  readonly measures: Measures;
  readonly modelId: string;
  readonly problems: number;
  /** How right it is about problems that it was not fitted to. */
  readonly validation: CrossValidation;
}

/**
 * Fits what forecasts, the policy and the confidence know of a model to evaluations of it.
 * @throws ReckonError `file-not-found` and `invalid-input` for files
 */
export function fitEvaluations({ evaluations, strategies, seed }: FitRequest): FitResult {
  const [documents, alone] = [evaluations.map(readEvaluation), strategies.map(readEvaluation)];
  const [first] = documents;
  if (first === undefined || [...documents, ...alone].some(({ model }) => model.modelId !== first.model.modelId) || documents.some(({ samples }) => samples !== first.samples)) {
    throw new ReckonError('invalid-input', 'Evaluations of different models or numbers of samples cannot be fitted together.', { hint: 'Name files of one model, drawn with the same --samples.' });
  }
  if ([...documents, ...alone].some(({ useExamples }) => !useExamples)) {
    throw new ReckonError('invalid-input', 'An evaluation that was made with --no-examples says nothing of answers that pass examples.', { hint: 'Name one that used them.' });
  }
  const { model, samples, rates, busyCores } = first;
  const problems = documents.flatMap((document) => document.problems);
  const before = measuresOf(model.modelId);
  const fitted = fitMeasures(problems, samples, before);
  const measured = MEASURES.models[model.modelId];
  const strategiesFrom = alone.length > 0 ? { strategiesFittedTo: alone.map(sourceOf), strategies: strategiesOf(alone) } : { strategiesFittedTo: measured?.strategiesFittedTo ?? [], strategies: measured?.strategies ?? {} };
  return {
    measures: { command: commandOf(evaluations, strategies), defaultModel: MEASURES.defaultModel, models: { ...MEASURES.models, [model.modelId]: { fittedTo: documents.map(sourceOf), ...rounded({ ...fitted, ...strategiesFrom }) } } },
    modelId: model.modelId,
    problems: problems.length,
    validation: crossValidate(problems, { samples, before, rates, busyCores, location: model.location, random: seededRandom(seed) }),
  };
}

/** Folders are this machine's own affair. */
function commandOf(evaluations: readonly string[], strategies: readonly string[]): string {
  const named = (option: string, paths: readonly string[]): string => (paths.length === 0 ? '' : ` ${option} ${paths.map((path) => basename(path)).join(' ')}`);
  return `reckon bench fit${named('--evaluation', evaluations)}${named('--strategies', strategies)} --out measures.json`;
}

/** @throws ReckonError `invalid-input` where nothing in the files can be compared */
function strategiesOf(documents: readonly EvaluationDocument[]): ModelMeasures['strategies'] {
  const found = fitStrategies(documents.flatMap(({ problems }) => problems));
  if (documents.length > 0 && Object.keys(found).length === 0) {
    throw new ReckonError('invalid-input', 'The evaluations of strategies have nothing to compare.', { hint: 'Write them with `reckon bench code --policy direct best-of-n STRATEGY…`, on problems whose fast answer fails.' });
  }
  return found;
}

function sourceOf({ data, problems, samples, orders, seed }: EvaluationDocument): ModelMeasures['fittedTo'][number] {
  return { data: data.file, sha256: data.sha256, problems: problems.length, samples, orders, seed };
}

/** Digits beyond these are chance. */
const DIGITS = 4;

function rounded<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (_, each: unknown) => (typeof each === 'number' ? Number(each.toPrecision(DIGITS)) : each))) as T;
}
