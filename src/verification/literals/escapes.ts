import { notLiteral } from './reading';

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '0': '\0', a: '\x07', '\n': '',
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const ESCAPE = /\\(?:x[0-9a-fA-F]{2}|u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[0-7]{1,3}|\r\n|[\s\S])/g;

function decodeEscape(escape: string, python: boolean): string {
  const kind = escape.charAt(1);
  const digits = escape.slice(2).replace(/[{}]/g, '');
  if (kind === 'N' && python && digits !== '') {
    return notLiteral('named characters are not read');
  }
  if (/^\\[0-7]+$/.test(escape)) {
    return String.fromCodePoint(Number.parseInt(escape.slice(1), 8));
  }
  if (HEX_DIGITS[kind] !== undefined && digits !== '') {
    const code = Number.parseInt(digits, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : notLiteral('a character beyond Unicode');
  }
  if (!python && kind === 'a') {
    return 'a';
  }
  return SIMPLE[kind] ?? (python && !'\\\'"'.includes(kind) ? escape : kind);
}

/** What the inside of an ordinary string literal stands for. Python keeps a backslash it does not know. */
export function decodeString(raw: string, python: boolean): string {
  return raw.replace(ESCAPE, (escape) => decodeEscape(escape, python));
}
