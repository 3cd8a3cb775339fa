import { describe, expect, it } from 'vitest';
import { createTerminal } from '../../../src/cli/terminal';
import { recordingStream } from './recordingStream';

const ESCAPE = '\u001b';

describe('without a terminal', () => {
  it('writes plain lines, and a passing line once for each milestone', () => {
    const stream = recordingStream();
    const terminal = createTerminal(stream, {});
    terminal.line(terminal.colors.red('red'));
    for (const percent of [1, 2, 3]) {
      terminal.transient(`loading ${percent}%`, 'load');
    }
    terminal.transient('writing', 'write');
    terminal.clear();
    expect(stream.written).toBe('red\nloading 1%\nwriting\n');
  });
});

it('says what is being done, and not how far it was when it began, where lines stay', () => {
  const [file, screen] = [recordingStream(), recordingStream(40)];
  for (const stream of [file, screen]) {
    createTerminal(stream, {}).transient('loading 2%', 'load', 'loading');
  }
  expect([file.written, screen.written]).toEqual(['loading\n', 'loading 2%']);
});

describe('on a terminal', () => {
  it('replaces a passing line by the next one and by a lasting one', () => {
    const stream = recordingStream(40);
    const terminal = createTerminal(stream, {});
    terminal.transient('one', 'a');
    terminal.transient('two', 'a');
    terminal.line('three');
    const erase = `\r${ESCAPE}[K`;
    expect(stream.written).toBe(`one${erase}two${erase}three\n`);
  });

  it('takes a passing line away once', () => {
    const stream = recordingStream(40);
    const terminal = createTerminal(stream, {});
    terminal.transient('one', 'a');
    terminal.clear();
    terminal.clear();
    expect(stream.written).toBe(`one\r${ESCAPE}[K`);
  });

  it('cuts a passing line to the width and switches its colour off again', () => {
    const stream = recordingStream(6);
    const terminal = createTerminal(stream, {});
    terminal.transient(terminal.colors.red('a long line'), 'a');
    expect(stream.written).toBe(`${ESCAPE}[31ma lon${ESCAPE}[39m`);
  });

  it('follows a window that changes its width, and does not believe one of width 0', () => {
    const stream = recordingStream(40);
    const terminal = createTerminal(stream, {});
    expect(terminal.columns).toBe(40);
    stream.columns = 20;
    expect(terminal.columns).toBe(20);
    stream.columns = 0;
    expect(terminal.columns).toBe(100);
  });

  it.each([
    ['1', 'plain'],
    ['', `${ESCAPE}[31mplain${ESCAPE}[39m`],
  ])('with NO_COLOR=%j', (value, expected) => {
    const terminal = createTerminal(recordingStream(40), { NO_COLOR: value });
    expect(terminal.colors.red('plain')).toBe(expected);
  });
});
