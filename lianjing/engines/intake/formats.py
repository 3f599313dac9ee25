"""An import format is a list of columns kept as content: one YAML file per table in `catalogue/formats`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake.plain import key, keys, word

FOLDER = Path(__file__).resolve().parents[2] / "catalogue" / "formats"
_LAKE = {
    **dict.fromkeys(["text", "person_name", "choice", "unit", "credit_code", "isbn"], "string"),
    **dict.fromkeys(["month", "ten_days", "term", "school_year"], "string"),
    **{"integer": "int64", "grade": "int64", "decimal": "float64", "money": "int64", "weight": "int64"},
    **{"date": "date32", "time": "timestamp[us]", "boolean": "bool"},
}
_PERSONS = ("id_number", "pupil_number", "phone", "account")  # never plain in the lake
SCHOOL = "school_code"
TYPES = frozenset([*_LAKE, *_PERSONS, "post", "percent"])
_TOPS = {"money": 10**9, "weight": 10**5}  # yuan and kilograms
_SIGNED = ("integer", "decimal", "money", "weight")
_BESIDE = ("words", "types", "school")  # files of the folder that are no formats
WORD_LISTS = (
    "totals",
    "signatures",
    "signatures_alone",
    "remarks",
    "vacant",
    "nothing",
    "lacking",
    "packing",
    "list_separators",
    "samples",
    "yes",
    "no",
)


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
    least, top: the smallest and largest believable figure (money in yuan, weight in kg); max: the longest text.
    digits: how many digits a ledger's number of digits alone has at least: fewer get zeros in front, more lose theirs.
    unit: what a figure counts. not_future: a date that lies after the day of the import is refused.
    per: "kg" where money is a price of so much weight. share: a part of a whole, kept as a figure from 0 to 1.
    rough: a moment may be written as its day alone, a day of a ledger as its month alone; else that is refused.
    late: a month alone is kept as its last day and not its first: nobody is late by a day that was not written.
    yes_words, no_words: what a boolean cell may say besides the words that every such cell understands.
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
    digits: int = 1
    least: int = 0
    top: int = 1_000_000
    per: str = ""
    share: bool = False
    rough: bool = False
    late: bool = False
    yes_words: tuple[str, ...] = ()
    no_words: tuple[str, ...] = ()
    unit: Mapping[str, str] = field(default_factory=dict)
    not_future: bool = False
    choices: tuple[Choice, ...] = ()

    @property
    def weighed(self) -> bool:
        """Return whether its figures are weights or prices of a weight."""
        return self.type == "weight" or bool(self.per)

    @property
    def adds_up(self) -> bool:
        """Return whether the figures of several rows are added: amounts and weights, not prices and counts."""
        return self.type in ("money", "weight") and not self.per


@dataclass(frozen=True)
class Format:
    """One table: its columns, what makes a row the same row, and how few rows are believable.

    key: the columns that name a row; two rows of one file with the same key are a problem.
    alone: further column lists that may not repeat within a file, e.g. one holder of one post.
    vacancy: the column whose cell may say that nobody is there; such rows are set aside, not refused.
    inside: column → columns of the same file (or known units) among which its value must be found.
    measure: headers under which each row says what its bare weights and prices are counted in.
    holder: "school" or "county" for a table of the lake: who hands it in; "" for the tables of the network.
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
    holder: str = ""
    measure: tuple[str, ...] = ()

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
    return {name: tuple(str(word) for word in content[name]) for name in WORD_LISTS}


def lake_columns(table: Format) -> list[tuple[str, str, str | None]]:
    """Return (name, type, kind) for each column that a file of the table gives to the lake, in order.

    type: string, int64 (money in fen, weight in grams), float64, date32, timestamp[us] or bool; a list is a string
    "|a|b|". kind: None, or id_number, pupil_number, phone, account: then the lake keeps the column sealed, never
    plain. `school_code` is not among them: every table of the lake has it. Raises RuleBroken("format_broken") for a
    table of the network, which no lake keeps.
    """
    if not table.holder:
        raise RuleBroken("format_broken", format=table.id, at="holder", fault="not a table of the lake")
    return [
        (column.name, _LAKE.get(column.type, "string"), column.type if column.type in _PERSONS else None)
        for column in table.columns
        if column.name != SCHOOL
    ]


def parse(content: Mapping[str, Any]) -> Format:
    """Return the format that `content` (a YAML file, or the wire) spells out.

    Raises RuleBroken("format_broken") naming the format, the place and the fault: unknown type, a key that
    is no column, two columns answering to one header.
    """
    columns = tuple(_column(content["id"], entry) for entry in content["columns"])
    holder = content.get("holder", "")
    if holder == "school" and SCHOOL not in [column.name for column in columns]:
        columns = (_school_column(columns, content.get("measure", ())), *columns)
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
        holder=holder,
        measure=tuple(content.get("measure", ())),
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
        "holder": table.holder,
        "measure": list(table.measure),
        "columns": [
            {**vars(column), "choices": [vars(choice) for choice in column.choices]} for column in table.columns
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
    lists = {name: tuple(map(str, entry.get(name, ()))) for name in ("aliases", "yes_words", "no_words")}
    tops = {"top": _TOPS[entry["type"]]} if entry["type"] in _TOPS else {}
    return Column(**{**tops, **entry, **lists, "choices": choices})


@cache
def _school() -> Column:
    return _column("school", yaml.safe_load((FOLDER / "school.yaml").read_text("utf-8")))


def _school_column(columns: Sequence[Column], measure: Sequence[str]) -> Column:
    """Return the column that says whose row it is, without the headers that the table's own columns answer to."""
    taken = keys(name for column in columns for name in (column.zh, column.en, *column.aliases)) | keys(measure)
    shared = _school()
    return replace(shared, aliases=tuple(alias for alias in shared.aliases if key(alias) not in taken))


def _check(table: Format) -> None:
    columns = [column.name for column in table.columns]
    named: Sequence[str] = [*table.key, *(name for names in table.alone for name in names), *table.inside]
    named = [*named, *(name for among in table.inside.values() for name in among)]
    faults = [f"no such column: {name}" for name in [*named, *filter(None, [table.vacancy])] if name not in columns]
    faults += ["inside: not for a table of the lake"] if table.holder and table.inside else []
    faults += [f"no holder {table.holder}" for holder in [table.holder] if holder not in ("", "school", "county")]
    faults += [f"twice: {name}" for name in columns if columns.count(name) > 1]
    faults += [f"{column.name}: no type {column.type}" for column in table.columns if column.type not in TYPES]
    faults += [fault for column in table.columns for fault in _column_faults(column)]
    faults += [
        f"{column.name}: no choices" for column in table.columns if (column.type == "choice") != bool(column.choices)
    ]
    if table.measure and not any(column.type == "weight" or column.per for column in table.columns):
        faults.append("measure: no column is weighed")
    headers = [*keys(table.measure)]
    headers += [name for column in table.columns for name in keys((column.zh, column.en, *column.aliases))]
    faults += [f"two columns answer to {header}" for header in sorted(set(headers)) if headers.count(header) > 1]
    if faults:
        raise RuleBroken("format_broken", format=table.id, at="", fault="; ".join(faults))


def _column_faults(column: Column) -> Iterator[str]:
    """Yield what a column says that its type cannot mean, and words that two of its values answer to."""
    owners: dict[str, str] = {}
    for choice in column.choices:
        for said in map(word, (choice.code, choice.zh, choice.en, *choice.aliases)):
            if owners.setdefault(said, choice.code) != choice.code:
                yield f"{column.name}: two choices answer to {said}"
    if column.type in _PERSONS and not column.sensitive:
        yield f"{column.name}: {column.type} must be sensitive"
    if column.many and column.type not in ("text", "unit", "post"):
        yield f"{column.name}: no list of {column.type}"
    meant = {
        "digits": ("text",),
        "per": ("money",),
        "share": ("decimal",),
        "rough": ("time", "date"),
        "late": ("date",),
        "yes_words": ("boolean",),
        "no_words": ("boolean",),
    }
    for name, types in {**meant, "least": _SIGNED}.items():
        if getattr(column, name) != Column.__dataclass_fields__[name].default and column.type not in types:
            yield f"{column.name}: {name} means nothing for {column.type}"
    if column.least > column.top:
        yield f"{column.name}: least is above top"
