"""What screening needs past the policy: the lake at its named versions, every school, flags by their keys."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from lianjing.access import modelbook
from lianjing.access.lake import ROWS_A_BATCH, came_since, continued, lake, pinned
from lianjing.access.posts import in_force
from lianjing.domain.asking_anew import Settled, asks_anew, follow_up
from lianjing.domain.machines.redflags import RED_FLAG
from lianjing.domain.orgtree import SCHOOL_KINDS
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import FAILED, Flag, Grain, SupervisionModel, dedup_key
from lianjing.domain.worktime import china_day
from lianjing.engines.intake import formats
from lianjing.engines.sealing.columns import ColumnKeys
from lianjing.records.doors import unscoped
from lianjing.records.models import LedgerBatch, ModelException, Org, Person, Readiness, RedFlag, ScreeningRun

if TYPE_CHECKING:
    import pyarrow as pa

    from lianjing.engines.screening import Outcome, Sources
    from lianjing.engines.screening.examples import Engine
    from lianjing.engines.screening.peers import Beside
    from lianjing.engines.screening.running import Told

_log = logging.getLogger("lianjing.screening")
_WHOLE = "a screening puts its questions to every unit alike; what is shown of it is asked of the policy"


def sources(versions: Mapping[str, int], arrow: "Mapping[str, pa.Table] | None" = None) -> "Sources":
    """Return the lake's rows at these versions; `arrow`: tables to read from memory instead."""
    from lianjing.engines.screening import Sources

    known = {*modelbook.layouts(), "links"}
    files = {name: lake().files(name, version) for name, version in versions.items() if name in known}
    return Sources(modelbook.layouts(), files=files, arrow=arrow or {})


def ask(
    models: Sequence[SupervisionModel],
    versions: Mapping[str, int],
    schools: Iterable[str],
    on: date,
    *,
    school: str | None = None,
    arrow: "Mapping[str, pa.Table] | None" = None,
    opened: "Callable[[Sources], Engine] | None" = None,
    told: "Told | None" = None,
    clock: Callable[[], float] = lambda: 0.0,
) -> "Outcome":
    """Ask `models` of `schools` over the lake at `versions`; what `screen` returns and raises."""
    from lianjing.engines.screening import screen

    rows = sources(versions, arrow)
    engine = opened(rows) if opened else None
    book, calendar = modelbook.parameters(), modelbook.calendar()
    return screen(models, rows, calendar, book, schools, on, school=school, engine=engine, told=told, clock=clock)


def beside(models: Sequence[SupervisionModel], versions: Mapping[str, int], on: date) -> "Beside":
    """Return what the figure of a question is at every school, for the models that show peers; {} where none does.

    A picture that cannot be drawn is left out and logged: the question is put to people without it.
    """
    from lianjing.engines.screening.peers import beside

    found: Beside = {}
    for model in (one for one in models if one.peers_sql):
        try:
            found |= beside([model], sources(versions), modelbook.calendar(), modelbook.parameters(), on)
        except RuleBroken as broken:
            _log.error("no picture beside the questions of %s: %s", model.id, broken.facts.get("fault", broken.code))
    return found


def like(org: Org, values: Mapping[str, float], least: int) -> tuple[list[float], bool]:
    """Return the values of the other schools in order, and whether they are of the unit's size.

    Of its size where at least `least` schools are; of all schools elsewhere. No value says whose it is.
    """
    others = {code: value for code, value in values.items() if code != org.code}
    rows = unscoped(Org, reason=_WHOLE).filter(code__in=list(others), size_class=org.size_class)
    alike = sorted(others[code] for code in rows.values_list("code", flat=True)) if org.size_class else []
    return (alike, True) if len(alike) >= least else (sorted(others.values()), False)


def schools() -> dict[str, Org]:
    """Return every unit that may hand in a school's ledgers, by code: those whose code rows name."""
    return {org.code: org for org in unscoped(Org, reason=_WHOLE).select_related("parent").order_by("code")}


def schools_asked(on: date) -> tuple[str, ...]:
    """Return the codes of every school there is, and of whoever else has rows in force, sorted.

    A school that handed in nothing at all is grey for every question, not left out of the count.
    """
    rows = unscoped(LedgerBatch, reason=_WHOLE).filter(in_force=True).values_list("schools", flat=True)
    there = unscoped(Org, reason=_WHOLE).filter(in_force(on), kind__in=[kind.value for kind in SCHOOL_KINDS])
    return tuple(sorted({code for codes in rows for code in codes if code} | set(there.values_list("code", flat=True))))


def schools_of_batches(batches: Iterable[int]) -> dict[int, list[str]]:
    """Return batch → codes of the schools whose rows it holds or held."""
    rows = unscoped(LedgerBatch, reason=_WHOLE).filter(pk__in=list(batches))
    return dict(rows.values_list("pk", "schools"))


def last_run(*, whole: bool | None = None) -> ScreeningRun | None:
    """Return the newest run; `whole`: of these alone."""
    rows = unscoped(ScreeningRun, reason=_WHOLE)
    return (rows if whole is None else rows.filter(whole=whole)).first()


def failing() -> dict[str, tuple[date, str]]:
    """Return the models that could not be run when they were last asked, each with that day and the fault."""
    whole = last_run(whole=True)
    rows = unscoped(ScreeningRun, reason=_WHOLE).filter(pk__gte=whole.pk if whole else 0).order_by("id")
    fared = {one["model"]: (on, one) for on, asked in rows.values_list("on", "asked") for one in asked}
    return {model: (on, one["fault"]) for model, (on, one) in sorted(fared.items()) if one["state"] == FAILED}


def known_flags(keys: Iterable[str]) -> dict[str, RedFlag]:
    """Return the newest flag that was ever raised under each of these keys: a closed one may have been asked again."""
    found: dict[str, RedFlag] = {}
    wanted = {key: key for key in keys}  # as a flag keeps it → as its question says it
    while wanted:
        held = _kept(list(wanted))
        found.update({wanted[flag.dedup_key]: flag for flag in held})
        wanted = {follow_up(flag.dedup_key): wanted[flag.dedup_key] for flag in held if flag.state in RED_FLAG.ends}
    return found


def _kept(keys: list[str]) -> list[RedFlag]:
    rows = unscoped(RedFlag, reason=_WHOLE)
    parts = (keys[begin : begin + 500] for begin in range(0, len(keys), 500))
    return [flag for part in parts for flag in rows.filter(dedup_key__in=part)]


def key_of(flag: RedFlag) -> str:
    """Return the key of a flag's question: its own, unless the question had been closed before."""
    said = flag.facts
    if "subject" not in said:  # of the network's posts, or handed over and emptied
        return flag.dedup_key
    return dedup_key(flag.code, flag.org.code, said["subject"], said["period"])


def stands_anew(old: RedFlag, flag: Flag, now: datetime) -> bool:
    """Return whether a closed question is to be put once more: the matter is another, by rows that came since."""
    assert old.closed_at is not None
    seen, threshold = (old.facts.get(name) for name in ("observed", "threshold"))
    beyond = None if seen is None or threshold is None else seen - threshold
    settled = Settled(china_day(old.closed_at), old.state == "closed_corrected", old.amount, beyond)
    book = modelbook.parameters()
    times, days = (book[f"screening.again_{name}"].on(now.date()) for name in ("times", "days"))
    another = asks_anew(settled, flag.figures, now.date(), float(times), int(days))
    return another and came_since((row.row_id for row in flag.evidence), old.closed_at)


def open_flags(models: Iterable[str]) -> list[RedFlag]:
    """Return the flags of these models that nobody closed yet."""
    rows = unscoped(RedFlag, reason=_WHOLE).filter(code__in=list(models)).exclude(state__in=RED_FLAG.ends)
    return list(rows.select_related("org"))


def waiting_flags() -> list[RedFlag]:
    """Return the flags that wait to be asked: the most money at risk first, then the strongest.

    What finds nothing any more waits for nothing: a question is put about what stands, or not at all.
    """
    rows = unscoped(RedFlag, reason=_WHOLE).filter(state="raised", gone_on=None).select_related("org__parent")
    return sorted(rows, key=lambda flag: (-(flag.amount or 0), -flag.strength, flag.pk))


def excepted(on: date) -> set[tuple[str, str, str]]:
    """Return (model, school, subject) of every exception in force on a day."""
    rows = unscoped(ModelException, reason=_WHOLE).filter(agreed_at__isnull=False, ended_at=None, until__gte=on)
    return set(rows.values_list("code", "org__code", "subject"))


def asked_since(moment: datetime) -> list[tuple[int | None, int, bool]]:
    """Return (parent unit, unit, sealed) of every flag put to somebody since a moment."""
    rows = unscoped(RedFlag, reason=_WHOLE).filter(asked_at__gte=moment, run__isnull=False)
    return list(rows.values_list("org__parent_id", "org_id", "sealed"))


def readiness_of(org_ids: Iterable[int]) -> dict[int, Readiness]:
    """Return what is known of each unit's readiness."""
    return {row.org_id: row for row in unscoped(Readiness, reason=_WHOLE).filter(org__in=list(org_ids))}


def asks_still(flag: RedFlag, on: date) -> bool:
    """Return whether the flag's question, put to the rows as they are now, finds the same again."""
    return asks_again(flag, on) != "clean"


def asks_again(flag: RedFlag, on: date) -> str:
    """Return what the flag's question finds in the rows as they are now: found, clean, or unknown.

    Unknown where the school has delivered too few rows, a figure is not known, or the model could not be run or is not
    in the catalogue any more.
    """
    model, school = modelbook.models().get(flag.code), flag.org.code
    if model is None:
        return "unknown"
    alone = school if model.grain is Grain.SCHOOL else None
    outcome = ask([model], pinned(), [school], on, school=alone)
    if key_of(flag) in {one.key for one in outcome.flags}:
        return "found"
    return "clean" if outcome.answered(model.id, school) and not withdrawn(flag) else "unknown"


def withdrawn(flag: RedFlag) -> bool:
    """Return whether rows that prove a flag were taken out rather than put right: then nothing is known of it.

    So it is where a file of theirs was taken out of force and nothing took its place, or where what took its place
    has no row of the unit from the same year any more, as a list of the next year has none.
    """
    if not continued({row["row_id"] // ROWS_A_BATCH for row in flag.rows}):
        return True
    versions = pinned()
    for table in {row["table"] for row in flag.rows}:
        proof = [row["cells"] for row in flag.rows if row["table"] == table]  # {} for another school's
        column = _day_column(table, proof)
        if column and table in versions:
            rows = lake().where(table, versions[table], (column,), "school_code", flag.org.code)
            if not _years(proof, column) <= _years(rows, column):
                return True
    return False


def _years(rows: Iterable[Mapping[str, Any]], column: str) -> set[str]:
    return {str(row[column])[:4] for row in rows if row.get(column)}


def _day_column(table: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the first column of a table that says when, and is filled in any of the rows; "" for none."""
    kinds = {"month", "ten_days", "term", "school_year", "date", "time"}
    columns = [one.name for one in formats.load(table).columns if one.type in kinds]
    return next((name for name in columns if _years(rows, name)), "")


def evidence(flag: Flag, versions: Mapping[str, int], most: int) -> list[dict[str, Any]]:
    """Return the rows that prove a flag as they stand now, at most `most` a table: table, version, number, cells.

    Cells are those columns that the model reads; sensitive ones only by their last four.
    """
    reads, found = modelbook.models()[flag.model].reads, []
    wanted: dict[str, list[int]] = {}
    for row in flag.evidence:
        wanted.setdefault(row.table, []).append(row.row_id)
    for table, numbers in wanted.items():
        rows = lake().rows(table, versions[table], sorted(numbers)[:most]).to_pylist() if table in versions else []
        for row in rows:
            mine = row.get("school_code") in ("", None, flag.school_code)
            if not mine:  # another school's row proves it too; what it says is that school's own
                found.append({"table": table, "version": versions[table], "row_id": row["row_id"], "cells": {}})
                continue
            cells = {name: row[name] for name in reads[table] if name in row and not name.endswith("_key")}
            tails = {name: row[name] for name in row if name.endswith("_tail") and f"{name[:-5]}_key" in reads[table]}
            said = {name: _plain(cell) for name, cell in {**cells, **tails}.items() if cell is not None}
            found.append({"table": table, "version": versions[table], "row_id": row["row_id"], "cells": said})
    return found


STAFF = "staff_register"
_NAMES = {
    **dict.fromkeys(
        ("supplier_code", "credit_code", "winner_code", "bidder_code", "builder_code", "seller_code"),
        ("suppliers", "credit_code"),
    ),
    "item_code": ("food_items", "item_code"),
    "staff_no": (STAFF, "staff_no"),
}


def name_of_subject(flag: Flag, versions: Mapping[str, int]) -> str:
    """Return what people call the subject of a flag: a firm, a food, a member of staff; "" where a code has no name."""
    table, column = _NAMES.get(modelbook.models()[flag.model].subject_column, ("", ""))
    if table not in versions:
        return ""
    if table == STAFF:
        rows = _staff(flag, versions, "name")
    else:
        rows = lake().where(table, versions[table], ("name",), column, flag.subject)
    return next((str(row["name"]) for row in rows if row.get("name")), "")


def people_of_subject(flag: Flag, versions: Mapping[str, int]) -> list[int]:
    """Return the keys of the people whose number stands behind the staff number that a flag is about."""
    rows = _staff(flag, versions, "id_no_key") if STAFF in versions else []
    keys = {row["id_no_key"] for row in rows if row.get("id_no_key") is not None}
    people = unscoped(Person, reason="whom a flag is about must not read it").exclude(id_fingerprint=None)
    marks = people.values_list("pk", "id_fingerprint") if keys else ()
    return [key for key, mark in marks if ColumnKeys.number_of(mark) in keys]


def _staff(flag: Flag, versions: Mapping[str, int], column: str) -> list[dict[str, Any]]:
    """Return the rows of the register behind a flag's staff number, which each school gives out by itself.

    They are its own school's; where that school's register lacks the number, those of the one school that has it, for
    people are lent. Where two other schools have it, or the school handed no register in, nobody can say who is meant.
    """
    names, version = (column, "school_code"), versions[STAFF]
    rows = lake().where(STAFF, version, names, "staff_no", flag.subject)
    own = [row for row in rows if row["school_code"] == flag.school_code]
    lent = not own and len({row["school_code"] for row in rows}) == 1
    if lent and lake().where(STAFF, version, ("school_code",), "school_code", flag.school_code):
        return rows
    return own


def _plain(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, date | datetime) else cell


def named_versions_now() -> dict[str, int]:
    """Return the lake's tables with the versions that count now."""
    return pinned()
