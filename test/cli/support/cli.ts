import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { expect, onTestFinished } from 'vitest';
import { distScript } from '../../support/dist';

export interface CliOptions {
  /** Cache folder of the command; it never sees the person's own. */
  readonly home: string;
  readonly cwd?: string;
  /** Standard input; empty when not given. */
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** In a process group of its own, as a shell starts it, so that a test can play the terminal. */
  readonly ownGroup?: boolean;
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line as a process of its own. */
export class CliProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly done: Promise<CliResult>;
  private stdout = '';
  private stderr = '';

  constructor(args: readonly string[], { home, cwd, environment, ownGroup = false }: Omit<CliOptions, 'input'>) {
    this.child = spawn(process.execPath, [distScript('cli.js'), ...args], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], RECKON_HOME: home, ...environment },
      detached: ownGroup,
      ...(cwd === undefined ? {} : { cwd }),
    });
    // A command that fails early leaves its input unread.
    this.child.stdin.on('error', () => undefined);
    this.child.stdout.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.done = new Promise((resolve) => {
      this.child.once('close', (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  get pid(): number {
    expect(this.child.pid).toBeDefined();
    return this.child.pid as number;
  }

  /** Resolves once standard error has `words`; rejects when the process ends without them. */
  untilProgress(words: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (this.stderr.includes(words)) {
          this.child.stderr.off('data', look);
          resolve();
        }
      };
      this.child.stderr.on('data', look);
      look();
      void this.done.then(({ code }) => reject(new Error(`It ended with ${code} and never said "${words}":\n${this.stderr}`)));
    });
  }
}

/** Starts a command that is gone, whatever happens, when the test is over. */
export function startCli(args: readonly string[], { input = '', ...options }: CliOptions): CliProcess {
  const cli = new CliProcess(args, options);
  onTestFinished(() => void cli.child.kill('SIGKILL'));
  cli.child.stdin.end(input);
  return cli;
}

export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(args, options).done;
}

/** A failure as a person should see it: a sentence, no stack, and on standard output nothing but the error itself where `--json` asks for it. */
export async function expectError(args: readonly string[], options: CliOptions, sentence: string): Promise<void> {
  const { code, stdout, stderr } = await runCli(args, options);
  expect(stderr).toContain(sentence);
  expect(stderr).toContain('reckon: ');
  expect(stderr).not.toMatch(/^ {4}at |this is a bug/m);
  if (args.includes('--json') && stdout !== '') {
    const { error } = JSON.parse(stdout) as { readonly error: { readonly message: string } };
    expect(stderr).toContain(`reckon: ${error.message}\n`);
  } else {
    expect(stdout).toBe('');
  }
  expect(code).toBe(1);
}
