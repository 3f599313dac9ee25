"""What matching is told from outside: thresholds with their day, words of names, decisions of people."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields

import pyarrow as pa

from lianjing.domain.refusals import RuleBroken

# One row a pair. school_code: whose staff number left_id is, for each school gives out its own; "" for suppliers.
# evidence: codes in alphabetical order as "|same_id|same_phone|". decided: null where nobody was asked.
LINKS = pa.schema(
    [
        ("kind", pa.string()),
        ("school_code", pa.string()),
        ("left_id", pa.string()),
        ("right_id", pa.string()),
        ("likeness", pa.float64()),
        ("evidence", pa.string()),
        ("decided", pa.bool_()),
    ]
)
Party = tuple[str, str]  # school and staff number; "" and a supplier's code or the text of a pupil's key
Pair = tuple[str, str, str, str]  # kind, school, left, right: as a row of LINKS begins


@dataclass(frozen=True)
class Levels:
    """Likeness of each kind of evidence, and where the grey zone lies; shares of one, but for `crowd`.

    low, high: below `low` a pair is no link, from `high` on it is one, between them a person decides.
    person_name: a name that two people bear and nobody else. address, place: equal addresses with and without a
    number. company_name: equal but for legal form, blanks and widths. company_sound: equal when spoken.
    alike: how many characters of two company names must agree to be compared at all.
    crowd: a phone or address that more parties share joins nobody: it is an agency's.
    """

    low: float
    high: float
    person_name: float
    address: float
    place: float
    company_name: float
    company_sound: float
    alike: float
    crowd: int

    def __post_init__(self) -> None:
        """Refuse levels that would let a person's name alone make a link (RuleBroken("matching_levels_wrong"))."""
        if not self.low <= self.person_name < self.high <= 1:
            raise RuleBroken("matching_levels_wrong", low=self.low, name=self.person_name, high=self.high)

    @classmethod
    def names(cls) -> list[str]:
        """Return the names of the levels, each a parameter `matching.<name>`."""
        return [each.name for each in fields(cls)]


@dataclass(frozen=True)
class Variants:
    """Words that differ between spellings of one name.

    legal_forms: endings of company names, longest first. region_ends: signs that may close a region's name.
    regions: names of regions that companies begin with, without those signs. common_names: names that many bear.
    """

    legal_forms: tuple[str, ...] = ()
    region_ends: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    common_names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Decision:
    """What a person said of a pair, and the evidence that lay before them."""

    same: bool
    evidence: frozenset[str]

    def stands(self, found: Collection[str]) -> bool:
        """Return whether it still answers: a yes always does, a no until evidence appears that was not seen."""
        return self.same or set(found) <= self.evidence


Decisions = Mapping[Pair, Decision]
