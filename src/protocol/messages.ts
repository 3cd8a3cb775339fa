import { z } from 'zod';
import { PanelStateSchema } from './panelState';

/** A question longer than this is a file, not a question; it is refused before anything is computed. */
export const MAX_QUESTION_CHARACTERS = 20_000;

/** A line for the log. */
const MAX_PROBLEM_CHARACTERS = 4_000;

const Level = PanelStateSchema.shape.level;

const HostMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), state: PanelStateSchema }),
  /** Puts the keyboard into the question box. */
  z.object({ type: z.literal('focus-question') }),
]);

const PanelMessageSchema = z.discriminatedUnion('type', [
  /** The page is there and wants the state. */
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('question-changed'), words: z.string().max(MAX_QUESTION_CHARACTERS) }),
  z.object({ type: z.literal('context-removed') }),
  z.object({ type: z.literal('level-changed'), level: Level }),
  z.object({ type: z.literal('solve'), words: z.string().max(MAX_QUESTION_CHARACTERS) }),
  z.object({ type: z.literal('stop') }),
  /** Go on with the answer, at the level that the run offers. */
  z.object({ type: z.literal('think-harder') }),
  z.object({ type: z.literal('insert') }),
  z.object({ type: z.literal('copy') }),
  z.object({ type: z.literal('choose-model') }),
  z.object({ type: z.literal('failure-action') }),
  /** A message of the host was not what it should be: a bug, for the log. */
  z.object({ type: z.literal('misunderstood'), problem: z.string().max(MAX_PROBLEM_CHARACTERS) }),
]);

/** From the extension host to the page. */
export type HostMessage = z.infer<typeof HostMessageSchema>;
/** From the page to the extension host. */
export type PanelMessage = z.infer<typeof PanelMessageSchema>;

export type Parsed<T> = { readonly ok: true; readonly message: T } | { readonly ok: false; readonly problem: string };

export function parseHostMessage(data: unknown): Parsed<HostMessage> {
  return parse(HostMessageSchema, data);
}

export function parsePanelMessage(data: unknown): Parsed<PanelMessage> {
  return parse(PanelMessageSchema, data);
}

function parse<T>(schema: z.ZodType<T>, data: unknown): Parsed<T> {
  const result = schema.safeParse(data);
  return result.success ? { ok: true, message: result.data } : { ok: false, problem: z.prettifyError(result.error) };
}
