import { OUTPUT_LIMITS, floatValue, type CanonicalValue } from '../canonical';
import { notLiteral } from './reading';

/** Largest exponent evaluated: past it a power has more digits than `OUTPUT_LIMITS.digits`. */
const MAX_EXPONENT = 15_000n;
const MAX_DECIMALS = 100;

export type PythonNumber = bigint | number;

export function integerValue(value: bigint): CanonicalValue {
  const text = value.toString();
  return text.length > OUTPUT_LIMITS.digits ? notLiteral('the integer is too large') : ['int', text];
}

export function numberValue(value: PythonNumber): CanonicalValue {
  return typeof value === 'bigint' ? integerValue(value) : floatValue(value);
}

/** Python's `//` and `%` round towards minus infinity. */
function floorDivide(left: bigint, right: bigint): bigint {
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
}

function integerOperation(operator: string, left: bigint, right: bigint): PythonNumber {
  const divides = operator === '/' || operator === '//' || operator === '%';
  if (divides && right === 0n) {
    return notLiteral('division by zero');
  }
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return Number(left) / Number(right);
    case '//':
      return floorDivide(left, right);
    case '%':
      return left - floorDivide(left, right) * right;
    case '**':
      if (right < 0n) {
        return Number(left) ** Number(right);
      }
      return right > MAX_EXPONENT || left.toString().length * Number(right) > OUTPUT_LIMITS.digits * 2
        ? notLiteral('the power is too large')
        : left ** right;
    default:
      return notLiteral(`operator ${operator} on integers`);
  }
}

function floatOperation(operator: string, left: number, right: number): number {
  if ((operator === '/' || operator === '//' || operator === '%') && right === 0) {
    return notLiteral('division by zero');
  }
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '//':
      return Math.floor(left / right);
    case '%':
      return left - Math.floor(left / right) * right;
    case '**':
      return left ** right;
    default:
      return notLiteral(`operator ${operator} on floats`);
  }
}

export function arithmetic(operator: string, left: PythonNumber, right: PythonNumber): PythonNumber {
  return typeof left === 'bigint' && typeof right === 'bigint'
    ? integerOperation(operator, left, right)
    : floatOperation(operator, Number(left), Number(right));
}

/** Python's `round(value, digits)`: to even where the double lies exactly between two decimals. */
export function roundHalfEven(value: number, digits: number): number {
  if (digits < 0 || digits > 20) {
    return notLiteral('rounding to that many digits');
  }
  if (!Number.isFinite(value) || Math.abs(value) >= 1e21) {
    return value;
  }
  const decimals = Math.abs(value).toFixed(MAX_DECIMALS).split('.')[1] ?? '';
  const rounded = Number(Math.abs(value).toFixed(digits));
  if (!/^50*$/.test(decimals.slice(digits))) {
    return Math.sign(value) * rounded;
  }
  const lower = Math.floor(Math.abs(value) * 10 ** digits);
  return (Math.sign(value) * (lower % 2 === 0 ? lower : lower + 1)) / 10 ** digits;
}
