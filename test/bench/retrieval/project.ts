/** Files of a made-up project. What they are called cannot be guessed; what they do is simple. */
export const PROJECT: Readonly<Record<string, string>> = {
  'money.py': `"""Amounts of the harbour's till."""
from dataclasses import dataclass

VAT_PERCENT = 21


@dataclass(frozen=True)
class Amount:
    """Money in the smallest unit of its currency."""
    units: int
    currency: str = "EUR"

    def plus(self, other: "Amount") -> "Amount":
        """The sum of both."""
        return Amount(self.units + other.units, self.currency)

    def times(self, factor: int) -> "Amount":
        """So many of it."""
        return Amount(self.units * factor, self.currency)


def read_amount(text: str) -> Amount:
    """Reads a text such as '12.50 EUR'."""
    number, currency = text.split()
    whole, part = number.split(".")
    return Amount(int(whole) * 100 + int(part), currency)


def shown(amount: Amount) -> str:
    """Writes an amount, such as '12.50 EUR'."""
    return f"{amount.units // 100}.{amount.units % 100:02d} {amount.currency}"
`,
  'boats.py': `"""Boats and where they lie."""
from dataclasses import dataclass, field
from typing import List, Optional

KEEL_MARGIN_CM = 30


@dataclass
class Berth:
    """A place to lie at."""
    code: str
    depth_cm: int


@dataclass
class Boat:
    """A boat of the harbour."""
    title: str
    draught_cm: int
    hands: List[str] = field(default_factory=list)
    lies_at: Optional[Berth] = None

    def is_moored(self) -> bool:
        """Whether it lies at a berth."""
        return self.lies_at is not None


class Fleet:
    """Boats that are looked after together."""

    def __init__(self, boats: List[Boat]):
        self._boats = list(boats)

    def afloat(self) -> List[Boat]:
        """Those without a berth."""
        return [boat for boat in self._boats if not boat.is_moored()]

    def by_title(self, title: str) -> Optional[Boat]:
        """The boat of that title; None when there is none."""
        return next((boat for boat in self._boats if boat.title == title), None)
`,
  'tides.py': `"""Water and clocks. Times are minutes since midnight."""


def water_cm(minute: int) -> int:
    """Height of the water at a minute of the day."""
    return 80 + abs(minute % 720 - 360) // 2


def clock_of(minute: int) -> str:
    """A minute of the day as '07:05'."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minute_of(clock: str) -> int:
    """The minute of the day of a text such as '07:05'."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
`,
  'passengers.ts': `/** Where somebody travels. */
export type Deck = 'lower' | 'upper';

/** Somebody with a ticket. */
export interface Passenger {
  readonly called: string;
  readonly bornIn: number;
  readonly deck: Deck;
}

/** Whether somebody travels as a child in a year. */
export function isMinor(passenger: Passenger, year: number): boolean {
  return year - passenger.bornIn < 14;
}
`,
  'fares.ts': `import type { Deck } from './passengers';

/** What a ticket costs, in cents. */
export const PRICES: Record<Deck, number> = { lower: 900, upper: 1400 };

/** What a child pays of a price. */
export function reduced(price: number): number {
  return Math.round(price / 3);
}
`,
};
