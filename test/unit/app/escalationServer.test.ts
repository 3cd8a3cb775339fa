import { afterAll, beforeAll, expect, it } from 'vitest';
import { escalationOf, profilesOf } from '../../../src/app/escalation';
import { createOpenAICompatibleModel } from '../../../src/backends/remote';
import { systemClock } from '../../../src/base/clock';
import { runToEnd } from '../../support/runs';
import { modelOf, SMALL } from '../../support/furtherModels';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { RIGHT, WRONG } from '../../support/tasks';
import { ScriptedProvider } from '../../vscode/support/scriptedProvider';

let provider: ScriptedProvider;
beforeAll(async () => {
  provider = await ScriptedProvider.start();
});
afterAll(() => provider.stop());

it('a run goes on with a model of a real server, which is asked only then', async () => {
  provider.script([{ text: `\`\`\`python\n${RIGHT}\`\`\`` }]);
  const model = modelOf(SMALL, [WRONG]);
  const further = [{ model: 'openai-compatible:large', endpoint: provider.endpoint }];
  const profiles = await profilesOf([{ model: './small.gguf' }, ...further], { weights: { list: () => Promise.resolve([]) }, rates: () => null });
  const escalation = escalationOf(model, further, profiles, {
    open: ({ endpoint = '' }) => Promise.resolve(createOpenAICompatibleModel({ endpoint, modelName: 'large', clock: systemClock })),
    onUsage: () => undefined,
  });
  expect(provider.models).toEqual([]);
  const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), escalation });
  expect(provider.models).toEqual(['large']);
  expect(result).toMatchObject({ status: 'verified', further: [{ id: 'large', location: 'remote', candidates: 1 }], spent: { dollars: null, energy: { joules: null } } });
  expect(result.candidates.at(-1)?.candidate).toMatchObject({ model: 'large', strategy: 'cascade' });
});
