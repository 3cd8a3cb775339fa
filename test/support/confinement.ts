import { probeConfinement, type Confinement, type ConfinementProbe } from '../../src/verification/isolation';

/** For tests of the level below: as on a machine without a wrapper. */
export const withoutWrapper = async (): Promise<ConfinementProbe> => ({ confinement: null, reason: 'the test asked for none' });

/** The wrapper of this machine. Tests of the level `isolated` fail without it: they would show nothing. */
export async function requiredWrapper(): Promise<Confinement> {
  const found = await probeConfinement();
  if (found.confinement === null) {
    throw new Error(`These tests need the operating system's wrapper: ${found.reason}. \`npm test\` installs bubblewrap on Debian when it runs as root.`);
  }
  return found.confinement;
}

/** Levels at which sandboxes can run on this kind of machine. */
export const LEVELS = process.platform === 'linux' || process.platform === 'darwin' ? (['contained', 'isolated'] as const) : (['contained'] as const);
