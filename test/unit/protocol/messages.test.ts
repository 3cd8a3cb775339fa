import { describe, expect, it } from 'vitest';
import { MAX_QUESTION_CHARACTERS, parseHostMessage, parsePanelMessage } from '../../../src/protocol';

describe('messages of the panel', () => {
  it.each([
    [{ type: 'ready' }],
    [{ type: 'solve', words: 'double(4) == 8' }],
    [{ type: 'level-changed', level: 'quick' }],
  ])('%j is understood', (message) => {
    expect(parsePanelMessage(message)).toEqual({ ok: true, message });
  });

  it.each([
    [undefined], [null], ['ready'], [{}], [{ type: 'run-anything' }],
    [{ type: 'solve' }], [{ type: 'solve', words: 5 }], [{ type: 'level-changed', level: 'endless' }],
    [{ type: 'solve', words: 'x'.repeat(MAX_QUESTION_CHARACTERS + 1) }],
  ])('%j is refused, with the reason', (message) => {
    const parsed = parsePanelMessage(message);
    expect(parsed).toMatchObject({ ok: false });
    expect(!parsed.ok && parsed.problem.length).toBeGreaterThan(0);
  });

  it('lose what does not belong to them', () => {
    expect(parsePanelMessage({ type: 'stop', path: '/etc/passwd' })).toEqual({ ok: true, message: { type: 'stop' } });
  });
});

describe('messages of the host', () => {
  it('are refused when the state is not whole', () => {
    expect(parseHostMessage({ type: 'state', state: { version: 1 } })).toMatchObject({ ok: false });
    expect(parseHostMessage({ type: 'focus-question' })).toMatchObject({ ok: true });
  });
});
