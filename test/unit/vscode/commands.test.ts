import { expect, it, vi } from 'vitest';
import { BUDGET_LEVELS } from '../../../src/budget';
import { COMMANDS, type CommandServices } from '../../../src/vscode/commands';

const showQuickPick = vi.hoisted(() => vi.fn<(items: readonly { readonly label: string; readonly description: string }[]) => Promise<undefined>>());
vi.mock('vscode', () => ({ l10n: { t: (words: string) => words }, window: { showQuickPick } }));

it('says what each budget stands for, every figure with its unit', async () => {
  await COMMANDS['reckon.setBudget']({} as CommandServices);
  const items = showQuickPick.mock.calls[0]?.[0] ?? [];
  expect(items.map(({ label }) => label)).toEqual(BUDGET_LEVELS);
  expect(items.map(({ description }) => description)).toEqual(items.map(() => expect.stringMatching(/^\d+ samples? · [\d,]+ tokens · [\d min]+ s$/) as string));
});
