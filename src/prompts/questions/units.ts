/** Spellings of one unit. Units are never converted: 1 km and 1000 m are two answers, and the reader sees both. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  '%': ['percent', 'per cent', 'percentage'],
  $: ['dollar', 'dollars', 'usd', 'us dollars'],
  '€': ['euro', 'euros', 'eur'],
  '£': ['pound sterling', 'pounds sterling', 'gbp'],
  m: ['meter', 'metre', 'meters', 'metres'],
  km: ['kilometer', 'kilometre', 'kilometers', 'kilometres'],
  cm: ['centimeter', 'centimetre', 'centimeters', 'centimetres'],
  mm: ['millimeter', 'millimetre', 'millimeters', 'millimetres'],
  g: ['gram', 'grams'],
  kg: ['kilogram', 'kilograms'],
  s: ['second', 'seconds', 'sec', 'secs'],
  ms: ['millisecond', 'milliseconds'],
  min: ['minute', 'minutes', 'mins'],
  h: ['hour', 'hours', 'hr', 'hrs'],
  B: ['byte', 'bytes'],
  'km/h': ['kilometers per hour', 'kilometres per hour', 'kmh', 'kph'],
  'm/s': ['meters per second', 'metres per second'],
  '°C': ['degrees celsius', '°c', 'celsius'],
  '°F': ['degrees fahrenheit', '°f', 'fahrenheit'],
  '°': ['degree', 'degrees'],
};
const CANONICAL = new Map(Object.entries(SPELLINGS).flatMap(([unit, spellings]) => spellings.map((spelling) => [spelling, unit])));
/** Signs of units, in which case tells apart (`mW` and `MW`), are this short. */
const LONGEST_SIGN = 3;

/** One text for every spelling of a unit. Of things that are counted, one and many are the same. */
export function unitKey(unit: string): string {
  const bare = unit.trim().replace(/[.]$/, '');
  const lower = bare.toLowerCase();
  return CANONICAL.get(lower) ?? (bare.length <= LONGEST_SIGN ? bare : singular(lower));
}

function singular(word: string): string {
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
