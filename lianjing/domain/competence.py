"""Who may act on a problem: person x weight -> body, and whether this installation handles it or hands it over (G2).

The table is content (`catalogue/competence.yaml`); here is what it must be: every pair decided once, a first-form
measure only where it is handled here. Source: product G2; domain 4.1, 4.6.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lianjing.domain.parameters import Words
from lianjing.domain.refusals import RuleBroken


class Way(StrEnum):
    """What happens to a problem: handled here, handed over to another body, or no problem of this system at all."""

    HANDLE = "handle"
    TRANSFER = "transfer"
    NOT_HERE = "not_here"


@dataclass(frozen=True)
class Ruling:
    """One row: the competent body, what this installation does, and why."""

    body: str
    way: Way
    why: Words


@dataclass(frozen=True)
class Measure:
    """A measure of the first form. persons: kinds of person it may be taken against; period: it counts for months."""

    code: str
    name: Words
    persons: frozenset[str]
    period: bool


@dataclass(frozen=True)
class Competence:
    """The whole table with its words."""

    persons: Mapping[str, Words]
    weights: Mapping[str, Words]
    bodies: Mapping[str, Words]
    rulings: Mapping[tuple[str, str], Ruling]
    measures: Mapping[str, Measure]

    def rule(self, person: str, weight: str) -> Ruling:
        """Return the row for a kind of person and a weight. Raises RuleBroken("competence_unknown")."""
        try:
            return self.rulings[person, weight]
        except KeyError:
            raise RuleBroken("competence_unknown", person=person, weight=weight) from None

    def measures_for(self, person: str) -> tuple[Measure, ...]:
        """Return what may be taken against a kind of person, in the order of the table."""
        return tuple(one for one in self.measures.values() if person in one.persons)


def read_competence(raw: Mapping[str, Any]) -> Competence:
    """Return the table. Raises RuleBroken("competence_incomplete", missing, twice, strangers)."""
    persons, weights, bodies = (_named(raw[name]) for name in ("persons", "weights", "bodies"))
    pairs = [(row["person"], row["weight"]) for row in raw["rulings"]]
    wanted = {(person, weight) for person in persons for weight in weights}
    twice = sorted(pair for pair, times in Counter(pairs).items() if times > 1)
    named = {row["body"] for row in raw["rulings"]} | {f"person {who}" for one in raw["measures"] for who in one["for"]}
    strangers = sorted(named - set(bodies) - {f"person {who}" for who in persons})
    if set(pairs) != wanted or twice or strangers:
        missing = sorted(wanted ^ set(pairs))
        raise RuleBroken("competence_incomplete", missing=missing, twice=twice, strangers=strangers)
    return Competence(
        persons,
        weights,
        bodies,
        {(row["person"], row["weight"]): Ruling(row["body"], Way(row["way"]), _words(row)) for row in raw["rulings"]},
        {
            one["code"]: Measure(one["code"], _words(one), frozenset(one["for"]), one["period"])
            for one in raw["measures"]
        },
    )


def _named(rows: Mapping[str, Mapping[str, str]]) -> dict[str, Words]:
    return {code: _words(row) for code, row in rows.items()}


def _words(row: Mapping[str, Any]) -> Words:
    return Words(row["zh"], row["en"])
