import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CancellationToken, InlineCompletionContext, Position, TextDocument } from 'vscode';
import { SETTINGS, type SettingKey } from '../../../src/config/settings';
import type { Core } from '../../../src/vscode/core';
import { InlineProvider } from '../../../src/vscode/inline/provider';
import type { Settings } from '../../../src/vscode/settings';
import { ScriptedModel, type ScriptedModelOptions } from '../../support/scriptedModel';

const workspace = vi.hoisted(() => ({ isTrusted: true }));
vi.mock('vscode', () => ({
  workspace,
  Position: class { constructor(readonly line: number, readonly character: number) {} },
  Range: class { constructor(readonly start: Position, readonly end: Position) {} },
  InlineCompletionItem: class { constructor(readonly insertText: string) {} },
}));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  workspace.isTrusted = true;
  vi.useRealTimers();
});

/** A document of one line with the cursor at its end. */
const LINE = 'total = ';
const cursor = { line: 0, character: LINE.length } as Position;
const document = {
  languageId: 'python',
  lineCount: 1,
  lineAt: () => ({ range: { end: cursor } }),
  getText: ({ start, end }: { readonly start: Position; readonly end: Position }) => LINE.slice(start.character, end.character),
} as unknown as TextDocument;
const typingStays = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) } as unknown as CancellationToken;
/** Longer than the pause in typing that a suggestion waits for. */
const PAUSE_MS = 1000;

function open(script: Partial<ScriptedModelOptions> = {}) {
  const model = new ScriptedModel({ samples: [{ text: 'a + b', tokens: 4 }], ...script });
  const logged: string[] = [];
  const core = { get: () => ({ languageModel: async () => model }) } as unknown as Core;
  const settings = { get: (key: SettingKey) => SETTINGS[key].default, model: () => ({ model: 'local' }) } as unknown as Settings;
  const run = { isActive: false };
  const provider = new InlineProvider(core, settings, () => run.isActive, (line) => logged.push(line));
  const ask = (): Promise<readonly unknown[]> => provider.provideInlineCompletionItems(document, cursor, {} as InlineCompletionContext, typingStays);
  return { provider, model, logged, run, ask };
}

describe('suggestions while typing', () => {
  it('come from the model after a pause', async () => {
    const { ask, model } = open();
    const asked = ask();
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(await asked).toMatchObject([{ insertText: 'a + b' }]);
    expect(model.calls).toHaveLength(1);
  });

  it('are not made in a folder that is not trusted', async () => {
    workspace.isTrusted = false;
    const { ask, model } = open();
    const asked = ask();
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(await asked).toEqual([]);
    expect(model.calls).toEqual([]);
  });

  it('are not begun when a run began during the pause', async () => {
    const { ask, model, run } = open();
    const asked = ask();
    run.isActive = true;
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(await asked).toEqual([]);
    expect(model.calls).toEqual([]);
  });

  it('are not begun when a run began while the model was loaded', async () => {
    const { ask, model, run } = open();
    model.warmUp = async () => {
      run.isActive = true;
      return 1;
    };
    const asked = ask();
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(await asked).toEqual([]);
    expect(model.calls).toEqual([]);
  });

  it('are stopped when a run begins, and said no word about; the next one comes', async () => {
    let onPart = (): void => undefined;
    const { ask, provider, model, logged } = open({ samples: [{ text: 'a long suggestion that takes a while', tokens: 20 }], onPart: () => onPart() });
    onPart = () => provider.stop();
    const stopped = ask();
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(await stopped).toEqual([]);
    expect(model.calls[0]?.options.abortSignal?.aborted).toBe(true);
    expect(logged).toEqual([]);
    onPart = () => undefined;
    const next = ask();
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(await next).toHaveLength(1);
  });
});
