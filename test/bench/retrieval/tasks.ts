/** A function of the made-up project that is to be written. */
export interface ProjectTask {
  readonly file: string;
  readonly functionName: string;
  /** Whether it cannot be written without knowing what other files define. */
  readonly needsProject: boolean;
  readonly text: string;
  /** A body that does it. */
  readonly solution: string;
  /** Calls with what they give. The model does not see them. */
  readonly checks: readonly (readonly [call: string, value: string])[];
}

export const TASKS: readonly ProjectTask[] = [
  {
    file: 'total_shown.py', functionName: 'total_shown', needsProject: true,
    text: `from typing import List
from money import Amount, shown


def total_shown(fees: List[Amount]) -> str:
    """The sum of all fees as it is written for people; of none it is '0.00 EUR'."""
`,
    solution: `    total = Amount(0)
    for fee in fees:
        total = total.plus(fee)
    return shown(total)`,
    checks: [
      [`total_shown([])`, `'0.00 EUR'`],
      [`total_shown([Amount(1250), Amount(5)])`, `'12.55 EUR'`],
      [`total_shown([Amount(300)])`, `'3.00 EUR'`],
    ],
  },
  {
    file: 'invoice_line.py', functionName: 'invoice_line', needsProject: true,
    text: `from money import Amount, shown


def invoice_line(label: str, price: Amount, count: int) -> str:
    """The label, a colon, a blank, and what so many pieces cost together, written for people: 'Rope: 25.00 EUR'."""
`,
    solution: `    return f"{label}: {shown(price.times(count))}"`,
    checks: [
      [`invoice_line('Rope', Amount(1250), 2)`, `'Rope: 25.00 EUR'`],
      [`invoice_line('Oar', Amount(199), 1)`, `'Oar: 1.99 EUR'`],
      [`invoice_line('Tar', Amount(5, 'DKK'), 3)`, `'Tar: 0.15 DKK'`],
    ],
  },
  {
    file: 'vat_units.py', functionName: 'vat_units', needsProject: true,
    text: `from money import VAT_PERCENT, Amount


def vat_units(net: Amount) -> int:
    """The value added tax on a net amount, in its smallest unit, rounded down."""
`,
    solution: `    return net.units * VAT_PERCENT // 100`,
    checks: [
      [`vat_units(Amount(10000))`, `2100`],
      [`vat_units(Amount(99))`, `20`],
      [`vat_units(Amount(0))`, `0`],
    ],
  },
  {
    file: 'cheapest.py', functionName: 'cheapest', needsProject: true,
    text: `from typing import List
from money import read_amount


def cheapest(offers: List[str]) -> str:
    """The offer with the smallest amount, such as '2.50 EUR' of ['10.00 EUR', '2.50 EUR']; the first one where several are the smallest."""
`,
    solution: `    return min(offers, key=lambda offer: read_amount(offer).units)`,
    checks: [
      [`cheapest(['10.00 EUR', '2.50 EUR'])`, `'2.50 EUR'`],
      [`cheapest(['9.99 EUR', '10.00 EUR', '9.99 EUR'])`, `'9.99 EUR'`],
      [`cheapest(['100.00 EUR', '20.00 EUR', '3.05 EUR', '3.10 EUR'])`, `'3.05 EUR'`],
    ],
  },
  {
    file: 'fits.py', functionName: 'fits', needsProject: true,
    text: `from boats import KEEL_MARGIN_CM, Berth, Boat


def fits(boat: Boat, berth: Berth) -> bool:
    """Whether the berth is deep enough for the boat with the margin that is kept below every keel."""
`,
    solution: `    return berth.depth_cm >= boat.draught_cm + KEEL_MARGIN_CM`,
    checks: [
      [`fits(Boat('A', 170), Berth('B1', 200))`, `True`],
      [`fits(Boat('A', 171), Berth('B1', 200))`, `False`],
      [`fits(Boat('A', 90), Berth('B1', 100))`, `False`],
    ],
  },
  {
    file: 'moored_titles.py', functionName: 'moored_titles', needsProject: true,
    text: `from typing import List
from boats import Boat


def moored_titles(boats: List[Boat]) -> List[str]:
    """The titles of the boats that lie at a berth, in the order of the alphabet."""
`,
    solution: `    return sorted(boat.title for boat in boats if boat.is_moored())`,
    checks: [
      [`moored_titles([Boat('M', 100, ['z'], Berth('B7', 200)), Boat('A', 100, ['x', 'y']), Boat('K', 170, [], Berth('B1', 190))])`, `['K', 'M']`],
      [`moored_titles([])`, `[]`],
      [`moored_titles([Boat('A', 100, ['x', 'y'])])`, `[]`],
    ],
  },
  {
    file: 'people_afloat.py', functionName: 'people_afloat', needsProject: true,
    text: `from boats import Fleet


def people_afloat(fleet: Fleet) -> int:
    """How many hands are on the boats of the fleet that are afloat."""
`,
    solution: `    return sum(len(boat.hands) for boat in fleet.afloat())`,
    checks: [
      [`people_afloat(Fleet([Boat('A', 100, ['x', 'y']), Boat('M', 100, ['z'], Berth('B7', 200))]))`, `2`],
      [`people_afloat(Fleet([]))`, `0`],
      [`people_afloat(Fleet([Boat('A', 100, ['x', 'y']), Boat('A', 100, ['x', 'y']), Boat('K', 170, [], Berth('B1', 190))]))`, `4`],
    ],
  },
  {
    file: 'berth_code.py', functionName: 'berth_code', needsProject: true,
    text: `from boats import Fleet


def berth_code(fleet: Fleet, title: str) -> str:
    """The code of the berth at which the boat of that title lies; '-' when there is no such boat or it lies at none."""
`,
    solution: `    boat = fleet.by_title(title)
    return boat.lies_at.code if boat is not None and boat.is_moored() else '-'`,
    checks: [
      [`berth_code(Fleet([Boat('A', 100, ['x', 'y']), Boat('M', 100, ['z'], Berth('B7', 200))]), 'M')`, `'B7'`],
      [`berth_code(Fleet([Boat('A', 100, ['x', 'y']), Boat('M', 100, ['z'], Berth('B7', 200))]), 'A')`, `'-'`],
      [`berth_code(Fleet([Boat('A', 100, ['x', 'y'])]), 'Q')`, `'-'`],
    ],
  },
  {
    file: 'first_passage.py', functionName: 'first_passage', needsProject: true,
    text: `from tides import clock_of, minute_of, water_cm


def first_passage(start: str, needed_cm: int) -> str:
    """The first time of the day from start on, minute by minute, at which the water is high enough, as a clock shows it; '' when there is none before midnight."""
`,
    solution: `    for minute in range(minute_of(start), 24 * 60):
        if water_cm(minute) >= needed_cm:
            return clock_of(minute)
    return ''`,
    checks: [
      [`first_passage('05:00', 200)`, `'10:00'`],
      [`first_passage('00:10', 200)`, `'00:10'`],
      [`first_passage('12:00', 300)`, `''`],
    ],
  },
  {
    file: 'ticketPrice.ts', functionName: 'ticketPrice', needsProject: true,
    text: `import { PRICES, reduced } from './fares';
import { isMinor, type Passenger } from './passengers';

/** What the ticket of a passenger costs in a year: the price of the deck, reduced for children. */
export function ticketPrice(passenger: Passenger, year: number): number {
}
`,
    solution: `  const price = PRICES[passenger.deck];
  return isMinor(passenger, year) ? reduced(price) : price;`,
    checks: [
      [`ticketPrice({ called: 'A', bornIn: 1980, deck: 'upper' }, 2026)`, `1400`],
      [`ticketPrice({ called: 'B', bornIn: 2015, deck: 'lower' }, 2026)`, `300`],
      [`ticketPrice({ called: 'C', bornIn: 2013, deck: 'upper' }, 2026)`, `467`],
    ],
  },
  {
    file: 'eldest.ts', functionName: 'eldest', needsProject: true,
    text: `import type { Passenger } from './passengers';

/** What the passenger is called who was born first; an empty text when there is nobody. */
export function eldest(passengers: readonly Passenger[]): string {
}
`,
    solution: `  return [...passengers].sort((a, b) => a.bornIn - b.bornIn)[0]?.called ?? '';`,
    checks: [
      [`eldest([])`, `''`],
      [`eldest([{ called: 'A', bornIn: 1980, deck: 'upper' }, { called: 'B', bornIn: 1951, deck: 'lower' }])`, `'B'`],
      [`eldest([{ called: 'C', bornIn: 2001, deck: 'lower' }])`, `'C'`],
    ],
  },
  {
    file: 'perDeck.ts', functionName: 'perDeck', needsProject: true,
    text: `import type { Deck, Passenger } from './passengers';

/** What the passengers of a deck are called, in their order. */
export function perDeck(passengers: readonly Passenger[], deck: Deck): string[] {
}
`,
    solution: `  return passengers.filter((each) => each.deck === deck).map((each) => each.called);`,
    checks: [
      [`perDeck([], 'upper')`, `[]`],
      [`perDeck([{ called: 'A', bornIn: 1980, deck: 'upper' }, { called: 'B', bornIn: 1951, deck: 'lower' }], 'lower')`, `['B']`],
      [`perDeck([{ called: 'A', bornIn: 1980, deck: 'upper' }, { called: 'B', bornIn: 1951, deck: 'upper' }], 'upper')`, `['A', 'B']`],
    ],
  },
  {
    file: 'palindrome.py', functionName: 'is_palindrome', needsProject: false,
    text: `from money import Amount, shown


def receipt(amount: Amount) -> str:
    """What is printed."""
    return f"paid {shown(amount)}"


def is_palindrome(text: str) -> bool:
    """Whether a text reads the same from both ends, capitals and blanks left out of account."""
`,
    solution: `    letters = text.lower().replace(' ', '')
    return letters == letters[::-1]`,
    checks: [
      [`is_palindrome('Never odd or even')`, `True`],
      [`is_palindrome('boat')`, `False`],
    ],
  },
  {
    file: 'chunked.py', functionName: 'chunked', needsProject: false,
    text: `from tides import clock_of


def noon() -> str:
    """When the gun is fired."""
    return clock_of(720)


def chunked(numbers: list, size: int) -> list:
    """The numbers in lists of the given size; the last one may be shorter."""
`,
    solution: `    return [numbers[start:start + size] for start in range(0, len(numbers), size)]`,
    checks: [
      [`chunked([1, 2, 3], 2)`, `[[1, 2], [3]]`],
      [`chunked([], 2)`, `[]`],
    ],
  },
  {
    file: 'median.ts', functionName: 'median', needsProject: false,
    text: `import { PRICES } from './fares';

/** The dearest ticket. */
export const DEAREST = Math.max(...Object.values(PRICES));

/** The middle of the sorted numbers; the mean of both where there are two; 0 of none. */
export function median(numbers: readonly number[]): number {
}
`,
    solution: `  if (numbers.length === 0) {
    return 0;
  }
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;`,
    checks: [
      [`median([3, 1, 2])`, `2`],
      [`median([4, 1])`, `2.5`],
      [`median([])`, `0`],
    ],
  },
];
