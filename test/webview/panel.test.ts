import { h, render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BudgetState, CandidateState, PanelMessage, PanelState } from '../../src/protocol';
import type { Draft, Host } from '../../webview/host';
import { Panel } from '../../webview/panel';
import { asked, budgets, forecast, panelState, runState } from './panelStates';

/** The extension host as a list of what it was told. */
class RecordingHost implements Host {
  readonly sent: PanelMessage[] = [];
  draft: Draft | undefined;

  send(message: PanelMessage): void {
    this.sent.push(message);
  }

  readDraft(): Draft | undefined {
    return this.draft;
  }

  saveDraft(draft: Draft): void {
    this.draft = draft;
  }

  onMessage(): void {}
}

let root: HTMLElement;
let host: RecordingHost;

beforeEach(() => {
  root = document.createElement('div');
  document.body.append(root);
  host = new RecordingHost();
});
afterEach(() => {
  render(null, root);
  root.remove();
});

async function show(state: PanelState): Promise<void> {
  await act(() => render(h(Panel, { state, host }), root));
}

const find = <T extends Element = HTMLElement>(selector: string): T => {
  const found = root.querySelector<T>(selector);
  if (found === null) {
    throw new Error(`There is no ${selector} in ${root.innerHTML}`);
  }
  return found;
};
const button = (label: string): HTMLElement => {
  const found = [...root.querySelectorAll<HTMLElement>('vscode-button')].find(({ textContent }) => textContent === label);
  if (found === undefined) {
    throw new Error(`There is no button ${label}.`);
  }
  return found;
};
const press = (label: string): Promise<void> => act(() => button(label).click());
const type = (words: string): Promise<void> =>
  act(() => {
    const box = find<HTMLTextAreaElement>('.question-words');
    box.value = words;
    box.dispatchEvent(new Event('input', { bubbles: true }));
  });

describe('before a run', () => {
  it('asks for a question and shows no price without one', async () => {
    await show(panelState());
    expect(root.textContent).toContain('The price appears here');
    await press('Solve');
    expect(host.sent).toEqual([]);
  });

  it('shows the price of the place where the slider is, and what it stands for', async () => {
    await show(asked());
    expect(find('.budget').textContent).toContain('never more than 8\u00a0samples · 8,000\u00a0tokens · 60\u00a0s');
    expect(find('.forecast').textContent).toContain('12 s likely');
    expect(find('.forecast').textContent).toContain('78% chance of a verified answer');
    expect(root.querySelectorAll('.curve circle')).toHaveLength(4);
  });

  it('shows limits of money and energy where there are any, before a run and while it goes on', async () => {
    const limited = <T extends { readonly limits: BudgetState['limits'] }>(each: T): T => ({ ...each, limits: { ...each.limits, dollars: 0.05, joules: 420 } });
    await show(asked({ budgets: budgets().map(limited) }));
    expect(find('.budget').textContent).toContain('60\u00a0s · $0.0500 · 420\u00a0J');
    await show(asked({ run: limited(runState({ spent: { tokens: 640, forfeitedTokens: 0, seconds: 5.5, samples: 4, joules: 315, energySource: 'modelled', dollars: 0.01 } })) }));
    expect(find('.meter').textContent).toContain('5.5 s of 60 s · $0.0100 of $0.0500');
    expect(find('.meter').textContent).toContain('315 J modelled of 420 J');
    expect(find('.meter [role=progressbar]').getAttribute('aria-valuenow')).toBe('75');
  });

  it('moves with the slider at once and tells the host', async () => {
    await show(asked());
    const slider = find<HTMLInputElement>('input[type=range]');
    expect(slider.getAttribute('aria-valuetext')).toContain('Balanced: never more than');
    slider.value = '0';
    await act(() => void slider.dispatchEvent(new Event('input', { bubbles: true })));
    expect(find('.forecast').textContent).toContain('4.0 s');
    expect(host.sent).toEqual([{ type: 'level-changed', level: 'instant' }]);
  });

  it('says that nothing can be verified without examples', async () => {
    await show(asked({ task: { language: 'python', functionName: null, examples: [], notUnderstood: [] }, budgets: budgets(true, null) }));
    expect(find('.chip.warn').textContent).toBe('no examples');
    expect(find('.forecast').textContent).toContain('Nothing to verify with');
  });

  it('shows what looks like an example but was not understood', async () => {
    const notUnderstood = [{ line: 3, text: 'double(x) == ?', reason: 'not a literal' }];
    await show(asked({ task: { language: 'python', functionName: 'double', examples: [], notUnderstood } }));
    expect(find('.notice').textContent).toBe('0 examples understood, 1 not understood:Line 3: double(x) == ? (not a literal)');
  });

  it('counts what was not understood where it is too much to show', async () => {
    const notUnderstood = Array.from({ length: 30 }, () => ({ line: 3, text: 'g(x) 1', reason: 'it calls g' }));
    await show(asked({ task: { language: 'python', functionName: 'double', examples: [{ id: 'ex1', label: 'double(4) == 8' }], notUnderstood } }));
    expect(find('.notice').textContent).toMatch(/^1 example understood, 30 not understood:.*and 26 more$/);
  });

  it('asks with what was typed, by button and by keyboard', async () => {
    await show(asked());
    await type('Triple it.');
    await press('Solve');
    await act(() => void find('.question-words').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true })));
    expect(host.sent).toEqual([
      { type: 'question-changed', words: 'Triple it.' },
      { type: 'solve', words: 'Triple it.' },
      { type: 'solve', words: 'Triple it.' },
    ]);
  });

  it('keeps what was typed when the page was thrown away, unless the host has a newer question', async () => {
    host.draft = { questionId: 1, words: 'half a sen' };
    await show(asked());
    expect(find('.question-words').getAttribute('value') ?? find<HTMLTextAreaElement>('.question-words').value).toBe('half a sen');
    await show(asked({ version: 2, question: { id: 2, words: 'newer', context: null } }));
    expect(find('.question-words').getAttribute('value') ?? find<HTMLTextAreaElement>('.question-words').value).toBe('newer');
  });

  it('shows the code a question is about, and can let go of it', async () => {
    await show(asked({ question: { id: 3, words: '', context: { fileName: 'stats.py', firstLine: 4, lastLine: 9 } } }));
    expect(find('.chip').textContent).toContain('stats.py › double');
    await act(() => find('.chip .remove').click());
    expect(host.sent).toEqual([{ type: 'context-removed' }]);
  });

  it('runs nothing in a folder that is not trusted', async () => {
    await show(asked({ blocked: 'This folder is not trusted.' }));
    expect(find('[role=alert]').textContent).toBe('This folder is not trusted.');
    await press('Solve');
    expect(host.sent).toEqual([]);
  });
});

describe('during a run', () => {
  it('shows steps, candidates and what is used of the budget, and can stop', async () => {
    await show(asked({ run: runState({ writing: [{ label: 'sample 2', text: 'def double' }] }) }));
    expect(find('.meter').textContent).toContain('640 of 8,000 tokens · 5.5 s of 60 s');
    expect(find('[role=progressbar]').getAttribute('aria-valuenow')).toBe('9');
    expect(find('.timeline').textContent).toContain('double(4) gave 4, should be 8');
    expect(find('.writing details').hasAttribute('open')).toBe(true);
    expect([...root.querySelectorAll('tbody tr')].map(({ textContent }) => textContent)).toEqual(['1 fast✗·120', '2 ★✓✓A98']);
    await press('Stop');
    expect(host.sent).toEqual([{ type: 'stop' }]);
  });

  it('cannot be stopped twice', async () => {
    await show(asked({ run: runState({ phase: 'stopping' }) }));
    await press('Stopping');
    expect(host.sent).toEqual([]);
  });

  it('shows how far the model is', async () => {
    await show(asked({ run: runState({ phase: 'loading', spent: null, steps: [], candidates: [], load: { label: 'Importing the model (once)', fraction: 0.4 } }) }));
    expect(find('.meter').textContent).toBe('Importing the model (once)40%');
  });

  it('has a column for your tests where they judged a candidate, and says where they did not', async () => {
    const [first, second] = runState().candidates as [CandidateState, CandidateState];
    await show(asked({ run: runState({ candidates: [first, { ...second, ownTests: { mark: 'failed', title: '1 of 3 tests fails' } }] }) }));
    expect(find('thead').textContent).toBe('candidateex 1ex 2testsagreetok');
    expect([...root.querySelectorAll('tbody tr')].map(({ textContent }) => textContent)).toEqual(['1 fast✗··120', '2 ★✓✓✗A98']);
    expect([...root.querySelectorAll('tbody tr')].map((row) => row.querySelector('td:nth-of-type(3) .cell')?.getAttribute('title'))).toEqual(['Your tests were not run with this candidate', '1 of 3 tests fails']);
  });

  it('counts the examples that have no room', async () => {
    const examples = Array.from({ length: 9 }, (_, index) => ({ id: `ex${index}`, label: `f(${index})` }));
    const cells = examples.map((_, index) => ({ mark: index < 8 ? ('passed' as const) : ('failed' as const), title: '' }));
    const [first] = runState().candidates;
    await show(asked({ run: runState({ examples, candidates: [{ ...(first as NonNullable<typeof first>), cells }] }) }));
    expect(find('thead').textContent).toContain('+3');
    expect(find('tbody tr').textContent).toContain('2/3');
  });
});

describe('after a run', () => {
  const answer = {
    status: 'verified', code: 'def double(n):\n    return <b>n</b> * 2', confidence: 0.77, writer: null, insertLabel: 'Insert',
    checks: [{ mark: 'passed', text: 'your 2 examples pass', detail: null }, { mark: 'not-checked', text: 'not checked: speed', detail: 'small print' }],
  } as const;

  it('shows the answer with its proof, its price and the forecast', async () => {
    await show(asked({ run: runState({ phase: 'finished', answer: { ...answer, checks: [...answer.checks] } }) }));
    expect(find('.card.verified').textContent).toContain('✓ Verified');
    expect(find('.card').textContent).toContain('77% likely right');
    expect(find('.card [title]').getAttribute('title')).toContain('hidden tests of other problems');
    expect(find('.spent').textContent).toBe('640 tokens · 5.5 s · 210 J modelled · no charge. Forecast was 9.0 s (30 s).');
    await press('Insert');
    await press('Copy');
    expect(host.sent).toEqual([{ type: 'insert' }, { type: 'copy' }]);
  });

  it('names the models, and who wrote the answer, where there are several', async () => {
    const model = { name: 'small', place: 'this machine', further: [{ name: 'large', place: 'a server' }] } as const;
    await show(asked({ model: { ...model, further: [...model.further] }, run: runState({ phase: 'finished', answer: { ...answer, writer: 'large', checks: [...answer.checks] } }) }));
    expect(find('.card').textContent).toContain('by large');
    expect(find('footer').textContent).toContain('small · on this machine, then large · on a server');
  });

  it('goes on with the answer where that is offered', async () => {
    const finished = { phase: 'finished' as const, answer: { ...answer, checks: [...answer.checks] } };
    await show(asked({ run: runState({ ...finished, harder: { level: 'thorough', forecast: forecast(900) } }) }));
    expect(button('Think harder').getAttribute('title')).toContain('Thorough');
    // What is verified stays so: the odds of that are no news.
    expect(root.textContent).toMatch(/\+[\d.]+ s likely, \+[\d.]+ s nine times in ten(?! ·)/);
    await press('Think harder');
    expect(host.sent).toEqual([{ type: 'think-harder' }]);
    await show(asked({ version: 2, run: runState(finished) }));
    expect(root.textContent).not.toContain('Think harder');
    await show(asked({ version: 3, run: runState({ harder: { level: 'thorough', forecast: null } }) }));
    expect(root.textContent).not.toContain('Think harder');
    await show(asked({ version: 4, blocked: 'This folder is not trusted.', run: runState({ ...finished, harder: { level: 'thorough', forecast: null } }) }));
    await press('Think harder');
    expect(host.sent).toHaveLength(1);
    const unverified = { ...finished.answer, status: 'unverified' as const };
    await show(asked({ version: 5, run: runState({ ...finished, answer: unverified, harder: { level: 'thorough', forecast: forecast(900) } }) }));
    expect(root.textContent).toMatch(/nine times in ten · \d+% verified/);
  });

  it('shows text of a model as text', async () => {
    await show(asked({ run: runState({ phase: 'finished', answer: { ...answer, checks: [] } }) }));
    expect(find('pre').textContent).toContain('<b>n</b>');
    expect(root.querySelector('pre b')).toBeNull();
  });

  it('says plainly what is not verified, and shows no number where there is none', async () => {
    await show(asked({ run: runState({ phase: 'finished', answer: { ...answer, status: 'unverified', confidence: null, checks: [{ mark: 'failed', text: 'double(4) == 8: gave 4, should be 8', detail: null }] } }) }));
    expect(find('.card.unverified').textContent).toContain('? Not verified');
    expect(find('.card').textContent).not.toContain('likely right');
    expect(find('.checks .failed').textContent).toContain('gave 4, should be 8');
  });

  it('shows no code and no buttons where there is no answer', async () => {
    await show(asked({ run: runState({ phase: 'finished', answer: { ...answer, status: 'abstained', code: null, confidence: null, checks: [] } }) }));
    expect(find('.card.abstained').textContent).toBe('– No answer');
    expect(root.querySelector('pre')).toBeNull();
  });

  it('shows a failure with the next step', async () => {
    const failure = { message: 'It is not here.', hint: 'Fetch it.', action: { id: 'download-model', label: 'Download the model' } } as const;
    await show(asked({ run: runState({ phase: 'failed', failure }) }));
    expect(find('.card.failure').textContent).toContain('It is not here.');
    await press('Download the model');
    expect(host.sent).toEqual([{ type: 'failure-action' }]);
  });

  it('says the verdict aloud, in an element that was there before', async () => {
    await show(asked());
    const aloud = find('[role=status]');
    const run = { answer: { ...answer, checks: [...answer.checks] } };
    await show(asked({ version: 2, run: runState() }));
    expect(aloud.textContent).toBe('');
    await show(asked({ version: 3, run: runState({ phase: 'finished', ...run }) }));
    expect(aloud.textContent).toBe('Verified, 77% likely right, your 2 examples pass');
    // The same verdict again is news again.
    await show(asked({ version: 4, run: runState() }));
    expect(aloud.textContent).toBe('');
    await show(asked({ version: 5, run: runState({ phase: 'failed', failure: { message: 'It is not here.', hint: null, action: null } }) }));
    expect(aloud.textContent).toBe('Could not run: It is not here.');
    expect([...root.querySelectorAll('[role=status], [role=alert]')]).toEqual([aloud]);
    expect(find('[aria-label=Answer]').querySelectorAll('[aria-live]')).toHaveLength(0);
  });
});
