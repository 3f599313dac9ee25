"""Supervision models as values: each a YAML file and a SQL file that share a stem, in the folder of their area."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lianjing.domain.parameters import Basis, Instrument, Tag, Words
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import Example, Expected, Reason, SupervisionModel
from lianjing.engines.content.library import CATALOGUE, Library
from lianjing.engines.content.placed_yaml import Placed
from lianjing.engines.content.problems import Problem, refuse
from lianjing.engines.content.reading import read_kind
from lianjing.engines.content.shapes_base import BasisShape, WordsShape
from lianjing.engines.content.shapes_models import ExampleShape, SupervisionModelFile, plain

FOLDER = "supervision_models"
AREAS = ("enrolment", "staff", "materials", "aid", "canteen", "finance", "process", "procurement")
_LONGEST_SQL = 20_000


@dataclass
class _Desk:
    """What reading the models needs, and what is wrong so far."""

    instruments: Mapping[str, Instrument]
    parameters: Iterable[str]
    powers: Iterable[str]
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)

    def fault(self, placed: Placed, path: tuple[Hashable, ...], code: str, got: str, instead: str) -> None:
        """Note a problem at a part of a file."""
        where = ".".join(str(part) for part in path)
        self.problems.append(Problem(placed.file, placed.line_of(path), where, code, got, instead))


def read_models(
    library: Library, powers: Iterable[str], catalogue: Path = CATALOGUE, only: Path | None = None
) -> dict[str, SupervisionModel]:
    """Return every supervision model by id, in order of area and id; `only` names one YAML file to read alone.

    Raises RuleBroken("content_wrong", problems) naming file and line of every fault of every model at once. Whether
    the SQL keeps the portable profile, and whether the examples flag what they say, is asked of `engines/screening`.
    """
    desk = _Desk(library.instruments, library.parameters.by_name, set(powers))
    found: dict[str, SupervisionModel] = {}
    for area, path in _paths(catalogue, only, desk):
        shown = f"{FOLDER}/{area}/{path.name}"
        try:
            shaped, placed = read_kind(path, "supervision_model", shown)
        except RuleBroken as broken:
            desk.problems.extend(broken.facts["problems"])
            continue
        model = _model(shaped, placed, area, path, desk)
        if model.id in found:
            desk.fault(placed, ("id",), "duplicate_key", f"{found[model.id].file} has it too", "Give it its own id")
        found[model.id] = model
    refuse(desk.problems)
    return found


def _paths(catalogue: Path, only: Path | None, desk: _Desk) -> Iterator[tuple[str, Path]]:
    if only is not None:
        yield only.resolve().parent.name, only
        return
    for folder in sorted((catalogue / FOLDER).iterdir()) if (catalogue / FOLDER).is_dir() else ():
        if folder.is_dir() and folder.name not in AREAS:
            shown = f"{FOLDER}/{folder.name}"
            desk.problems.append(
                Problem(shown, 1, "", "not_allowed", f"{folder.name} is no area", f"Write one of {', '.join(AREAS)}")
            )
        for path in sorted(folder.glob("*.yaml")) if folder.name in AREAS else ():
            yield folder.name, path


def _model(shaped: SupervisionModelFile, placed: Placed, area: str, path: Path, desk: _Desk) -> SupervisionModel:
    _check_names(shaped, placed, path, desk)
    return SupervisionModel(
        id=shaped.id,
        version=shaped.version,
        area=area,
        title=_words(shaped.title),
        powers=tuple(shaped.powers),
        status=shaped.status,
        first=shaped.valid.first,
        last=shaped.valid.last,
        grain=shaped.grain,
        subject=shaped.subject,
        subject_column=shaped.subject_column,
        secrecy=shaped.secrecy,
        severity=shaped.severity,
        asks=_words(shaped.asks),
        why=_words(shaped.why),
        basis=tuple(_bases(shaped.basis, placed, desk)),
        reads={table: tuple(columns) for table, columns in shaped.reads.items()},
        optional=tuple(shaped.optional),
        filled={table: tuple(columns) for table, columns in shaped.filled.items()},
        parameters=dict(shaped.parameters),
        figures={str(name): measure for name, measure in shaped.figures.items()},
        explain=_words(shaped.explain),
        innocent_reasons=tuple(Reason(reason.code, _words(reason)) for reason in shaped.innocent_reasons),
        triage=tuple(_words(step) for step in shaped.triage),
        examples=tuple(_example(test) for test in shaped.tests),
        sql=_sql(path.with_suffix(".sql"), placed, desk),
        file=placed.file,
        judged_on=dict(shaped.judged_on),
        danger=shaped.danger,
        peers_sql=_peers_sql(path),
    )


def _check_names(shaped: SupervisionModelFile, placed: Placed, path: Path, desk: _Desk) -> None:
    if shaped.id != path.stem:
        desk.fault(placed, ("id",), "wrong_value", f"the file is {path.name}", f"Write {path.stem}, or rename the file")
    for name, parameter in shaped.parameters.items():
        if parameter not in desk.parameters:
            hint = "Add it, dated and cited, to legal/parameters"
            desk.fault(placed, ("parameters", name), "unknown_code", f"no figure is called {parameter}", hint)
    for at, power in enumerate(shaped.powers):
        if power not in desk.powers:
            hint = "Write the name of a folder of power_items"
            desk.fault(placed, ("powers", at), "unknown_code", f"{power} is no power item", hint)


def _bases(shapes: list[BasisShape], placed: Placed, desk: _Desk) -> Iterator[Basis]:
    for at, shape in enumerate(shapes):
        instrument = desk.instruments.get(shape.code)
        if instrument is None:
            hint = "Add it to legal/instruments.yaml first"
            desk.fault(placed, ("basis", at, "code"), "unknown_code", f"{shape.code} is not in the library", hint)
            continue
        if shape.tag is Tag.VERIFIED and instrument.tag is Tag.UNCONFIRMED:
            hint = "Confirm the instrument itself first, in legal/instruments.yaml"
            desk.fault(placed, ("basis", at), "wrong_value", f"{shape.code} itself is unconfirmed", hint)
        yield Basis(instrument, shape.tag, shape.article, shape.verified_by, shape.verified_on)


def _sql(path: Path, placed: Placed, desk: _Desk) -> str:
    if not path.is_file():
        desk.fault(placed, (), "missing_key", f"{path.name} does not stand beside it", "Write the SELECT of the model")
        return ""
    text = path.read_text("utf-8")
    if len(text) > _LONGEST_SQL:
        desk.fault(placed, (), "too_large", f"{path.name} has {len(text)} characters", "Ask a smaller question")
    return text


def _peers_sql(path: Path) -> str:
    """Return what `<id>.peers.sql` asks, "" where a model shows no peers."""
    beside = path.with_suffix(".peers.sql")
    return beside.read_text("utf-8") if beside.is_file() else ""


def _example(shape: ExampleShape) -> Example:
    given = {table: tuple(_row(row) for row in rows) for table, rows in shape.given.items()}
    return Example(_words(shape.name), shape.polarity, shape.today, given, tuple(map(_expected, shape.expect)))


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {column: plain(cell) for column, cell in row.items()}


def _expected(shape: Any) -> Expected:
    rows = None if shape.rows is None else tuple(sorted(shape.rows))
    observed = None if shape.observed is None else float(shape.observed)
    threshold = None if shape.threshold is None else float(shape.threshold)
    return Expected(shape.school_code, str(shape.subject), str(shape.period), rows, observed, threshold, shape.amount)


def _words(shape: WordsShape) -> Words:
    return Words(shape.zh, shape.en)
