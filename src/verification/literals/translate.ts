import { floatValue, type CanonicalValue } from '../canonical';
import { asNumber, dictOf, entries, items, setOf } from './pythonValues';
import { notLiteral } from './reading';

/** What a Python value in a comment of JavaScript means there: numbers are doubles, tuples are arrays. */
export function pythonToScript(value: CanonicalValue): CanonicalValue {
  switch (value[0]) {
    case 'int':
    case 'float':
      return floatValue(Number(asNumber(value)));
    case 'list':
    case 'tuple':
      return ['list', items(value).map(pythonToScript)];
    case 'set':
      return setOf(items(value).map(pythonToScript), 'javascript');
    case 'dict':
      return dictOf(entries(value).map(([key, item]) => [scriptKey(key), pythonToScript(item)]), 'javascript');
    case 'complex':
      return notLiteral('JavaScript has no complex numbers');
    default:
      return value;
  }
}

/** Keys of plain objects are strings; a Python `{1: 'a'}` is written `{1: 'a'}` in JavaScript. */
function scriptKey(key: CanonicalValue): CanonicalValue {
  switch (key[0]) {
    case 'str':
      return key;
    case 'int':
    case 'float':
      return ['str', String(Number(asNumber(key)))];
    default:
      return notLiteral(`a ${key[0]} as key of an object`);
  }
}
