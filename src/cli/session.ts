import { createReckon, type Reckon } from '../app';
import { ReckonError } from '../base/errors';
import type { LoadProgress } from '../model';
import type { InputSource } from './input';
import { ledgerChoices } from './ledgerChoices';
import { engineOptions, verificationOptions, type EngineFlags, type IsolationFlags } from './options';
import { writeOut } from './output';
import { createTerminal, type Terminal } from './terminal';

/** What every command works with. */
export interface Session extends InputSource {
  readonly reckon: Reckon;
  /** Progress goes to standard error, results to standard output. */
  readonly terminal: Terminal;
  print(text: string): Promise<void>;
  /** A part of a result that is shown as it comes. */
  stream(this: void, text: string): void;
  /** Ends the line of what was streamed, and waits until it has left. */
  endStream(): Promise<void>;
}

/** Where the usual variable of that provider applies. */
const OPENAI_ORIGIN = 'https://api.openai.com';

function keyFor(endpoint: string, environment: NodeJS.ProcessEnv): string | undefined {
  const own = environment['RECKON_API_KEY'];
  // The key of one provider is not shown to another.
  const theirs = new URL(endpoint).origin === OPENAI_ORIGIN ? environment['OPENAI_API_KEY'] : undefined;
  return [own, theirs].find((key) => key !== undefined && key !== '');
}

/** Runs one command with a core of its own, and stops everything it started. Ctrl-C aborts `signal`. */
export async function withSession<T>(options: EngineFlags & IsolationFlags, run: (session: Session) => Promise<T>): Promise<T> {
  const terminal = createTerminal(process.stderr, process.env);
  const ledger = ledgerChoices(process.env, (sentence) => terminal.line(sentence));
  const abort = new AbortController();
  const onSignal = (): void => abort.abort();
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const reckon = createReckon({
    scriptsFolder: __dirname,
    environment: process.env,
    ledger,
    apiKey: async (endpoint) => keyFor(endpoint, process.env),
    engine: engineOptions(options),
    verification: verificationOptions(options),
  });
  try {
    return await run({
      reckon,
      terminal,
      signal: abort.signal,
      stdin: process.stdin,
      print: (text) => {
        terminal.clear();
        return writeOut(process.stdout, text);
      },
      stream: (text) => {
        terminal.clear();
        process.stdout.write(text);
      },
      endStream: () => writeOut(process.stdout, '\n'),
    });
  } catch (error) {
    // Work that is stopped half-way may fail in words of its own: whatever fails after Ctrl-C fails because of it.
    throw abort.signal.aborted ? new ReckonError('cancelled', 'The command was interrupted.', { cause: error }) : error;
  } finally {
    terminal.clear();
    process.removeListener('SIGINT', onSignal);
    process.removeListener('SIGTERM', onSignal);
    await reckon.dispose();
  }
}

/** Shows how far importing and loading a model has come. */
export function loadProgress(terminal: Terminal): (progress: LoadProgress) => void {
  return ({ phase, fraction }) => {
    const percent = Math.floor(fraction * 100);
    const words = phase === 'import' ? 'importing the model (once)' : 'loading the model';
    terminal.transient(`  ${words} ${percent}%`, phase, `  ${words}`);
  };
}
