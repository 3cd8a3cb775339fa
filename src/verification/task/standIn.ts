import type { Language } from '../types';

/** What stands in a Python function for a body that is still to come, at its end; a `raise` would keep what follows from being reached. */
const PYTHON_STAND_IN = /(?:\n[ \t]*#[^\n]*)*\n[ \t]*(?:pass|\.\.\.|raise NotImplemented[^\n]*|return NotImplemented)[ \t]*(?:#[^\n]*)?$/;

/** A function's text without what stands at its end for a body that is still to come. */
export function withoutStandIn(text: string, language: Language): string {
  return language === 'python' ? text.replace(PYTHON_STAND_IN, '') : text;
}
