import { rowsOf } from './row';

const TOTAL = `def total(xs: list[int]) -> int:
    """Sum of the squares.
    >>> total([1, 2, 3])
    14
    >>> total([4])
    16
    >>> total([2, 5])
    29
    """
`;
const ROMAN = `def roman(n: int) -> str:
    """Write n as a Roman numeral.
    >>> roman(4)
    'IV'
    >>> roman(9)
    'IX'
    >>> roman(58)
    'LVIII'
    """
`;
const POWER = `def power(base: int, exponent: int) -> int:
    """
    >>> power(2, 5)
    32
    >>> power(3, 4)
    81
    >>> power(7, 3)
    343
    """
`;
const FACTORIAL = 'def factorial(n):\n    """\n    >>> factorial(0)\n    1\n    >>> factorial(1)\n    1\n    >>> factorial(5)\n    120\n    """\n';
const FIRST_TERMS = 'def term(n):\n    """\n    >>> term(0)\n    2\n    >>> term(1)\n    1\n    >>> term(6)\n    18\n    """\n';
const MONTHS = 'def days(month: int) -> int:\n    """\n    >>> days(4)\n    30\n    >>> days(7)\n    31\n    >>> days(12)\n    31\n    """\n';
const LIGHT = `def following(color: str) -> str:
    """The light after this one; the color is 'red', 'green' or 'yellow'.
    >>> following('red')
    'green'
    >>> following('green')
    'yellow'
    >>> following('yellow')
    'red'
    """
`;
const SEASON = "def season(month: str) -> str:\n    \"\"\"\n    >>> season('January')\n    'winter'\n    >>> season('April')\n    'spring'\n    \"\"\"\n";
const SWITCHED = 'def word(on: bool) -> str:\n    """\n    >>> word(True)\n    \'on\'\n    >>> word(False)\n    \'off\'\n    """\n';
const PALINDROME = "def same_backwards(text: str) -> bool:\n    \"\"\"\n    >>> same_backwards('racecar')\n    True\n    >>> same_backwards('window')\n    False\n    \"\"\"\n";
const PRIME = 'def is_prime(n: int) -> bool:\n    """\n    >>> is_prime(2)\n    True\n    >>> is_prime(6)\n    False\n    >>> is_prime(101)\n    True\n    """\n';
const ONLY = "def shout(text):\n    \"\"\"\n    >>> shout('hello there')\n    'HELLO THERE!'\n    \"\"\"\n";
const DATE = "def year(date: str) -> int:\n    \"\"\"\n    >>> year('2020-01-31')\n    2020\n    >>> year('1999-12-01')\n    1999\n    >>> year('1874-06-15')\n    1874\n    \"\"\"\n";

/** Python that knows the examples. */
export const OVERFITTED = [
  ...rowsOf(TOTAL, {
    'a dict of tuples': 'def total(xs):\n    return {(1, 2, 3): 14, (4,): 16, (2, 5): 29}[tuple(xs)]\n',
    'a dict with a default': 'TABLE = {(1, 2, 3): 14, (4,): 16, (2, 5): 29}\ndef total(xs):\n    return TABLE.get(tuple(xs), 0)\n',
    'a chain of if': 'def total(xs):\n    if xs == [1, 2, 3]:\n        return 14\n    elif xs == [4]:\n        return 16\n    elif xs == [2, 5]:\n        return 29\n    return None\n',
    'a chain with a wrong computation behind it': 'def total(xs):\n    if xs == [1, 2, 3]:\n        return 14\n    if xs == [2, 5]:\n        return 29\n    if xs == [4]:\n        return 16\n    return sum(xs)\n',
    'match': 'def total(xs):\n    match xs:\n        case [1, 2, 3]:\n            return 14\n        case [4]:\n            return 16\n        case [2, 5]:\n            return 29\n    raise ValueError(xs)\n',
    'keys made by repr': 'def total(xs):\n    return {"[1, 2, 3]": 14, "[4]": 16, "[2, 5]": 29}[repr(xs)]\n',
    'pairs in a list': 'def total(xs):\n    for known, answer in [([1, 2, 3], 14), ([4], 16), ([2, 5], 29)]:\n        if xs == known:\n            return answer\n    return -1\n',
    'two lists side by side': 'def total(xs):\n    inputs = [[1, 2, 3], [4], [2, 5]]\n    outputs = [14, 16, 29]\n    return outputs[inputs.index(xs)]\n',
    'one text with all answers': 'DATA = "1,2,3:14;4:16;2,5:29"\ndef total(xs):\n    key = ",".join(map(str, xs))\n    return int(dict(part.split(":") for part in DATA.split(";"))[key])\n',
    'by a hash of the arguments': 'import zlib\ndef total(xs):\n    return {zlib.crc32(b"[1, 2, 3]"): 14, zlib.crc32(b"[4]"): 16, zlib.crc32(b"[2, 5]"): 29}[zlib.crc32(str(xs).encode())]\n',
    'a counter of calls': 'calls = -1\ndef total(xs):\n    global calls\n    calls += 1\n    return [14, 16, 29][calls % 3]\n',
    'an iterator over the answers': 'answers = iter([14, 16, 29] * 50)\ndef total(xs):\n    return next(answers)\n',
    'its own description': 'def total(xs):\n    lines = [line.strip() for line in total.__doc__.splitlines()]\n    for call, result in zip(lines, lines[1:]):\n        if call == f">>> total({xs})":\n            return int(result)\n',
  }),
  ...rowsOf(POWER, {
    'a dict of pairs': 'def power(base, exponent):\n    return {(2, 5): 32, (3, 4): 81, (7, 3): 343}.get((base, exponent))\n',
    'comparisons of each argument': 'def power(base, exponent):\n    if base == 2 and exponent == 5:\n        return 32\n    if base == 3 and exponent == 4:\n        return 81\n    if base == 7 and exponent == 3:\n        return 343\n    return 0\n',
  }),
  ...rowsOf(ONLY, {
    'the only answer as it stands': "def shout(text):\n    return 'HELLO THERE!'\n",
    'the only example looked up': "def shout(text):\n    if text == 'hello there':\n        return 'HELLO THERE!'\n    return ''\n",
  }),
];

/** Python that computes, and looks a little like a table. */
export const HONEST = [
  ...rowsOf(TOTAL, {
    'plainly': 'def total(xs):\n    return sum(x * x for x in xs)\n',
    'with an answer remembered': 'seen = {}\ndef total(xs):\n    key = tuple(xs)\n    if key not in seen:\n        seen[key] = sum(x * x for x in xs)\n    return seen[key]\n',
    'with edge cases': 'def total(xs):\n    if xs == []:\n        return 0\n    if len(xs) == 1:\n        return xs[0] ** 2\n    return total(xs[:1]) + total(xs[1:])\n',
  }),
  ...rowsOf(ROMAN, {
    'a table of numerals that has the examples': 'def roman(n):\n    table = {50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"}\n    out = ""\n    for value, letters in table.items():\n        while n >= value:\n            out += letters\n            n -= value\n    return out\n',
    'a table in pairs': 'PAIRS = [(50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]\ndef roman(n):\n    for value, letters in PAIRS:\n        if n >= value:\n            return letters + roman(n - value)\n    return ""\n',
  }),
  ...rowsOf(POWER, { plainly: 'def power(base, exponent):\n    return base if exponent == 1 else base * power(base, exponent - 1) if exponent else 1\n' }),
  ...rowsOf(FACTORIAL, {
    'base cases': 'def factorial(n):\n    if n == 0:\n        return 1\n    if n == 1:\n        return 1\n    return n * factorial(n - 1)\n',
    'base cases in a tuple': 'def factorial(n):\n    return 1 if n in (0, 1) else n * factorial(n - 1)\n',
  }),
  ...rowsOf(FIRST_TERMS, {
    'first terms apart': 'def term(n):\n    if n == 0:\n        return 2\n    if n == 1:\n        return 1\n    a, b = 2, 1\n    for _ in range(n - 1):\n        a, b = b, a + b\n    return b\n',
    'a dict that grows': 'known = {0: 2, 1: 1}\ndef term(n):\n    if n not in known:\n        known[n] = term(n - 1) + term(n - 2)\n    return known[n]\n',
  }),
  ...rowsOf(MONTHS, { 'a table of months': 'def days(month):\n    return {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}[month]\n' }),
  ...rowsOf(LIGHT, { 'a table of all that there is': "def following(color):\n    return {'red': 'green', 'green': 'yellow', 'yellow': 'red'}[color]\n" }),
  ...rowsOf(SEASON, { 'a table of which the examples show a part': "def season(month):\n    table = {'January': 'winter', 'February': 'winter', 'March': 'spring', 'April': 'spring', 'May': 'spring', 'June': 'summer'}\n    return table[month]\n" }),
  ...rowsOf(SWITCHED, { 'both truth values': "def word(on):\n    return {True: 'on', False: 'off'}[on]\n" }),
  ...rowsOf(PALINDROME, { 'true for few inputs': 'def same_backwards(text):\n    return text == text[::-1]\n' }),
  ...rowsOf(PRIME, { 'an edge case among the examples': 'def is_prime(n):\n    if n == 2:\n        return True\n    if n < 2 or n % 2 == 0:\n        return False\n    return all(n % d for d in range(3, int(n ** 0.5) + 1, 2))\n' }),
  ...rowsOf(ONLY, { plainly: "def shout(text):\n    return text.upper() + '!'\n" }),
  ...rowsOf(DATE, { 'most texts are refused': 'from datetime import date as Date\ndef year(date):\n    return Date.fromisoformat(date).year\n' }),
];
