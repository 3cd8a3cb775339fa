import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, copyFileSync, readFileSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ReckonError } from '../../../base/errors';
import type { PlainCommand } from '../../isolation/types';
import type { ProjectCopy } from '../project/copy';
import type { Workplace } from '../project/workplace';
import type { TestPlan } from '../types';
import { runEnvironment } from './environment';
import { findProgram, installation, isExecutable, needProgram, nodeParts, nodeProgram, requireOutsideHome } from './programs';
import { UNITTEST_RUNNER } from './unittestRunner';

/** How one run is started, and where it leaves its report. */
export interface TestCommand {
  readonly command: PlainCommand;
  /** Folders of toolchains and packages that it reads. */
  readonly readable: readonly string[];
  /** Null when the report is what it prints. */
  readonly report: string | null;
}

export interface CommandSurroundings {
  readonly plan: TestPlan;
  readonly copy: ProjectCopy;
  readonly workplace: Workplace;
  readonly host: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
}

/** @throws ReckonError `tests-unusable` when what runs the tests is not installed, or where the person's home would be in reach. */
export async function testCommand(surroundings: CommandSurroundings): Promise<TestCommand> {
  const command = await commandOf(surroundings);
  requireOutsideHome(command.readable);
  return command;
}

async function commandOf(surroundings: CommandSurroundings): Promise<TestCommand> {
  switch (surroundings.plan.framework) {
    case 'vitest':
    case 'jest':
    case 'mocha':
    case 'node':
      return nodeCommand(surroundings);
    case 'pytest':
    case 'unittest':
      return pythonCommand(surroundings);
    case 'cargo':
      return cargoCommand(surroundings);
    case 'go':
      return goCommand(surroundings);
  }
}

function start({ plan, copy, workplace, host }: CommandSurroundings, program: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): PlainCommand {
  return {
    file: program,
    args,
    cwd: copy.root,
    environment: { ...runEnvironment(host, workplace, [dirname(program)]), ...plan.environment, ...more },
  };
}

function nodeCommand(surroundings: CommandSurroundings): TestCommand {
  const { plan, copy, workplace, host } = surroundings;
  const node = nodeProgram(host);
  const report = join(workplace.report, plan.framework === 'node' ? 'report.xml' : 'report.json');
  const args = {
    vitest: () => [packageProgram(copy, 'vitest'), 'run', ...plan.args, '--reporter=json', `--outputFile=${report}`],
    jest: () => [packageProgram(copy, 'jest'), ...plan.args, '--ci', '--json', `--outputFile=${report}`],
    mocha: () => [packageProgram(copy, 'mocha'), ...plan.args, '--reporter', 'json', '--reporter-option', `output=${report}`],
    node: () => ['--test', '--test-reporter=junit', `--test-reporter-destination=${report}`, ...plan.args],
  }[plan.framework as 'vitest' | 'jest' | 'mocha' | 'node']();
  return { command: start(surroundings, node, args), readable: [...nodeParts(node), ...copy.linked], report };
}

/** The script behind a package's command. */
function packageProgram({ root }: ProjectCopy, name: string): string {
  const folder = join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin?: string | Record<string, string> };
  const script = typeof bin === 'string' ? bin : bin?.[name];
  if (script === undefined) {
    throw new ReckonError('tests-unusable', `The package ${name} in node_modules has no command.`, { hint: 'Install the packages again, such as with npm ci.' });
  }
  return join(folder, script);
}

/** Where a virtual environment of the project has its interpreter. */
const OWN_PYTHONS = ['.venv/bin/python', 'venv/bin/python', '.venv/Scripts/python.exe', 'venv/Scripts/python.exe'];
const WHERE_AM_I = 'import json, sys; print(json.dumps([sys.executable, sys.prefix, sys.base_prefix]))';
/** An interpreter says where it is within milliseconds. */
const WHERE_SECONDS = 20;

async function pythonCommand(surroundings: CommandSurroundings): Promise<TestCommand> {
  const { plan, copy, workplace, host, signal } = surroundings;
  const own = [...OWN_PYTHONS.map((path) => join(copy.original, path)), ...(host['VIRTUAL_ENV'] === undefined ? [] : [join(host['VIRTUAL_ENV'], 'bin/python')])].find(isExecutable);
  const found = own ?? needProgram(['python3', 'python'], host);
  // What stands in PATH may be a script of a version manager, which needs the person's home.
  const [executable, prefix, base] = await whereIs(found, dirname(workplace.report), signal);
  const report = join(workplace.report, plan.framework === 'pytest' ? 'report.xml' : 'report.json');
  const args = plan.framework === 'pytest'
    ? ['-m', 'pytest', ...plan.args, '-p', 'no:cacheprovider', `--junitxml=${report}`, '-o', 'junit_family=xunit1']
    : ['-c', UNITTEST_RUNNER, report, 'discover', ...plan.args];
  const userBase = join(homedir(), '.local');
  const command = start(surroundings, executable, args, {
    // Before the packages: a project that is installed for development would lead back to the original.
    PYTHONPATH: [copy.root, join(copy.root, 'src')].join(delimiter),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUSERBASE: userBase,
  });
  return { command, readable: [...new Set([prefix, base, ...copy.linked, ...[join(userBase, 'lib')].filter(existsSync)])], report };
}

async function whereIs(program: string, cwd: string, signal: AbortSignal | undefined): Promise<[string, string, string]> {
  try {
    const { stdout } = await promisify(execFile)(program, ['-I', '-c', WHERE_AM_I], { cwd, timeout: WHERE_SECONDS * 1000, ...(signal ? { signal } : {}) });
    return JSON.parse(stdout) as [string, string, string];
  } catch (error) {
    throw new ReckonError('tests-unusable', `${program} does not start.`, { hint: 'Check that this Python works, or make a virtual environment .venv in the project.', cause: error });
  }
}

function cargoCommand(surroundings: CommandSurroundings): TestCommand {
  const { workplace, host } = surroundings;
  const cargo = needProgram(['cargo'], host);
  const cargoHome = host['CARGO_HOME'] ?? join(homedir(), '.cargo');
  const rustupHome = host['RUSTUP_HOME'] ?? join(homedir(), '.rustup');
  const ownHome = join(workplace.root, 'cargo');
  // The person's folder has keys of registries in it; what is downloaded is enough.
  mkdirSync(ownHome);
  const parts = ['registry', 'git'].map((name) => join(cargoHome, name)).filter(existsSync);
  parts.forEach((part) => symlinkSync(part, join(ownHome, part.slice(cargoHome.length + 1)), 'junction'));
  ['config.toml', 'config'].map((name) => join(cargoHome, name)).filter(existsSync).forEach((file) => copyFileSync(file, join(ownHome, file.slice(cargoHome.length + 1))));
  const args = ['test', '--offline', '--no-fail-fast', '--color', 'never'];
  const environment = { CARGO_HOME: ownHome, RUSTUP_HOME: rustupHome, CARGO_TARGET_DIR: join(workplace.cache, 'target'), CARGO_TERM_COLOR: 'never', RUST_BACKTRACE: '0' };
  // One stream for both, so that the name of each program stands before its tests.
  const shell = findProgram('sh', host);
  const command = shell === null || process.platform === 'win32'
    ? start(surroundings, cargo, args, environment)
    : { ...start(surroundings, cargo, args, environment), file: shell, args: ['-c', 'exec "$@" 2>&1', 'sh', cargo, ...args] };
  return { command, readable: [rustupHome, dirname(cargo), ...parts].filter(existsSync), report: null };
}

function goCommand(surroundings: CommandSurroundings): TestCommand {
  const { workplace, host } = surroundings;
  const go = needProgram(['go'], host);
  const goPath = host['GOPATH'] ?? join(homedir(), 'go');
  const modules = host['GOMODCACHE'] ?? join(goPath, 'pkg', 'mod');
  const command = start(surroundings, go, ['test', '-json', '-count=1', './...'], {
    GOPATH: goPath, GOMODCACHE: modules, GOCACHE: join(workplace.cache, 'go'), GOPROXY: 'off', GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', GOTELEMETRY: 'off',
  });
  return { command, readable: [installation(go), ...[modules].filter(existsSync)], report: null };
}
