import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OwnTests, type OwnTestsOutcome } from '../../../../src/verification/ownTests';
import { FakeClock } from '../../../support/fakeClock';
import { ownProject, SAMPLES, type OwnProject } from '../../../support/ownProjects';
import { ownTestsRequest } from '../../../support/ownTests';

let project: OwnProject;
beforeEach(async () => {
  project = await ownProject(SAMPLES.unittest.files);
});
afterEach(() => project.dispose());

/** Requests that never get further than to look for a wrapper. */
function stuckRunner(): { readonly runner: OwnTests; readonly begun: Promise<void> } {
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const probe = (): Promise<never> => {
    begin();
    return new Promise(() => undefined);
  };
  return { runner: new OwnTests({ clock: new FakeClock(), environment: {}, probe }), begun };
}

function verify(runner: OwnTests, abortSignal?: AbortSignal): Promise<OwnTestsOutcome> {
  return runner.verify(ownTestsRequest(project.path, SAMPLES.unittest.file, SAMPLES.unittest.right, abortSignal ? { abortSignal } : {}));
}

describe('requests, of which one runs at a time', () => {
  it('stop waiting as soon as they are cancelled; closing stops the one that runs', async () => {
    const { runner, begun } = stuckRunner();
    const running = verify(runner).then(() => 'settled', (error: unknown) => error);
    await begun;
    const abort = new AbortController();
    const waiting = verify(runner, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect(Promise.race([running, Promise.resolve('still running')])).resolves.toBe('still running');
    await runner.dispose();
    expect(await running).toMatchObject({ code: 'cancelled' });
  });

  it('are refused after closing', async () => {
    const { runner } = stuckRunner();
    await runner.dispose();
    await expect(verify(runner)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
