import { ReckonError } from '../../src/base/errors';
import type { ModelProfile } from '../../src/budget';
import type { Usage } from '../../src/model';
import type { Escalation, FurtherModel } from '../../src/reasoning';
import { ScriptedModel } from './scriptedModel';

export const SMALL: ModelProfile = { id: 'small', location: 'local', bytes: 500_000_000, rates: null };
export const LARGE: ModelProfile = { id: 'large', location: 'local', bytes: 1_500_000_000, rates: null };
export const SERVED: ModelProfile = { id: 'served', location: 'remote', bytes: null, rates: null };

/** As many as answers of real models have: what a call costs, and so which model is asked, goes with it. */
const ANSWER_TOKENS = 80;

/** A scripted model of that profile, which says these texts. */
export function modelOf({ id, location, price }: ModelProfile, texts: readonly string[]): ScriptedModel {
  return new ScriptedModel({ samples: texts.map((text) => ({ text, tokens: ANSWER_TOKENS })), info: { modelId: id, location, ...(location === 'remote' ? { sharesPrompt: false, supportsAnswerPrefix: false } : {}), ...(price ? { price } : {}) } });
}

/** A model that a run may go on with, and what was asked of it. */
export class ScriptedFurther implements FurtherModel {
  loads = 0;
  readonly usages: Usage[] = [];

  /** @param model null: it cannot be loaded */
  constructor(readonly profile: ModelProfile, readonly model: ScriptedModel | null) {}

  load(): Promise<ScriptedModel> {
    this.loads += 1;
    return this.model === null
      ? Promise.reject(new ReckonError('model-missing', `The model ${this.profile.id} is not on this machine.`, { hint: `Fetch it: reckon models fetch ${this.profile.id}` }))
      : Promise.resolve(this.model);
  }

  onUsage(usage: Usage): void {
    this.usages.push(usage);
  }
}

export function escalationTo(...models: readonly FurtherModel[]): Escalation {
  return { first: SMALL, models };
}
