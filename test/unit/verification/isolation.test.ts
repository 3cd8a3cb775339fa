import { describe, expect, it } from 'vitest';
import { ReckonError } from '../../../src/base/errors';
import { bubblewrap } from '../../../src/verification/isolation/bubblewrap';
import { probeConfinement, type Confinement } from '../../../src/verification/isolation';
import { seatbelt, seatbeltProfile } from '../../../src/verification/isolation/seatbelt';
import { SLOW_START } from '../../../src/verification/verifier/sandboxProcess';
import { SandboxIsolation } from '../../../src/verification/verifier/isolation';

const COMMAND = { file: '/usr/bin/node', args: ['script.js'], cwd: '/project', environment: { LANG: 'C' } };

describe('the command of bubblewrap', () => {
  const confinement = bubblewrap('/usr/bin/bwrap', '/usr/bin/prlimit');

  it('has an empty environment, and sets the given one inside', () => {
    const { file, args, environment, cwd } = confinement.confine(COMMAND, { readable: [], writable: [] });
    expect({ file, environment, cwd }).toEqual({ file: '/usr/bin/bwrap', environment: {}, cwd: '/' });
    expect(args.join(' ')).toContain('--setenv LANG C --chdir /project -- /usr/bin/prlimit --nproc=512');
    expect(args.join(' ')).toMatch(/ -- \/usr\/bin\/node script\.js$/);
    for (const flag of ['--unshare-all', '--unshare-user', '--disable-userns', '--die-with-parent', '--new-session', '--clearenv']) {
      expect(args).toContain(flag);
    }
    expect(args).not.toContain('--share-net');
  });

  it('lets nothing be written but what is named, and closes the root last', () => {
    const { args } = confinement.confine(COMMAND, { readable: ['/opt/tools'], writable: ['/project/copy'] });
    expect(args.join(' ')).toContain('--ro-bind-try /opt/tools /opt/tools --bind /project/copy /project/copy --remount-ro / ');
    expect(args.filter((arg) => arg === '--bind')).toHaveLength(1);
  });

  it('sets no limits where there is no prlimit', () => {
    const { args } = bubblewrap('/usr/bin/bwrap', null).confine(COMMAND, { readable: [], writable: [] });
    expect(args.slice(-3)).toEqual(['--', '/usr/bin/node', 'script.js']);
  });

  it.each([
    [{ hostName: 'reckon-sandbox', parent: 1, networks: [] }, true],
    [{ hostName: 'laptop', parent: 1, networks: [] }, false],
    [{ hostName: 'reckon-sandbox', parent: 4711, networks: [] }, false],
    [{ hostName: 'reckon-sandbox', parent: 1, networks: ['eth0'] }, false],
  ])('knows its own from what a process sees: %j is %s', (seen, inside) => {
    expect(confinement.encloses(seen)).toBe(inside);
  });
});

describe('the rules of sandbox-exec', () => {
  it('forbid everything that is not named, the network above all', () => {
    const profile = seatbeltProfile('/usr/bin/node', { readable: ['/opt/reckon'], writable: [] });
    expect(profile.split('\n').slice(0, 2)).toEqual(['(version 1)', '(deny default)']);
    expect(profile).toContain('(allow file-read* (subpath "/opt/reckon"))');
    expect(profile).not.toMatch(/network|file-write\*|process-fork|mach-lookup|subpath "\/Users|subpath "\/"/);
  });

  it('allow writing in the folders that are named only', () => {
    const profile = seatbeltProfile('/usr/bin/node', { readable: [], writable: ['/private/tmp/copy'] });
    expect(profile).toContain('(allow file-write* (subpath "/private/tmp/copy"))');
    expect(profile).toContain('(allow process-fork)');
  });

  it('cannot be added to by a path', () => {
    expect(seatbeltProfile('/usr/bin/node', { readable: ['/a") (allow network*) ("\\'], writable: [] })).toContain('(subpath "/a\\") (allow network*) (\\"\\\\")');
    expect(() => seatbeltProfile('/usr/bin/node', { readable: ['/a\n(allow network*)'], writable: [] })).toThrow('control characters');
  });

  it('go before the command', () => {
    expect(seatbelt('/usr/bin/sandbox-exec').confine(COMMAND, { readable: [], writable: [] })).toMatchObject({ file: '/usr/bin/sandbox-exec', args: ['-p', expect.any(String), '/usr/bin/node', 'script.js'], environment: { LANG: 'C' } });
  });
});

describe('looking for a wrapper', () => {
  it.each([
    ['linux', /bubblewrap is not installed \(Debian and Ubuntu: apt install bubblewrap/],
    ['darwin', /sandbox-exec is not on this Mac/],
    ['win32', /knows no wrapper for win32/],
  ] as const)('says what to do where there is none: %s', async (platform, reason) => {
    expect(await probeConfinement({ platform, find: () => null })).toEqual({ confinement: null, reason: expect.stringMatching(reason) as string });
  });

  it('does not use one that starts nothing', async () => {
    const found = await probeConfinement({ platform: 'linux', find: (name) => (name === 'bwrap' ? '/nonexistent/bwrap' : null) });
    expect(found).toEqual({ confinement: null, reason: expect.stringContaining('is there but not used, because it starts no program') as string });
  });

  it('does not use one whose probe was ended', async () => {
    expect(await probeConfinement({ platform: 'linux', find: () => '/usr/bin/true', signal: AbortSignal.abort() })).toMatchObject({ confinement: null });
  });
});

describe('the level at which sandboxes run', () => {
  const wrapper: Confinement = { report: { level: 'isolated', description: 'a wrapper' }, confine: (command) => command, encloses: () => true };
  const failed = new ReckonError('sandbox-failed', 'It did not start.');

  it('is asked for once', async () => {
    let asked = 0;
    const isolation = new SandboxIsolation('contained', null, async () => {
      asked += 1;
      return { confinement: wrapper };
    });
    await Promise.all([isolation.ready(), isolation.ready()]);
    expect([asked, isolation.confinement, isolation.refusal()]).toEqual([1, wrapper, null]);
  });

  it('is refused where it is not to be had, with what to do', async () => {
    const isolation = new SandboxIsolation('isolated', null, async () => ({ confinement: null, reason: 'bubblewrap is not installed' }));
    await isolation.ready();
    expect(isolation.refusal()).toMatch(/"isolated" is required.*bubblewrap is not installed.*reckon\.verification\.minimumIsolation/);
  });

  it('goes down once when the wrapper fails, and says so in each report', async () => {
    const isolation = new SandboxIsolation('contained', null, async () => ({ confinement: wrapper }));
    await isolation.ready();
    expect(isolation.report('python', true)).toMatchObject({ level: 'isolated', description: expect.stringContaining('a wrapper') as string });
    expect([isolation.lose(new Error('a bug'), wrapper), isolation.lose(failed, null), isolation.lose(failed, wrapper), isolation.lose(failed, wrapper)]).toEqual([false, false, true, true]);
    expect(isolation.report('python', false)).toMatchObject({ level: 'contained', description: expect.stringContaining('worked before and does no more (It did not start.)') as string });
    expect(isolation.refusal()).toBeNull();
  });

  it('stays when a start only took too long', async () => {
    const isolation = new SandboxIsolation('isolated', null, async () => ({ confinement: wrapper }));
    await isolation.ready();
    expect(isolation.lose(new ReckonError('sandbox-failed', 'It took too long.', { cause: SLOW_START }), wrapper)).toBe(false);
    expect([isolation.confinement, isolation.refusal()]).toEqual([wrapper, null]);
  });

  it('is refused after the wrapper has failed where it is required', async () => {
    const isolation = new SandboxIsolation('isolated', null, async () => ({ confinement: wrapper }));
    await isolation.ready();
    expect(isolation.refusal()).toBeNull();
    isolation.lose(failed, wrapper);
    expect(isolation.refusal()).toContain('does no more');
  });
});
