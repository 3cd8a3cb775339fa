import { systemClock } from '../../src/base/clock';
import { probeConfinement, type ConfinementProbe } from '../../src/verification/isolation';
import { findOwnTests, OwnTests, type OwnTestsOutcome, type OwnTestsRequest } from '../../src/verification/ownTests';
import type { OwnTestsLimits } from '../../src/verification/ownTests/limits';

const noWrapper = async (): Promise<ConfinementProbe> => ({ confinement: null, reason: 'no wrapper in this test' });

/** @param level `isolated` needs the system's wrapper, which the set-up of the tests installs. */
export function ownTestsRunner(level: 'trusted' | 'isolated', limits?: OwnTestsLimits, memoryFolder?: string): OwnTests {
  return new OwnTests({
    clock: systemClock,
    environment: process.env,
    probe: level === 'trusted' ? noWrapper : () => probeConfinement(),
    needsWrapper: level === 'isolated',
    ...(limits === undefined ? {} : { limits }),
    ...(memoryFolder === undefined ? {} : { memoryFolder }),
  });
}

/** A request as somebody makes it who trusts the folder and has agreed. */
export function ownTestsRequest(project: string, file: string, code: string, more: Partial<OwnTestsRequest> & { readonly functionName?: string } = {}): OwnTestsRequest {
  const { functionName, ...rest } = more;
  const found = findOwnTests(project, file);
  if (found.plan === null) {
    throw new Error(found.reason);
  }
  const { plan } = found;
  return {
    plan,
    candidate: { id: 'c1', file, code, ...(functionName === undefined ? {} : { functionName }) },
    isTrusted: true,
    consent: { project: plan.project, command: plan.command },
    ...rest,
  };
}

export function verifyOwn(runner: OwnTests, project: string, file: string, code: string, functionName?: string): Promise<OwnTestsOutcome> {
  return runner.verify(ownTestsRequest(project, file, code, functionName === undefined ? {} : { functionName }));
}
