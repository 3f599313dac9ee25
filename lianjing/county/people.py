"""Hiring: people with a name, an age, numbers, a home and a first working day."""

import random
from datetime import date, timedelta

from lianjing.county import names
from lianjing.county.numbers import Mint
from lianjing.county.places import COUNTY_REGION, TOWNSHIPS
from lianjing.county.roles import DEPUTY_ROLES, HEAD_ROLES
from lianjing.county.shape import AS_OF, Holding, Network, Person, Post, Unit
from lianjing.county.streams import unused

_REGIONS = {township.name: township.region for township in TOWNSHIPS}
_STREETS = ("新街", "老街", "滨河路", "文昌路", "桥头路", "学府路", "东门巷", "西坡路", "茶园路", "杨柳巷")


def region_of(township: str | None) -> int:
    """Return the region digits of a township's numbers; the county's own where there is none."""
    return _REGIONS.get(township or "", COUNTY_REGION)


def rank_of(role: str) -> str:
    """Return head, deputy or staff for a post's role."""
    return "head" if role in HEAD_ROLES else "deputy" if role in DEPUTY_ROLES else "staff"


def month_start(year: int, month: int) -> date:
    """Return the first day of a month. Posts begin there, so rosters that give a month lose nothing."""
    return date(year, month, 1)


class Recruiter:
    """Adds people, posts and holdings to a network; numbers and homes are unique in the county."""

    def __init__(self, network: Network, mint: Mint) -> None:
        self.network = network
        self.mint = mint
        self._counts: dict[str, int] = {}
        self._homes: set[str] = set()

    def hire(
        self, chance: random.Random, unit: Unit, ages: tuple[int, int], *, kind: str = "staff", women: float = 0.52
    ) -> Person:
        """Add a person of `unit`, between the two ages on the county's day; joined at 21 to 25 at the earliest."""
        gender = "F" if chance.random() < women else "M"
        born = AS_OF - timedelta(days=chance.randrange(ages[0] * 366, ages[1] * 365))
        serial = self._counts[unit.code] = self._counts.get(unit.code, 0) + 1
        code = f"{unit.code}-{'g' if kind == 'parent' else 'p'}{serial:03d}"
        region = region_of(unit.township)
        first_year = born.year + chance.randrange(21, 26)
        joined = month_start(min(AS_OF.year - 1, first_year + chance.choice((0, 0, 0, 2, 5, 9))), 9)
        terms = self._establishment(chance) if kind == "staff" else ""
        person = Person(
            code, names.full(chance, gender, born.year), gender, born, self.mint.id_no(chance, region, born, gender),
            self.mint.phone(chance), unit.code, kind, terms, f"h-{code}",
            self.address(chance, unit.township), joined,
        )  # fmt: skip
        self.network.people.append(person)
        return person

    def address(self, chance: random.Random, township: str | None) -> str:
        """Return a home address that nobody else in the county has."""
        return unused(
            self._homes,
            lambda: (
                f"{township or '业州镇'}{chance.choice(_STREETS)}{chance.randrange(1, 200)}号"
                f"{chance.randrange(1, 5)}单元{chance.randrange(1, 9)}0{chance.randrange(1, 5)}室"
            ),
        )

    def post(
        self,
        unit: Unit,
        role: str,
        title: str,
        seat: str | None,
        *,
        headcount: int = 1,
        key: bool = False,
        serves: list[str] | None = None,
        suffix: str = "",
    ) -> Post:
        """Add a post of `unit`; it serves its own unit unless `serves` names others."""
        served = serves or [unit.code]
        added = Post(
            f"{unit.code}-{role}{suffix}", unit.code, role, title, rank_of(role), seat, headcount, key, served,
            unit.valid_from,
        )  # fmt: skip
        self.network.posts.append(added)
        return added

    def seat(self, chance: random.Random, person: Person, post: Post, *, earliest: int = 2017) -> Holding:
        """Put a person on a post from the first of a month, after joining and before the county's day."""
        floor = max(person.joined_on, post.valid_from, date(earliest, 1, 1))
        years = list(range(floor.year + (floor.month > 9), AS_OF.year + 1)) or [AS_OF.year]
        year = chance.choice(years)
        options = [month for month in (2, 3, 8, 9, 9, 9) if floor <= month_start(year, month) <= AS_OF]
        since = month_start(year, chance.choice(options))
        holding = Holding(person.code, post.code, since)
        self.network.holdings.append(holding)
        return holding

    @staticmethod
    def _establishment(chance: random.Random) -> str:
        return chance.choices(("在编", "特岗", "临聘"), weights=(86, 7, 7))[0]
