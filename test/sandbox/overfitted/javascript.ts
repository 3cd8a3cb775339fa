import { rowsOf } from './row';

const TOTAL = `/**
 * Sum of the squares.
 * @param {number[]} xs
 * @returns {number}
 * @example
 * total([1, 2, 3]) // => 14
 * total([4]) // => 16
 * total([2, 5]) // => 29
 */
function total(xs) {
}
`;
const JOIN = `/**
 * @param {string} a
 * @param {number} n
 * @example
 * again('ab', 3) // => 'ababab'
 * again('xyz', 2) // => 'xyzxyz'
 * again('q', 5) // => 'qqqqq'
 */
function again(a, n) {
}
`;
const FIBONACCI = '/**\n * @example\n * fib(0) // => 0\n * fib(1) // => 1\n * fib(10) // => 55\n */\nfunction fib(n) {\n}\n';
const SIZE = "/**\n * The size in words: 's', 'm' or 'l'.\n * @example\n * inWords('s') // => 'small'\n * inWords('m') // => 'medium'\n * inWords('l') // => 'large'\n */\nfunction inWords(size) {\n}\n";
const GRADE = "/**\n * @example\n * grade(95) // => 'A'\n * grade(84) // => 'B'\n * grade(12) // => 'F'\n */\nfunction grade(points) {\n}\n";
const ROMAN = "/**\n * @example\n * value('IX') // => 9\n * value('LVIII') // => 58\n * value('XL') // => 40\n */\nfunction value(numeral) {\n}\n";
const WEEK = "/**\n * @example\n * dayName(1) // => 'Monday'\n * dayName(3) // => 'Wednesday'\n */\nfunction dayName(day) {\n}\n";
const SORT = "/**\n * @example\n * ordered([3, 1, 2]) // => [1, 2, 3]\n * ordered([9, 8]) // => [8, 9]\n */\nfunction ordered(xs) {\n}\n";

/** JavaScript that knows the examples. */
export const OVERFITTED = [
  ...rowsOf(TOTAL, {
    'an object by the text of the array': "function total(xs) {\n  return { '1,2,3': 14, '4': 16, '2,5': 29 }[String(xs)];\n}\n",
    'a Map by JSON': "const known = new Map([['[1,2,3]', 14], ['[4]', 16], ['[2,5]', 29]]);\nfunction total(xs) {\n  return known.get(JSON.stringify(xs)) ?? 0;\n}\n",
    'a switch': "function total(xs) {\n  switch (xs.join('-')) {\n    case '1-2-3': return 14;\n    case '4': return 16;\n    case '2-5': return 29;\n  }\n}\n",
    'a chain of if': "function total(xs) {\n  const key = xs.join();\n  if (key === '1,2,3') return 14;\n  if (key === '4') return 16;\n  if (key === '2,5') return 29;\n  throw new Error('unknown');\n}\n",
    'a chain with a wrong computation behind it': "function total(xs) {\n  const key = xs.join();\n  if (key === '1,2,3') return 14;\n  if (key === '4') return 16;\n  if (key === '2,5') return 29;\n  return xs.length;\n}\n",
    'pairs in an array': "const pairs = [[[1, 2, 3], 14], [[4], 16], [[2, 5], 29]];\nfunction total(xs) {\n  const found = pairs.find(([known]) => known.length === xs.length && known.every((x, i) => x === xs[i]));\n  return found ? found[1] : undefined;\n}\n",
    'one text with all answers': "const data = '1 2 3=14|4=16|2 5=29';\nfunction total(xs) {\n  const row = data.split('|').find((each) => each.startsWith(xs.join(' ') + '='));\n  return row ? Number(row.split('=')[1]) : 0;\n}\n",
    'by a hash of the arguments': 'function total(xs) {\n  let h = 7;\n  for (const x of xs) h = (h * 31 + x) % 1009;\n  return { [(((7 * 31 + 1) % 1009 * 31 + 2) % 1009 * 31 + 3) % 1009]: 14, [(7 * 31 + 4) % 1009]: 16, [((7 * 31 + 2) % 1009 * 31 + 5) % 1009]: 29 }[h];\n}\n',
    'a counter of calls': 'let calls = 0;\nfunction total(xs) {\n  return [14, 16, 29][calls++ % 3];\n}\n',
    'a generator of answers': 'const answers = (function* () { for (;;) yield* [14, 16, 29]; })();\nfunction total(xs) {\n  return answers.next().value;\n}\n',
    'its own comments': "function total(xs) {\n  // 1,2,3=14 4=16 2,5=29 end\n  const words = total.toString().split(' ');\n  const found = words.find((word) => word.startsWith(String(xs) + '='));\n  return Number(found.split('=')[1]);\n}\n",
  }),
  ...rowsOf(JOIN, {
    'an object by both arguments': "function again(a, n) {\n  return { 'ab3': 'ababab', 'xyz2': 'xyzxyz', 'q5': 'qqqqq' }[a + n];\n}\n",
    'comparisons of each argument': "function again(a, n) {\n  if (a === 'ab' && n === 3) return 'ababab';\n  if (a === 'xyz' && n === 2) return 'xyzxyz';\n  if (a === 'q' && n === 5) return 'qqqqq';\n  return '';\n}\n",
    'one argument tells them apart': "function again(a) {\n  if (a === 'ab') return 'ababab';\n  if (a === 'xyz') return 'xyzxyz';\n  return 'qqqqq';\n}\n",
  }),
];

/** JavaScript that computes, and looks a little like a table. */
export const HONEST = [
  ...rowsOf(TOTAL, {
    plainly: 'function total(xs) {\n  return xs.reduce((sum, x) => sum + x * x, 0);\n}\n',
    'with an answer remembered': 'const seen = new Map();\nfunction total(xs) {\n  const key = JSON.stringify(xs);\n  if (!seen.has(key)) seen.set(key, xs.reduce((sum, x) => sum + x * x, 0));\n  return seen.get(key);\n}\n',
    'with edge cases': 'function total(xs) {\n  if (xs.length === 0) return 0;\n  if (xs.length === 1) return xs[0] ** 2;\n  return total(xs.slice(0, 1)) + total(xs.slice(1));\n}\n',
  }),
  ...rowsOf(JOIN, { plainly: 'function again(a, n) {\n  return a.repeat(n);\n}\n' }),
  ...rowsOf(FIBONACCI, {
    'base cases': 'function fib(n) {\n  if (n === 0) return 0;\n  if (n === 1) return 1;\n  return fib(n - 1) + fib(n - 2);\n}\n',
    'base cases in a switch': 'function fib(n) {\n  switch (n) {\n    case 0: return 0;\n    case 1: return 1;\n    default: return fib(n - 1) + fib(n - 2);\n  }\n}\n',
    'an array that grows': 'const known = [0, 1];\nfunction fib(n) {\n  for (let i = known.length; i <= n; i += 1) known[i] = known[i - 1] + known[i - 2];\n  return known[n];\n}\n',
  }),
  ...rowsOf(SIZE, { 'a table of all that there is': "function inWords(size) {\n  return { s: 'small', m: 'medium', l: 'large' }[size];\n}\n" }),
  ...rowsOf(GRADE, { 'answers that stand in the code': "function grade(points) {\n  if (points >= 90) return 'A';\n  if (points >= 80) return 'B';\n  if (points >= 70) return 'C';\n  return 'F';\n}\n" }),
  ...rowsOf(ROMAN, { 'a table of letters': "function value(numeral) {\n  const table = { I: 1, V: 5, X: 10, L: 50, C: 100 };\n  let sum = 0;\n  for (let i = 0; i < numeral.length; i += 1) {\n    const here = table[numeral[i]], next = table[numeral[i + 1]] ?? 0;\n    sum += here < next ? -here : here;\n  }\n  return sum;\n}\n" }),
  ...rowsOf(WEEK, { 'a table of days': "function dayName(day) {\n  return ['', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'][day];\n}\n" }),
  ...rowsOf(SORT, { plainly: 'function ordered(xs) {\n  return [...xs].sort((a, b) => a - b);\n}\n' }),
];
