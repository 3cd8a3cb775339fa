import type { WriteStream } from 'node:tty';
import { createColors } from 'picocolors';
import { cutToWidth } from './render/width';

export type Colors = ReturnType<typeof createColors>;

/** Where progress goes. On a terminal one line can be rewritten; elsewhere every line stays. */
export interface Terminal {
  readonly colors: Colors;
  readonly columns: number;
  line(text: string): void;
  /** Text that goes on where the last one ended; the next line begins on a line of its own. */
  stream(text: string): void;
  /**
   * A line that the next one replaces. Without a terminal it is printed only when `milestone` changes.
   * @param lasting what is printed there in its place, where the text says how far something is that goes on.
   */
  transient(text: string, milestone: string, lasting?: string): void;
  /** Takes a transient line away, so that what is written elsewhere starts on a line of its own. */
  clear(): void;
}

/** Of a file or a pipe, and of terminals that do not say (some report 0). */
const DEFAULT_COLUMNS = 100;

export function createTerminal(stream: NodeJS.WriteStream | WriteStream, environment: NodeJS.ProcessEnv): Terminal {
  const interactive = stream.isTTY === true;
  const width = (): number => (interactive && stream.columns > 0 ? stream.columns : DEFAULT_COLUMNS);
  let pending = false;
  let lastMilestone = '';
  let isWithinLine = false;
  const endLine = (): void => {
    if (isWithinLine) {
      stream.write('\n');
      isWithinLine = false;
    }
  };
  const clear = (): void => {
    endLine();
    if (pending) {
      stream.write('\r\x1b[K');
      pending = false;
    }
  };
  return {
    colors: createColors(interactive && (environment['NO_COLOR'] ?? '') === ''),
    get columns() {
      return width();
    },
    clear,
    line: (text) => {
      clear();
      stream.write(`${text}\n`);
    },
    stream: (text) => {
      if (pending) {
        clear();
      }
      if (text !== '') {
        stream.write(text);
        isWithinLine = !text.endsWith('\n');
      }
    },
    transient: (text, milestone, lasting = text) => {
      if (interactive) {
        clear();
        stream.write(cutToWidth(text, width() - 1));
        pending = true;
      } else if (milestone !== lastMilestone) {
        endLine();
        stream.write(`${lasting}\n`);
      }
      lastMilestone = milestone;
    },
  };
}
