"""Questions that rows raise: asked of the lake, kept with their rows, put to people as many as they can weigh."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from lianjing.access import bulk, lake, model_health, modelbook, questions, screening
from lianjing.access.acts import act_of
from lianjing.access.rulebook import due_day, whole
from lianjing.domain.answers import alike
from lianjing.domain.asking_anew import follow_up
from lianjing.domain.danger import still_there
from lianjing.domain.machine import THE_SYSTEM
from lianjing.domain.machines.redflags import RED_FLAG
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.rescreening import Plan, changed_schools, plan
from lianjing.domain.supervision_models import Flag, Secrecy, SupervisionModel
from lianjing.domain.worktime import china_day
from lianjing.engines.screening import Outcome
from lianjing.records.models import Org, Readiness, RedFlag, ScreeningRun
from lianjing.rooms.network.usecases import recusals
from lianjing.rooms.redflags import usecases_danger
from lianjing.rooms.redflags.asking import ask_officer, ask_the_two
from lianjing.rooms.redflags.how_often import how_often

WEEK = timedelta(days=7)
MOST_ROWS = 200  # a table; the page shows them and the snapshot stays readable, the lake has the rest


def screen_if_due(now: datetime) -> int:
    """Ask what new rows can change; once a day ask everything, for some questions grow old without a new row."""
    if not lake.pinned():
        return 0
    last = screening.last_run(whole=True)
    if last is None or last.on < now.date():
        return len(screen(now)) + put_waiting(now)
    newest = screening.last_run()
    found = _changes(newest)
    return (len(screen(now, found)) if found else 0) + put_waiting(now)


def screen(now: datetime, only: Plan | None = None, **how: Any) -> list[RedFlag]:
    """Ask every model, or what a plan says, of the lake as it is named now; return the flags that are new.

    how: `opened`, `told` as for `screening.ask`. Killed half-way, the next run raises the rest: a key asks once.
    Raises RuleBroken("model_not_proven"): nobody is asked by a model that is not as it was when its examples were run.
    """
    stopped, versions = model_health.stopped(now.date()), lake.pinned()
    models = [one for one in modelbook.chosen() if one.runs_on(now.date()) and one.id not in stopped]
    if unproven := modelbook.unproven(models):
        raise RuleBroken("model_not_proven", models=", ".join(unproven))
    begun, outcomes = time.perf_counter(), []
    named = screening.schools_asked(now.date())
    for chosen, school in _pieces(models, only):
        codes = (school,) if school else named
        outcome = screening.ask(chosen, versions, codes, now.date(), school=school, clock=time.perf_counter, **how)
        outcomes.append((chosen, codes, outcome))
    run = keep_run(
        outcomes=outcomes, versions=versions, whole=only is None, seconds=time.perf_counter() - begun, now=now
    )
    out = screening.excepted(now.date())
    found = [flag for _, _, outcome in outcomes for flag in outcome.flags]
    raised = [flag for flag in found if (flag.model, flag.school_code, flag.subject) not in out]
    _note_excepted(run, found, raised)
    new = _raise_new(run, raised, versions, now, how_often(outcomes))
    for chosen, codes, outcome in outcomes:
        _note_gone(chosen, codes, outcome, now)
        _note_readiness(chosen, codes, outcome, now)
    return new


@act_of("clock", on="result")
def keep_run(
    *,
    outcomes: list[tuple[list[SupervisionModel], tuple[str, ...], Outcome]],
    versions: dict[str, int],
    whole: bool,
    seconds: float,
    now: datetime,
) -> ScreeningRun:
    """Write down what was read and how each model fared."""
    run = ScreeningRun(
        on=now.date(),
        began_at=now,
        seconds=seconds,
        engine="duckdb",
        whole=whole,
        versions=versions,
        batches=lake.batches_read(sorted(versions)),
        row_count=max((outcome.rows for _, _, outcome in outcomes), default=0),
        asked=[asdict(asked) for _, _, outcome in outcomes for asked in outcome.asked],
    )
    run.save()
    return run


@act_of("clock", on="result")
def raise_question(
    *,
    run: ScreeningRun,
    flag: Flag,
    org: Org,
    evidence: list[dict[str, Any]],
    now: datetime,
    beside: dict[str, Any],
    before: RedFlag | None = None,
) -> RedFlag:
    """Keep the rows as they stand before anybody is told; whom the flag is about can never read it.

    before: the same question, closed by an answer that is not about what stands now.
    """
    model = modelbook.models()[flag.model]
    record = RedFlag(
        org=org,
        code=flag.model,
        run=run,
        facts={
            **{"version": flag.version, "subject": flag.subject, "period": flag.period},
            "name": screening.name_of_subject(flag, run.versions),
            **({"before": china_day(before.closed_at).isoformat()} if before and before.closed_at else {}),
            **beside,
            **{"evidence": len(flag.evidence), "strength": flag.figures.strength, **asdict(flag.figures)},
        },
        rows=evidence,
        dedup_key=follow_up(before.dedup_key) if before else flag.key,
        alike=alike(flag.model, flag.period),
        sealed=model.secrecy is Secrecy.SEALED,
        amount=flag.figures.amount,
        strength=flag.figures.strength,
        raised_at=now,
        last_seen_on=now.date(),
    )
    record.save()
    if model.subject == "staff":
        _keep_from(record, screening.people_of_subject(flag, run.versions))
    recusals.detect(record=record, now=now)
    return record


def _keep_from(record: RedFlag, people: list[int]) -> None:
    about = RedFlag.about.through
    bulk.link(about, [about(redflag_id=record.pk, person_id=person) for person in people])


@act_of("clock", on="flag")
def put(*, flag: RedFlag, now: datetime) -> RedFlag:
    """Put a question that waited: to the unit's officer, or, sealed, to two named people and nobody else."""
    rule = "sealed" if flag.sealed else "ordinary"
    step = RED_FLAG.take(flag.state, f"sort_{rule}", THE_SYSTEM, facts={"snapshot", f"rule_{rule}"})
    questions.moved(flag, step.dst, now)
    flag.asked_at = now
    flag.due_on = due_day("redflag.sealed" if flag.sealed else "redflag.self_check", now)
    flag.save()
    if flag.sealed:
        ask_the_two(flag, now)
    else:
        ask_officer(flag, now)
    return flag


def put_waiting(now: datetime) -> int:
    """Put waiting questions, the most money at risk first, as many a week as each group can weigh; return how many.

    Sealed ones are weighed by the same two people for the whole county, and have a limit of their own. What a model
    raised that has stopped itself since stays where it is.
    """
    most, stopped = whole("redflag.weekly", now), model_health.stopped(now.date())
    load = Counter(_desk(parent or unit, sealed) for parent, unit, sealed in screening.asked_since(now - WEEK))
    moved = 0
    for flag in screening.waiting_flags():
        desk = _desk(flag.org.parent_id or flag.org_id, flag.sealed)
        if load[desk] < most and flag.code not in stopped:
            put(flag=flag, now=now)
            load[desk] += 1
            moved += 1
    return moved


def _desk(unit: int, sealed: bool) -> int:
    return 0 if sealed else unit


def _pieces(models: list[SupervisionModel], only: Plan | None) -> Iterable[tuple[list[SupervisionModel], str | None]]:
    """Yield (models, school to ask alone or None for all)."""
    if only is None:
        yield models, None
        return
    by_id = {model.id: model for model in models}
    if chosen := [by_id[name] for name in only.whole if name in by_id]:
        yield chosen, None
    for school, names in only.schools.items():
        if chosen := [by_id[name] for name in names if name in by_id]:
            yield chosen, school


def _changes(last: ScreeningRun) -> Plan:
    now = lake.batches_read(sorted(lake.pinned()))
    moved = {
        batch for table in {*last.batches, *now} for batch in set(last.batches.get(table, ())) ^ set(now.get(table, ()))
    }
    changed = changed_schools(last.batches, now, screening.schools_of_batches(moved))
    if last.versions.get("links") != lake.pinned().get("links"):
        changed["links"] = frozenset([""])
    return plan(modelbook.models().values(), changed)


def _raise_new(
    run: ScreeningRun, raised: list[Flag], versions: dict[str, int], now: datetime, often: Mapping[str, dict[str, int]]
) -> list[RedFlag]:
    units, known = screening.schools(), screening.known_flags(flag.key for flag in raised)
    asked = {flag.model for flag in raised if flag.key not in known}
    pictures = screening.beside([modelbook.models()[name] for name in sorted(asked)], versions, now.date())
    new = []
    for flag in raised:
        old = known.get(flag.key)
        closed = old is not None and old.state in RED_FLAG.ends
        if old and not (closed and screening.stands_anew(old, flag, now)):
            _note_seen(old, flag, closed, now)
        elif flag.school_code in units:
            evidence = screening.evidence(flag, versions, MOST_ROWS)
            org, values = units[flag.school_code], pictures.get((flag.model, flag.subject, flag.period), {})
            beside = _picture(org, values, now) or _counted(org, often.get(flag.model, {}), now)
            made = raise_question(run=run, flag=flag, org=org, evidence=evidence, now=now, beside=beside, before=old)
            danger, rows = modelbook.models()[flag.model].danger, (row["cells"] for row in evidence)
            if danger and still_there(rows, now.date(), whole("redflag.danger_days", now)):
                usecases_danger.raise_at_once(flag=made, kind=danger, now=now)
            new.append(made)
    return new


def _note_seen(old: RedFlag, flag: Flag, closed: bool, now: datetime) -> None:
    """Write down that a question stands still, and how large it is by now while nobody has closed it."""
    old.last_seen_on, old.gone_on = now.date(), None
    if not closed:
        old.amount = max(filter(None, (old.amount, flag.figures.amount)), default=old.amount)
        old.strength = max(old.strength, flag.figures.strength)
    old.save(update_fields=["last_seen_on", "gone_on", "amount", "strength"])


def _picture(org: Org, values: Mapping[str, float], now: datetime) -> dict[str, Any]:
    """Return what the flag keeps of its peers: values without names, and whether they are of the unit's size."""
    least = whole("screening.least_peers", now)
    others, of_size = screening.like(org, values, least)
    return {"beside": others[:300], "of_size": of_size} if len(others) >= least else {}


def _counted(org: Org, often: Mapping[str, int], now: datetime) -> dict[str, Any]:
    """Return what the flag keeps of how often its question stands here and at the others."""
    picture = _picture(org, often, now) if org.code in often else {}
    return {**picture, "here": often[org.code]} if picture else {}


def _note_excepted(run: ScreeningRun, found: list[Flag], raised: list[Flag]) -> None:
    if len(found) > len(raised):
        run.excepted = dict(Counter(flag.model for flag in found) - Counter(flag.model for flag in raised))
        run.save(update_fields=["excepted"])


def _note_gone(chosen: list[SupervisionModel], codes: tuple[str, ...], outcome: Outcome, now: datetime) -> None:
    """Mark the open questions that found nothing this time, where the school had delivered what they need.

    Not those whose rows were taken out: what is not there is not put right.
    """
    keys = {flag.key for flag in outcome.flags}
    for flag in screening.open_flags(model.id for model in chosen):
        here = flag.org.code in codes and outcome.answered(flag.code, flag.org.code)
        if here and screening.key_of(flag) not in keys and flag.gone_on is None and not screening.withdrawn(flag):
            flag.gone_on = now.date()
            flag.save(update_fields=["gone_on"])


def _note_readiness(chosen: list[SupervisionModel], codes: tuple[str, ...], outcome: Outcome, now: datetime) -> None:
    units = {code: org for code, org in screening.schools().items() if code in codes}
    known = screening.readiness_of(org.pk for org in units.values())
    for code, org in units.items():
        record = known.get(org.pk) or Readiness(org=org, on=now.date())
        gaps = {name: said for name, said in record.gaps.items() if name not in {model.id for model in chosen}}
        for model in chosen:
            if lacking := outcome.readiness.gaps.get((model.id, code)):
                gaps[model.id] = [asdict(gap) for gap in lacking]
        if record.pk is None or gaps != record.gaps or record.on != now.date():
            record.gaps, record.on = gaps, now.date()
            record.save()
