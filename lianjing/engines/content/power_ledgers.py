"""Mappings from ledger rows to the steps of powers: `catalogue/power_items/<id>/ledgers.yaml`."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from lianjing.domain.power.flow import Guard
from lianjing.domain.power.item import Item
from lianjing.domain.power.ledgers import LedgerEvent, LedgerMap, Through
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content.library import CATALOGUE
from lianjing.engines.content.powers import words
from lianjing.engines.content.problems import Problem, refuse
from lianjing.engines.content.reading import read_kind
from lianjing.engines.content.shapes_powers import LedgerEventShape

FOLDER = "power_items"


def read_ledger_maps(items: Mapping[str, Item], catalogue: Path = CATALOGUE) -> dict[str, LedgerMap]:
    """Return the mapping of each item that has one, in order of id.

    Raises RuleBroken("content_wrong", problems): shape, an item or a step that does not exist. Whether tables and
    columns exist is asked of the formats, by a test.
    """
    found: dict[str, LedgerMap] = {}
    problems: list[Problem] = []
    for path in sorted((catalogue / FOLDER).glob("*/ledgers.yaml")):
        try:
            found[path.parent.name] = _read(path, items)
        except RuleBroken as broken:
            problems.extend(broken.facts["problems"])
    refuse(problems)
    return found


def _read(path: Path, items: Mapping[str, Item]) -> LedgerMap:
    shaped, placed = read_kind(path, "power_ledgers", f"{FOLDER}/{path.parent.name}/ledgers.yaml")
    item = items.get(shaped.item)
    known = {step.no for step in item.steps} if item else set()
    problems: list[Problem] = []
    if item is None or shaped.item != path.parent.name:
        where, got = placed.line_of(("item",)), f"{shaped.item} is not this folder's item"
        problems.append(Problem(placed.file, where, "item", "unknown_code", got, "Write its id"))
    for at, event in enumerate(shaped.events):
        if event.step not in known:
            where, got = placed.line_of(("events", at, "step")), f"there is no step {event.step}"
            hint = f"Write one of {', '.join(sorted(known))}"
            problems.append(Problem(placed.file, where, f"events.{at}.step", "unknown_code", got, hint))
    refuse(problems)
    amount = shaped.amount
    return LedgerMap(
        shaped.item,
        words(shaped.case),
        words(shaped.why),
        tuple(map(_event, shaped.events)),
        (amount.table, tuple(amount.case), amount.column) if amount else None,
    )


def _event(shape: LedgerEventShape) -> LedgerEvent:
    through, amount = shape.through, shape.amount
    return LedgerEvent(
        step=shape.step,
        table=shape.table,
        case=tuple(shape.case),
        at=shape.at,
        people=tuple(shape.people),
        everybody=shape.everybody,
        through=Through(through.table, through.on, through.take) if through else None,
        only={column: tuple(values) for column, values in shape.only.items()},
        last=shape.pick == "last",
        guard=Guard(_fen(amount.at_least), _fen(amount.below)) if amount else None,
    )


def _fen(yuan: Decimal | None) -> int | None:
    return None if yuan is None else int(yuan * 100)
