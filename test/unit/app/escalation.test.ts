import { describe, expect, it } from 'vitest';
import { escalationOf, profilesOf, type EscalationOptions, type ProfileSources } from '../../../src/app/escalation';
import type { ModelReference } from '../../../src/app';
import type { Escalation } from '../../../src/reasoning';
import type { ModelListing } from '../../../src/weights';
import { LARGE, modelOf, SMALL } from '../../support/furtherModels';
import type { ScriptedModel } from '../../support/scriptedModel';

const GIB = 2 ** 30;
const listing = (id: string, bytes: number): ModelListing => ({ id, title: id, bytes, state: 'present', licence: null, path: null });

interface Opened {
  readonly first: ScriptedModel;
  readonly events: string[];
  readonly options: EscalationOptions & ProfileSources;
}

function scripted(freeMemory: number): Opened {
  const events: string[] = [];
  const first = modelOf(SMALL, ['']);
  first.unload = async () => void events.push('unload small');
  return {
    first, events,
    options: {
      weights: { list: () => Promise.resolve([listing('small', GIB / 2), listing('large', 2 * GIB)]) },
      rates: () => null,
      open: (reference) => {
        const model = modelOf(LARGE, ['']);
        model.warmUp = () => {
          events.push(`load ${reference.model}`);
          return Promise.resolve(1);
        };
        return Promise.resolve(model);
      },
      onUsage: (reference) => void events.push(`used ${reference.model}`),
      freeMemory: () => freeMemory,
    },
  };
}

/** With what was found out about them. */
async function escalateTo(further: readonly ModelReference[], { first, options }: Opened): Promise<Escalation> {
  return escalationOf(first, further, await profilesOf([{ model: 'small' }, ...further], options), options);
}

async function load(freeMemory: number, model: string): Promise<readonly string[]> {
  const opened = scripted(freeMemory);
  const { events } = opened;
  const { models } = await escalateTo([{ model }], opened);
  expect(events).toEqual([]);
  await models[0]?.load({ abortSignal: new AbortController().signal });
  models[0]?.onUsage?.({ promptTokens: 1, cachedPromptTokens: 0, completionTokens: 1, prefillSeconds: 1, decodeSeconds: 1 }, 1);
  return events;
}

describe('the further models of a run', () => {
  it('are known by their size, and by what was measured, before anything is loaded', async () => {
    const opened = scripted(GIB);
    const { events } = opened;
    const escalation = await escalateTo([{ model: 'large' }, { model: 'openai-compatible:any', endpoint: 'http://127.0.0.1:1/v1' }, { model: './gone.gguf' }], opened);
    expect(escalation.first).toEqual({ id: 'small', location: 'local', bytes: GIB / 2, rates: null });
    expect(escalation.models.map(({ profile: { id, location, bytes } }) => [id, location, bytes])).toEqual([['large', 'local', 2 * GIB], ['any', 'remote', null], ['gone', 'local', null]]);
    expect(events).toEqual([]);
  });

  it('are loaded beside the first one where there is memory for both', async () => {
    expect(await load(8 * GIB, 'large')).toEqual(['load large', 'used large']);
  });

  it('take its place where there is not, and a server needs none', async () => {
    expect(await load(GIB, 'large')).toEqual(['unload small', 'load large', 'used large']);
    expect(await load(GIB, 'openai-compatible:any')).toEqual(['load openai-compatible:any', 'used openai-compatible:any']);
  });

  it.each([
    ['the first one again', ['small'], 'invalid-input'],
    ['one twice', ['large', 'large'], 'invalid-input'],
    ['a name that nothing has', ['larger'], 'unknown-model'],
  ])('cannot be %s', async (_, names, code) => {
    await expect(escalateTo(names.map((model) => ({ model })), scripted(GIB))).rejects.toMatchObject({ code });
  });
});
