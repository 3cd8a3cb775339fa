import type { Evidence, ExampleResult, Verdict } from '../types';

export const TEST_FRAMEWORKS = ['vitest', 'jest', 'mocha', 'node', 'pytest', 'unittest', 'cargo', 'go'] as const;
export type TestFramework = (typeof TEST_FRAMEWORKS)[number];

/** How a project is tested, read from its files. Nothing ran to find this. */
export interface TestPlan {
  readonly framework: TestFramework;
  /** Absolute folder that the tests start in. */
  readonly project: string;
  /** As a person would type it, such as `vitest run --config unit.config.ts`: what consent is asked for. */
  readonly command: string;
  /** What the project's own command gives the framework beyond its name. */
  readonly args: readonly string[];
  /** Variables that the project's own command sets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where it was found, such as `the script "test" of package.json`. */
  readonly source: string;
}

/** A plan, or why there is none, in a sentence for people. */
export type FoundTests = { readonly plan: TestPlan } | { readonly plan: null; readonly reason: string };

export type TestStatus = 'passed' | 'failed' | 'skipped';

export interface TestResult {
  /** Unique in its run and the same in every run: file or module, then the names of suites and test. */
  readonly id: string;
  readonly status: TestStatus;
  /** First line of what it failed with; null when it did not. */
  readonly message: string | null;
}

/** What a framework reported, or why that cannot be read. */
export type TestReport = { readonly tests: readonly TestResult[] } | { readonly tests: null; readonly reason: string };

/** One run of a project's tests. */
export interface TestRun {
  /** Null when the process was killed. */
  readonly exitCode: number | null;
  /** Why it was stopped; null when it ended by itself. */
  readonly stopped: 'time' | 'output' | null;
  readonly report: TestReport;
  /** Last words of both streams, for people. */
  readonly tail: string;
  /** Paths of tests and configuration that were changed or added in the copy while the tests ran. */
  readonly tampered: readonly string[];
  /** Paths of the original that changed meanwhile, by a person or by what ran. */
  readonly touched: readonly string[];
  /** Wall seconds. */
  readonly seconds: number;
}

/** What is known of the unchanged project. */
export interface Baseline {
  readonly exitCode: number;
  /** Ids that passed in every run. */
  readonly passing: readonly string[];
  /** Ids that failed or were skipped in every run. */
  readonly notPassing: readonly string[];
  /** Those of `notPassing` that were skipped. */
  readonly skipped: readonly string[];
  /** Ids that differed between runs or were not always there: they say nothing of a candidate. */
  readonly flaky: readonly string[];
  /** Paths that the tests themselves write among tests and configuration. */
  readonly written: readonly string[];
}

/** What becomes of the tests when a file or function is broken on purpose. */
export interface Reach {
  readonly isNoticed: boolean;
  /** Ids of tests that have called the broken function, as they say themselves. */
  readonly callers: readonly string[];
  /** Ids of tests that passed and fail when what it returns is wrong: with a candidate in its place they have to fail, too. */
  readonly failingWhenWrong: readonly string[];
}

/** What a person has agreed to: exactly this command in exactly this folder. */
export interface Consent {
  readonly project: string;
  readonly command: string;
}

/** A new text for one file of a project: the whole of it, or one function in it. */
export interface OwnTestsCandidate {
  readonly id: string;
  /** Absolute, or within the project. */
  readonly file: string;
  readonly code: string;
  /** The function that `code` replaces; undefined when it is the file's whole text. */
  readonly functionName?: string;
}

export interface OwnTestsRequest {
  readonly plan: TestPlan;
  readonly candidate: OwnTestsCandidate;
  /** Whether the workspace is trusted, as VS Code means it; a terminal's owner trusts what they name. */
  readonly isTrusted: boolean;
  readonly consent: Consent | null;
  readonly abortSignal?: AbortSignal;
  onProgress?(step: OwnTestsStep): void;
}

/** What is being done now. */
export type OwnTestsStep = 'baseline' | 'reach' | 'candidate' | 'control';

/** One test before and after. */
export interface TestComparison extends ExampleResult {
  /** In the unchanged project. */
  readonly before: TestStatus | 'flaky';
}

export interface OwnTestsOutcome {
  readonly plan: TestPlan;
  /** `results` has every test of the unchanged project. */
  readonly verdict: Omit<Verdict, 'results'> & { readonly results: readonly TestComparison[] };
  readonly evidence: Evidence;
  /** What the person may have meant instead, in a sentence; null when nothing speaks for it. */
  readonly hint: string | null;
}
