import type { Clock } from '../../base/clock';
import { systemClock } from '../../base/clock';
import { bubblewrap } from './bubblewrap';
import { findHole } from './probe';
import { systemProgram } from './programs';
import { seatbelt } from './seatbelt';
import type { Confinement, ConfinementProbe } from './types';

export { CONFINED_LIMITS } from '../limits';
export { isSurroundings } from './probe';
export { ATTEMPTS } from './probeProgram';
export { systemProgram } from './programs';
export type { ConfinedPaths, Confinement, ConfinementProbe, PlainCommand, Surroundings } from './types';

/** What the machine has to look for wrappers with; tests replace it. */
export interface ProbeOptions {
  readonly platform?: NodeJS.Platform;
  readonly clock?: Clock;
  /** Ends the probe; what it came to is then no wrapper. */
  readonly signal?: AbortSignal;
  /** The system's own program of that name; null when there is none. */
  find?(name: string): string | null;
  /** What `findWrapper` came to, where somebody has asked already. */
  readonly found?: Confinement | string;
}

/**
 * Looks for the operating system's wrapper and tries it: a program inside attempts what must not work there.
 * Only when all of that fails and the program itself works is the wrapper used. Takes about the start of a
 * Node process; whoever asks keeps the answer.
 */
export async function probeConfinement({ platform = process.platform, clock = systemClock, signal, find = systemProgram, found = findWrapper(platform, find) }: ProbeOptions = {}): Promise<ConfinementProbe> {
  if (typeof found === 'string') {
    return { confinement: null, reason: found };
  }
  try {
    const hole = await findHole(found, clock, signal);
    return hole === null ? { confinement: found } : { confinement: null, reason: `${NAMES[platform] ?? 'the wrapper'} is there but not used, because ${hole}${adviceFor(hole)}` };
  } catch (error) {
    // A probe that cannot be made says nothing good of the wrapper: it is not used.
    return { confinement: null, reason: `the system's wrapper could not be tried: ${error instanceof Error ? error.message : String(error)}` };
  }
}

const NAMES: Partial<Record<NodeJS.Platform, string>> = { linux: 'bubblewrap', darwin: 'sandbox-exec' };

/** The wrapper, which nobody has tried yet, or why there is none. */
export function findWrapper(platform: NodeJS.Platform = process.platform, find: (name: string) => string | null = systemProgram): Confinement | string {
  switch (platform) {
    case 'linux': {
      const program = find('bwrap');
      return program === null ? 'bubblewrap is not installed (Debian and Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap)' : bubblewrap(program, find('prlimit'));
    }
    case 'darwin': {
      const program = find('sandbox-exec');
      return program === null ? 'sandbox-exec is not on this Mac' : seatbelt(program);
    }
    default:
      return `Reckon knows no wrapper for ${platform}`;
  }
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/unknown option/i, '; update bubblewrap to 0.8 or newer'],
  [/uid map|new namespace|namespaces|not permitted|permission denied/i, '; the system must let ordinary users make namespaces (on Ubuntu an AppArmor profile for bwrap, elsewhere sysctl kernel.unprivileged_userns_clone=1)'],
];

function adviceFor(complaint: string): string {
  return ADVICE.find(([pattern]) => pattern.test(complaint))?.[1] ?? '';
}
