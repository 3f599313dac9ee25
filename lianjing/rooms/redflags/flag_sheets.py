"""What the page of a flag shows of the model that asked: the question, its figures, its rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianjing.access import clock, flow_flags, model_health, modelbook, powers
from lianjing.access.flag_steps import Touched
from lianjing.access.flow_flags import FLOW
from lianjing.domain.authority import Seat
from lianjing.domain.model_health import Standing
from lianjing.domain.power.deviations import Deviation
from lianjing.domain.supervision_models import SupervisionModel
from lianjing.engines.flowcharts.geometry import PHONE
from lianjing.engines.flowcharts.svg import Over, svg_of
from lianjing.engines.intake import formats
from lianjing.records.models import RedFlag
from lianjing.ui import charts
from lianjing.ui.wording import figures, ledgers
from lianjing.ui.wording.deviations import KINDS

SHOWN = 50  # rows a table on the page; the snapshot has more, the figure says how many there are


@dataclass(frozen=True)
class Asked:
    """The model's side of a flag."""

    model: SupervisionModel
    drawing: SafeString | None
    peers: SafeString | None
    tables: list[dict[str, Any]]
    more: int
    standing: Standing
    before: date | None  # the day on which the same question had been closed
    grown: int | None  # the amount by now, where it is more than was asked about


def asked(flag: RedFlag) -> Asked | None:
    """Return what a model asked, None for a question of the network's own posts or of a model that is gone."""
    model = modelbook.models().get(flag.code)
    if model is None:
        return None
    tables = [_table(name, [row for row in flag.rows if row["table"] == name]) for name in model.reads]
    peers = _peers(model, flag)
    shown = peers and "here" not in flag.facts  # the picture of peers holds the value, and its threshold, already
    kept, stands = len(flag.rows), model_health.healths(clock.now().date())[model.id].standing
    return Asked(
        model=model,
        drawing=None if shown else _drawing(model, flag),
        peers=peers,
        tables=[one for one in tables if one["rows"]],
        more=max(0, flag.facts["evidence"] - kept),
        standing=stands,
        before=date.fromisoformat(flag.facts["before"]) if "before" in flag.facts else None,
        grown=flag.amount if (flag.amount or 0) > (flag.facts.get("amount") or 0) else None,
    )


@dataclass(frozen=True)
class Flow:
    """The flowchart's side of a flag: the drawing with its step marked, and the rows or matters that show it."""

    item: str
    phone: SafeString
    tables: list[dict[str, Any]]
    matters: list[tuple[int, str]]
    peers: SafeString | None
    basis: list[str]


def flow(post: Seat, flag: RedFlag) -> Flow | None:
    """Return what a flowchart asked; None for every other question."""
    if flag.code != FLOW:
        return None
    item, step = flag.facts["item"], flag.facts["step"]
    version = powers.in_force(item, flag.org, post.on) or powers.county_version(item)
    marked = Over(lit={step: (str(KINDS[Deviation(flag.facts["kind"])]), "yellow")})
    language = get_language() or "zh-hans"
    drawn = svg_of(powers.compiled(version).item, PHONE, powers.legend(post.on), language, marked) if version else ""
    tables = dict.fromkeys(row["table"] for row in flag.rows if row["table"] != "matters")
    return Flow(
        item=item,
        phone=mark_safe(drawn),
        tables=[_table(name, [row for row in flag.rows if row["table"] == name]) for name in tables],
        peers=_flow_peers(flag),
        basis=[one.cite(language) for one in powers.compiled(version).item.basis] if version else [],
        matters=[(row["cells"]["matter"], row["cells"]["title"]) for row in flag.rows if row["table"] == "matters"],
    )


def _flow_peers(flag: RedFlag) -> SafeString | None:
    """Draw the share of cases that went otherwise here among the other schools' shares of that step and half year."""
    others, of_size = flow_flags.shares_elsewhere(flag)
    if not others:
        return None
    mine = 100 * flag.facts["cases"] / max(flag.facts["passed"], flag.facts["cases"], 1)
    named = _("schools of like size") if of_size else _("other schools")
    return charts.dots(
        round(mine, 1),
        [round(100 * share, 1) for share in others],
        line=None,
        title=_("This school among others"),
        unit="%",
        labels=(_("this school"), named, ""),
    )


def chart_of(found: Touched) -> SafeString:
    """Return the power's flowchart with the steps a question touches marked."""
    language = get_language() or "zh-hans"
    marked = Over(lit={step.no: (_("this question"), "yellow") for step in found.steps})
    return mark_safe(svg_of(found.item, PHONE, powers.legend(clock.now().date()), language, marked))


def _drawing(model: SupervisionModel, flag: RedFlag) -> SafeString | None:
    """Draw the value seen beside what is usual and where the question begins, where all count the same."""
    facts = flag.facts
    if model.figures["observed"] is not model.figures["threshold"] or not facts.get("observed"):
        return None
    measure = model.figures["observed"]
    rows = [(_("seen here"), facts["observed"]), (_("where the question begins"), facts["threshold"])]
    if facts.get("baseline") is not None and model.figures.get("baseline") is measure:
        usual = _("usual, of %(peers)s alike") % {"peers": facts["peers"]} if facts.get("peers") else _("usual")
        rows.insert(1, (usual, facts["baseline"]))
    factor, unit = figures.scale(measure)
    scaled = [(label, round(abs(value) * factor, 2)) for label, value in rows]
    return charts.bars(scaled, title=_("The value beside its measure"), unit=unit)


def _peers(model: SupervisionModel, flag: RedFlag) -> SafeString | None:
    """Draw this unit among the others as they stood then, a dot each and unnamed; None where no picture was kept."""
    facts, others = flag.facts, flag.facts.get("beside")
    if not others or facts.get("observed") is None:
        return None
    named = _("schools of like size") if facts.get("of_size") else _("other schools")
    if facts.get("here") is not None:
        said = {"title": _("How many such questions each school's rows raise"), "unit": _("questions")}
        return charts.dots(facts["here"], others, line=None, labels=(_("this school"), named, ""), **said)
    factor, unit = figures.scale(model.figures["observed"])
    return charts.dots(
        round(abs(facts["observed"]) * factor, 2),
        [round(abs(value) * factor, 2) for value in others],
        line=round(abs(facts["threshold"]) * factor, 2) if _same_measure(model) else None,
        title=_("This school among others"),
        unit=unit,
        labels=(_("this school"), named, _("where the question begins")),
    )


def _same_measure(model: SupervisionModel) -> bool:
    return model.figures["observed"] is model.figures["threshold"]


def _table(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one table of evidence: headings, rows of cells in words, in the order of the format's columns."""
    table = formats.load(name) if name in formats.names() else None
    seen = {cell for row in rows for cell in row["cells"]}
    columns = ledgers.columns(table, seen) if table else []
    return {
        "title": ledgers.title(table) if table else _("links"),
        "heads": [(column.label, column.number) for column in columns],
        "rows": [
            [(column.cell(row["cells"].get(column.name)), column.number) for column in columns] for row in rows[:SHOWN]
        ],
        "more": max(0, len(rows) - SHOWN),
    }
