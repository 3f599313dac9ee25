"""What the pages of supervision models show: what each asks, by which figures, how its questions fared."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language

from lianjing.access import model_health, modelbook, policy, reviewing
from lianjing.access.model_health import Health
from lianjing.access.rulebook import library
from lianjing.access.screening import failing
from lianjing.domain.answers import OBJECT
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.redflags import RED_FLAG
from lianjing.domain.supervision_models import Example, Polarity, Secrecy, SupervisionModel
from lianjing.engines.intake import formats
from lianjing.engines.screening.figures import unknown_days
from lianjing.records.models import ModelException
from lianjing.rooms.redflags import queries
from lianjing.ui.wording import figures, ledgers, screening


@dataclass(frozen=True)
class Stands:
    """Where a model stands: tone and words, the county's evidence, the figures it is judged by."""

    tone: str
    words: str
    health: Health
    least: int
    precision: str
    innocent: str
    may_wake: bool


@dataclass(frozen=True)
class Excepted:
    """An exception that waits or counts, and whether this post may agree to it."""

    exception: ModelException
    may_agree: bool


@dataclass(frozen=True)
class Sheet:
    """One model with what its page shows.

    unjudged: the days of which a figure is not known, so far. failed_on: the day on which it could not be run, if it
    was not asked again since.
    """

    model: SupervisionModel
    basis: list[str]
    figures: list[dict[str, Any]]
    unjudged: list[dict[str, Any]]
    tables: list[str]
    health: list[dict[str, Any]]
    stands: Stands
    failed_on: date | None
    example: dict[str, Any] | None
    exceptions: list[Excepted]


def models(post: Seat) -> list[SupervisionModel]:
    """Return the models a post may know of: sealed ones only where sealed flags may be read."""
    sealed = policy.holds(post, Action.FLAG_READ_SEALED)
    return [one for one in modelbook.models().values() if sealed or one.secrecy is not Secrecy.SEALED]


def may_open(post: Seat, model: str) -> bool:
    """Return whether the post may open the page of a model: whoever got an unsealed question may not always."""
    known = modelbook.models().get(model)
    return known is not None and (known.secrecy is not Secrecy.SEALED or policy.holds(post, Action.FLAG_READ_SEALED))


def by_area(post: Seat, on: date) -> list[dict[str, Any]]:
    """Return the models by area: where each stands, how many of its questions this post sees, open and closed."""
    healths = model_health.healths(on)
    counts = Counter(queries.flags(post).order_by().values_list("code", flat=True))
    found: dict[str, list[dict[str, Any]]] = {}
    for one in models(post):
        stands = screening.STANDINGS[healths[one.id].standing]
        found.setdefault(one.area, []).append({"model": one, "flags": counts[one.id], "stands": stands})
    return [{"name": screening.AREAS[area], "rows": rows} for area, rows in found.items()]


def sheet(post: Seat, model: SupervisionModel, on: date) -> Sheet:
    """Return one model's page; its health counts only questions that this post may see."""
    states = Counter(queries.flags(post).filter(code=model.id).order_by().values_list("state", flat=True))
    return Sheet(
        model,
        [f"{basis.instrument.code} {basis.instrument.title.say(_language())}" for basis in model.basis],
        [_figure(name, on) for name in model.parameters.values()],
        [
            {"title": library().parameters.by_name[name].title, "first": first, "last": last}
            for name, first, last in unknown_days(model, library().parameters, on)
        ],
        [ledgers.title(formats.load(name)) for name in model.reads if name in formats.names()],
        _health(states, queries.flags(post).filter(code=model.id, answer_kind=OBJECT).count()),
        _stands(post, model, on),
        failing().get(model.id, (None, ""))[0],
        _example(model),
        _exceptions(post, model, on),
    )


def _stands(post: Seat, model: SupervisionModel, on: date) -> Stands:
    health, bar = model_health.healths(on)[model.id], model_health.bar(on)
    tone, words = screening.STANDINGS[health.standing]
    may = policy.holds(post, Action.MODEL_KEEP) and health.asleep is not None and not health.before
    return Stands(tone, str(words), health, bar.least, f"{bar.precision:.0%}", f"{bar.innocent:.0%}", may)


def _exceptions(post: Seat, model: SupervisionModel, on: date) -> list[Excepted]:
    """Return the exceptions from the model that wait for somebody's yes or are in force, within the post's reach."""
    if not policy.holds(post, Action.FLAG_REVIEW):
        return []
    rows = policy.visible(post, Action.FLAG_REVIEW, ModelException).filter(code=model.id, ended_at=None, until__gte=on)
    found = rows.select_related("org", "asked_by", "agreed_by", "flag__org__parent")
    return [Excepted(one, _may_agree(post, one)) for one in found]


def _may_agree(post: Seat, one: ModelException) -> bool:
    waits = one.agreed_by_id is None and one.asked_by_id != post.person_id
    return waits and not reviewing.why_not(one.flag, post.person_id, post.on)


def _figure(name: str, on: date) -> dict[str, Any]:
    parameter = library().parameters.by_name[name]
    since = max((day for day in parameter.values if day <= on), default=None)
    value = parameter.values.get(since) if since else None
    shown = None if value is None else figures.parameter(parameter.unit, value)
    return {"title": parameter.title, "value": shown, "since": since}


def _health(states: Counter[str], objections: int) -> list[dict[str, Any]]:
    closed = {name: states[name] for name in sorted(RED_FLAG.ends)}
    right = closed["closed_corrected"] + closed["to_rectify"] + closed["transferred"]
    ended = sum(closed.values())
    share = f"{right / ended:.0%}" if ended else figures.NO_FIGURE
    return [
        {"label": screening.HEALTH["open"], "value": sum(states.values()) - ended},
        {"label": screening.HEALTH["innocent"], "value": closed["closed_false"]},
        {"label": screening.HEALTH["right"], "value": right},
        {"label": screening.HEALTH["share"], "value": share},
        {"label": screening.HEALTH["objections"], "value": objections},
    ]


def _example(model: SupervisionModel) -> dict[str, Any] | None:
    hit: Example | None = next((one for one in model.examples if one.polarity is Polarity.HIT), None)
    if hit is None:
        return None
    tables = []
    for name, rows in hit.given.items():
        if name not in formats.names() or not rows:
            continue
        columns = ledgers.columns(formats.load(name), {cell for row in rows for cell in row})
        shown = [[column.cell(row.get(column.name)) for column in columns] for row in rows[:12]]
        tables.append(
            {"title": ledgers.title(formats.load(name)), "heads": [one.label for one in columns], "rows": shown}
        )
    return {"name": hit.name, "tables": tables}


def _language() -> str:
    return get_language() or "zh"
