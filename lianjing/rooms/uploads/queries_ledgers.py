"""What the pages of ledgers show: what a unit has handed in, what cannot be asked for lack of rows, a file in words."""

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from lianjing.access import modelbook
from lianjing.access.lake import covered_elsewhere
from lianjing.access.policy import visible
from lianjing.domain.authority import Action, Seat
from lianjing.domain.orgtree import SCHOOL_KINDS
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import FIGURE_UNKNOWN, Flag, Secrecy
from lianjing.engines.intake import formats
from lianjing.records.models import ColumnChoice, LedgerBatch, Org, Readiness
from lianjing.rooms.uploads.ledger_reading import LedgerReading
from lianjing.rooms.uploads.ledger_rows import Place
from lianjing.rooms.uploads.queries import problem_words, sheet_words, skipped_words
from lianjing.ui.wording import figures, ledgers
from lianjing.ui.wording import uploads as words

SHOWN_PROBLEMS, SHOWN_QUESTIONS = 200, 30


def unit_of(post: Seat) -> Org:
    """Return the unit that hands in: the post's own."""
    return visible(post, Action.LEDGER_IMPORT, Org).get(path=post.own_path)


def table_for(post: Seat, name: str) -> formats.Format:
    """Return the format of a table that the post's unit may hand in. Raises RuleBroken("not_yours")."""
    found = next((table for table in _tables(unit_of(post)) if table.id == name), None)
    if found is None:
        raise RuleBroken("not_yours")
    return found


def remembered(post: Seat, table: str) -> dict[str, str | None]:
    """Return the columns that this unit corrected in an earlier file of the table."""
    rows = visible(post, Action.IMPORT_READ, ColumnChoice).filter(org__path=post.own_path, table_format=table)
    choice = rows.first()
    return dict(choice.columns) if choice else {}


def due(post: Seat) -> list[dict[str, Any]]:
    """Return each table of the unit: what is in force, and how many questions nobody can ask for lack of it."""
    org = unit_of(post)
    rows = visible(post, Action.IMPORT_READ, LedgerBatch).filter(in_force=True, org=org).select_related("table")
    held: dict[str, list[LedgerBatch]] = {}
    for batch in rows.order_by("slot"):
        held.setdefault(batch.table.name, []).append(batch)
    grey, elsewhere = _grey(post, org), covered_elsewhere(org.code, org)
    found = [
        {
            "table": table,
            "title": ledgers.title(table),
            "batches": held.get(table.id, []),
            "rows": sum(batch.row_count for batch in held.get(table.id, [])),
            "elsewhere": elsewhere.get(table.id),
            "grey": grey[table.id],
        }
        for table in _tables(org)
    ]
    return sorted(found, key=lambda row: (-row["grey"], row["table"].id))


def _tables(org: Org) -> list[formats.Format]:
    """Return the tables that a unit may hand in: a school its own, whoever stands above schools the county's too."""
    every = [formats.load(name) for name in formats.names()]
    school = org.kind in {"school", "central_school", "county_school"}
    return [table for table in every if table.holder == "school" or (table.holder and not school)]


def _grey(post: Seat, org: Org) -> Counter[str]:
    """Return for each table how many questions about the unit cannot be asked because it is missing or too empty."""
    known = visible(post, Action.FLAG_READ, Readiness).filter(org=org).first()
    open_ones = {one.id for one in modelbook.chosen() if one.secrecy is not Secrecy.SEALED}
    if known:
        said = known.gaps.items()
        gaps = {name: {gap["table"] for gap in some if gap["why"] != FIGURE_UNKNOWN} for name, some in said}
    else:  # nobody was asked yet, for nobody has handed anything in
        gaps = {one.id: set(one.needed) for one in modelbook.chosen()} if org.kind in SCHOOL_KINDS else {}
    return Counter(table for name, tables in gaps.items() if name in open_ones for table in tables)


def preview(reading: LedgerReading, place: Place | None, flags: list[Flag], models: int) -> dict[str, Any]:
    """Return a reading in words.

    place: where its rows would go; flags: the questions it would raise; models: how many were asked.
    """
    problems = reading.result.problems
    wrong = len({(one.sheet, one.row) for one in problems})
    return {
        "reading": reading,
        "covers": slot_words(reading.slot),
        "place": place,
        "figures": [
            {"label": _("Rows that can be taken in"), "value": reading.result.table.num_rows},
            {"label": _("Rows with problems"), "value": wrong, **({"tone": "red"} if wrong else {})},
            {"label": _("Questions they would raise"), "value": len(flags), "of": _models(models)},
        ],
        "problems": [problem_words(one) for one in problems[:SHOWN_PROBLEMS]],
        "problems_more": max(0, len(problems) - SHOWN_PROBLEMS),
        "wrong_rows": wrong,
        "right": reading.result.table.num_rows,
        "questions": [_question(flag, reading.org) for flag in flags[:SHOWN_QUESTIONS]],
        "questions_more": max(0, len(flags) - SHOWN_QUESTIONS),
        "models": models,
        "sheets": [sheet_words(sheet) for sheet in reading.result.sheets],
        "skipped": skipped_words(reading.result.skipped),
    }


def column_choices(reading: LedgerReading, chosen: dict[str, str | None]) -> list[dict[str, Any]]:
    """Return a row for each column of the table: what it was taken from, what else the file offers."""
    sheets = reading.result.sheets
    headers = dict.fromkeys(match.header for sheet in sheets for match in sheet.matches)
    headers |= dict.fromkeys(header for sheet in sheets for header in sheet.unused)
    scores = {match.name: match.score for sheet in sheets for match in sheet.matches}
    return [
        {
            "name": column.name,
            "label": words.column(column),
            "required": column.required,
            "taken": reading.result.mapping.get(column.name),
            "unsure": scores.get(column.name, 1) < 0.9,
            "options": list(headers),
            "chosen": ("-" if chosen[column.name] is None else chosen[column.name]) if column.name in chosen else "",
        }
        for column in reading.table.columns
    ]


def slot_words(slot: str) -> str:
    """Return what a file covers in words."""
    period, _sign, number = slot.partition("#")
    words = _("everything") if period == "all" else period.replace("..", _(" to "))
    return f"{words} ({number})" if number else words


def _models(count: int) -> str:
    return _("of %(count)s that these rows decide") % {"count": count} if count else ""


def _question(flag: Flag, org: Org) -> dict[str, Any]:
    model = modelbook.models()[flag.model]
    facts = {"subject": flag.subject, "period": flag.period, "evidence": len(flag.evidence), **vars(flag.figures)}
    return {"model": model, "words": figures.explained(model, facts, str(org))}
