"""The page of a lit chart: whose counts, of which half year, beside whom; small cells merged (K12)."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianjing.access import clock, light, policy, powers
from lianjing.access.matters import unit_of
from lianjing.access.rulebook import whole
from lianjing.domain.authority import Action, Seat
from lianjing.domain.power.deviations import Deviation
from lianjing.domain.power.item import Item
from lianjing.domain.power.light import Cell, shown, together
from lianjing.engines.flowcharts.geometry import PAPER, PHONE
from lianjing.engines.flowcharts.svg import Over, svg_of
from lianjing.records.models import LightCell, Org
from lianjing.rooms.powers.queries import language
from lianjing.ui.wording.deviations import KINDS


@dataclass(frozen=True)
class LitStep:
    """One step in figures. peers: of like schools, for a hundred cases; None where too few are known."""

    no: str
    name: str
    passed: str
    deviated: str
    late: str
    kinds: list[tuple[Any, int]]
    peers: str
    small: bool
    cases: list[dict[str, Any]]


@dataclass(frozen=True)
class LitPage:
    """A chart lit for one unit and one half year."""

    unit: Org
    half: str
    halves: list[str]
    units: list[Org]
    phone: SafeString
    paper: SafeString
    steps: list[LitStep]
    empty: bool
    reviews: bool


def lit_page(post: Seat, item: Item, asked: QueryDict) -> LitPage:
    """Return the lit chart that a request asks for: ?unit=code&half=2026-2027-1. Units out of reach look absent."""
    halves = light.halves_of(item.id)
    half = asked.get("half", "") if asked.get("half", "") in halves else next(iter(halves), "")
    reviews = policy.holds(post, Action.FLAG_REVIEW)
    known = _visible(post, item.id, half)
    unit, units = _unit(post, asked.get("unit", ""), known)
    rows = [row for row in known if row.org.path.startswith(unit.path)]
    cells = together(map(_cell, rows))
    peers = together(map(_cell, light.cells_of(item.id, light.alike(unit), half)))
    least = whole("light.cells_least", clock.now())
    lit = {no: _text(cell, shown(cell, least, reviews)) for no, cell in cells.items()}
    links = {no: f"#lit-{no}" for no in cells}
    over, legend, said = Over(lit=lit, links=links), powers.legend(post.on), language()
    return LitPage(
        unit=unit,
        half=half,
        halves=halves,
        units=units,
        phone=mark_safe(svg_of(item, PHONE, legend, said, over)),
        paper=mark_safe(svg_of(item, PAPER, legend, said, over)),
        steps=[_step(item, no, cells, peers, least, reviews, rows) for no in _order(item, cells)],
        empty=not cells,
        reviews=reviews,
    )


def _unit(post: Seat, code: str, known: list[LightCell]) -> tuple[Org, list[Org]]:
    """Return the unit asked for, and those the post may ask for.

    Who asks for none, or for one out of reach, is shown their own; where nothing is known of that, the widest they see.
    """
    own = unit_of(post)
    units = list(policy.visible(post, Action.MATTER_READ, Org).order_by("path"))
    chosen = next((unit for unit in units if unit.code == code), None)
    if chosen is None and any(row.org.path.startswith(own.path) for row in known):
        chosen = next((unit for unit in units if unit.pk == own.pk), None)
    return chosen or (units[0] if units else own), units


def _visible(post: Seat, item: str, half: str) -> list[LightCell]:
    rows = policy.visible(post, Action.MATTER_READ, LightCell).filter(run__item=item, half=half)
    return list(rows.select_related("org"))


def _cell(row: LightCell) -> Cell:
    return Cell(row.step, row.passed, row.deviated, row.late, row.people, Counter(row.kinds))


def _order(item: Item, cells: dict[str, Cell]) -> list[str]:
    known = [step.no for step in item.steps if step.no in cells]
    return [*known, *sorted(set(cells) - set(known))]


def _text(cell: Cell, alone: bool) -> tuple[str, str]:
    """Return what is laid over a step, and its tone: a deviation is a question, so never red."""
    if not alone:
        return _("few cases"), "grey"
    parts = [ngettext("%(n)s case", "%(n)s cases", cell.passed) % {"n": cell.passed}]
    if cell.deviated:
        parts.append(_("%(n)s otherwise") % {"n": cell.deviated})
    if cell.late:
        parts.append(_("%(n)s late") % {"n": cell.late})
    return " · ".join(parts), "yellow" if cell.deviated else "blue"


def _step(
    item: Item,
    no: str,
    cells: dict[str, Cell],
    peers: dict[str, Cell],
    least: int,
    reviews: bool,
    rows: list[LightCell],
) -> LitStep:
    cell, other = cells[no], peers.get(no)
    alone = shown(cell, least, reviews)
    named = next((step.name.say(language()) for step in item.steps if step.no == no), "")
    return LitStep(
        no=no,
        name=named,
        passed=str(cell.passed) if alone else _("fewer than %(least)s") % {"least": least},
        deviated=str(cell.deviated) if alone else "",
        late=str(cell.late) if alone else "",
        kinds=[(KINDS[Deviation(kind)], count) for kind, count in sorted(cell.kinds.items())] if alone else [],
        peers=_share(other, least),
        small=not alone,
        cases=[_case(case, row) for row in rows if row.step == no for case in row.cases] if reviews else [],
    )


def _share(cell: Cell | None, least: int) -> str:
    if cell is None or cell.passed < least:
        return "—"
    return _("%(share)s of a hundred") % {"share": round(100 * cell.deviated / cell.passed, 1)}


def _case(case: dict[str, Any], row: LightCell) -> dict[str, Any]:
    url = reverse("powers:matter", args=[case["matter"]]) if "matter" in case else ""
    kinds = [KINDS[Deviation(kind)] for kind in case["kinds"]]
    return {"unit": row.org.name, "case": case.get("case", ""), "url": url, "kinds": kinds}
