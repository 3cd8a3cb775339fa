import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleProject, SAMPLES, type OwnProject } from '../../support/ownProjects';
import { ownTestsRequest, ownTestsRunner } from '../../support/ownTests';
import { temporaryFolder } from '../../support/temporaryFolder';

const { right, wrong, file } = SAMPLES.unittest;

describe('own tests in one process after another', () => {
  let project: OwnProject;
  let folder: OwnProject;
  beforeAll(async () => {
    project = await sampleProject(SAMPLES.unittest);
    folder = await temporaryFolder();
  });
  afterAll(async () => {
    await project.dispose();
    await folder.dispose();
  });

  /** What a process that starts anew does to judge a candidate. */
  async function judge(code: string): Promise<readonly string[]> {
    const steps: string[] = [];
    const runner = ownTestsRunner('trusted', undefined, join(folder.path, 'kept'));
    try {
      const { verdict } = await runner.verify(ownTestsRequest(project.path, file, code, { onProgress: (step) => void steps.push(step) }));
      return [...steps, verdict.status];
    } finally {
      await runner.dispose();
    }
  }

  it('need no run without a candidate the second time; a failure is looked at again; a changed project is learned anew', async () => {
    expect(await judge(right)).toEqual(['baseline', 'candidate', 'reach', 'control', 'passed']);
    expect(await judge(right)).toEqual(['candidate', 'control', 'passed']);
    expect(await judge(wrong)).toEqual(['candidate', 'baseline', 'candidate', 'failed']);
    await writeFile(join(project.path, 'notes.txt'), 'changed');
    expect(await judge(right)).toEqual(['candidate', 'baseline', 'candidate', 'reach', 'control', 'passed']);
  });
});
