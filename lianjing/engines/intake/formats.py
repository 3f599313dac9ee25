"""An import format is a list of columns kept as content: one YAML file per table in `catalogue/formats`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake.plain import keys

FOLDER = Path(__file__).resolve().parents[2] / "catalogue" / "formats"
TYPES = frozenset(
    ["text", "person_name", "date", "phone", "id_number", "unit", "post", "choice", "integer", "percent", "credit_code"]
)
_BESIDE = ("words", "types")  # files of the folder that are no formats
_WORD_LISTS = ("totals", "signatures", "signatures_alone", "remarks", "vacant", "list_separators", "samples")


@dataclass(frozen=True)
class Choice:
    """One permitted value: the code that is stored and every way people write it."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column: its key in a row, its two names, and what a cell of it must be.

    sensitive: the value is masked wherever a problem speaks about it. many: the cell lists several values.
    top: for integers the largest believable figure; max: the longest text. unit: what a figure counts.
    not_future: a date that lies after the day of the import is refused.
    """

    name: str
    zh: str
    en: str
    type: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    sensitive: bool = False
    many: bool = False
    max: int = 200
    top: int = 1_000_000
    unit: Mapping[str, str] = field(default_factory=dict)
    not_future: bool = False
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Format:
    """One table: its columns, what makes a row the same row, and how few rows are believable.

    key: the columns that name a row; two rows of one file with the same key are a problem.
    alone: further column lists that may not repeat within a file, e.g. one holder of one post.
    vacancy: the column whose cell may say that nobody is there; such rows are set aside, not refused.
    inside: column → columns of the same file (or known units) among which its value must be found.
    """

    id: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    alone: tuple[tuple[str, ...], ...] = ()
    at_least: int = 1
    vacancy: str = ""
    inside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    source: str = ""

    def column(self, name: str) -> Column:
        """Return the column called `name`. Raises KeyError when there is none."""
        return {column.name: column for column in self.columns}[name]


Words = dict[str, tuple[str, ...]]


@cache
def load(format_id: str, folder: Path = FOLDER) -> Format:
    """Return the format `format_id`. Raises RuleBroken("format_unknown") with the ones there are."""
    if format_id not in names(folder):
        raise RuleBroken("format_unknown", format=format_id[:40], known=", ".join(names(folder)))
    return parse(yaml.safe_load((folder / f"{format_id}.yaml").read_text("utf-8")))


def names(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the ids of all formats, in order."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml") if path.stem not in _BESIDE))


@cache
def words(folder: Path = FOLDER) -> Words:
    """Return the words that stand in tables beside rows: totals, signatures, vacancies, separators."""
    content = yaml.safe_load((folder / "words.yaml").read_text("utf-8"))
    return {name: tuple(str(word) for word in content[name]) for name in _WORD_LISTS}


def parse(content: Mapping[str, Any]) -> Format:
    """Return the format that `content` (a YAML file, or the wire) spells out.

    Raises RuleBroken("format_broken") naming the format, the place and the fault: unknown type, a key that
    is no column, two columns answering to one header.
    """
    columns = tuple(_column(content["id"], entry) for entry in content["columns"])
    found = Format(
        id=content["id"],
        zh=content["title"]["zh"],
        en=content["title"]["en"],
        columns=columns,
        key=tuple(content.get("key", ())),
        alone=tuple(tuple(names) for names in content.get("alone", ())),
        at_least=content.get("at_least", 1),
        vacancy=content.get("vacancy", ""),
        inside={name: tuple(among) for name, among in content.get("inside", {}).items()},
        why=content.get("why", {}),
        source=content.get("source", ""),
    )
    _check(found)
    return found


def spell(table: Format) -> dict[str, Any]:
    """Return `table` as plain values that `parse` reads back."""
    return {
        "id": table.id,
        "title": {"zh": table.zh, "en": table.en},
        "key": list(table.key),
        "alone": [list(names) for names in table.alone],
        "at_least": table.at_least,
        "vacancy": table.vacancy,
        "inside": {name: list(among) for name, among in table.inside.items()},
        "columns": [
            {**vars(column), "aliases": list(column.aliases), "choices": [vars(choice) for choice in column.choices]}
            for column in table.columns
        ],
    }


def spoken(columns: Iterable[Column]) -> str:
    """Return the columns' names in both languages, for a sentence in either: people look for the Chinese header."""
    return "\u3001".join(f"{column.zh} ({column.en})" for column in columns)


def _column(format_id: str, entry: Mapping[str, Any]) -> Column:
    known = Column.__dataclass_fields__.keys()
    if unknown := sorted(set(entry) - set(known)):
        raise RuleBroken("format_broken", format=format_id, at=entry.get("name", "?"), fault=f"unknown: {unknown}")
    choices = tuple(
        Choice(str(one["code"]), one["zh"], one["en"], tuple(map(str, one.get("aliases", ()))))
        for one in entry.get("choices", ())
    )
    return Column(**{**entry, "aliases": tuple(map(str, entry.get("aliases", ()))), "choices": choices})


def _check(table: Format) -> None:
    columns = [column.name for column in table.columns]
    named: Sequence[str] = [*table.key, *(name for names in table.alone for name in names), *table.inside]
    named = [*named, *(name for among in table.inside.values() for name in among)]
    faults = [f"no such column: {name}" for name in [*named, *filter(None, [table.vacancy])] if name not in columns]
    faults += [f"twice: {name}" for name in columns if columns.count(name) > 1]
    faults += [f"{column.name}: no type {column.type}" for column in table.columns if column.type not in TYPES]
    faults += [
        f"{column.name}: no choices" for column in table.columns if (column.type == "choice") != bool(column.choices)
    ]
    headers = [name for column in table.columns for name in keys((column.zh, column.en, *column.aliases))]
    faults += [f"two columns answer to {header}" for header in sorted(set(headers)) if headers.count(header) > 1]
    if faults:
        raise RuleBroken("format_broken", format=table.id, at="", fault="; ".join(faults))
