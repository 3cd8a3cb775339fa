import { z } from 'zod';
import { isCanonicalValue, OUTPUT_LIMITS, type CanonicalValue } from '../canonical';
import { isSurroundings } from '../isolation';
import type { SelfReport } from '../sandbox/doors';
import type { Outcome } from '../sandbox/messages';

/** A message of a sandbox, as far as it is understood. What is in it was checked, never trusted. */
export type Reply =
  | { readonly type: 'ready'; readonly self: SelfReport }
  | { readonly type: 'loaded'; readonly failure: Outcome | null }
  | { readonly type: 'outcome'; readonly index: number; readonly outcome: Outcome }
  | { readonly type: 'done'; readonly isSpent: boolean };

/** Code that failed to load has no value. */
const failureSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('raised'), exception: z.string(), ancestors: z.array(z.string()), message: z.string() }),
  z.object({ type: z.literal('missing-package'), name: z.string() }),
  z.object({ type: z.literal('unsettled') }),
  z.object({ type: z.literal('self-judged'), why: z.string() }),
]);

const valueSchema = z.object({
  type: z.literal('value'),
  value: z.custom<CanonicalValue>(isCanonicalValue),
  printed: z.string().default('').transform((text) => text.slice(0, OUTPUT_LIMITS.printed)),
});

/** An outcome comes as text: what is in it is then data through and through. */
const outcomeSchema = z.string().transform((json, context): unknown => {
  try {
    return JSON.parse(json);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
}).pipe(z.union([failureSchema, valueSchema]));

const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), self: z.unknown().optional() }),
  z.object({ type: z.literal('loaded'), failure: failureSchema.nullable() }),
  z.object({ type: z.literal('outcome'), index: z.number(), json: outcomeSchema }),
  z.object({ type: z.literal('done'), isSpent: z.boolean() }),
]);

const selfSchema = z.object({ open: z.array(z.string()), seen: z.custom<SelfReport['seen']>(isSurroundings) });

/** A process that does not say what it is like is taken to be open. */
const UNKNOWN_SELF: SelfReport = { open: ['do what it did not say'], seen: { hostName: '', parent: 0, networks: [] } };

/** Null for what is no reply: whoever sends that is not Reckon's program, or not any more. */
export function parseReply(data: unknown): Reply | null {
  const reply = replySchema.safeParse(data).data ?? null;
  switch (reply?.type) {
    case 'ready':
      return { type: 'ready', self: selfSchema.safeParse(reply.self).data ?? UNKNOWN_SELF };
    case 'outcome':
      return { type: 'outcome', index: reply.index, outcome: reply.json };
    default:
      return reply;
  }
}
