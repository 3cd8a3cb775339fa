import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { DEFAULT_RESOURCE_LIMITS } from '../../src/verification/limits';
import { SandboxProcess } from '../../src/verification/verifier/sandboxProcess';
import { distScript } from '../support/dist';

const BOUNDS = { signal: undefined, maxSeconds: 30, stepSeconds: 20 };

describe('the process that a Python candidate leaves behind', () => {
  let process: SandboxProcess | null = null;
  afterEach(() => process?.close());

  async function run(code: string): Promise<{ readonly process: SandboxProcess; readonly outcome: unknown }> {
    process = new SandboxProcess(distScript('sandbox-python.js'), systemClock, DEFAULT_RESOURCE_LIMITS);
    const indented = code.split('\n').map((line) => `    ${line}`).join('\n');
    const { failure, outcomes } = await process.run({ functionName: 'f', given: '', givenNames: [], code: `def f():\n${indented}\n    return 1`, expressions: ['f()'] }, BOUNDS);
    return { process, outcome: failure ?? outcomes[0] };
  }

  it('takes the next one after printing, imports and files that were closed again', async () => {
    const { process, outcome } = await run('import os, sys, textwrap, colorsys\nprint("a")\nsys.stderr.write("b")\nos.write(1, b"c")\nwith open(next(p for p in sys.path if p.endswith(".zip")), "rb") as file: file.read()\nwith open("/dev/null", "w") as file: file.write("d")\nos.listdir("/"), os.stat("/tmp"), os.getcwd()\nfor i in range(100): os.close(os.dup(1))');
    expect(outcome, JSON.stringify(outcome)).toMatchObject({ type: 'value' });
    expect(process.usable).toBe(true);
  });

  const zip = 'import os, sys\nzip = next(p for p in sys.path if p.endswith(".zip"))';
  it.each([
    ['a file written', 'open("/tmp/a", "w").close()'],
    ['the library written where a standard stream was', `${zip}\nfile = os.open(zip, os.O_RDWR)\nos.dup2(file, 1)\nos.write(1, b"evil")`],
    ['the library written after all standard streams are closed', `${zip}\nos.closerange(0, 3)\nos.write(os.open(zip, os.O_RDWR), b"evil")`],
    ['the library cut off by its number', `${zip}\nfile = os.open(zip, os.O_RDWR)\nos.ftruncate(file, 10)\nos.close(file)`],
    ['the library changed in a map of memory', `${zip}\nimport mmap\nfile = os.open(zip, os.O_RDWR)\nwith mmap.mmap(file, 16) as found:\n    found[0:4] = b"evil"\n    found.flush()\nos.close(file)`],
    ['permissions changed by number', `${zip}\nfile = os.open(zip, os.O_RDONLY)\nos.fchmod(file, 0)\nos.close(file)`],
    ['times changed', `${zip}\nos.utime(zip, (1, 1))`],
    ['a file left open', 'import os\nos.open("/dev/null", os.O_RDONLY)'],
    ['a standard stream closed', 'import os\nos.close(0)'],
    ['a standard stream that takes nothing any more', 'import fcntl, os\nfcntl.fcntl(1, fcntl.F_SETFL, os.O_RDONLY)'],
    ['another working folder', 'import os\nos.chdir("/tmp")'],
  ])('takes no other one after %s', async (_, code) => {
    const { process, outcome } = await run(code);
    expect(outcome, JSON.stringify(outcome)).toMatchObject({ type: 'value' });
    expect(process.usable).toBe(false);
  });
});
