"""Open data (B12): what the pages show, as JSON and CSV, each with its JSON Schema and its licence."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from lianjing.access import canteen, notices, public, public_answers
from lianjing.portal.still.data_set import DAY, TEXT, WHOLE, DataSet, or_none
from lianjing.portal.still.open_figures import figure_sets

LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/legalcode.zh-hans"


def files(on: date, language: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every file of open data, the list of them last."""
    sets = [_schools(on), _disclosures(on), _answers(on), _canteens(on), *figure_sets(on)]
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


def _schools(on: date) -> DataSet:
    columns = {
        "code": (TEXT, "code of the school"),
        "name": (TEXT, "name"),
        "township": (TEXT, "township"),
        "above": (TEXT, "unit above it"),
    }
    rows = [{name: getattr(one, name) for name in columns} for one in public.schools(on)]
    return DataSet("schools", ("\u5b66\u6821", "Schools"), columns, rows)


def _disclosures(on: date) -> DataSet:
    columns = {
        "school": (TEXT, "code of the school"),
        "power": (TEXT, "power of the county's list"),
        "step": (TEXT, "its step that makes something public"),
        "period": (TEXT, "period"),
        "state": (TEXT, "state, see the page of machines"),
        "due_on": (DAY, "last day in time"),
        "days_overdue": (WHOLE, "days owed and not published"),
        "published_on": (or_none(DAY), "day of the newest version"),
        "sha256": (TEXT, "mark of the newest version"),
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
        "school": (TEXT, "code of the school"),
        "id": (WHOLE, "id of the question"),
        "kind": (TEXT, "question or objection"),
        "power": (TEXT, "power it is about, or nothing"),
        "state": (TEXT, "state, see the page of machines"),
        "asked_on": (DAY, "day"),
        "asked": (TEXT, "question, personal data masked"),
        "answer": (TEXT, "answer"),
        "answered_as": (TEXT, "unit and post that answered"),
        "answered_on": (or_none(DAY), "day"),
        "review": (TEXT, "what the level above found"),
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
        "school": (TEXT, "code of the school"),
        "month": (TEXT, "month"),
        "meals": (WHOLE, "meals of pupils"),
        "subsidised": (WHOLE, "meals with the subsidy"),
        **{name: (WHOLE, f"{name}, in fen") for name in canteen.COLUMNS},
        "delivered": (or_none(WHOLE), "what the delivery notes add up to, in fen"),
        "gap": (WHOLE, "what the two sides differ by, in fen"),
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
