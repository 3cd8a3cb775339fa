import type { CanonicalValue } from '../canonical';
import type { Language } from '../types';
import { notLiteral } from './reading';

const PYTHON_FLOATS: Readonly<Record<string, string>> = { nan: "float('nan')", inf: "float('inf')", '-inf': "float('-inf')" };
const SCRIPT_FLOATS: Readonly<Record<string, string>> = { nan: 'NaN', inf: 'Infinity', '-inf': '-Infinity', '-0.0': '-0' };
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function writeString(value: string): string {
  const body = value.replace(/[\\'\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    return ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `'${body}'`;
}

function writePythonFloat(payload: string): string {
  return PYTHON_FLOATS[payload] ?? (/^-?\d+$/.test(payload) ? `${payload}.0` : payload);
}

function writePython(value: CanonicalValue): string {
  const list = (): string => (value[1] as readonly CanonicalValue[]).map(writePython).join(', ');
  switch (value[0]) {
    case 'none':
      return 'None';
    case 'bool':
      return value[1] === true ? 'True' : 'False';
    case 'int':
      return String(value[1]);
    case 'float':
      return writePythonFloat(String(value[1]));
    case 'complex':
      return `complex(${writePythonFloat(String(value[1]))}, ${writePythonFloat(String(value[2]))})`;
    case 'str':
      return writeString(String(value[1]));
    case 'bytes':
      return `b'${[...Buffer.from(String(value[1]), 'base64')].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}'`;
    case 'list':
      return `[${list()}]`;
    case 'tuple':
      return (value[1] as readonly unknown[]).length === 1 ? `(${list()},)` : `(${list()})`;
    case 'set':
      return (value[1] as readonly unknown[]).length === 0 ? 'set()' : `{${list()}}`;
    case 'dict':
      return `{${(value[1] as readonly (readonly [CanonicalValue, CanonicalValue])[]).map(([key, item]) => `${writePython(key)}: ${writePython(item)}`).join(', ')}}`;
    default:
      return notLiteral(`a ${value[0]} cannot be written`);
  }
}

function writeScriptDict(pairs: readonly (readonly [CanonicalValue, CanonicalValue])[]): string {
  return pairs.every(([key]) => key[0] === 'str')
    ? `{${pairs.map(([key, item]) => `[${writeScript(key)}]: ${writeScript(item)}`).join(', ')}}`
    : `new Map([${pairs.map(([key, item]) => `[${writeScript(key)}, ${writeScript(item)}]`).join(', ')}])`;
}

function writeScript(value: CanonicalValue): string {
  const list = (): string => `[${(value[1] as readonly CanonicalValue[]).map(writeScript).join(', ')}]`;
  switch (value[0]) {
    case 'none':
    case 'nil':
      return 'null';
    case 'undef':
      return 'undefined';
    case 'bool':
      return String(value[1]);
    case 'int':
      return `${String(value[1])}n`;
    case 'float':
      return SCRIPT_FLOATS[String(value[1])] ?? String(value[1]);
    case 'str':
      return writeString(String(value[1]));
    case 'list':
      return list();
    case 'set':
      return `new Set(${list()})`;
    case 'dict':
      return writeScriptDict(value[1] as readonly (readonly [CanonicalValue, CanonicalValue])[]);
    default:
      return notLiteral(`a ${value[0]} cannot be written`);
  }
}

/** Source text that evaluates to the value. Throws `NotLiteral` for what the language cannot write. */
export function writeValue(value: CanonicalValue, language: Language): string {
  return language === 'python' ? writePython(value) : writeScript(value);
}
