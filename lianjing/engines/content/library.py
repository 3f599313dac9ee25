"""The house's content as values: instruments, figures, calendars and labels, with the county's own folder over them.

A county's folder replaces files of the same name. It may set county defaults as it likes; a legal figure only in
the direction its file calls stricter, and no figure may be dropped. Files are read in the order of their names.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from lianjing.domain.parameters import Basis, Instrument, Parameter, Parameters, Tag, Unit, Words
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.values import Period, SchoolYear, Term
from lianjing.domain.worktime import Calendar, Vacation
from lianjing.engines.content.placed_yaml import Placed
from lianjing.engines.content.problems import Problem, refuse
from lianjing.engines.content.reading import read_kind
from lianjing.engines.content.shapes import (
    CalendarFile,
    InstrumentsFile,
    MachineWordsFile,
    ParametersFile,
    ParameterShape,
    SchoolDaysFile,
    WordsShape,
)

CATALOGUE = Path(__file__).parents[2] / "catalogue"
_KIND_OF = {
    "legal/instruments.yaml": "instruments",
    "legal/school_days.yaml": "school_days",
    "machines.yaml": "machine_words",
}
_FOLDERS = {"legal/calendar": "calendar", "legal/parameters": "parameters"}


@dataclass(frozen=True)
class MachineWords:
    """Labels of one machine; `states` and `steps` by code."""

    title: Words
    public: Words
    states: Mapping[str, Words]
    steps: Mapping[str, Words]


@dataclass(frozen=True)
class Labels:
    """Labels of every machine, and the words that machines share."""

    machines: Mapping[str, MachineWords]
    capacities: Mapping[str, Words]
    people: Mapping[str, Words]
    facts: Mapping[str, Words]
    page: Mapping[str, Words]
    units: Mapping[Unit, Words]


@dataclass(frozen=True)
class Library:
    """Everything that stands in the content files, checked.

    provisional: years whose calendar is the law's own days only, until the yearly notice is written down.
    """

    instruments: Mapping[str, Instrument]
    parameters: Parameters
    calendar: Calendar
    terms: tuple[Term, ...]
    labels: Labels
    provisional: tuple[int, ...] = ()


@dataclass
class _Read:
    """The files as read, by their name in the catalogue, and what is wrong with them so far."""

    files: dict[str, tuple[Any, Placed]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def of(self, shape: type[Any]) -> Iterator[tuple[str, Any]]:
        """Yield name and content of the files of one kind, in order."""
        return ((name, shaped) for name, (shaped, _) in sorted(self.files.items()) if isinstance(shaped, shape))

    def fault(self, name: str, path: tuple[Hashable, ...], code: str, got: str, instead: str) -> None:
        """Note a problem at a part of a file."""
        placed = self.files[name][1]
        where = ".".join(str(part) for part in path)
        self.problems.append(Problem(placed.file, placed.line_of(path), where, code, got, instead))


def read_library(catalogue: Path = CATALOGUE, county: Path | None = None) -> Library:
    """Return the content under `catalogue`, with the files of the `county` folder in place of its own.

    Raises RuleBroken("content_wrong", problems) naming every fault of every file at once.
    """
    base = _read_folder(catalogue, catalogue)
    refuse(base.problems)
    read = base if county is None else _overlaid(base, _read_folder(county, catalogue))
    for name in ("legal/instruments.yaml", "legal/school_days.yaml", "machines.yaml"):
        if name not in read.files:
            raise RuleBroken("content_missing", file=name, folder=str(catalogue))
    instruments = _instruments(read)
    parameters = _parameters(read, instruments)
    calendar, terms = _calendar(read), tuple(_terms(read))
    refuse(read.problems)
    provisional = tuple(sorted(file.year for _, file in read.of(CalendarFile) if file.tag is Tag.UNCONFIRMED))
    return Library(instruments, parameters, calendar, terms, _labels(read), provisional)


def _names(folder: Path) -> Iterator[tuple[str, str]]:
    for name, kind in _KIND_OF.items():
        if (folder / name).is_file():
            yield name, kind
    for inner, kind in _FOLDERS.items():
        for path in sorted((folder / inner).glob("*.yaml")):
            yield f"{inner}/{path.name}", kind


def _read_folder(folder: Path, catalogue: Path) -> _Read:
    read = _Read()
    for name, kind in _names(folder):
        shown = name if folder == catalogue else f"{folder.name}/{name}"
        try:
            read.files[name] = read_kind(folder / name, kind, shown)
        except RuleBroken as broken:
            read.problems.extend(broken.facts["problems"])
    return read


def _overlaid(base: _Read, county: _Read) -> _Read:
    read = _Read({**base.files, **county.files}, county.problems)
    for name, shaped in county.of(ParametersFile):
        ours = base.files.get(name, (None, None))[0]
        for parameter, legal in ours.parameters.items() if isinstance(ours, ParametersFile) else ():
            theirs = shaped.parameters.get(parameter)
            if theirs is None:
                read.fault(name, ("parameters",), "dropped", f"{parameter} is gone", "Keep every figure of the file")
            elif not legal.county_default:
                _check_stricter(read, name, parameter, legal, theirs)
    return read


def _check_stricter(read: _Read, name: str, parameter: str, legal: ParameterShape, theirs: ParameterShape) -> None:
    """Refuse a county's figure that is looser than the law's on any day either of them names."""
    path = ("parameters", parameter)
    if theirs.unit is not legal.unit or theirs.county_default:
        return read.fault(name, path, "looser", "unit or standing differ", f"Keep `unit: {legal.unit}` and its basis")
    for day in sorted({*legal.values, *theirs.values}):
        law, county = _on(legal, day), _on(theirs, day)
        same = law == county
        lower = law is not None and county is not None and county < law
        higher = law is not None and county is not None and county > law
        if not (same or (legal.stricter == "lower" and lower) or (legal.stricter == "higher" and higher)):
            allowed = f"{law}" if legal.stricter is None else f"{law} or {legal.stricter}"
            read.fault(name, path, "looser", f"{county} from {day}", f"Write {allowed}")
    return None


def _on(shape: ParameterShape, day: date) -> int | Decimal | None:
    since = max((first for first in shape.values if first <= day), default=None)
    return None if since is None else shape.values[since]


def _words(shape: WordsShape) -> Words:
    return Words(shape.zh, shape.en)


def _said(shapes: Mapping[str, WordsShape]) -> dict[str, Words]:
    return {code: _words(shape) for code, shape in shapes.items()}


def _instruments(read: _Read) -> dict[str, Instrument]:
    return {
        code: Instrument(
            code,
            _words(shape.title),
            shape.number,
            shape.year,
            shape.tag,
            number_sure=shape.tag is not Tag.UNCONFIRMED and not shape.number_unconfirmed,
        )
        for _, file in read.of(InstrumentsFile)
        for code, shape in file.instruments.items()
    }


def _parameters(read: _Read, instruments: Mapping[str, Instrument]) -> Parameters:
    by_name: dict[str, Parameter] = {}
    for file_name, file in read.of(ParametersFile):
        for name, shape in file.parameters.items():
            path: tuple[Hashable, ...] = ("parameters", name)
            if name in by_name:
                read.fault(file_name, path, "duplicate_key", "another file has it too", "Keep one of the two")
            by_name[name] = Parameter(
                name,
                _words(shape.title),
                shape.unit,
                {day: None if figure is None else Decimal(figure) for day, figure in sorted(shape.values.items())},
                tuple(_bases(read, file_name, (*path, "basis"), shape, instruments)),
                shape.county_default,
                _words(shape.why) if shape.why else None,
            )
    return Parameters(by_name)


def _bases(
    read: _Read,
    file_name: str,
    path: tuple[Hashable, ...],
    shape: ParameterShape,
    instruments: Mapping[str, Instrument],
) -> Iterator[Basis]:
    for place, basis in enumerate(shape.basis):
        instrument = instruments.get(basis.code)
        if instrument is None:
            hint = "Add it to legal/instruments.yaml first"
            read.fault(file_name, (*path, place, "code"), "unknown_code", f"{basis.code} is not in the library", hint)
            continue
        if basis.tag is Tag.VERIFIED and instrument.tag is Tag.UNCONFIRMED:
            hint = "Confirm the instrument itself first, in legal/instruments.yaml"
            read.fault(file_name, (*path, place), "wrong_value", f"{basis.code} itself is unconfirmed", hint)
        yield Basis(instrument, basis.tag, basis.article, basis.verified_by, basis.verified_on)


def _calendar(read: _Read) -> Calendar:
    files = sorted((file.year, name, file) for name, file in read.of(CalendarFile))
    if not files:
        raise RuleBroken("content_missing", file="legal/calendar", folder="legal")
    for (year, _, _), (later, name, _) in pairwise(files):
        if later != year + 1:
            read.fault(name, ("year",), "uncovered", f"{later} follows {year}", "One file a year, no gap, none twice")
    off: set[date] = set()
    made_up: set[date] = set()
    for _, _, file in files:
        made_up.update(file.made_up)
        for days in file.days_off:
            off.update(days.first + timedelta(days=step) for step in range((days.last - days.first).days + 1))
    covered = Period(date(files[0][0], 1, 1), date(files[-1][0], 12, 31))
    school_days = next(file for _, file in read.of(SchoolDaysFile))
    vacations = tuple(
        Vacation(shape.name.en, frozenset(shape.kinds), Period(shape.first, shape.last))
        for shape in school_days.vacations
    )
    within = Period(school_days.covered.first, school_days.covered.last)
    return Calendar(covered, frozenset(off), frozenset(made_up), vacations, within)


def _terms(read: _Read) -> Iterator[Term]:
    for name, file in read.of(SchoolDaysFile):
        for place, shape in enumerate(file.terms):
            try:
                yield Term(SchoolYear.parse(shape.school_year), shape.half, Period(shape.first, shape.last))
            except RuleBroken as broken:
                hint = "Write the school year these days lie in, e.g. 2026-2027 from 1 September 2026"
                read.fault(name, ("terms", place), "wrong_value", str(broken), hint)


def _labels(read: _Read) -> Labels:
    file = next(file for _, file in read.of(MachineWordsFile))
    machines = {
        name: MachineWords(_words(shape.title), _words(shape.public), _said(shape.states), _said(shape.steps))
        for name, shape in file.machines.items()
    }
    units = {unit: _words(shape) for unit, shape in file.units.items()}
    return Labels(machines, _said(file.capacities), _said(file.people), _said(file.facts), _said(file.page), units)
