export { OUTPUT_LIMITS } from '../limits';
export { compareValues, ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE } from './compare';
export { displayValue, MAX_DISPLAY_CHARACTERS } from './display';
export { CANONICAL_TAGS, type CanonicalTag, type CanonicalValue } from './format';
export { canonicalKey, isComparable } from './key';
export { floatText, floatValue } from './parts';
export { isCanonicalValue } from './validate';
