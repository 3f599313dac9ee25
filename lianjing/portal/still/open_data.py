"""Open data (B12): what the pages show, as JSON and CSV, each with its JSON Schema and its licence."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from lianjing.access import canteen, notices, public, public_answers
from lianjing.portal.still import open_figures
from lianjing.portal.still.data_set import DAY, LICENCE, TEXT, WHOLE, DataSet, json_of, object_of, or_none, row_schema

LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/legalcode.zh-hans"
_TITLES = {
    "schools": ("\u5b66\u6821", "Schools"),
    "disclosures": ("\u5e94\u516c\u5f00\u4e8b\u9879", "Disclosures"),
    "answers": ("\u95ee\u4e0e\u7b54", "Questions and answers"),
    "canteens": ("\u98df\u5802\u8d26", "Canteens"),
}


def titles() -> dict[str, tuple[str, str]]:
    """Return the sets by name with their titles in Chinese and English."""
    return {**_TITLES, **open_figures.titles()}


def sets(on: date) -> list[DataSet]:
    """Return every set of open data as of a day."""
    return [_schools(on), _disclosures(on), _answers(), _canteens(on), *open_figures.figure_sets(on)]


def files(held: Sequence[DataSet]) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the files of every set, the list of them last."""
    for one in held:
        yield f"data/{one.name}.schema.json", json_of(schema(one))
        yield f"data/{one.name}.json", json_of({"licence": LICENCE, "rows": list(one.rows)})
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
        for one in held
    ]
    yield "data/index.json", json_of({"licence": LICENCE, "licence_url": LICENCE_URL, "sets": listed})


def schema(one: DataSet) -> dict[str, Any]:
    """Return the JSON Schema of a set's JSON file."""
    rows = {"type": "array", "items": row_schema(one.columns)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": one.title[1],
        **object_of({"licence": {"const": LICENCE}, "rows": rows}),
    }


SCHOOLS: dict[str, tuple[dict[str, Any], str]] = {
    "code": (TEXT, "code of the school"),
    "name": (TEXT, "name"),
    "township": (TEXT, "township"),
    "above": (TEXT, "unit above it"),
}
DISCLOSURES: dict[str, tuple[dict[str, Any], str]] = {
    "id": (WHOLE, "id of the slot in the school's calendar"),
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
ANSWERS: dict[str, tuple[dict[str, Any], str]] = {
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
    "upheld": (
        {"type": ["boolean", "null"]},
        "whether an objection was right; null: not decided, or a plain question that was answered",
    ),
}


def disclosure_row(one: notices.PublicDisclosure | notices.ListedDisclosure) -> dict[str, Any]:
    """Return a slot as a row of its set."""
    return {
        "id": one.id,
        "school": one.unit_code,
        "power": one.item,
        "step": one.step,
        "period": one.slot,
        "state": one.state,
        "due_on": one.due_on.isoformat(),
        "days_overdue": one.overdue,
        "published_on": one.published_on.isoformat() if one.published_on else None,
        "sha256": one.mark,
    }


def answer_row(one: public_answers.Exchange) -> dict[str, Any]:
    """Return an answered question as a row of its set."""
    return {
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


def _schools(on: date) -> DataSet:
    rows = [{name: getattr(one, name) for name in SCHOOLS} for one in public.schools(on)]
    return DataSet("schools", _TITLES["schools"], SCHOOLS, rows)


def _disclosures(on: date) -> DataSet:
    rows = [disclosure_row(one) for one in notices.listed(on) if one.audience != "staff"]
    return DataSet("disclosures", _TITLES["disclosures"], DISCLOSURES, rows)


def _answers() -> DataSet:
    rows = [answer_row(one) for one in public_answers.all_answered()]
    return DataSet("answers", _TITLES["answers"], ANSWERS, rows)


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
    return DataSet("canteens", _TITLES["canteens"], columns, rows)


def _csv(one: DataSet) -> bytes:
    """Return a set as CSV with a byte order mark, which spreadsheets need to read Chinese; no cell begins a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(one.columns)
    writer.writerows([[_cell(row[name]) for name in one.columns] for row in one.rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value
