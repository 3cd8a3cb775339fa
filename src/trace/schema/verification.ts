import { z } from 'zod';
import type { EvidenceKind, ExampleKind, ExampleStatus, IsolationLevel, Language, SnippetKind, VerdictStatus } from '../../verification/types';
import { count, oneOf, quantity } from './common';

export const language = oneOf<Language>({ python: true, typescript: true, javascript: true });
const exampleKind = oneOf<ExampleKind>({ doctest: true, equality: true, assert: true, arrow: true, comment: true, jsdoc: true });
const exampleStatus = oneOf<ExampleStatus>({ passed: true, failed: true, 'timed-out': true, crashed: true, inconclusive: true });
const verdictStatus = oneOf<VerdictStatus>({ passed: true, failed: true, 'timed-out': true, crashed: true, inconclusive: true, overfitted: true, nondeterministic: true });
const evidenceKind = oneOf<EvidenceKind>({ examples: true, agreement: true, properties: true, types: true, 'own-tests': true, 'generated-tests': true });

const snippetKind = oneOf<SnippetKind>({ function: true, class: true, type: true, constant: true });

const isolation = z.looseObject({
  level: oneOf<IsolationLevel>({ trusted: true, contained: true, isolated: true, static: true }),
  description: z.string(),
});

/** Values as the sandbox tags them: what follows the tag depends on it. */
const canonicalValue = z.array(z.unknown()).min(1);
const value = z.looseObject({ source: z.string(), value: canonicalValue });

const expected = z.discriminatedUnion('type', [
  value.extend({ type: z.literal('value') }),
  z.looseObject({ type: z.literal('raises'), exception: z.string() }),
  z.looseObject({ type: z.literal('prints'), text: z.string(), value: value.nullable() }),
  z.looseObject({ type: z.literal('truthy') }),
]);

export const codeTask = z.looseObject({
  language,
  text: z.string(),
  form: z.enum(['source', 'words']),
  functionName: z.string().nullable(),
  chosenAmong: count.optional(),
  context: z.looseObject({
    text: z.string(),
    tokens: count,
    snippets: z.array(z.looseObject({ file: z.string(), line: count, name: z.string(), kind: snippetKind })),
  }).optional(),
  examples: z.array(z.looseObject({ id: z.string(), kind: exampleKind, line: count, label: z.string(), expression: z.string(), expected })),
  properties: z.array(z.looseObject({
    id: z.string(), line: count, label: z.string(), expression: z.string(), quantifier: z.string().nullable(),
    variables: z.array(z.looseObject({ name: z.string(), parameter: count.nullable() })),
  })).optional(),
  notUnderstood: z.array(z.looseObject({ line: count, text: z.string(), reason: z.string() })),
});

export const ownTestsReport = z.looseObject({ status: verdictStatus, reason: z.string(), passed: count, total: count, isolation });

export const verdict = z.looseObject({
  candidateId: z.string(),
  status: verdictStatus,
  results: z.array(z.looseObject({
    exampleId: z.string(), status: exampleStatus, actual: z.string().nullable(), expected: z.string(), message: z.string().nullable(),
  })),
  properties: z.array(z.looseObject({
    propertyId: z.string(), status: z.enum(['passed', 'failed', 'inconclusive']), held: count, counterexample: z.string().nullable(),
  })).optional(),
  types: z.looseObject({ problems: z.array(z.looseObject({ line: z.number().int(), message: z.string() })) }).optional(),
  ownTests: ownTestsReport.optional(),
  reason: z.string(),
  isolation,
  seconds: quantity,
});

export const evidence = z.looseObject({ kind: evidenceKind, passed: count, total: count, isolation });

export const program = z.looseObject({ functionName: z.string().nullable(), given: z.string(), givenNames: z.array(z.string()), code: z.string() });
