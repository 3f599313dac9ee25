"""What the room shows: batches within reach, and a reading in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lianjing.access.policy import holds, visible
from lianjing.domain.authority import Action, Seat
from lianjing.engines.intake import Problem, Skipped, formats
from lianjing.records.models import ColumnChoice, Holding, ImpactAssessment, ImportBatch, Org
from lianjing.rooms.network.roster import CHANGED, NEW, SAME, RowPlan
from lianjing.rooms.uploads.reading import STAFF, TABLES, Reading
from lianjing.ui.columns import Column
from lianjing.ui.listing import Listing
from lianjing.ui.templatetags import ui
from lianjing.ui.wording import intake
from lianjing.ui.wording import uploads as words

SHOWN_ROWS, SHOWN_PROBLEMS = 100, 200


def own_unit(post: Seat) -> Org:
    """Return the unit that hands in: the post's own."""
    return visible(post, Action.STAFF_IMPORT, Org).get(path=post.own_path)


def tables(post: Seat) -> list[tuple[str, str]]:
    """Return the tables a post may hand in: rosters, and units and posts for whoever may edit the network."""
    ids = TABLES if holds(post, Action.NETWORK_EDIT) else (STAFF,)
    return [(name, words.table(name)) for name in ids]


def remembered(post: Seat, table: str) -> dict[str, str | None]:
    """Return the columns that this unit corrected in an earlier file."""
    rows = visible(post, Action.IMPORT_READ, ColumnChoice).filter(org__path=post.own_path, table_format=table)
    choice = rows.first()
    return dict(choice.columns) if choice else {}


def same_file(post: Seat, table: str, sha256: str) -> ImportBatch | None:
    """Return the batch of the own unit that holds this very file, if it waits or was accepted."""
    rows = visible(post, Action.IMPORT_READ, ImportBatch).filter(org__path=post.own_path, table_format=table)
    return rows.filter(sha256=sha256, state__in=("checked", "accepted")).first()


def batches(post: Seat) -> Listing:
    """Return the list of files handed in within reach, newest first."""
    return Listing(
        rows=visible(post, Action.IMPORT_READ, ImportBatch).select_related("org"),
        title=gettext_lazy("Files handed in"),
        columns=[
            Column("table", gettext_lazy("Table"), lambda row: words.table(row.table_format)),
            Column("file", gettext_lazy("File"), lambda row: row.filename, link=_address),
            Column("unit", gettext_lazy("Handed in by"), lambda row: row.org.name),
            Column("at", gettext_lazy("When"), lambda row: row.received_at, kind="moment"),
            Column(
                "state",
                gettext_lazy("State"),
                lambda row: row.state,
                show=lambda row: ui.state("intake_batch", row.state),
            ),
            Column("rows", gettext_lazy("Rows read"), lambda row: row.row_count, kind="number"),
            Column("wrong", gettext_lazy("Problems found"), lambda row: row.outcome.get("problems", 0), kind="number"),
        ],
        order=("-pk",),
    )


def assessments(post: Seat) -> Sequence[ImpactAssessment]:
    """Return every assessment within reach, newest first."""
    rows = visible(post, Action.IMPACT_READ, ImpactAssessment)
    return list(rows.select_related("drafted_by", "first_signer", "second_signer"))


def county(post: Seat) -> Org:
    """Return the county, for which one assessment is written."""
    return visible(post, Action.IMPACT_WRITE, Org).filter(parent=None).order_by("pk")[0]


def preview(file: Reading) -> dict[str, Any]:
    """Return a reading in words: figures, problems cell by cell, what each row would do, who is no longer named."""
    plan, problems = file.plan, file.problems
    return {
        "file": file,
        "figures": _figures(file),
        "problems": [problem_words(problem) for problem in problems[:SHOWN_PROBLEMS]],
        "problems_more": max(0, len(problems) - SHOWN_PROBLEMS),
        "wrong_rows": len({(one.sheet, one.row) for one in problems}),
        "groups": [_group(file.table, kind, plan.of(kind)) for kind in (NEW, CHANGED)],
        "ends": [{"key": holding.pk, "words": end_words(holding)} for holding in plan.ends],
        "opens": [{"name": row.name, "unit": row.unit.name, "post": post.title} for row, post in plan.opens],
        "vacant": [_vacancy(facts, file) for facts in plan.vacant],
        "sheets": [sheet_words(sheet) for sheet in file.result.sheets],
        "skipped": skipped_words(file.result.skipped),
        "right": len(plan.rows),
    }


def column_choices(file: Reading, chosen: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """Return a row for each column of the format: what it was taken from, what else the file offers."""
    headers = dict.fromkeys(match.header for sheet in file.result.sheets for match in sheet.matches)
    headers |= dict.fromkeys(header for sheet in file.result.sheets for header in sheet.unused)
    scores = {match.name: match.score for sheet in file.result.sheets for match in sheet.matches}
    return [
        {
            "name": column.name,
            "label": words.column(column),
            "required": column.required,
            "taken": file.result.mapping.get(column.name),
            "unsure": scores.get(column.name, 1) < 0.9,
            "options": list(headers),
            "chosen": ("-" if chosen[column.name] is None else chosen[column.name]) if column.name in chosen else "",
        }
        for column in formats.load(file.table).columns
    ]


def left_out(file: Reading) -> dict[str, Any]:
    """Return the problems of rows that an acceptance left out."""
    problems = file.problems
    more = max(0, len(problems) - SHOWN_PROBLEMS)
    return {"problems": [problem_words(problem) for problem in problems[:SHOWN_PROBLEMS]], "problems_more": more}


def end_words(holding: Holding) -> str:
    """Return a proposed end in words."""
    facts = {"who": holding.person.name, "post": holding.post.title, "unit": holding.post.org.name}
    return _("%(who)s, %(post)s at %(unit)s") % facts


def notes(problems: Sequence[Problem]) -> list[tuple[Problem, str]]:
    """Return each problem with its sentence, for the marked workbook."""
    return [(problem, words.problem(problem)) for problem in problems]


def history(batch: ImportBatch) -> list[dict[str, Any]]:
    """Return what happened to a batch, for its page."""
    entries = [
        {"at": batch.received_at, "title": _("Handed in"), "who": _who(batch.handed_in_by, batch.received_by)},
    ]
    if batch.replaces_id:
        entries.append({"at": batch.received_at, "title": _("Takes the place of an earlier file")})
    if batch.accepted_at:
        entries.append(
            {"at": batch.accepted_at, "title": _("Accepted"), "who": _who(batch.accepted_by, None), "tone": "green"}
        )
    return entries


def _who(person: Any, post: Any) -> str:
    return " · ".join(str(part) for part in (person, post) if part)


def _address(batch: ImportBatch) -> str:
    return reverse("uploads:batch", args=[batch.pk])


def _figures(file: Reading) -> list[dict[str, Any]]:
    plan = file.plan
    wrong = len({(one.sheet, one.row) for one in file.problems})
    gone = [{"label": _("No longer named"), "value": len(plan.ends)}] if file.table == STAFF else []
    return [
        {"label": words.KINDS[file.table, NEW], "value": len(plan.of(NEW))},
        {"label": _("Changed"), "value": len(plan.of(CHANGED))},
        {"label": _("Unchanged"), "value": len(plan.of(SAME))},
        *gone,
        {"label": _("Rows with problems"), "value": wrong, **({"tone": "red"} if wrong else {})},
    ]


def problem_words(problem: Problem) -> dict[str, Any]:
    """Return a problem as pages list it: where, what stands there, what to do."""
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.header or problem.column,
        "value": problem.value,
        "words": words.problem_beside(problem),
    }


def _group(table: str, kind: str, rows: Sequence[Any]) -> dict[str, Any]:
    shown = [
        {
            "place": _("%(sheet)s, row %(row)s") % {"sheet": row.sheet or "1", "row": row.row},
            "name": row.name,
            "unit": row.where,
            "lines": [words.line(line.code, _plain(line.facts)) for line in row.lines],
        }
        for row in rows[:SHOWN_ROWS]
    ]
    return {
        "title": words.KINDS[table, kind],
        "count": len(rows),
        "rows": shown,
        "more": max(0, len(rows) - SHOWN_ROWS),
    }


def _plain(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return facts as people read them: days in the reader's way of writing them."""
    return {name: date_format(each) if hasattr(each, "year") else str(each) for name, each in facts.items()}


def _vacancy(facts: Mapping[str, Any], file: Reading) -> str:
    names = {row.unit.code: row.unit.name for row in file.plan.rows if isinstance(row, RowPlan)}
    posts = _(", ").join(str(post) for post in facts.get("posts") or ())
    code = facts.get("unit") or ""
    return _("%(posts)s at %(unit)s") % {"posts": posts or _("a post"), "unit": names.get(code, code)}


def sheet_words(sheet: Any) -> dict[str, Any]:
    """Return how one sheet was read, in words."""
    seen = {"name": sheet.name or _("the file"), "state": intake.SHEETS[sheet.state], "rows": sheet.rows}
    seen["read"] = sheet.state == "read"
    seen["header"] = sheet.header_rows[-1] if sheet.header_rows else None
    return seen


def skipped_words(passed_over: Sequence[Skipped]) -> list[str]:
    """Return what was passed over and why, counted."""
    counts: Counter[str] = Counter()
    for skipped in passed_over:
        counts[skipped.reason] += skipped.last - skipped.first + 1
    return [
        ngettext("%(count)s row: %(why)s", "%(count)s rows: %(why)s", count)
        % {"count": count, "why": intake.SKIPPED[reason]}
        for reason, count in counts.items()
        if reason not in ("blank", "vacant_post")
    ]
