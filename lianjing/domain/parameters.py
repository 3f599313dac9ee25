"""Dated, cited figures: time limits, ceilings and standards. No number that law or county sets stands in code.

The files are `catalogue/legal/`; `engines/content` reads them into these values. Source: domain 0.1, 0.3 no. 11,
4.3 and appendix A: a basis keeps name, number, article, checker and day of checking; unchecked means no article.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lianjing.domain.refusals import RuleBroken


class Unit(StrEnum):
    """What a figure counts."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"
    MONTHS = "months"
    YEARS = "years"
    TIMES = "times"
    STEPS = "steps"
    PEOPLE = "people"
    PUPILS = "pupils"
    CASES = "cases"
    KILOMETRES = "kilometres"
    VALUES_PER_WEEK = "values_per_week"
    HOUR_OF_DAY = "hour_of_day"
    FEN = "fen"
    SHARE = "share"
    GRAMS = "grams"


TIME_UNITS = frozenset({Unit.WORKING_DAYS, Unit.DAYS, Unit.HOURS, Unit.MONTHS, Unit.YEARS})


class Tag(StrEnum):
    """How sure the product is of a text. Only `VERIFIED` lets an article be shown."""

    VERIFIED = "verified"  # the text of the instrument itself was read
    SEEN = "seen"  # read in a reprint only; the original must still be checked
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Words:
    """The same words in Chinese and English."""

    zh: str
    en: str

    def say(self, language: str) -> str:
        """Return the Chinese words for any Chinese language code, else the English ones."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class Instrument:
    """A law, rule or notice of the policy library; `number` is its document number, "" when it has none."""

    code: str
    title: Words
    number: str
    year: int | None
    tag: Tag
    number_sure: bool = True


@dataclass(frozen=True)
class Basis:
    """Why a figure is what it is. `article` is "" unless somebody checked it against the instrument itself."""

    instrument: Instrument
    tag: Tag = Tag.UNCONFIRMED
    article: str = ""
    verified_by: str = ""
    verified_on: date | None = None

    @property
    def checked(self) -> bool:
        """Return whether a named checker read the figure in the instrument."""
        return self.tag is Tag.VERIFIED and bool(self.verified_by) and self.verified_on is not None

    def cite(self, language: str) -> str:
        """Return the citation a page may print: title, number if it was read, article only when checked."""
        number = self.instrument.number if self.instrument.number_sure else ""
        named = f"{self.instrument.title.say(language)} {number}".strip()
        if not (self.checked and self.article):
            return named
        return f"{named} \u7b2c{self.article}\u6761" if language.startswith("zh") else f"{named}, art. {self.article}"


@dataclass(frozen=True)
class Parameter:
    """One figure through time.

    values: first day in force -> figure, None where the figure is not known; ordered by day.
    county_default: the county may set it; a page must say "default, not a legal figure".
    """

    name: str
    title: Words
    unit: Unit
    values: Mapping[date, Decimal | None]
    basis: tuple[Basis, ...] = ()
    county_default: bool = False
    why: Words | None = None

    @property
    def verified(self) -> bool:
        """Return whether every basis was checked; a county default is never a verified legal figure."""
        return bool(self.basis) and not self.county_default and all(basis.checked for basis in self.basis)

    def on(self, day: date) -> Decimal:
        """Return the figure in force on `day`.

        Raises RuleBroken("parameter_not_in_force") before the first day known, and
        RuleBroken("parameter_unknown_value") where the file says that the figure is not known.
        """
        since = max((first for first in self.values if first <= day), default=None)
        if since is None:
            raise RuleBroken("parameter_not_in_force", parameter=self.name, on=day, first=min(self.values))
        value = self.values[since]
        if value is None:
            raise RuleBroken("parameter_unknown_value", parameter=self.name, on=day, since=since)
        return value

    def whole(self, day: date) -> int:
        """Return the figure in force on `day` as a whole number; a fraction is a fault of the file."""
        value = self.on(day)
        if value != value.to_integral_value():
            raise RuleBroken("parameter_not_whole", parameter=self.name, value=str(value))
        return int(value)


@dataclass(frozen=True)
class Limit:
    """A length of time as a parameter gives it on one day, e.g. 3 working days; `source` is its name."""

    count: int
    unit: Unit
    source: str


@dataclass(frozen=True)
class Parameters:
    """Every figure by name."""

    by_name: Mapping[str, Parameter]

    def __getitem__(self, name: str) -> Parameter:
        if name not in self.by_name:
            raise RuleBroken("parameter_missing", parameter=name)
        return self.by_name[name]

    def whole(self, name: str, day: date) -> int:
        """Return the whole figure `name` in force on `day`."""
        return self[name].whole(day)

    def limit(self, name: str, day: date) -> Limit:
        """Return the time limit `name` in force on `day`; a figure that is no time is refused."""
        parameter = self[name]
        if parameter.unit not in TIME_UNITS:
            raise RuleBroken("parameter_not_time", parameter=name, unit=parameter.unit.value)
        return Limit(parameter.whole(day), parameter.unit, name)
