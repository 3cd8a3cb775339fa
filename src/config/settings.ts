import { z } from 'zod';

/**
 * Every setting: its key, default, validator and words. package.json's `contributes.configuration`
 * is checked against this table in a test, so the two cannot drift apart.
 */
export interface SettingDefinition<T> {
  readonly default: T;
  readonly schema: z.ZodType<T>;
  readonly description: string;
}

const define = <T>(schema: z.ZodType<T>, fallback: T, description: string): SettingDefinition<T> => ({
  default: fallback,
  schema,
  description,
});

/** Small, larger, server, and one to spare: each one that fails costs a wait. */
const MOST_FURTHER_MODELS = 4;

export const SETTINGS = {
  'reckon.model': define(
    z.string().min(1),
    'qwen2.5-coder-0.5b',
    'Model that answers: an id of the catalogue, the path of a GGUF file, or openai-compatible:NAME.',
  ),
  'reckon.escalation.models': define(
    z.array(z.string().min(1)).max(MOST_FURTHER_MODELS),
    [] as string[],
    'Models that a run goes on with when the first one is not enough, in this order: ids of the catalogue, paths of GGUF files, or openai-compatible:NAME. Each is loaded only when it is chosen; a server is sent the task only then.',
  ),
  'reckon.remote.endpoint': define(
    z.string(),
    '',
    'Base address of an OpenAI-compatible server, such as http://127.0.0.1:11434/v1. Used by models named openai-compatible:NAME. The key is kept in secret storage.',
  ),
  'reckon.remote.prices': define(
    z.record(z.string().min(1), z.strictObject({ prompt: z.number().min(0), answer: z.number().min(0) })),
    {} as Record<string, { prompt: number; answer: number }>,
    'What a server charges, by the name of its model: US dollars for a million tokens of prompts and of answers. `*` stands for all that are not listed. Without a price, what a server costs is unknown, and under a limit of money it is not asked.',
  ),
  'reckon.limits.dollars': define(
    z.number().min(0),
    0,
    'US dollars that a question may cost at most, wherever the slider stands. What a call of a server can cost is reserved before it, at the price of reckon.remote.prices. 0 sets no limit.',
  ),
  'reckon.limits.joules': define(
    z.number().min(0),
    0,
    'Joules that a question may take at most, wherever the slider stands: measured where the counter of the CPU can be read, else modelled. No server is asked then, as what it takes is not known. 0 sets no limit.',
  ),
  'reckon.budget': define(
    z.enum(['instant', 'quick', 'balanced', 'thorough']),
    'balanced' as const,
    'How much thinking a question gets unless the slider says otherwise.',
  ),
  'reckon.engine.threads': define(
    z.number().int().min(0).max(256),
    0,
    'CPU threads of the local engine. 0 takes one for each core.',
  ),
  'reckon.engine.precision': define(
    z.enum(['compact', 'exact']),
    'compact' as const,
    'How local weights are imported. compact is faster and takes less memory; exact keeps every weight as the file has it. Each import is kept beside the other.',
  ),
  'reckon.engine.unloadAfterMinutes': define(
    z.number().min(0).max(1440),
    10,
    'Minutes after which a local model that nobody asked is unloaded, which frees its memory. 0 keeps it.',
  ),
  'reckon.verification.minimumIsolation': define(
    z.enum(['contained', 'isolated']),
    'contained' as const,
    'What candidates must at least be separated by. contained: an interpreter in WebAssembly in a locked-down process, on every machine. isolated: that in namespaces of the operating system; where there are none, nothing runs and verdicts are inconclusive. `reckon doctor` says what this machine offers.',
  ),
  'reckon.verification.secondsPerExample': define(
    z.number().min(0.5).max(120),
    3,
    'Seconds that one example may take before the candidate counts as timed out.',
  ),
  'reckon.verification.secondsPerCandidate': define(
    z.number().min(1).max(600),
    20,
    'Seconds that one candidate may take with all its examples.',
  ),
  'reckon.verification.memoryMiB': define(
    z.number().int().min(128).max(2048),
    384,
    'Memory in MiB that the interpreter of a candidate may take.',
  ),
  'reckon.verification.ownTests': define(
    z.enum(['off', 'ask']),
    'ask' as const,
    'Whether your own tests judge the answer when a function of a project with tests is solved. ask: in a trusted folder, after you agreed to the very command, in a copy of the project. off: never.',
  ),
  'reckon.retrieval': define(
    z.enum(['none', 'imports', 'workspace']),
    'none' as const,
    'Which definitions of the project the model is shown beside a function of a file. imports: heads and types of the file itself and of what it imports. workspace: those of near files as well. Only what seems needed, under a limit of tokens. A remote model is sent them, too.',
  ),
  'reckon.ledger.enabled': define(
    z.boolean(),
    true,
    'Write down what each call of a model takes, in a file of yours on this machine. "Reckon: Show Ledger" sums it up.',
  ),
  'reckon.ledger.retentionDays': define(
    z.number().int().min(0).max(36_500),
    365,
    'Days of the ledger that are kept. Older ones are removed at the first call of a day. 0 keeps all.',
  ),
  'reckon.inline.enabled': define(z.boolean(), true, 'Suggest code while you type, with the local model.'),
  'reckon.inline.languages': define(
    z.record(z.string(), z.boolean()),
    { '*': true, plaintext: false, markdown: false } as Record<string, boolean>,
    'Languages that get inline suggestions. `*` stands for all that are not listed.',
  ),
} as const;

export type SettingKey = keyof typeof SETTINGS;
export type SettingValue<K extends SettingKey> = z.infer<(typeof SETTINGS)[K]['schema']>;

/** The value when it is valid, else the default and why. */
export function readSetting<K extends SettingKey>(
  key: K,
  raw: unknown,
): { readonly value: SettingValue<K>; readonly problem: string | null } {
  const definition = SETTINGS[key];
  if (raw === undefined) {
    return { value: definition.default as SettingValue<K>, problem: null };
  }
  const parsed = definition.schema.safeParse(raw);
  return parsed.success
    ? { value: parsed.data as SettingValue<K>, problem: null }
    : { value: definition.default as SettingValue<K>, problem: `${key}: ${z.prettifyError(parsed.error)}` };
}
