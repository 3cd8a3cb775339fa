import { h, render } from 'preact';
import { act } from 'preact/test-utils';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerComponents } from '../../webview/components';
import type { Host } from '../../webview/host';
import { Panel } from '../../webview/panel';
import { asked, runState } from './panelStates';

/** The panel with its real components: what they call themselves when they are in the page. */
let root: HTMLElement;
const host: Host = { send: () => undefined, readDraft: () => undefined, saveDraft: () => undefined, onMessage: () => undefined };
const show = (run: ReturnType<typeof runState> | null): Promise<void> => act(() => render(h(Panel, { state: asked({ run }), host }), root));
const named = (selector: string): (string | null)[] => [...root.querySelectorAll(selector)].map((element) => element.getAttribute('aria-label'));

beforeAll(() => {
  // The library looks for a `Document`, and the simulated one is none by that name.
  vi.stubGlobal('Document', HTMLDocument);
  registerComponents();
});
afterAll(() => void vi.unstubAllGlobals());
beforeEach(() => {
  root = document.createElement('div');
  document.body.append(root);
});
afterEach(() => {
  render(null, root);
  root.remove();
});

describe('what a screen reader is told', () => {
  it('names the question box by what is asked there', async () => {
    await show(null);
    const box = root.querySelector('.question-words');
    expect(box?.getAttribute('aria-label')).toBe('Question');
    expect([box?.localName, box?.getAttribute('role')]).toEqual(['textarea', null]);
  });

  it('says which step runs, and interrupts nobody to say it', async () => {
    await show(runState({ steps: [{ id: 'step1', title: 'Fast answer', outcome: 'running', detail: '', seconds: null }] }));
    expect(named('.timeline [role=img]')).toEqual(['running']);
    expect(root.querySelectorAll('[role=alert], [aria-live=assertive]')).toHaveLength(0);
  });

  it('has a real button behind each button', async () => {
    await show(null);
    const button = root.querySelector('vscode-button');
    expect(button?.shadowRoot?.querySelector('button')).not.toBeNull();
    expect(button?.textContent).toBe('Solve');
  });
});
