"""Figures of a school's public page, made from accepted rows of the lake for all schools in one pass (K11, K12, B12).

A figure's rows are plain values without language: pages, open data and the entry in the public log are made from the
same ones. No row tells of one pupil; free text of a school passes the privacy gate or is left out.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from lianjing.access import clock
from lianjing.access.canteen import COLUMNS, canteens
from lianjing.access.figures_sql import AID, ENROLMENT, FEES, MATERIALS, NOTHING, PLACES, PUPILS, SEEDS
from lianjing.access.lake_views import Versions, versions_of, views
from lianjing.access.rulebook import whole
from lianjing.domain import figures as rules
from lianjing.domain.worktime import china_day
from lianjing.engines.privacy import Knowledge, Piece, Register, inspect_texts
from lianjing.records.doors import unscoped
from lianjing.records.models import LedgerBatch

Row = dict[str, Any]
TOGETHER = "together"  # several kinds in one cell, so that nobody is recognised
_LEAST = "light.cells_least"


@dataclass(frozen=True)
class Figure:
    """One figure of one school. period: month, term or school year. batches: numbers of those its rows came in."""

    kind: str
    school: str
    period: str
    rows: tuple[Row, ...]
    batches: tuple[int, ...]


@dataclass(frozen=True)
class Source:
    """One accepted batch behind a figure: which table, which number, on which day it was accepted."""

    table: str
    batch: int
    day: date


def figure(kind: str, school: str) -> Figure | None:
    """Return a figure of a school, None where no accepted row tells it. Raises KeyError for a kind nobody knows."""
    return KINDS[kind]().get(school)


def sources(one: Figure) -> list[Source]:
    """Return the batches behind a figure, in the order of their numbers. One query."""
    rows = unscoped(LedgerBatch, reason="a public figure names the batches it was made from").filter(pk__in=one.batches)
    named = rows.order_by("pk").values_list("table__name", "pk", "taken_in_at")
    return [Source(table, batch, china_day(at)) for table, batch, at in named]


def plain(one: Figure) -> bytes:
    """Return a figure as the bytes that are published, hashed and entered in the log: JSON, sorted, UTF-8."""
    said = {"figure": one.kind, "school": one.school, "period": one.period, "batches": one.batches, "rows": one.rows}
    return (json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def least() -> int:
    """Return how many people a cell must count to stand alone."""
    return whole(_LEAST, clock.now())


def _fees() -> dict[str, Figure]:
    return _all_fees(versions_of(("fee_charges", "fee_catalogue", "pupils")))


@lru_cache(maxsize=2)
def _all_fees(versions: Versions) -> dict[str, Figure]:
    with views(versions, NOTHING) as con:
        listed = con.execute(FEES["catalogue"]).fetchall()
        charged = con.execute(FEES["charges"]).fetchall()
        pupils: dict[str, set[str]] = defaultdict(set)
        for school, name in con.execute(PUPILS).fetchall():
            pupils[school].add(name)
    allowed = [_allowed(*row[:-1]) for row in listed]
    lists = {batch for row in listed for batch in row[7]}
    found = {}
    for (school, term), rows in _by_period(charged).items():
        charges = [rules.Charge(*row[:-1]) for row in rows]
        known = Register(frozenset(pupils[school]))
        lines = rules.fee_lines(charges, allowed, term, least())
        batches = lists.union(*(row[-1] for row in rows))
        found[school] = Figure("fees", school, term, tuple(_fee(line, known) for line in lines), _numbers(batches))
    return found


def _allowed(code: str, name: str, standard: int, unit: str, document: str, first: Any, last: Any) -> rules.Allowed:
    return rules.Allowed(code, _clean(name), standard, _clean(unit), _clean(document), first, last)


def _fee(line: rules.FeeLine, known: Register) -> Row:
    allowed = line.allowed
    return {
        "item": line.name if allowed else _clean(line.name, known),
        "in_catalogue": allowed is not None,
        "standard": allowed.standard if allowed else None,
        "unit": allowed.unit if allowed else "",
        "document": allowed.document if allowed else "",
        "each": line.each,
        "over": line.over,
        "payers": line.payers,
        "asked": line.asked,
        "received": line.received,
    }


def _aid() -> dict[str, Figure]:
    return _all_aid(versions_of(("aid_payments",)))


@lru_cache(maxsize=2)
def _all_aid(versions: Versions) -> dict[str, Figure]:
    held: dict[str, dict[str, list[rules.Cell]]] = defaultdict(lambda: defaultdict(list))
    batches: dict[str, set[int]] = defaultdict(set)
    with views(versions, NOTHING) as con:
        for school, term, program, pupils, fen, numbers in con.execute(AID).fetchall():
            held[school][term].append(rules.Cell(program, pupils, fen))
            batches[school] |= set(numbers)
    return {
        school: Figure("aid", school, max(terms), tuple(_aid_rows(terms)), _numbers(batches[school]))
        for school, terms in held.items()
    }


def _aid_rows(terms: Mapping[str, list[rules.Cell]]) -> list[Row]:
    return [
        {"term": term, "program": cell.what or TOGETHER, "pupils": cell.people, "amount": cell.fen}
        for term in sorted(terms, reverse=True)
        for cell in rules.merged(terms[term], least(), apart=False)
    ]


def _materials() -> dict[str, Figure]:
    return _all_materials(versions_of(("material_orders", "material_catalogue")))


@lru_cache(maxsize=2)
def _all_materials(versions: Versions) -> dict[str, Figure]:
    with views(versions, NOTHING) as con:
        held = _by_period(con.execute(MATERIALS).fetchall())
    return {
        school: Figure(
            "materials",
            school,
            term,
            tuple(_book(*row[:-1]) for row in rows),
            _numbers({number for row in rows for number in row[-1]}),
        )
        for (school, term), rows in held.items()
    }


def _book(isbn: str, title: str | None, listed: int | None, price: int, free: bool, copies: int, said: int) -> Row:
    many = rules.enough(copies, least())
    return {
        "isbn": isbn,
        "title": _clean(title or ""),
        "in_catalogue": title is not None,
        "list_price": listed,
        "price": 0 if free else price,
        "over": None if listed is None else max(0, (0 if free else price) - listed),
        "free": free,
        "copies": many,
        "consents": said if many is not None else None,
    }


def _enrolment() -> dict[str, Figure]:
    return _all_enrolment(versions_of(("enrolments", "classes")))


@lru_cache(maxsize=2)
def _all_enrolment(versions: Versions) -> dict[str, Figure]:
    with views(versions, NOTHING) as con:
        held = _by_period(con.execute(ENROLMENT).fetchall())
        places = {tuple(row[:3]): row[3:] for row in con.execute(PLACES).fetchall()}
        seeds = con.execute(SEEDS).fetchall()
    found = {}
    for (school, year), rows in held.items():
        said: list[Row] = []
        batches = {number for row in rows for number in row[-1]}
        for stage in sorted({row[0] for row in rows}):
            seats, numbers = places.get((school, year, stage), (None, []))
            said += _stage([row for row in rows if row[0] == stage], stage, seats)
            batches |= set(numbers)
        said += [_seed(seed, on) for at, seed, on in seeds if at == school]
        found[school] = Figure("enrolment", school, f"{year}-{year + 1}", tuple(said), _numbers(batches))
    return found


def _stage(rows: list[Any], stage: str, seats: int | None) -> list[Row]:
    """Return places, applied, admitted, arranged elsewhere, and the admitted by means, of one stage."""
    counts: dict[str, int] = defaultdict(int)
    means: dict[str, int] = defaultdict(int)
    for _stage_of, basis, result, number, _batches in rows:
        counts[result] += number
        means[basis] += number if result == "admitted" else 0
    cells = rules.merged((rules.Cell(basis, number) for basis, number in means.items()), least())
    return [
        _line(stage, "places", number=seats),
        _line(stage, "applied", number=sum(counts.values())),
        _line(stage, "admitted", number=counts["admitted"]),
        _line(stage, "arranged", number=rules.enough(counts["arranged"], least())),
        *(_line(stage, "means", means=cell.what or TOGETHER, number=cell.people) for cell in cells),
    ]


def _seed(seed: str, on: date | None) -> Row:
    return _line("", "seed", seed=seed, on=on.isoformat() if on else "")


def _line(stage: str, what: str, *, means: str = "", number: int | None = None, seed: str = "", on: str = "") -> Row:
    return {"stage": stage, "what": what, "means": means, "number": number, "seed": seed, "on": on}


def _canteen() -> dict[str, Figure]:
    found = {}
    for school, one in canteens().items():
        row = {"meals": one.meals, "subsidised": one.subsidised, **{name: one.amounts[name] for name in COLUMNS}}
        rows = ({**row, "delivered": one.delivered, "gap": one.gap},)
        found[school] = Figure("canteen", school, one.month, rows, _numbers(one.batches))
    return found


def _by_period(rows: list[Any]) -> dict[tuple[str, Any], list[Any]]:
    """Return rows by their first two cells, school and period, each without them; in their order."""
    held: dict[tuple[str, Any], list[Any]] = defaultdict(list)
    for school, period, *rest in rows:
        held[school, period].append(rest)
    return held


def _numbers(batches: "set[int] | tuple[int, ...]") -> tuple[int, ...]:
    return tuple(sorted(batches))


def _clean(text: str | None, known: Register | None = None) -> str:
    """Return a text that the privacy gate passes, "" for one that it stops."""
    register = known or Register(frozenset())
    said = text or ""
    return "" if inspect_texts([Piece(said, {})], Knowledge(register)) else said


KINDS: Mapping[str, Callable[[], dict[str, Figure]]] = {
    "canteen": _canteen,
    "fees": _fees,
    "aid": _aid,
    "materials": _materials,
    "enrolment": _enrolment,
}
