import { z } from 'zod';

/** One of the names of a table, which the compiler keeps whole. */
export function oneOf<Name extends string>(names: Readonly<Record<Name, true>>): z.ZodEnum<{ [Key in Name]: Key }> {
  return z.enum(Object.keys(names) as [Name, ...Name[]]) as unknown as z.ZodEnum<{ [Key in Name]: Key }>;
}

/** A count of something. */
export const count = z.number().int().nonnegative();
/** Seconds, tokens and the like. */
export const quantity = z.number().nonnegative();

export const ending = z.looseObject({ at: quantity, order: count });

export const serializedError = z.looseObject({ code: z.string().nullable(), message: z.string(), hint: z.string().optional() });
