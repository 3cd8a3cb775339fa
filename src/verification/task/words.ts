import { isBuiltinName } from '../examples/names';
import type { Language } from '../types';

const ASSERTION = /^\s*(?:[-*>]+\s+)?(?:assert\b|console\.assert|expect\s*\(|assert\.\w+)/;
const CALLEE = /(?<![\w.$])([A-Za-z_$][\w$]*)\s*\(/g;
const TEST_WORDS: ReadonlySet<string> = new Set(['assert', 'expect', 'assertEquals', 'console', 'not', 'print', 'and', 'or', 'if', 'in', 'for', 'return']);

/** Phrases in which a task in words names its function, the clearest first. */
const PHRASES: readonly RegExp[] = [
  /^\s*(?:export\s+)?(?:async\s+)?(?:def|function)\s+([A-Za-z_$][\w$]*)\s*\(/m,
  /\b(?:function|method|program)\s+(?:is\s+)?(?:named|called)\s+[`'"*]*([A-Za-z_$][\w$]*)/i,
  /\bfunction\s+[`'"]([A-Za-z_$][\w$]*)/i,
  /\b(?:named|called)\s+[`'"]([A-Za-z_$][\w$]*)/i,
  /`([A-Za-z_$][\w$]*)\s*\([^`]*\)`/,
  /\bfunction\s+([A-Za-z_$][\w$]*)\s*\(/i,
  /\bfunction\s+([a-z]+(?:_[a-z0-9]+|[A-Z][a-z0-9]*)[\w$]*)/,
  /^\s*(?:>>>\s*)?([A-Za-z_$][\w$]*)\s*\([^\n]*\)\s*(?:={2,3}|-+>|=+>|→|➞)/m,
];

/** The function that assertions call most. */
function assertedName(text: string, language: Language): string | null {
  const counts = new Map<string, number>();
  for (const line of text.split('\n').filter((each) => ASSERTION.test(each))) {
    const names = [...line.matchAll(CALLEE)].map((match) => match[1] ?? '');
    const name = names.find((each) => !TEST_WORDS.has(each) && !isBuiltinName(each, language));
    if (name !== undefined) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

/** The name of the function that a task in words asks for, from its assertions or its phrases. */
export function functionNameInWords(text: string, language: Language): string | null {
  const named = PHRASES.map((phrase) => phrase.exec(text)?.[1]).find((name) => name !== undefined && !TEST_WORDS.has(name));
  return assertedName(text, language) ?? named ?? null;
}
