"""What every ledger is made from: the network, named chance, the calendar, each school with its hands and classes."""

import hashlib
import random
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from lianjing.county.ledgers.book import Book
from lianjing.county.ledgers.days import Days
from lianjing.county.numbers import Mint
from lianjing.county.relations import kilometres
from lianjing.county.shape import Network, Person, Supplier, Unit
from lianjing.county.streams import Streams

FIRST_GRADE = {"preschool": 1, "primary": 1, "middle": 7, "high": 10, "vocational": 10}
GRADES = {"preschool": 3, "primary": 6, "middle": 3, "high": 3, "vocational": 3}
LEADERS = ("XZ", "SJ", "FX")
FOOD_TRADES = ("粮油", "肉禽蛋", "蔬菜水果", "豆制品调味")


@dataclass
class Room:
    """A class: its number, grade, and how many pupils it has."""

    number: str
    name: str
    grade: int
    size: int
    teacher: str


@dataclass
class Site:
    """A school with what its ledgers need: who does what, its classes, how it feeds its pupils."""

    unit: Unit
    km: float
    hands: dict[str, str]
    leaders: list[str]
    staff: list[Person]
    rooms: list[Room] = field(default_factory=list)
    meals: bool = True
    boarders: bool = False
    boarding_share: float = 0.0

    @property
    def code(self) -> str:
        """Return the school's code."""
        return self.unit.code

    @property
    def stage(self) -> str:
        """Return the school's stage."""
        return self.unit.stage or "primary"

    @property
    def small(self) -> bool:
        """Return whether it is of size class C, whose duties the central school shares."""
        return self.unit.size_class == "C"

    @property
    def pupils(self) -> int:
        """Return the number of pupils on the roll."""
        return sum(room.size for room in self.rooms)

    def hand(self, role: str) -> str:
        """Return the staff number of whoever does a duty for this school; the principal where nobody does."""
        return self.hands.get(role) or self.hands.get("XZ") or self.staff[0].code


@dataclass
class World:
    """The county, its chance, its calendar and its ledgers.

    groups: of how many supervision groups the schools keep ledgers here; None: of all.
    """

    network: Network
    streams: Streams
    mint: Mint
    days: Days = field(default_factory=Days)
    book: Book = field(default_factory=Book)
    groups: int | None = None

    def chance(self, *topic: str) -> random.Random:
        """Return the named stream of a topic."""
        return self.streams("ledgers", *topic)

    def draws(self, *topic: str) -> np.random.Generator:
        """Return a named stream of numbers for whole columns: the same for the same seed and topic."""
        text = f"{self.streams.seed}/ledgers/{'/'.join(topic)}"
        return np.random.Generator(np.random.PCG64(int.from_bytes(hashlib.sha512(text.encode()).digest()[:16], "big")))

    @cached_property
    def sites(self) -> list[Site]:
        """Return every school that keeps ledgers here, in the order of the network."""
        hands = _hands(self.network)
        staff: dict[str, list[Person]] = {}
        for person in self.network.people:
            if person.kind == "staff" and person.left_on is None:
                staff.setdefault(person.unit, []).append(person)
        town = next((unit for unit in self.network.units if unit.code == "jyj"), self.network.schools()[0])
        return [_site(unit, hands.get(unit.code, {}), staff[unit.code], town) for unit in self._schools()]

    def _schools(self) -> list[Unit]:
        chosen = {group.code for group in self.network.groups()[: self.groups]}
        return [unit for unit in self.network.schools() if self.groups is None or unit.parent in chosen]

    @cached_property
    def site_of(self) -> dict[str, Site]:
        """Return the schools by code."""
        return {site.code: site for site in self.sites}

    def firms(self, *trades: str) -> list[Supplier]:
        """Return the firms in good standing that deal in one of the trades, or else in a kindred one, or else any.

        Food comes from firms that deal in food, and so have its licence, however small the county is.
        """
        good = [firm for firm in self.network.suppliers if firm.status == "存续"]
        kindred = FOOD_TRADES if set(trades) & set(FOOD_TRADES) else ()
        exact = [firm for firm in good if firm.trade in trades]
        return exact or [firm for firm in good if firm.trade in kindred] or good

    def strangers(self, site: Site, firms: list[Supplier]) -> list[Supplier]:
        """Return the firms that have no person or telephone in common with the school's people or their kin.

        The network ties a few buyers to firms; a school whose ledgers are in order buys elsewhere. All where none is.
        """
        codes = {person.code for person in site.staff} | set(site.hands.values())
        marks = {mark for code in codes for mark in self._marks.get(code, ())}
        free = [firm for firm in firms if not marks & _shown(firm)]
        return free or firms

    @cached_property
    def _marks(self) -> dict[str, set[str]]:
        found = {person.code: {person.id_no, person.phone} for person in self.network.people}
        for row in self.network.kin:
            if row.relative_id_no:
                found[row.person].add(row.relative_id_no)
        return found


def _shown(firm: Supplier) -> set[str]:
    return {firm.phone, *(mark for person in firm.people for mark in (person.id_no, person.phone) if mark)}


def _hands(network: Network) -> dict[str, dict[str, str]]:
    """Return for each school who does which duty now, its own people before those who serve it from elsewhere."""
    holders = {holding.post: holding.person for holding in network.holdings if holding.until is None}
    found: dict[str, dict[str, str]] = {}
    for own in (True, False):
        for post in network.posts:
            if post.code in holders and post.seat is not None:
                for school in post.serves:
                    if (post.unit == school) is own:
                        found.setdefault(school, {}).setdefault(post.role, holders[post.code])
    return found


def _site(unit: Unit, hands: dict[str, str], staff: list[Person], town: Unit) -> Site:
    far = kilometres(unit, town) * 1.4 if unit.lat and town.lat else 20.0
    leaders = [hands[role] for role in LEADERS if role in hands]
    return Site(unit, round(far, 1), hands, list(dict.fromkeys(leaders)), staff)
