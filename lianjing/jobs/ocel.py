"""OCEL 2.0 in JSON: an event log whose events concern several objects, seen from the objects of one type.

Source: OCEL 2.0 specification (A. Berti and others, 2023), section on the JSON format.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.columns import Events, events
from lianjing.engines.intake import LARGE
from lianjing.engines.intake.standards import json_text

STANDARD = "OCEL 2.0"
_NEVER = -(1 << 62)


def read_ocel(data: bytes, objects: str = "") -> Events:
    """Return the events of every object of the type `objects`, each object a case; "" where there is only one type.

    An event that concerns several such objects is one in each of their cases. Raises RuleBroken: standard_not_readable,
    standard_too_deep, standard_not_found, ocel_which_objects (types).
    """
    document = next((value for _, value in json_text.documents(data, STANDARD, LARGE, [])), None)
    if not isinstance(document, dict) or not all(
        isinstance(document.get(part), list) for part in ("objects", "events")
    ):
        raise RuleBroken("standard_not_found", standard=STANDARD, wanted="objects, events")
    kinds = {str(one.get("id")): str(one.get("type")) for one in document["objects"] if isinstance(one, dict)}
    types = Counter(kinds.values())
    if objects not in types and (objects or len(types) != 1):
        raise RuleBroken("ocel_which_objects", types=", ".join(sorted(types)))
    wanted = objects or next(iter(types))
    rows = list(_rows(document["events"], {name for name, kind in kinds.items() if kind == wanted}))
    return events([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])


def _rows(happened: list[Any], cases: set[str]) -> Iterator[tuple[str, str, int]]:
    for event in happened:
        related = event.get("relationships") if isinstance(event, dict) else None
        if not isinstance(related, list):
            continue
        ids = dict.fromkeys(str(one.get("objectId")) for one in related if isinstance(one, dict))
        at = _moment(event.get("time"))
        yield from ((case, " ".join(str(event.get("type")).split()), at) for case in ids if case in cases)


def _moment(text: Any) -> int:
    """Return microseconds since 1970; before every other time where it cannot be read."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return _NEVER
    return round((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() * 1e6)
