"""One school as data: what it owes, published and answered, with contents, hashes and proofs as on its pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from lianjing.access import notices, public_answers, public_entries
from lianjing.access.public import PublicSchool
from lianjing.access.public_entries import Mark
from lianjing.portal.notice_words import file_at
from lianjing.portal.still.data_set import DAY, LICENCE, TEXT, WHOLE, json_of, object_of, or_none, row_schema
from lianjing.portal.still.open_data import ANSWERS, DISCLOSURES, SCHOOLS, answer_row, disclosure_row

_MOMENT = {"type": "string", "format": "date-time"}
_ADDRESS = {"type": "string", "format": "uri-reference"}
_LOGGED = {
    "address": {**_ADDRESS, "description": "its page"},
    "leaf": {**or_none(WHOLE), "description": "its entry in the public log; null: not placed yet"},
    "proof": {**or_none(_ADDRESS), "description": "proof of that entry; null: it comes with the next head"},
}
_FILE = {"name": TEXT, "media": TEXT, "size": WHOLE, "sha256": TEXT, "address": _ADDRESS}
_VERSION = {
    "number": WHOLE,
    "published_at": _MOMENT,
    "ends_on": or_none(DAY),
    "why": TEXT,
    "down_at": or_none(_MOMENT),
    "down_as": TEXT,
    "sha256": {**TEXT, "description": "mark of content and files; empty where it would confirm a guess about people"},
    "content": {"type": ["object", "null"], "description": "null: not for everybody on the net, or came down"},
    "files": {"type": "array", "items": object_of(_FILE)},
    **{name: _LOGGED[name] for name in ("leaf", "proof")},
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of `file`."""
    versions = {"type": "array", "items": object_of(_VERSION), "description": "the newest first"}
    slot = {**row_schema(DISCLOSURES)["properties"], "address": _LOGGED["address"], "versions": versions}
    answer = {**row_schema(ANSWERS)["properties"], **_LOGGED}
    return object_of(
        {
            "licence": {"const": LICENCE},
            "school": row_schema(SCHOOLS),
            "disclosures": {"type": "array", "items": object_of(slot)},
            "answers": {"type": "array", "items": object_of(answer)},
        }
    )


def path(code: str) -> str:
    """Return where a school's data stand below the public side's address."""
    return f"s/{code}/data.json"


def file(school: PublicSchool, on: date) -> bytes:
    """Return the data of a school. Asks the database as often for a hundred notices as for one."""
    slots = [one for one in notices.of_school(school.code, on) if one.audience != "staff"]
    marks = public_entries.marks_of("noticeversion", [version.id for slot in slots for version in slot.notices])
    answered = public_answers.answered(school.code)
    entries = public_entries.marks_of("publicquestion", [one.key for one in answered])
    said = {
        "licence": LICENCE,
        "school": {name: getattr(school, name) for name in SCHOOLS},
        "disclosures": [_slot(one, marks) for one in slots],
        "answers": [
            {
                **answer_row(one),
                "address": reverse("portal:answer", args=[school.code, one.key]),
                **_logged(entries.get(one.key)),
            }
            for one in answered
        ],
    }
    return json_of(said)


def _slot(slot: notices.PublicDisclosure, marks: Mapping[int, Mark]) -> dict[str, Any]:
    address = reverse("portal:notice", args=[slot.unit_code, slot.id])
    return {
        **disclosure_row(slot),
        "address": address,
        "versions": [_version(slot, one, marks.get(one.id)) for one in slot.notices],
    }


def _version(slot: notices.PublicDisclosure, one: notices.PublicNotice, mark: Mark | None) -> dict[str, Any]:
    return {
        "number": one.number,
        "published_at": one.published_at.isoformat(),
        "ends_on": one.ends_on.isoformat() if one.ends_on else None,
        "why": one.why,
        "down_at": one.down_at.isoformat() if one.down_at else None,
        "down_as": one.down_as,
        "sha256": one.sha256,
        "content": one.content,
        "files": [_file(slot, file) for file in one.files],
        **_logged(mark),
    }


def _file(slot: notices.PublicDisclosure, one: notices.PublicFile) -> dict[str, Any]:
    address = reverse("portal:notice_file", args=[slot.unit_code, slot.id, file_at(one)])
    return {"name": one.name, "media": one.media, "size": one.size, "sha256": one.sha256, "address": address}


def _logged(mark: Mark | None) -> dict[str, Any]:
    proof = reverse("portal:log_file", args=[mark.proof]) if mark and mark.proof else None
    return {"leaf": mark.place if mark else None, "proof": proof}
