import type { WriteStream } from 'node:tty';
import { createColors } from 'picocolors';

export type Colors = ReturnType<typeof createColors>;

/** Where progress goes. On a terminal one line can be rewritten; elsewhere every line stays. */
export interface Terminal {
  readonly colors: Colors;
  readonly columns: number;
  line(text: string): void;
  /** A line that the next one replaces. Without a terminal it is printed only when `milestone` changes. */
  transient(text: string, milestone: string): void;
}

const DEFAULT_COLUMNS = 100;

export function createTerminal(stream: NodeJS.WriteStream | WriteStream, environment: NodeJS.ProcessEnv): Terminal {
  const interactive = stream.isTTY === true;
  const columns = interactive ? stream.columns : DEFAULT_COLUMNS;
  let pending = false;
  let lastMilestone = '';
  const clear = (): void => {
    if (pending) {
      stream.write('\r\x1b[K');
      pending = false;
    }
  };
  return {
    colors: createColors(interactive && environment['NO_COLOR'] === undefined),
    columns,
    line: (text) => {
      clear();
      stream.write(`${text}\n`);
    },
    transient: (text, milestone) => {
      if (interactive) {
        clear();
        stream.write(text.slice(0, columns - 1));
        pending = true;
      } else if (milestone !== lastMilestone) {
        stream.write(`${text}\n`);
      }
      lastMilestone = milestone;
    },
  };
}
