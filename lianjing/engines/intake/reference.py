"""What people read about formats: the page docs/reference/formats.md and the JSON Schemas of the files of formats."""

from collections.abc import Iterator
from typing import Any

import yaml

from lianjing.engines.intake.formats import FOLDER, TYPES, WORD_LISTS, Column, Format, load, names

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_BOTH: dict[str, Any] = {"zh": _TEXT, "en": _TEXT}
_WORDS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["zh", "en"],
    "properties": _BOTH,
}
_NAME = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
_TEXTS = {"type": "array", "items": {"type": ["string", "number"]}, "uniqueItems": True}


def render_formats() -> str:
    """Return the reference page's body: every format with its columns, in both languages."""
    said = yaml.safe_load((FOLDER / "types.yaml").read_text("utf-8"))
    return "\n".join(line for name in names() for line in _format(load(name), said))


def _format(table: Format, said: dict[str, Any]) -> Iterator[str]:
    label = {name: _both(words) for name, words in said["labels"].items()}
    yield f"## {table.zh} {table.en}\n\n`{table.id}` \u00b7 {label['source']}: {table.source}\n"
    yield f"{table.why['zh']}  \n{table.why['en']}\n"
    yield f"| {label['column']} | {label['also']} | {label['cell']} |\n|---|---|---|"
    for column in table.columns:
        aliases = "\u3001".join(alias.replace("|", "\\|") for alias in column.aliases)
        yield f"| **{column.zh}** {column.en}<br>`{column.name}` | {aliases} | {'<br>'.join(_cell(column, said))} |"
    yield ""
    facts = {
        "holder": label[table.holder] if table.holder else "",
        "key": _names(table, table.key),
        "alone": "; ".join(_names(table, columns) for columns in table.alone),
        "inside": _names(table, table.inside),
        "measure": "\u3001".join(table.measure),
        "vacancy": _names(table, [table.vacancy] if table.vacancy else []),
        "at_least": str(table.at_least),
    }
    yield from (f"- {label[name]}: {fact}" for name, fact in facts.items() if fact)
    yield ""


def _cell(column: Column, said: dict[str, Any]) -> Iterator[str]:
    """Yield what may stand in a cell of the column."""
    label = {name: _both(words) for name, words in said["labels"].items()}
    flags = {
        "needed": column.required,
        "many": column.many,
        "masked": column.sensitive,
        "past": column.not_future,
        "per": bool(column.per),
        "share": column.share,
        "rough": column.rough and not column.late,
        "late": column.late,
    }
    yield "; ".join(label[name] for name, flag in flags.items() if flag) or "\u2014"
    yield _both(said[column.type])
    if column.type == "text":
        yield f"{label['longest']}: {column.max}"
        if column.digits > 1:
            yield f"{label['digits']}: {column.digits}"
    if column.type in ("integer", "decimal", "money", "weight") and not column.share:
        least = f"{label['least']}: {column.least}; " if column.least else ""
        yield f"{least}{label['top']}: {column.top}{' ' + _both(column.unit) if column.unit else ''}"
    for name in ("yes_words", "no_words"):
        if words := getattr(column, name):
            yield f"{label[name]}: {chr(0x3001).join(words)}"
    if column.choices:
        yield f"{label['words']}: " + "; ".join(
            f"{choice.zh} {choice.en}" + (f" ({chr(0x3001).join(choice.aliases)})" if choice.aliases else "")
            for choice in column.choices
        )


def _both(words: Any) -> str:
    return f"{words['zh']} {words['en']}"


def _names(table: Format, columns: Any) -> str:
    return " + ".join(table.column(name).zh for name in columns)


def schemas() -> dict[str, dict[str, Any]]:
    """Return the published JSON Schemas by name: of a format, of `words.yaml`, of `types.yaml`, of `school.yaml`."""
    return {
        "format": schema(),
        "format_words": _headed("Words beside the rows of every import", _lists(WORD_LISTS)),
        "format_types": _headed("What a cell of each column type may look like", _types_schema()),
        "format_school": _headed("The column of the school that every ledger has", _column_schema()),
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a format file; `formats.parse` checks besides that names refer to columns."""
    listed = {"type": "array", "items": _NAME}
    whole = _closed(
        {
            **{"id": _NAME, "title": _WORDS, "why": _WORDS, "source": _TEXT, "vacancy": _NAME},
            **{
                "key": listed,
                "alone": {"type": "array", "items": listed},
                "at_least": {"type": "integer", "minimum": 0},
                "holder": {"enum": ["school", "county"]},
                "measure": _TEXTS,
            },
            **{"inside": {"type": "object", "additionalProperties": listed}},
            **{"columns": {"type": "array", "items": _column_schema(), "minItems": 2}},
        },
        ["id", "title", "why", "source", "key", "columns"],
    )
    return _headed("Import format", whole)


def _headed(title: str, whole: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **whole}


def _lists(fields: tuple[str, ...]) -> dict[str, Any]:
    """Return the schema of one list of words under each name; none empty, none twice."""
    words = {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1, "uniqueItems": True}
    return _closed({name: words for name in fields}, list(fields))


def _types_schema() -> dict[str, Any]:
    labels = {"type": "object", "propertyNames": _NAME, "additionalProperties": _WORDS, "minProperties": 1}
    return _closed({**dict.fromkeys(sorted(TYPES), _WORDS), "labels": labels}, [*sorted(TYPES), "labels"])


def _column_schema() -> dict[str, Any]:
    code = {"type": ["string", "number"]}
    choice = _closed({"code": code, **_BOTH, "aliases": _TEXTS}, ["code", "zh", "en"])
    yes, count = {"type": "boolean"}, {"type": "integer", "minimum": 1}
    return _closed(
        {
            **{"name": _NAME, **_BOTH, "type": {"enum": sorted(TYPES)}, "aliases": _TEXTS},
            **{"required": yes, "sensitive": yes, "many": yes, "not_future": yes},
            **{
                "max": count,
                "digits": count,
                "top": count,
                "least": {"type": "integer"},
                "per": {"enum": ["kg"]},
                "share": yes,
                "rough": yes,
                "late": yes,
                "yes_words": _TEXTS,
                "no_words": _TEXTS,
                "unit": _WORDS,
                "choices": {"type": "array", "items": choice, "minItems": 1},
            },
        },
        ["name", "zh", "en", "type"],
    )


def _closed(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}
