import { describe, expect, it } from 'vitest';
import { statusLine } from '../../../src/cli/render/statusLine';

const paint = (text: string): string => `<${text}>`;

describe('statusLine', () => {
  it('says a status once where the summary begins with it', () => {
    expect(statusLine('NOT VERIFIED', paint, 'Not verified: nothing passed.')).toBe('<NOT VERIFIED>: nothing passed.');
    expect(statusLine('AGREED', paint, 'Agreed by 4 of 4 samples.')).toBe('<AGREED> by 4 of 4 samples.');
  });

  it('puts it before a summary that begins otherwise', () => {
    expect(statusLine('NOT CHECKED', paint, 'A text, as the model wrote it.')).toBe('<NOT CHECKED> A text, as the model wrote it.');
  });

  it('shows no control characters of a summary', () => {
    expect(statusLine('VERIFIED', paint, 'Verified: \u001b[31mred')).not.toContain('\u001b');
  });
});
