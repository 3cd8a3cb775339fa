import { fork, type ChildProcess } from 'node:child_process';

export interface NodeChildOptions {
  readonly execArgv?: readonly string[];
  /** The child's whole environment; nothing is inherited. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/**
 * Starts one of Reckon's own scripts in a Node process that talks over an IPC channel with
 * structured clone (typed arrays travel as they are). Works in plain Node and inside VS Code,
 * whose executable is Electron and needs to be told to be Node.
 * The child must exit when its channel closes (`process.on('disconnect')`), and leave Ctrl-C to us
 * (`leaveInterruptsToParent`).
 */
export function startNodeChild(script: string, options: NodeChildOptions = {}): ChildProcess {
  return fork(script, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [...(options.execArgv ?? [])],
    env: { ...options.environment, ELECTRON_RUN_AS_NODE: '1' },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
}
