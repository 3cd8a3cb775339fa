import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OwnTests } from '../../../src/verification/ownTests';
import { findProgram } from '../../../src/verification/ownTests/run/programs';
import { sampleProject, SAMPLES, type OwnProject, type SampleProject } from '../../support/ownProjects';
import { ownTestsRunner, verifyOwn } from '../../support/ownTests';

/** Compilers build their standard library once for each project here. */
const COMPILING_MS = 300_000;

/** What people get where the system has a wrapper; other systems have none that these tests could count on. */
const LEVEL = process.platform === 'linux' ? 'isolated' : 'trusted';

const here = Object.entries<SampleProject>(SAMPLES).filter(([, { compiler }]) => compiler === undefined || findProgram(compiler, process.env) !== null);

describe.each(here)('%s', (_name, sample) => {
  let project: OwnProject;
  let runner: OwnTests;
  beforeAll(async () => {
    project = await sampleProject(sample);
    runner = ownTestsRunner(LEVEL);
  });
  afterAll(async () => {
    await runner.dispose();
    await project.dispose();
  });

  it('passes what is right', { timeout: COMPILING_MS }, async () => {
    const { verdict, evidence } = await verifyOwn(runner, project.path, sample.file, sample.right);
    expect(verdict).toMatchObject({ status: 'passed', reason: `your tests passed: ${sample.tests} of ${sample.tests} as before`, isolation: { level: LEVEL } });
    expect(evidence).toMatchObject({ kind: 'own-tests', passed: sample.tests, total: sample.tests });
  });

  it('fails what is wrong, and names the test', { timeout: COMPILING_MS }, async () => {
    const { verdict } = await verifyOwn(runner, project.path, sample.file, sample.wrong);
    expect(verdict).toMatchObject({ status: 'failed' });
    expect(verdict.reason).toContain(sample.failing);
    expect(verdict.results.find(({ exampleId }) => exampleId === sample.failing)).toMatchObject({ status: 'failed', before: 'passed', message: expect.any(String) as string });
  });
});
