import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';

export const RESULT_SCHEMA = JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs/result.schema.json'), 'utf8')) as Record<string, unknown>;
const validate = new Ajv({ strict: true, allErrors: true }).compile(RESULT_SCHEMA);

/** What is wrong with a document that `reckon solve --json` printed. */
export function resultSchemaErrors(document: unknown): readonly ErrorObject[] {
  validate(document);
  return validate.errors ?? [];
}
