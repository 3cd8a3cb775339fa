import { z } from 'zod';

/**
 * Everything the panel shows, as data. The extension host owns it and sends it whole; the webview
 * draws it and keeps nothing but what a person is typing. Text that a model wrote is plain text
 * here and is never put into the page as markup.
 */

const Level = z.enum(['instant', 'quick', 'balanced', 'thorough']);

const EnergySource = z.enum(['measured', 'modelled', 'unknown']);

const Limits = z.object({
  tokens: z.number().nullable(),
  seconds: z.number().nullable(),
  samples: z.number().nullable(),
  dollars: z.number().nullable(),
  joules: z.number().nullable(),
});

const Quantile = z.object({
  tokens: z.number(),
  seconds: z.number(),
  joules: z.number().nullable(),
  dollars: z.number().nullable(),
});

const Forecast = z.object({
  /** Half the runs cost at most this. */
  p50: Quantile,
  /** Nine runs in ten cost at most this. */
  p90: Quantile,
  energySource: EnergySource,
  /** Probability of a verified answer; null when nothing can be verified. */
  verifiedProbability: z.number().nullable(),
  /** How many of the person's own runs corrected it; 0 where there are too few. */
  ownRuns: z.number().int().nonnegative(),
});

/** A position of the slider: what it allows, and what it would cost here. */
const Budget = z.object({
  level: Level,
  label: z.string(),
  limits: Limits,
  /** Null while there is no question to price. */
  forecast: Forecast.nullable(),
});

/** What the question is about, when it is more than words. */
const Context = z.object({
  /** Such as `stats.py`. */
  fileName: z.string(),
  /** 1-based lines of the selection. */
  firstLine: z.number(),
  lastLine: z.number(),
});

/** How the question was understood. */
const Task = z.object({
  language: z.string(),
  functionName: z.string().nullable(),
  examples: z.array(z.object({ id: z.string(), label: z.string() })),
  notUnderstood: z.array(z.object({ line: z.number(), text: z.string(), reason: z.string() })),
});

const Outcome = z.enum(['passed', 'failed', 'inconclusive', 'stopped', 'running']);

const Step = z.object({
  id: z.string(),
  title: z.string(),
  outcome: Outcome,
  /** One line below the title; empty when there is nothing to say yet. */
  detail: z.string(),
  /** Null while it runs, and for what took no time of this run. */
  seconds: z.number().nullable(),
});

const Cell = z.enum(['passed', 'failed', 'unknown']);

const CandidateCell = z.object({ mark: Cell, title: z.string() });

const CandidateRow = z.object({
  id: z.string(),
  /** `1`, `2`, … in the order they were drawn. */
  label: z.string(),
  isFast: z.boolean(),
  isSelected: z.boolean(),
  /** One for each example of the task. `unknown`: not run, or the sandbox could not tell. */
  cells: z.array(CandidateCell),
  /** What the person's own tests say; null where they were not run with it. */
  ownTests: CandidateCell.nullable(),
  /** Letter of the group that behaves alike; null when not compared. */
  cluster: z.string().nullable(),
  tokens: z.number(),
  /** Model that wrote it; null where the run has one model. */
  writer: z.string().nullable(),
});

const Spent = z.object({
  tokens: z.number(),
  /** Set aside for calls that were cut off; with any, the tokens are a bound. */
  forfeitedTokens: z.number(),
  seconds: z.number(),
  samples: z.number(),
  joules: z.number().nullable(),
  energySource: EnergySource,
  dollars: z.number().nullable(),
});

/** A line of the proof: what was checked and how it went, or what was not. */
const Check = z.object({
  mark: z.enum(['passed', 'failed', 'not-checked']),
  text: z.string(),
  /** Small print; null when there is none. */
  detail: z.string().nullable(),
});

const Answer = z.object({
  status: z.enum(['verified', 'unverified', 'abstained']),
  code: z.string().nullable(),
  /** Model that wrote it; null where the run has one model, or there is no code. */
  writer: z.string().nullable(),
  /** 0 to 1; null when there is nothing to base it on. */
  confidence: z.number().nullable(),
  checks: z.array(Check),
  /** Whether the code takes the place of a selection, or goes where the cursor is. */
  insertLabel: z.string(),
});

/** A failure in words a person can act on. */
const Failure = z.object({
  message: z.string(),
  hint: z.string().nullable(),
  /** A button that does the next step; null when there is none. */
  action: z.object({ id: z.enum(['download-model', 'set-key', 'open-settings', 'try-again']), label: z.string() }).nullable(),
});

const Run = z.object({
  phase: z.enum(['loading', 'running', 'stopping', 'finished', 'failed']),
  /** Where it comes from when it does not take place now, such as `recorded 2026-01-31`; null for a live one. */
  origin: z.string().nullable(),
  /** How far the model is, 0 to 1, while it loads for the first time. */
  load: z.object({ label: z.string(), fraction: z.number() }).nullable(),
  limits: Limits,
  forecast: Forecast.nullable(),
  examples: z.array(z.object({ id: z.string(), label: z.string() })),
  steps: z.array(Step),
  /** The ends of the texts that are being written, by sample. */
  writing: z.array(z.object({ label: z.string(), text: z.string() })),
  candidates: z.array(CandidateRow),
  spent: Spent.nullable(),
  answer: Answer.nullable(),
  /** The place of the slider at which the answer can be gone on with, and what both parts are then likely to take together (null: not known yet, or not at all); null when it cannot. */
  harder: z.object({ level: Level, forecast: Forecast.nullable() }).nullable(),
  failure: Failure.nullable(),
});

const Model = z.object({ name: z.string(), place: z.enum(['this machine', 'a server']) });

export const PanelStateSchema = z.object({
  /** Rises by one with each state, so that a late one cannot overwrite a newer. */
  version: z.number(),
  /** Changes when the host puts a new question into the box; what a person has typed since then is newer. */
  question: z.object({ id: z.number(), words: z.string(), context: Context.nullable() }),
  /** Null while there is no question, or it cannot be read; `problem` then says why, and where its price cannot be said. */
  task: Task.nullable(),
  problem: z.string().nullable(),
  budgets: z.array(Budget),
  level: Level,
  /** What answers, and what a run may go on with. */
  model: Model.extend({ further: z.array(Model) }),
  /** Why nothing may run here, such as a folder that is not trusted; null when it may. */
  blocked: z.string().nullable(),
  run: Run.nullable(),
});

export type PanelState = z.infer<typeof PanelStateSchema>;
export type RunState = z.infer<typeof Run>;
export type BudgetState = z.infer<typeof Budget>;
export type ForecastState = z.infer<typeof Forecast>;
export type LimitsState = z.infer<typeof Limits>;
export type SpentState = z.infer<typeof Spent>;
export type StepState = z.infer<typeof Step>;
export type AnswerState = z.infer<typeof Answer>;
export type CheckState = z.infer<typeof Check>;
export type CandidateState = z.infer<typeof CandidateRow>;
export type FailureState = z.infer<typeof Failure>;
export type TaskState = z.infer<typeof Task>;
export type ContextState = z.infer<typeof Context>;
export type PanelLevel = z.infer<typeof Level>;
export type StepOutcome = z.infer<typeof Outcome>;
