import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';

const schema = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs', name), 'utf8')) as Record<string, unknown>;

export const RESULT_SCHEMA = schema('result.schema.json');
const ajv = new Ajv({ strict: true, allErrors: true }).addSchema(schema('documents.schema.json'), 'documents');
const validate = ajv.compile(RESULT_SCHEMA);

/** What is wrong with a document that `reckon solve --json` printed. */
export function resultSchemaErrors(document: unknown): readonly ErrorObject[] {
  validate(document);
  return validate.errors ?? [];
}

/** What is wrong with a document that another command printed with `--json`. */
export function documentErrors(command: 'error' | 'estimate' | 'verify' | 'verifyMany' | 'test' | 'ask' | 'complete' | 'models' | 'doctor' | 'traceReplay' | 'questionReplay' | 'ledger' | 'ledgerExport', document: unknown): readonly ErrorObject[] {
  const validateCommand = ajv.compile({ $ref: `documents#/definitions/${command}` });
  validateCommand(document);
  return validateCommand.errors ?? [];
}
