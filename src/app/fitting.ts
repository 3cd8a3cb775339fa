import { basename } from 'node:path';
import { ReckonError } from '../base/errors';
import { seededRandom } from '../base/random';
import { crossValidate, fitMeasures, fitStrategies, type CrossValidation } from '../evaluation';
import { MEASURES, measuresOf, type Measures, type ModelMeasures } from '../measures';
import { readEvaluation, type EvaluationDocument } from './evaluationFile';

export interface FitRequest {
  /** Documents that `reckon bench code` wrote, of one model: problems of all of them count alike. Where there are none, what was measured stays. */
  readonly evaluations: readonly string[];
  /** Such documents with strategies alone, each beside `direct` and `best-of-n`, of the same model. Where there are none, what was measured of them stays; else all of it is replaced. */
  readonly strategies: readonly string[];
  readonly seed: number;
}

export interface FitResult {
  /** The data file, with what was fitted in the place of what it had of this model. */
  readonly measures: Measures;
  readonly modelId: string;
  /** Of the evaluations. */
  readonly problems: number;
  /** How right it is about problems that it was not fitted to; null without evaluations. */
  readonly validation: CrossValidation | null;
}

/**
 * Fits what forecasts, the policy and the confidence know of a model to evaluations of it.
 * @throws ReckonError `file-not-found` and `invalid-input` for files, and where there is none
 */
export function fitEvaluations({ evaluations, strategies, seed }: FitRequest): FitResult {
  const [documents, alone] = [evaluations.map(readEvaluation), strategies.map(readEvaluation)];
  const modelId = modelOf(documents, alone);
  const before: ModelMeasures = { ...measuresOf(modelId), ...(modelId in MEASURES.models ? {} : { strategies: {}, strategiesFittedTo: [], strategiesFittedBy: null }) };
  const fitted = {
    ...before,
    ...(documents.length > 0 ? { fittedTo: documents.map(sourceOf), fittedBy: commandOf('--evaluation', evaluations), ...fitMeasures(documents.flatMap(({ problems }) => problems), documents[0]?.samples ?? 0, before) } : {}),
    ...(alone.length > 0 ? { strategiesFittedTo: alone.map(sourceOf), strategiesFittedBy: commandOf('--strategies', strategies), strategies: strategiesOf(alone) } : {}),
  };
  return {
    measures: { ...MEASURES, models: { ...MEASURES.models, [modelId]: { ...rounded(fitted), fittedTo: fitted.fittedTo, strategiesFittedTo: fitted.strategiesFittedTo } } },
    modelId,
    problems: documents.reduce((sum, { problems }) => sum + problems.length, 0),
    validation: validated(documents, before, seed),
  };
}

/** @throws ReckonError `invalid-input` where these do not belong together */
function modelOf(documents: readonly EvaluationDocument[], alone: readonly EvaluationDocument[]): string {
  const all = [...documents, ...alone];
  const [first] = all;
  if (first === undefined) {
    throw new ReckonError('invalid-input', 'There is nothing to fit to.', { hint: 'Name evaluations with --evaluation, --strategies or both.' });
  }
  if (all.some(({ model }) => model.modelId !== first.model.modelId) || documents.some(({ samples }) => samples !== documents[0]?.samples)) {
    throw new ReckonError('invalid-input', 'Evaluations of different models or numbers of samples cannot be fitted together.', { hint: 'Name files of one model, drawn with the same --samples.' });
  }
  if (all.some(({ useExamples }) => !useExamples)) {
    throw new ReckonError('invalid-input', 'An evaluation that was made with --no-examples says nothing of answers that pass examples.', { hint: 'Name one that used them.' });
  }
  if (documents.length === 0 && !(first.model.modelId in MEASURES.models)) {
    throw new ReckonError('invalid-input', `Nothing but strategies would be known of ${first.model.modelId}.`, { hint: 'Name an evaluation of it with --evaluation, too.' });
  }
  return first.model.modelId;
}

function validated(documents: readonly EvaluationDocument[], before: ModelMeasures, seed: number): CrossValidation | null {
  const [first] = documents;
  if (first === undefined) {
    return null;
  }
  const { model, samples, rates, busyCores } = first;
  return crossValidate(documents.flatMap(({ problems }) => problems), { samples, before, rates, busyCores, location: model.location, random: seededRandom(seed) });
}

/** Folders are this machine's own affair. */
function commandOf(option: '--evaluation' | '--strategies', paths: readonly string[]): string {
  return `reckon bench fit ${option} ${paths.map((path) => basename(path)).join(' ')} --out measures.json`;
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
