import type { Readable } from 'node:stream';

/** Lines are looked at up to here: a bundle's own source may be one line of a megabyte, which Node prints on its way out. */
const LONGEST_LINE = 300;
const ERROR_LINE = /^(?:Uncaught |FATAL ERROR: |terminate called |bwrap: |prlimit: |[\w.]*(?:Error|Exception)\b)/;

/** What a process writes to its standard error, of which people see the line that names the error: no warnings, no stack, no source of ours. */
export class LastWords {
  private line = '';
  private error: string | null = null;
  private isMarked = false;

  /** @param mark a word to look out for */
  constructor(stream: Readable | null, private readonly mark: string | null = null) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => this.read(chunk));
  }

  /** The first line that names an error; null when none does. */
  get named(): string | null {
    this.endLine();
    return this.error;
  }

  /** Whether the mark was written. */
  get marked(): boolean {
    this.endLine();
    return this.isMarked;
  }

  private read(chunk: string): void {
    const [first = '', ...more] = chunk.split('\n');
    this.extend(first);
    for (const line of more) {
      this.endLine();
      this.extend(line);
    }
  }

  private extend(text: string): void {
    this.line += text.slice(0, Math.max(0, LONGEST_LINE - this.line.length));
  }

  private endLine(): void {
    this.isMarked ||= (this.mark !== null && this.line.includes(this.mark));
    this.error ??= ERROR_LINE.test(this.line) ? this.line.trim() : null;
    this.line = '';
  }
}
