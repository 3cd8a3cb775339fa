import type { FoundTests, TestFramework, TestPlan } from '../types';
import type { ProjectFiles } from './files';
import { commandLine, plainWords, type PlainWords } from './words';

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** One script may name another; longer chains are somebody's build system. */
const MAX_SCRIPTS = 4;
const RUNNERS: ReadonlySet<string> = new Set(['npx', 'bunx', 'pnpx']);
/** What ends a watcher's run: the mode, and flags that would open something. */
const WATCHING = /^--?(?:w|watch|watchAll|ui|inspect.*)(?:=.*)?$/;
/** Ours take their place. */
const REPORTING = /^--(?:reporters?|outputFile.*|json|test-reporter.*|coverage.*)(?:=.*)?$/;

/** `npm test` of a package.json, or the framework that it depends on. */
export function findNodeTests(files: ProjectFiles): FoundTests {
  const manifest = readManifest(files);
  if (manifest === null) {
    return { plan: null, reason: 'package.json is not readable JSON' };
  }
  const found = fromScript(files, manifest, 'test', MAX_SCRIPTS) ?? fromPackages(files, manifest);
  if (found === null) {
    const script = manifest.scripts?.['test'];
    return {
      plan: null,
      reason: script === undefined
        ? 'package.json has no script "test" and names neither vitest, jest nor mocha'
        : `the script "test" of package.json (${script}) is not a plain command of vitest, jest, mocha or node --test`,
    };
  }
  const needsPackage = found.framework !== 'node';
  return needsPackage && !files.has(`node_modules/${found.framework}/package.json`)
    ? { plan: null, reason: `${found.framework} is not installed in node_modules (npm install does that)` }
    : { plan: found };
}

function readManifest(files: ProjectFiles): Manifest | null {
  try {
    const data: unknown = JSON.parse(files.text('package.json') ?? '{}');
    return typeof data === 'object' && data !== null ? (data as Manifest) : null;
  } catch {
    return null; // Said to the person by the caller.
  }
}

function fromScript(files: ProjectFiles, manifest: Manifest, name: string, depth: number): TestPlan | null {
  const script = manifest.scripts?.[name];
  const plain = typeof script === 'string' ? plainWords(script) : null;
  if (plain === null || depth === 0) {
    return null;
  }
  const [program, second, third] = plain.words;
  const next = ['npm', 'pnpm', 'yarn'].includes(program ?? '') ? (second === 'run' ? third : second) : undefined;
  if (next !== undefined && next !== name && plain.words.length === (second === 'run' ? 3 : 2)) {
    return fromScript(files, manifest, next, depth - 1);
  }
  return planOf(files, plain, `the script "${name}" of package.json`);
}

function planOf(files: ProjectFiles, { environment, words }: PlainWords, source: string): TestPlan | null {
  const start = RUNNERS.has(words[0] ?? '') ? words.slice(1) : words;
  const [program, ...given] = start;
  const args = withoutReporting(given);
  const make = (framework: TestFramework, typed: readonly string[], own: readonly string[]): TestPlan => ({
    framework, project: files.root, command: commandLine(environment, [...typed, ...own]), args: own, environment, source,
  });
  switch (program) {
    case 'vitest':
      return make('vitest', ['vitest', 'run'], args.filter((word, index) => index > 0 || (word !== 'run' && word !== 'watch')));
    case 'jest':
      return make('jest', ['jest'], args);
    case 'mocha':
      return make('mocha', ['mocha'], args);
    case 'node':
      return args.includes('--test') ? make('node', ['node', '--test'], args.filter((word) => word !== '--test')) : null;
    default:
      return null;
  }
}

/** Without the arguments that ask for reports or for waiting; a value that stands apart goes with its flag. */
function withoutReporting(args: readonly string[]): string[] {
  const standsApart = (flag: string | undefined): boolean =>
    flag !== undefined && /^--(?:reporters?|outputFile[\w.]*|test-reporter(?:-destination)?)$/.test(flag);
  return args.filter((word, index) => !WATCHING.test(word) && !REPORTING.test(word) && !standsApart(args[index - 1]));
}

function fromPackages(files: ProjectFiles, { dependencies, devDependencies }: Manifest): TestPlan | null {
  const names = new Set([...Object.keys(dependencies ?? {}), ...Object.keys(devDependencies ?? {})]);
  const framework = (['vitest', 'jest', 'mocha'] as const).find((name) => names.has(name));
  if (framework === undefined) {
    return null;
  }
  const command = framework === 'vitest' ? 'vitest run' : framework;
  return { framework, project: files.root, command, args: [], environment: {}, source: `${framework} among the packages of package.json` };
}
