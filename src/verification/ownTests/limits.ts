/** What one run of a person's own tests may take. One table, each with its reason. */
export interface OwnTestsLimits {
  /** One run of all tests, in wall seconds: five minutes is more than most suites take, and a person waits for several runs. */
  readonly runSeconds: number;
  /** What a run may print, in bytes. A hundred thousand tests with a line each print less. */
  readonly outputBytes: number;
  /** The report, in bytes: a long failure message for each of some thousand tests. */
  readonly reportBytes: number;
}

export const OWN_TESTS_LIMITS: OwnTestsLimits = { runSeconds: 300, outputBytes: 64 * 2 ** 20, reportBytes: 64 * 2 ** 20 };

/** A candidate that hangs is not waited for as long as the limit when the unchanged project took far less. */
export const CANDIDATE_TIME = { factor: 5, leastSeconds: 20 } as const;

/** What is copied of a project. More than this is not source: a folder of data that no ignore file names. */
export const COPY_LIMITS = { files: 50_000, bytes: 2 * 2 ** 30 } as const;

/** Files copied at once. The platform's own pool of file workers has four threads; more in flight only keep it busy. */
export const COPIES_AT_ONCE = 16;

/** Of a run's output for people, in characters: enough for the last traceback. */
export const TAIL_CHARACTERS = 2_000;

/** Of a test's message, in characters: it goes into one line of a table. */
export const MESSAGE_CHARACTERS = 300;

/** All ids of a report together, in characters: a short report can name each of a million tests by one name that is a megabyte long. */
export const IDS_CHARACTERS = 64 * 2 ** 20;

/** How often processes that left their group are looked for and ended: one that starts others meanwhile is met again. */
export const STRAY_ROUNDS = 8;

/** A folder of a process that has ended is swept at once; one whose number was given to another process after this long, in seconds. */
export const STALE_AFTER_SECONDS = 24 * 3600;

/**
 * What is kept of projects from one process to the next. A baseline is believed for a day; folders go after a week.
 * A cache larger than the standard library of Go with some packages (`cacheBytes`) is not worth its place.
 * A folder that nobody finished writing within an hour (`unfinishedSeconds`) is left over.
 */
export const MEMORY_LIMITS = { projects: 16, cacheBytes: 512 * 2 ** 20, totalBytes: 2 ** 30, believedSeconds: 24 * 3600, keptSeconds: 7 * 24 * 3600, unfinishedSeconds: 3600 } as const;
