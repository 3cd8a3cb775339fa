import type { Language } from '../types';
import type { CanonicalValue } from './format';
import { entriesOf, itemsOf, textOf } from './parts';
import { isCanonicalValue } from './validate';

/** Longest text shown for a value: about two lines of a terminal or panel. */
export const MAX_DISPLAY_CHARACTERS = 160;
/** Characters that change how the text around them is shown, or that do not show at all. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Keys that JavaScript writes without quotes, short enough to be shown whole, and plain enough to be safe. */
const SCRIPT_KEY = /^(?:[A-Za-z_$][\w$]{0,60}|0|[1-9]\d{0,14})$/;
const ELLIPSIS = '…';

/** Collects text and says when there is enough of it, so that a huge value costs no more than a small one. */
class DisplayWriter {
  private text = '';

  get isFull(): boolean {
    return this.text.length > MAX_DISPLAY_CHARACTERS;
  }

  write(text: string): void {
    this.text += text;
  }

  finish(): string {
    return this.isFull ? this.text.slice(0, MAX_DISPLAY_CHARACTERS - ELLIPSIS.length).replace(/[\uD800-\uDBFF]$/, '') + ELLIPSIS : this.text;
  }
}

function escapeUnshowable(text: string, language: Language): string {
  return text.replace(UNSHOWABLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const short = { 9: '\\t', 10: '\\n', 13: '\\r' }[code];
    if (short !== undefined) {
      return short;
    }
    if (code < 0x100) {
      return `\\x${code.toString(16).padStart(2, '0')}`;
    }
    if (code < 0x10000) {
      return `\\u${code.toString(16).padStart(4, '0')}`;
    }
    return language === 'python' ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

function quoted(text: string, language: Language): string {
  const visible = text.slice(0, MAX_DISPLAY_CHARACTERS);
  const quote = visible.includes("'") && !visible.includes('"') ? '"' : "'";
  const escaped = visible.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
  return `${quote}${escapeUnshowable(escaped, language)}${text.length > visible.length ? '' : quote}`;
}

function pythonFloat(text: string): string {
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function scriptFloat(text: string): string {
  const special: Readonly<Record<string, string>> = { nan: 'NaN', inf: 'Infinity', '-inf': '-Infinity', '-0.0': '-0' };
  return special[text] ?? text;
}

function bytesText(base64: string, language: Language): string {
  const bytes = [...Buffer.from(base64.slice(0, MAX_DISPLAY_CHARACTERS), 'base64')];
  if (language !== 'python') {
    return `Uint8Array [${bytes.join(', ')}]`;
  }
  const characters = bytes.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`));
  return `b'${characters.join('')}'`;
}

function leafText(value: CanonicalValue, language: Language): string {
  const python = language === 'python';
  switch (value[0]) {
    case 'none':
    case 'nil':
      return python ? 'None' : 'null';
    case 'undef':
      return 'undefined';
    case 'bool':
      return python ? (value[1] === true ? 'True' : 'False') : String(value[1]);
    case 'int':
      return python ? textOf(value) : `${textOf(value)}n`;
    case 'float':
      return python ? pythonFloat(textOf(value)) : scriptFloat(textOf(value));
    case 'complex':
      return `complex(${pythonFloat(textOf(value))}, ${pythonFloat(String(value[2]))})`;
    case 'str':
      return quoted(textOf(value), language);
    case 'bytes':
      return bytesText(textOf(value), language);
    case 'obj':
      return `<${escapeUnshowable(textOf(value).slice(0, MAX_DISPLAY_CHARACTERS), language)} object>`;
    default:
      return `<not read: ${escapeUnshowable(textOf(value).slice(0, MAX_DISPLAY_CHARACTERS), language)}>`;
  }
}

/** What stands around the items of a container, by its kind and the language. */
function brackets(value: CanonicalValue, language: Language): readonly [open: string, close: string] {
  const count = itemsOf(value).length;
  const python = language === 'python';
  switch (value[0]) {
    case 'tuple':
      return ['(', count === 1 ? ',)' : ')'];
    case 'set':
      if (python) {
        return count === 0 ? ['set(', ')'] : ['{', '}'];
      }
      return ['new Set([', '])'];
    case 'dict':
      return python || entriesOf(value).every(([key]) => key[0] === 'str') ? ['{', '}'] : ['new Map([', '])'];
    default:
      return ['[', ']'];
  }
}

/** JavaScript writes keys of objects without quotes where they are names or whole numbers. */
function writeKey(key: CanonicalValue, language: Language, isMap: boolean, writer: DisplayWriter): void {
  if (language !== 'python' && !isMap && key[0] === 'str' && SCRIPT_KEY.test(textOf(key))) {
    writer.write(textOf(key));
  } else {
    writeValue(key, language, writer);
  }
}

function writeValue(value: CanonicalValue, language: Language, writer: DisplayWriter): void {
  if (!['list', 'tuple', 'set', 'dict'].includes(value[0])) {
    writer.write(leafText(value, language));
    return;
  }
  const [open, close] = brackets(value, language);
  const isMap = open === 'new Map([';
  writer.write(open);
  for (const [index, item] of (value[1] as readonly unknown[]).entries()) {
    if (writer.isFull) {
      return;
    }
    writer.write(index === 0 ? '' : ', ');
    if (value[0] === 'dict') {
      const [key, entry] = item as readonly [CanonicalValue, CanonicalValue];
      writer.write(isMap ? '[' : '');
      writeKey(key, language, isMap, writer);
      writer.write(isMap ? ', ' : ': ');
      writeValue(entry, language, writer);
      writer.write(isMap ? ']' : '');
    } else {
      writeValue(item as CanonicalValue, language, writer);
    }
  }
  writer.write(close);
}

/** The value as `language` writes it, on one line of at most `MAX_DISPLAY_CHARACTERS`; safe on any input. */
export function displayValue(value: CanonicalValue, language: Language): string {
  if (!isCanonicalValue(value)) {
    return '<malformed value>';
  }
  const writer = new DisplayWriter();
  writeValue(value, language, writer);
  return writer.finish();
}
