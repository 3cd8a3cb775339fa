import { cancelledError } from '../../base/abort';

/** What the pool needs of a sandbox process. */
export interface PooledProcess {
  readonly ready: Promise<void>;
  /** Settles when the process is gone. */
  readonly exited: Promise<unknown>;
  /** Whether it can take another candidate. */
  readonly usable: boolean;
  close(): Promise<void>;
}

/**
 * The sandbox processes of one language: one that runs candidates in turn, and one in reserve that
 * has run none. The reserve confirms a winner without waiting for a start, and takes the place of
 * a process that a candidate ended.
 */
export class SandboxPool<P extends PooledProcess> {
  private current: P | null = null;
  private reserve: P | null = null;
  private readonly open = new Set<P>();
  private isDisposed = false;

  constructor(private readonly create: () => P) {}

  /** The process that candidates share. */
  shared(): P {
    if (this.current?.usable) {
      return this.current;
    }
    const isReplacement = this.current !== null;
    this.current = this.virgin();
    if (isReplacement) {
      this.keepReserve();
    }
    return this.current;
  }

  /** A process that has run nothing. Whoever takes it closes it. */
  virgin(): P {
    const { reserve } = this;
    this.reserve = null;
    return reserve?.usable ? reserve : this.start();
  }

  /** Starts a reserve in the background when there is none; after the shared process, which is waited for. */
  keepReserve(): void {
    const started = this.current?.ready ?? Promise.resolve();
    const startReserve = (): void => {
      if (!this.isDisposed && !this.reserve?.usable) {
        this.reserve = this.start();
      }
    };
    started.then(startReserve, () => undefined); // What does not start is reported by whoever runs something in it.
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    await Promise.all([...this.open].map((process) => process.close()));
  }

  private start(): P {
    if (this.isDisposed) {
      throw cancelledError();
    }
    const process = this.create();
    this.open.add(process);
    void process.exited.then(() => this.open.delete(process));
    return process;
  }
}
