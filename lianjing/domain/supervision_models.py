"""A supervision model and the red flags it raises, as plain values. A flag is a question, never a charge.

A model is content: `catalogue/supervision_models/<area>/<id>.yaml` and `<id>.sql`; `engines/content` reads it into
these values and `engines/screening` runs it. Source: design decision 2, screening 3.1, domain 3.0.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from lianjing.domain.parameters import Basis, Words


class Status(StrEnum):
    """How far evidence has carried a model."""

    EXPERIMENTAL = "experimental"  # runs in tests and evaluations only
    TRIAL = "trial"  # runs; its flags say that it is on trial
    LIVE = "live"
    RETIRED = "retired"  # kept while flags cite it, never run


class Grain(StrEnum):
    """Whose rows can change a school's answer."""

    SCHOOL = "school"  # its own and the county-wide tables
    COUNTY = "county"  # other schools' rows too


class Secrecy(StrEnum):
    """Who hears of a flag first."""

    ORDINARY = "ordinary"  # the school's officer, for self-correction
    SEALED = "sealed"  # two named people; the school sees nothing


class Severity(StrEnum):
    """How strongly the rows ask. Grey is no severity: it means that rows are missing."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"


class Measure(StrEnum):
    """What the figures of a flag count."""

    FEN = "fen"
    FEN_PER_KG = "fen_per_kg"
    GRAMS = "grams"
    SHARE = "share"
    TIMES = "times"
    COUNT = "count"
    DAYS = "days"
    WORKDAYS = "workdays"
    MONTHS = "months"
    PEOPLE = "people"
    PUPILS = "pupils"


class Polarity(StrEnum):
    """What an example row set is there to show."""

    HIT = "hit"
    MISS = "miss"
    BOUNDARY = "boundary"
    MISSING = "missing"


RUNNING = frozenset({Status.TRIAL, Status.LIVE})
FIGURE_UNKNOWN = "figure_unknown"  # why a school is grey for some days only: the figure that judges them is not known
ASKED, FAILED = "asked", "failed"  # how a model fared in a run; the third is FIGURE_UNKNOWN


@dataclass(frozen=True)
class Reason:
    """An innocent reason: what would make a flag harmless. The answer form offers it by its code."""

    code: str
    words: Words


@dataclass(frozen=True)
class Expected:
    """One flag that an example must raise. `rows`, `observed`, `threshold`, `amount`: None is not looked at."""

    school_code: str
    subject: str
    period: str
    rows: tuple[int, ...] | None = None
    observed: float | None = None
    threshold: float | None = None
    amount: int | None = None


@dataclass(frozen=True)
class Example:
    """Rows and the flags they must raise, in lake values (fen, grams); absent columns are empty."""

    name: Words
    polarity: Polarity
    today: date
    given: Mapping[str, tuple[Mapping[str, Any], ...]]
    expect: tuple[Expected, ...]


@dataclass(frozen=True)
class SupervisionModel:
    """One question put to rows.

    powers: power items it guards. reads: table → columns, in the order of the file; its first table holds
    `subject_column`. optional: tables of `reads` whose absence does not make a school grey. filled: columns of
    `reads` that must mostly be filled for the answer to mean anything. judged_on: table → column of the day by which
    its rows find their figure in the view `parameters`. parameters: placeholder → name of a dated figure. figures:
    observed, baseline, threshold → what they count. last: last day it asks about.
    """

    id: str
    version: int
    area: str
    title: Words
    powers: tuple[str, ...]
    status: Status
    first: date
    last: date | None
    grain: Grain
    subject: str
    subject_column: str
    secrecy: Secrecy
    severity: Severity
    asks: Words
    why: Words
    basis: tuple[Basis, ...]
    reads: Mapping[str, tuple[str, ...]]
    optional: tuple[str, ...]
    filled: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, str]
    figures: Mapping[str, Measure]
    explain: Words
    innocent_reasons: tuple[Reason, ...]
    triage: tuple[Words, ...]
    examples: tuple[Example, ...]
    sql: str
    file: str = ""
    peers_sql: str = ""  # school_code, subject, period, value: what the same figure is elsewhere; "" for no picture
    judged_on: Mapping[str, str] = field(default_factory=dict)
    danger: str = ""  # to a child, of `domain/danger.py`: its flags go past the officer (G15)

    @property
    def counts_peers(self) -> bool:
        """Return whether a flag shows how many such questions other schools have, for want of a picture of its own.

        Not of sealed models: how often elsewhere is told to nobody. Not of danger: that others have it changes nothing.
        """
        return not self.peers_sql and not self.danger and self.secrecy is Secrecy.ORDINARY

    @property
    def needed(self) -> tuple[str, ...]:
        """Return the tables without which the question cannot be asked."""
        return tuple(table for table in self.reads if table not in self.optional)

    def runs_on(self, day: date) -> bool:
        """Return whether the model is asked on `day`."""
        return self.status in RUNNING and self.first <= day and (self.last is None or day <= self.last)

    def evaluated_on(self, day: date) -> bool:
        """Return whether an evaluation as on `day` asks the model: whatever is not retired shows what it can do."""
        return self.status is not Status.RETIRED and self.first <= day and (self.last is None or day <= self.last)

    def logic_hash(self) -> str:
        """Return a hash of what decides flags: SQL, tables, parameters' names and grain; words do not count."""
        logic = [self.sql, {t: list(c) for t, c in self.reads.items()}, dict(self.parameters), self.grain, self.secrecy]
        return hashlib.sha256(json.dumps(logic, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Figures:
    """What a flag says in numbers: the value seen, what is usual, where the question begins, among how many.

    amount: money at risk in fen. None: the question has no such figure.
    """

    observed: float
    threshold: float
    baseline: float | None = None
    peers: int | None = None
    amount: int | None = None

    @property
    def strength(self) -> float:
        """Return how far the value lies beyond the threshold: 50 at it, 75 at twice, never 100. Not a person's score.

        A threshold of 0 counts as 1. It orders questions of one model, nothing else.
        """
        distance = abs(self.observed - self.threshold) / (abs(self.threshold) or 1.0)
        return round(100 * (1 - 0.5 / (1 + distance)), 1)


@dataclass(frozen=True)
class EvidenceRow:
    """A row of the lake that proves a flag: table and row number."""

    table: str
    row_id: int


@dataclass(frozen=True)
class Flag:
    """One question to one school about one subject in one period, with the rows that raised it."""

    model: str
    version: int
    school_code: str
    subject: str
    period: str
    figures: Figures
    evidence: tuple[EvidenceRow, ...]

    @property
    def key(self) -> str:
        """Return the key under which the same question is never asked twice."""
        return dedup_key(self.model, self.school_code, self.subject, self.period)


def dedup_key(model: str, school_code: str, subject: str, period: str) -> str:
    """Return 64 hex digits naming a question; a later version of the model asks the same question."""
    return hashlib.sha256("\0".join((model, school_code, subject, period)).encode()).hexdigest()
