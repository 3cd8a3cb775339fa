import type { CanonicalValue } from './format';
import { OUTPUT_LIMITS } from '../limits';

const INTEGER = /^(?:0|-?[1-9]\d*)$/;
const FLOAT = /^(?:nan|-?inf|-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
/** Longest float text accepted: seventeen digits, sign, point, exponent, and room for leading zeros. */
const MAX_FLOAT_CHARACTERS = 64;

interface Pending {
  readonly data: unknown;
  readonly depth: number;
}

/** What is left of the limits while one value is walked. */
interface Allowance {
  nodes: number;
  characters: number;
}

function isText(payload: unknown, allowance: Allowance): payload is string {
  if (typeof payload !== 'string') {
    return false;
  }
  allowance.characters -= payload.length;
  return allowance.characters >= 0;
}

function isFloatText(payload: unknown, allowance: Allowance): boolean {
  return isText(payload, allowance) && payload.length <= MAX_FLOAT_CHARACTERS && FLOAT.test(payload);
}

function isIntegerText(payload: unknown, allowance: Allowance): boolean {
  return isText(payload, allowance) && payload.length <= OUTPUT_LIMITS.digits + 1 && INTEGER.test(payload);
}

/** The values inside a container, or null when the payload is malformed. */
function childrenOf(tag: string, payload: unknown): readonly unknown[] | null {
  if (!Array.isArray(payload)) {
    return null;
  }
  const items: readonly unknown[] = payload;
  if (items.length > OUTPUT_LIMITS.nodes) {
    return null;
  }
  if (tag !== 'dict') {
    return items;
  }
  const flat: unknown[] = [];
  for (const entry of items) {
    if (!Array.isArray(entry) || entry.length !== 2) {
      return null;
    }
    flat.push(entry[0], entry[1]);
  }
  return flat;
}

function isLeaf(data: readonly unknown[], allowance: Allowance): boolean {
  const [tag, payload] = data;
  switch (tag) {
    case 'none':
    case 'undef':
    case 'nil':
      return data.length === 1;
    case 'bool':
      return data.length === 2 && typeof payload === 'boolean';
    case 'int':
      return data.length === 2 && isIntegerText(payload, allowance);
    case 'float':
      return data.length === 2 && isFloatText(payload, allowance);
    case 'complex':
      return data.length === 3 && isFloatText(payload, allowance) && isFloatText(data[2], allowance);
    case 'bytes':
      return data.length === 2 && isText(payload, allowance) && BASE64.test(payload);
    case 'str':
    case 'obj':
    case 'cut':
      return data.length === 2 && isText(payload, allowance);
    default:
      return false;
  }
}

/**
 * Whether `data`, which came from a sandbox, is a well-formed canonical value within
 * `OUTPUT_LIMITS`. Never throws and never recurses, whatever it is given.
 */
export function isCanonicalValue(data: unknown): data is CanonicalValue {
  const allowance: Allowance = { nodes: OUTPUT_LIMITS.nodes, characters: OUTPUT_LIMITS.characters };
  const pending: Pending[] = [{ data, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { data: value, depth } = next;
    allowance.nodes -= 1;
    if (!Array.isArray(value) || allowance.nodes < 0 || depth > OUTPUT_LIMITS.depth) {
      return false;
    }
    const tag: unknown = value[0];
    if (tag === 'list' || tag === 'tuple' || tag === 'set' || tag === 'dict') {
      const children = value.length === 2 ? childrenOf(tag, value[1]) : null;
      if (!children) {
        return false;
      }
      // By index: `for…of` and `forEach` treat holes of a sparse array differently.
      for (let index = 0; index < children.length; index += 1) {
        pending.push({ data: children[index], depth: depth + 1 });
      }
    } else if (!isLeaf(value, allowance)) {
      return false;
    }
  }
  return true;
}
