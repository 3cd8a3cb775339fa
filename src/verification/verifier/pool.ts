import { cancelledError, throwIfAborted } from '../../base/abort';

/** What the pool needs of a sandbox process. */
export interface PooledProcess {
  readonly ready: Promise<void>;
  /** Settles when the process is gone. */
  readonly exited: Promise<unknown>;
  /** Whether it can take another candidate. */
  readonly usable: boolean;
  /** Which of several ways it was started, by number. */
  readonly variant: number;
  close(): Promise<void>;
}

/**
 * Another process is started when so many candidates wait: starting one takes as long as checking a hundred, so
 * that a few are better off waiting.
 */
export const WAITING_BEFORE_GROWTH = 4;

interface Waiting<P> {
  grant(process: P): void;
  refuse(error: unknown): void;
}

/**
 * The sandbox processes of one language: some that run candidates in turn, at first one, and one in reserve that
 * has run none. The reserve confirms a winner without waiting for a start, and takes the place of a process that a
 * candidate ended.
 */
export class SandboxPool<P extends PooledProcess> {
  /** Processes that candidates share, whether one is in them or not. */
  private readonly members = new Set<P>();
  private readonly idle: P[] = [];
  private readonly waiting: Waiting<P>[] = [];
  private reserve: P | null = null;
  private lastVirgin = 0;
  private isGrowing = false;
  private readonly open = new Set<P>();
  private isDisposed = false;

  /**
   * @param most processes that candidates may share
   * @param variants ways to start a process: one that confirms is started another way than those that candidates share
   */
  constructor(private readonly create: (variant: number) => P, private readonly most: number, private readonly variants = 1) {}

  /** Starts the first process if there is none. Resolves when it is ready. */
  async warmUp(): Promise<void> {
    const process = [...this.members].find(({ usable }) => usable) ?? this.addMember(true);
    await process.ready;
  }

  /** Runs `work` in a process of its own for that time. Waits for one; an abort ends the waiting, not the work. */
  async use<T>(work: (process: P) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const process = await this.acquire(signal);
    try {
      return await work(process);
    } finally {
      this.release(process);
    }
  }

  /** Runs `work` in a process that has run nothing and is gone afterwards. */
  async useVirgin<T>(work: (process: P) => Promise<T>): Promise<T> {
    const process = this.virgin();
    try {
      return await work(process);
    } finally {
      await process.close();
    }
  }

  /** Starts a reserve in the background when there is none; after the first process, which is waited for. */
  keepReserve(): void {
    const first = [...this.members].find(({ usable }) => usable);
    const startReserve = (): void => {
      if (!this.isDisposed && !this.reserve?.usable) {
        this.reserve = this.start(this.otherVariant());
      }
    };
    // What does not start is reported by whoever runs something in it.
    (first?.ready ?? Promise.resolve()).then(startReserve, () => undefined);
  }

  /** Ends all processes that nobody uses; what comes next starts anew. */
  async clear(): Promise<void> {
    const unused = [...this.idle.splice(0), ...(this.reserve === null ? [] : [this.reserve])];
    this.reserve = null;
    unused.forEach((process) => this.members.delete(process));
    await Promise.all(unused.map((process) => process.close()));
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    this.waiting.splice(0).forEach(({ refuse }) => refuse(cancelledError()));
    await Promise.all([...this.open].map((process) => process.close()));
  }

  private async acquire(signal: AbortSignal | undefined): Promise<P> {
    throwIfAborted(signal);
    const free = this.takeIdle();
    if (free) {
      return free;
    }
    return this.members.size === 0 ? this.replace() : this.wait(signal);
  }

  /** Processes that ended while nobody used them are forgotten. */
  private takeIdle(): P | null {
    for (let process = this.idle.pop(); process; process = this.idle.pop()) {
      if (process.usable) {
        return process;
      }
      this.members.delete(process);
    }
    return null;
  }

  private wait(signal: AbortSignal | undefined): Promise<P> {
    return new Promise<P>((resolve, reject) => {
      const onAbort = (): void => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        reject(cancelledError(signal?.reason));
      };
      const entry: Waiting<P> = {
        grant: (process) => {
          signal?.removeEventListener('abort', onAbort);
          resolve(process);
        },
        refuse: (error) => {
          signal?.removeEventListener('abort', onAbort);
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(entry);
      this.growIfCrowded();
    });
  }

  private release(process: P): void {
    if (process.usable) {
      this.hand(process);
      return;
    }
    this.members.delete(process);
    if (this.waiting.length > 0 && !this.isDisposed) {
      this.hand(this.replace());
    }
  }

  private hand(process: P): void {
    const next = this.waiting.shift();
    if (next) {
      next.grant(process);
    } else {
      this.idle.push(process);
    }
  }

  /** Nobody waits for the new process: those that wait go on with the old ones until it is ready. */
  private growIfCrowded(): void {
    if (this.isGrowing || this.isDisposed || this.members.size >= this.most || this.waiting.length < WAITING_BEFORE_GROWTH) {
      return;
    }
    this.isGrowing = true;
    const process = this.start(this.sharedVariant());
    process.ready
      .then(
        () => {
          this.members.add(process);
          this.hand(process);
        },
        () => undefined, // The processes that are there go on; the next that does not start says why.
      )
      .finally(() => {
        this.isGrowing = false;
      });
  }

  /** The first process, or one in the place of a process that ended; the reserve that it may be is replaced. */
  private replace(): P {
    const hadReserve = this.reserve !== null;
    const process = this.addMember();
    if (hadReserve) {
      this.keepReserve();
    }
    return process;
  }

  private addMember(isIdle = false): P {
    const process = this.takeReserve() ?? this.start(this.sharedVariant());
    this.members.add(process);
    if (isIdle) {
      this.idle.push(process);
    }
    return process;
  }

  /** A process that has run nothing: the reserve, when there is one. */
  private virgin(): P {
    return this.takeReserve() ?? this.start(this.otherVariant());
  }

  private takeReserve(): P | null {
    const { reserve } = this;
    this.reserve = null;
    return reserve?.usable ? reserve : null;
  }

  /** The one of the processes that candidates share, as long as there are any. */
  private sharedVariant(): number {
    const [first] = this.members;
    return first?.variant ?? 0;
  }

  /** In turns those that no shared process has; a reserve that became one takes its variant along. */
  private otherVariant(): number {
    const shared = new Set([this.sharedVariant(), ...[...this.members].map(({ variant }) => variant)]);
    const inTurn = Array.from({ length: this.variants }, (_, index) => (this.lastVirgin + 1 + index) % this.variants);
    this.lastVirgin = inTurn.find((variant) => !shared.has(variant)) ?? inTurn[0] ?? 0;
    return this.lastVirgin;
  }

  private start(variant: number): P {
    if (this.isDisposed) {
      throw cancelledError();
    }
    const process = this.create(variant);
    this.open.add(process);
    void process.exited.then(() => this.open.delete(process));
    return process;
  }
}
