export const LANGUAGES = ['python', 'typescript', 'javascript'] as const;
export type Language = (typeof LANGUAGES)[number];

/** How an example was written down in the task. */
export type ExampleKind = 'doctest' | 'equality' | 'assert' | 'arrow' | 'comment' | 'jsdoc';

/**
 * One expectation that the task states. The value that a comparison expects stays on the host and never
 * enters a candidate's process. An assertion that wraps the call, such as `abs(f(1) - 2) < 1e-6`, is
 * evaluated there with its own constants, and only whether it is true comes back.
 */
export interface Example {
  /** `ex1`, `ex2`, … in the order of the task's text. */
  readonly id: string;
  readonly kind: ExampleKind;
  /** 1-based line in the task's text. */
  readonly line: number;
  /** As a person wrote it, on one line, such as `median([1, 2]) == 1.5`. */
  readonly label: string;
  /** The part that is evaluated beside the candidate, in the task's language. */
  readonly expression: string;
  readonly expected: ExpectedOutcome;
}

/** A value written in the task's language, or an exception by its type name. */
export type ExpectedOutcome =
  | { readonly type: 'value'; readonly source: string; readonly value: CanonicalValue }
  | { readonly type: 'raises'; readonly exception: string }
  /** Text that the call prints; `value` where the same text could as well be what it returns. */
  | { readonly type: 'prints'; readonly text: string; readonly value: { readonly source: string; readonly value: CanonicalValue } | null }
  | { readonly type: 'truthy' };

/**
 * Type-tagged, JSON-safe form of a value, made inside the sandbox and compared on the host. Each
 * is `[tag, payload]`; unknown types are `['obj', name]` and equal nothing, themselves included.
 */
export type CanonicalValue = readonly [tag: string, ...payload: readonly unknown[]];

/** What is run of a candidate to judge it. */
export interface CandidateProgram {
  /** The function that is asked for: what it returns is judged. Null when the task names none. */
  readonly functionName: string | null;
  /** What the task's own text defines and its examples use, such as a helper. Loaded first, and not the candidate's to change. */
  readonly given: string;
  readonly givenNames: readonly string[];
  readonly code: string;
}

/** A possible answer. */
export interface Candidate {
  readonly id: string;
  readonly language: Language;
  /** Source text that defines what the task asks for, as a person gets it. */
  readonly code: string;
  readonly program: CandidateProgram;
}

/**
 * What separates a candidate from the host, as probed, never as wished for; the weakest first.
 * `trusted`: the person's own tests, run as they would run them (L4 without a wrapper).
 * `contained`: an interpreter in WebAssembly in a locked-down process (L2).
 * `isolated`: a process in namespaces of the operating system (L3).
 * `static`: nothing of the candidate ran (L0).
 */
export const ISOLATION_LEVELS = ['trusted', 'contained', 'isolated', 'static'] as const;
export type IsolationLevel = (typeof ISOLATION_LEVELS)[number];

export interface IsolationReport {
  readonly level: IsolationLevel;
  /** A sentence for people, such as `Pyodide 314 in a child process without network or files`. */
  readonly description: string;
}

/** What became of one example. `inconclusive`: it could not be judged, which says nothing of the candidate. */
export type ExampleStatus = 'passed' | 'failed' | 'timed-out' | 'crashed' | 'inconclusive';

/**
 * What became of a candidate. `overfitted`: it passes because it knows the examples, and not by what it
 * computes. `nondeterministic`: it passed once, and not with other chance or another clock.
 */
export type VerdictStatus = ExampleStatus | 'overfitted' | 'nondeterministic';

export interface ExampleResult {
  readonly exampleId: string;
  readonly status: ExampleStatus;
  /** What came back, for people; null when nothing did. */
  readonly actual: string | null;
  /** What was expected, for people. */
  readonly expected: string;
  /** Exception text or why it is inconclusive; null when the comparison says it all. */
  readonly message: string | null;
}

/** A condition that a task states for all inputs, such as `len(f(xs)) == len(xs)`. */
export interface PropertyStatement {
  /** `p1`, `p2`, … in the order of the task's text. */
  readonly id: string;
  /** 1-based line in the task's text. */
  readonly line: number;
  /** As a person wrote it, on one line. */
  readonly label: string;
  /** In the task's language; values take the place of its variables. */
  readonly expression: string;
  readonly variables: readonly PropertyVariable[];
  /** What the text says of the inputs, such as `positive integers n`; null where it says nothing. */
  readonly quantifier: string | null;
}

export interface PropertyVariable {
  readonly name: string;
  /** Index of the function's parameter that it is given for; null where the words alone say what it is. */
  readonly parameter: number | null;
}

export interface PropertyResult {
  readonly propertyId: string;
  /** `inconclusive`: there was no input on which it could be tried. */
  readonly status: 'passed' | 'failed' | 'inconclusive';
  /** Made-up inputs on which it held. */
  readonly held: number;
  /** The smallest input found on which it does not hold, such as `xs = [1]`. */
  readonly counterexample: string | null;
}

/** Something that the types of a candidate say is wrong. */
export interface TypeProblem {
  /** 1-based line in the code that was judged. */
  readonly line: number;
  readonly message: string;
}

export interface TypeReport {
  /** Empty when the types fit. */
  readonly problems: readonly TypeProblem[];
}

/** What a project's own tests say of a candidate. */
export interface OwnTestsReport {
  readonly status: VerdictStatus;
  /** One sentence: what decided. */
  readonly reason: string;
  /** Tests that pass with it, of those that have to. */
  readonly passed: number;
  readonly total: number;
  readonly isolation: IsolationReport;
}

/** Judgement of one candidate. `passed` needs at least one example and all of them passed; without any example, the person's own tests. */
export interface Verdict {
  readonly candidateId: string;
  readonly status: VerdictStatus;
  readonly results: readonly ExampleResult[];
  /** Of the task's stated properties; absent where there are none or they were not tried. */
  readonly properties?: readonly PropertyResult[];
  /** Of TypeScript and JavaScript; absent where types were not checked. */
  readonly types?: TypeReport;
  /** Absent where the person's own tests were not run with it. */
  readonly ownTests?: OwnTestsReport;
  /** One sentence: what decided. */
  readonly reason: string;
  readonly isolation: IsolationReport;
  /** Wall seconds spent verifying. */
  readonly seconds: number;
}

export type EvidenceKind = 'examples' | 'agreement' | 'properties' | 'types' | 'own-tests' | 'generated-tests';

/** What a result rests on. */
export interface Evidence {
  readonly kind: EvidenceKind;
  readonly passed: number;
  readonly total: number;
  readonly isolation: IsolationReport;
}

export interface VerifyOptions {
  readonly abortSignal?: AbortSignal;
  /** Wall-time limit for this candidate, in seconds; capped by the verifier's own limit. */
  readonly maxSeconds?: number;
  /** Limit for the run itself, in seconds: waiting for a sandbox and starting one do not count. Capped by the verifier's own limit. */
  readonly runSeconds?: number;
  /** Use a process that has never run another candidate. */
  readonly virgin?: boolean;
}

/**
 * Behaviour of a candidate on inputs nobody gave an answer for: one canonical outcome (value or
 * exception type) an input. Equal fingerprints mean "the same, as far as we looked".
 */
export interface Fingerprint {
  readonly candidateId: string;
  /** One entry an input; null where the sandbox could not tell (time-out, unknown type). */
  readonly outcomes: readonly (string | null)[];
}

/** What one expression came to, as the host sees it. */
export type ExecutionResult =
  | { readonly type: 'value'; readonly value: CanonicalValue }
  | { readonly type: 'raised'; readonly exception: string; readonly message: string }
  /** It has no outcome: it took too long, its process ended, or nothing may run here. */
  | { readonly type: 'stopped'; readonly reason: string };

/** Runs code apart from the host and says what it does, without a judgement. */
export interface CodeExecutor {
  /** One result an expression, in order. What follows one that had to be stopped is `stopped` as well. */
  execute(candidate: Candidate, expressions: readonly string[], options?: VerifyOptions): Promise<readonly ExecutionResult[]>;
}

/** Judges candidates by running them apart from the host. Never throws for what a candidate does. */
export interface Verifier {
  verify(candidate: Candidate, examples: readonly Example[], options?: VerifyOptions): Promise<Verdict>;
  /**
   * Judges a stream of candidates, several at once, while it is still coming in. Verdicts come as they are ready, in
   * no fixed order. Leaving the loop early, or an abort, stops the checks and the reading of the stream.
   */
  verifyAll(candidates: AsyncIterable<Candidate> | Iterable<Candidate>, examples: readonly Example[], options?: VerifyOptions): AsyncIterable<Verdict>;
  /** Runs `expressions` (calls of the candidate, in its language) and returns what each did. */
  fingerprint(candidate: Candidate, expressions: readonly string[], options?: VerifyOptions): Promise<Fingerprint>;
  dispose(): Promise<void>;
}

export type SnippetKind = 'function' | 'class' | 'type' | 'constant';

/** A definition of the project that a model is shown beside a task. */
export interface ContextSnippet {
  /** Within the project, with slashes. */
  readonly file: string;
  /** 1-based line in that file. */
  readonly line: number;
  readonly name: string;
  readonly kind: SnippetKind;
}

/** What a model is shown of the project that a task is part of. */
export interface TaskContext {
  /** As the model reads it: heads of definitions below the names of their files, in the task's language. */
  readonly text: string;
  /** Guessed on the high side, the words around it in a prompt included; calls count what they really take. */
  readonly tokens: number;
  readonly snippets: readonly ContextSnippet[];
}

/** A coding task, read statically. Nothing of it is executed to make this. */
export interface CodeTask {
  readonly language: Language;
  /** The person's text as it was given. */
  readonly text: string;
  /** `source`: code with a signature and docstring; `words`: prose, perhaps with asserts. */
  readonly form: 'source' | 'words';
  /** The function that is asked for; null when the text does not name one. */
  readonly functionName: string | null;
  /** Of how many functions of the text it is the only unfinished one; absent where there was no choice to make or somebody made it. */
  readonly chosenAmong?: number;
  /** Absent where nothing of a project is shown. */
  readonly context?: TaskContext;
  readonly examples: readonly Example[];
  /** Conditions for all inputs; absent where the text states none. */
  readonly properties?: readonly PropertyStatement[];
  /** Example-like text that was not understood, with the reason. Shown, never dropped silently. */
  readonly notUnderstood: readonly { readonly line: number; readonly text: string; readonly reason: string }[];
}
