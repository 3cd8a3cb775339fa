import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../base/clock';
import { MEMORY_LIMITS } from './limits';
import { walk } from './project/list';
import type { Baseline, Reach } from './types';

/** Raised when what is kept would be misread by this version. */
const MEMORY_VERSION = 2;
const FACTS = 'project.json';
const CACHE = 'cache';
/** Stands for the control token, which is another one in each process. */
const TOKEN_PLACE = '{token}';

/** What is known of a project in one state of its files, without what compilers kept. */
export interface ProjectFacts {
  readonly digest: string;
  readonly baseline: Baseline;
  /** Wall seconds of the longest run without a candidate. */
  readonly seconds: number;
  readonly controls: readonly string[];
  /** Controls that do not fail without a candidate either. */
  readonly idle: readonly string[];
  /** Whether controls can stand beside its tests: not where the first failure ends a run. */
  readonly canControl: boolean;
  readonly reached: ReadonlyMap<string, Reach>;
}

interface Kept extends Omit<ProjectFacts, 'reached'> {
  readonly version: number;
  readonly reached: readonly (readonly [string, Reach])[];
  /** Seconds since the epoch. */
  readonly learnedAt: number;
  readonly cacheBytes: number;
}

/**
 * Keeps what was learned of projects from one process to the next: which tests pass without a candidate, and what
 * compilers kept of the unchanged project. Nothing that ran with a candidate gets in. All of it can be learned
 * again, so that what cannot be read or written is done without.
 */
export class ProjectMemory {
  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
    private readonly token: string,
  ) {}

  /** @param parts what the tests' results depend on beside the project's files. */
  static key(parts: readonly unknown[]): string {
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, KEY_CHARACTERS);
  }

  /** Null when nothing is known, or it is too old to be believed: tests may depend on the day, and on what is installed. */
  async recall(key: string): Promise<ProjectFacts | null> {
    const kept = await this.read(key);
    if (kept === null || this.now() - kept.learnedAt > MEMORY_LIMITS.believedSeconds) {
      return null;
    }
    const { digest, baseline, seconds, controls, idle, canControl, reached } = kept;
    const renamed = (ids: readonly string[]): string[] => ids.map((id) => id.replaceAll(TOKEN_PLACE, this.token));
    return { digest, baseline, seconds, controls: renamed(controls), idle: renamed(idle), canControl, reached: new Map(reached) };
  }

  /** Copies what compilers kept, if anything, into a folder. Theirs are found by content, also when the project has changed since. */
  async warm(key: string, target: string): Promise<void> {
    await cp(join(this.folder, key, CACHE), target, COPY).catch(() => undefined); // Without it they start anew.
  }

  /** Keeps all of it, and lets go of what is old or too much. */
  async keep(key: string, facts: ProjectFacts, cache: string): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true });
      const fresh = await mkdtemp(join(this.folder, `${key}${UNFINISHED}`));
      const bytes = await bytesOf(cache);
      const fits = bytes <= MEMORY_LIMITS.cacheBytes;
      if (fits) {
        await cp(cache, join(fresh, CACHE), COPY);
      }
      await this.write(fresh, { ...this.keptOf(facts), learnedAt: this.now(), cacheBytes: fits ? bytes : 0 });
      await rm(join(this.folder, key), REMOVE);
      await rename(fresh, join(this.folder, key));
      await this.sweep();
    } catch {
      // A full disk, or another process that keeps the same: the next one learns it again, and the sweep takes what is left.
    }
  }

  /** Keeps what was learned since; what compilers kept stays. */
  async update(key: string, facts: ProjectFacts): Promise<void> {
    const kept = await this.read(key);
    if (kept?.digest === facts.digest) {
      await this.write(join(this.folder, key), { ...kept, ...this.keptOf(facts) }).catch(() => undefined); // It is learned again.
    }
  }

  private keptOf({ digest, baseline, seconds, controls, idle, canControl, reached }: ProjectFacts): Omit<Kept, 'learnedAt' | 'cacheBytes'> {
    const nameless = (ids: readonly string[]): string[] => ids.map((id) => id.replaceAll(this.token, TOKEN_PLACE));
    return { version: MEMORY_VERSION, digest, baseline, seconds, controls: nameless(controls), idle: nameless(idle), canControl, reached: [...reached] };
  }

  /** The newest stay, as long as they are few, small and not old. */
  private async sweep(): Promise<void> {
    const names = await readdir(this.folder);
    const found = await Promise.all(names.map(async (name) => ({ name, kept: name.includes(UNFINISHED) ? null : await this.read(name) })));
    const known = found.flatMap(({ name, kept }) => (kept === null ? [] : [{ name, kept }])).sort((a, b) => b.kept.learnedAt - a.kept.learnedAt);
    let bytes = 0;
    const stays = new Set(known.filter(({ kept }, index) => {
      bytes += kept.cacheBytes;
      return index < MEMORY_LIMITS.projects && bytes <= MEMORY_LIMITS.totalBytes && this.now() - kept.learnedAt <= MEMORY_LIMITS.keptSeconds;
    }).map(({ name }) => name));
    for (const { name } of found.filter((each) => !stays.has(each.name))) {
      if (!name.includes(UNFINISHED) || (await this.isAbandoned(name))) {
        await rm(join(this.folder, name), REMOVE);
      }
    }
  }

  private async isAbandoned(name: string): Promise<boolean> {
    const found = await stat(join(this.folder, name)).catch(() => null); // Another process has finished or swept it.
    return found !== null && this.now() - found.mtimeMs / 1000 > MEMORY_LIMITS.unfinishedSeconds;
  }

  private async read(key: string): Promise<Kept | null> {
    try {
      const kept = JSON.parse(await readFile(join(this.folder, key, FACTS), 'utf8')) as Kept;
      return kept.version === MEMORY_VERSION ? kept : null;
    } catch {
      return null; // Not there, or not whole: it is learned again.
    }
  }

  private async write(folder: string, kept: Kept): Promise<void> {
    const whole = join(folder, FACTS);
    await writeFile(`${whole}.new`, JSON.stringify(kept));
    await rename(`${whole}.new`, whole);
  }

  private now(): number {
    return this.clock.date().getTime() / 1000;
  }
}

const KEY_CHARACTERS = 32;
/** In the names of folders that are still being written. */
const UNFINISHED = '.new-';
const COPY = { recursive: true, force: true, preserveTimestamps: true, mode: constants.COPYFILE_FICLONE } as const;
const REMOVE = { recursive: true, force: true, maxRetries: 3 } as const;

async function bytesOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const path of await walk(folder, '')) {
    bytes += (await stat(join(folder, path))).size;
  }
  return bytes;
}
