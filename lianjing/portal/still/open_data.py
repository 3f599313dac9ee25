"""Open data (B12): what the pages show, as JSON and CSV, each with its JSON Schema and its licence."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lianjing.access import canteen, notices, public, public_answers

LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/legalcode.zh-hans"
_TEXT, _DAY, _WHOLE = {"type": "string"}, {"type": "string", "format": "date"}, {"type": "integer"}


@dataclass(frozen=True)
class DataSet:
    """One set of rows. columns: name -> (JSON Schema of its values, what it says, in Chinese and English)."""

    name: str
    title: tuple[str, str]
    columns: dict[str, tuple[dict[str, Any], str]]
    rows: Sequence[dict[str, Any]]


def files(on: date, language: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every file of open data, the list of them last."""
    sets = [_schools(on), _disclosures(on), _answers(on), _canteens(on)]
    for one in sets:
        yield f"data/{one.name}.schema.json", _json(schema(one))
        yield f"data/{one.name}.json", _json({"licence": LICENCE, "rows": list(one.rows)})
        yield f"data/{one.name}.csv", _csv(one)
    listed = [
        {
            "name": one.name,
            "title": {"zh": one.title[0], "en": one.title[1]},
            "json": f"{one.name}.json",
            "csv": f"{one.name}.csv",
            "schema": f"{one.name}.schema.json",
            "rows": len(one.rows),
        }
        for one in sets
    ]
    yield "data/index.json", _json({"licence": LICENCE, "licence_url": LICENCE_URL, "sets": listed})


def schema(one: DataSet) -> dict[str, Any]:
    """Return the JSON Schema of a set's JSON file."""
    properties = {name: {**kind, "description": words} for name, (kind, words) in one.columns.items()}
    row = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": one.title[1],
        "type": "object",
        "properties": {"licence": {"const": LICENCE}, "rows": {"type": "array", "items": row}},
        "required": ["licence", "rows"],
        "additionalProperties": False,
    }


def _or_none(kind: dict[str, Any]) -> dict[str, Any]:
    return {**kind, "type": [kind["type"], "null"]}


def _schools(on: date) -> DataSet:
    columns = {
        "code": (_TEXT, "code of the school"),
        "name": (_TEXT, "name"),
        "township": (_TEXT, "township"),
        "above": (_TEXT, "unit above it"),
    }
    rows = [{name: getattr(one, name) for name in columns} for one in public.schools(on)]
    return DataSet("schools", ("\u5b66\u6821", "Schools"), columns, rows)


def _disclosures(on: date) -> DataSet:
    columns = {
        "school": (_TEXT, "code of the school"),
        "power": (_TEXT, "power of the county's list"),
        "step": (_TEXT, "its step that makes something public"),
        "period": (_TEXT, "period"),
        "state": (_TEXT, "state, see the page of machines"),
        "due_on": (_DAY, "last day in time"),
        "days_overdue": (_WHOLE, "days owed and not published"),
        "published_on": (_or_none(_DAY), "day of the newest version"),
        "sha256": (_TEXT, "mark of the newest version"),
    }
    rows = [
        {
            "school": one.unit_code,
            "power": one.item,
            "step": one.step,
            "period": one.slot,
            "state": one.state,
            "due_on": one.due_on.isoformat(),
            "days_overdue": one.overdue,
            "published_on": one.newest.published_at.date().isoformat() if one.newest else None,
            "sha256": one.newest.sha256 if one.newest else "",
        }
        for one in notices.of_county(on)
        if one.audience != "staff"
    ]
    return DataSet("disclosures", ("\u5e94\u516c\u5f00\u4e8b\u9879", "Disclosures"), columns, rows)


def _answers(on: date) -> DataSet:
    columns = {
        "school": (_TEXT, "code of the school"),
        "id": (_WHOLE, "id of the question"),
        "kind": (_TEXT, "question or objection"),
        "power": (_TEXT, "power it is about, or nothing"),
        "state": (_TEXT, "state, see the page of machines"),
        "asked_on": (_DAY, "day"),
        "asked": (_TEXT, "question, personal data masked"),
        "answer": (_TEXT, "answer"),
        "answered_as": (_TEXT, "unit and post that answered"),
        "answered_on": (_or_none(_DAY), "day"),
        "review": (_TEXT, "what the level above found"),
        "upheld": ({"type": ["boolean", "null"]}, "whether the asker was right"),
    }
    rows = [
        {
            "school": one.school,
            "id": one.key,
            "kind": one.kind,
            "power": one.power,
            "state": one.state,
            "asked_on": one.asked_on.isoformat(),
            "asked": one.asked,
            "answer": one.answer,
            "answered_as": one.answered_as,
            "answered_on": one.answered_on.isoformat() if one.answered_on else None,
            "review": one.review,
            "upheld": one.upheld,
        }
        for one in public_answers.all_answered()
    ]
    return DataSet("answers", ("\u95ee\u4e0e\u7b54", "Questions and answers"), columns, rows)


def _canteens(on: date) -> DataSet:
    columns: dict[str, tuple[dict[str, Any], str]] = {
        "school": (_TEXT, "code of the school"),
        "month": (_TEXT, "month"),
        "meals": (_WHOLE, "meals of pupils"),
        "subsidised": (_WHOLE, "meals with the subsidy"),
        **{name: (_WHOLE, f"{name}, in fen") for name in canteen.COLUMNS},
        "delivered": (_or_none(_WHOLE), "what the delivery notes add up to, in fen"),
        "gap": (_WHOLE, "what the two sides differ by, in fen"),
    }
    rows = [
        {
            "school": one.school,
            "month": one.month,
            "meals": one.meals,
            "subsidised": one.subsidised,
            **one.amounts,
            "delivered": one.delivered,
            "gap": one.gap,
        }
        for school in public.schools(on)
        if (one := canteen.canteen_of(school.code)) is not None
    ]
    return DataSet("canteens", ("\u98df\u5802\u8d26", "Canteens"), columns, rows)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def _csv(one: DataSet) -> bytes:
    """Return a set as CSV with a byte order mark, which spreadsheets need to read Chinese; no cell begins a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(one.columns)
    writer.writerows([[_cell(row[name]) for name in one.columns] for row in one.rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value
