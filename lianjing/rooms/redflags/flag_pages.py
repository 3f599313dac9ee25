"""What the page of one flag shows, put together for one post: question, rows, step, answer, forms."""

from typing import Any

from django import forms

from lianjing.access import clock, flag_steps, policy, reviewing
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import RedFlag
from lianjing.rooms.redflags import forms_danger, forms_two, model_pages, queries, queries_sealed
from lianjing.rooms.redflags.flag_sheets import asked, chart_of, flow
from lianjing.rooms.redflags.forms import BY_STEP, form_for
from lianjing.rooms.redflags.forms_two import ExceptionForm
from lianjing.ui.wording import danger, redflags
from lianjing.ui.wording.flag_steps import helpful_papers, named

Failed = tuple[str, forms.Form]  # a step, and its form with what is missing


def context(post: Seat, record: RedFlag, failed: Failed | None = None) -> dict[str, Any]:
    """Return all that the template of a flag reads."""
    sheet, gone = queries.sheet(post, record), record.state == "transferred"
    touched = None if gone else flag_steps.touched(record, post.on)
    return {
        "sheet": sheet,
        "question": redflags.question(record),
        "answered": redflags.answered(record),
        "asked": None if gone else asked(record),
        "flow": None if gone else flow(post, record),
        "chart": chart_of(touched) if touched and touched.steps else None,
        "touched": [named(touched, step.no) for step in touched.steps] if touched else [],
        "attach": helpful_papers(touched) if "explain" in sheet.steps or "explain_late" in sheet.steps else [],
        "model_open": not record.run_id or model_pages.may_open(post, record.code),
        "exception_form": ExceptionForm() if may_except(post, record) else None,
        "stands": queries.stands(post, record),
        "reviews": policy.holds(post, Action.FLAG_REVIEW),
        "result": redflags.RESULTS.get(record.outcome.get("result", ""), ""),
        "steps": _steps(post, record, sheet, failed),
        **_weighed(post, record, failed),
        **_handed_over(post, record, sheet, failed),
        **_endangered(post, record, sheet, failed),
    }


def may_except(post: Seat, flag: RedFlag) -> bool:
    """Return whether the post may ask that this question is not put for a while."""
    of_rows = flag.run_id is not None and not flag.sealed and flag.state != "transferred"
    return of_rows and reviewing.may_review(post, flag)


def _steps(post: Seat, record: RedFlag, sheet: queries.FlagSheet, failed: Failed | None) -> list[Any]:
    kept = dict([failed] if failed else [])
    return [
        (name, redflags.STEPS[name], kept.get(name) or form_for(name, record, sheet.alike, post))
        for name in sheet.steps
        if name in BY_STEP
    ]


def _weighed(post: Seat, record: RedFlag, failed: Failed | None) -> dict[str, Any]:
    found = queries_sealed.weighing(post, record, clock.now())
    kept = dict([failed] if failed else [])
    steps = found.steps if found else ()
    return {
        "weighing": found,
        "weigh_forms": [(name, redflags.STEPS[name], kept.get(name) or forms_two.of_two(name)) for name in steps],
        "weigh_back": kept.get("back") or forms_two.of_two("back"),
    }


def _handed_over(post: Seat, record: RedFlag, sheet: queries.FlagSheet, failed: Failed | None) -> dict[str, Any]:
    kept = dict([failed] if failed else [])
    reviews = policy.holds(post, Action.FLAG_REVIEW) and policy.may(post, Action.FLAG_REVIEW, record)
    weighs = record.sealed and policy.holds(post, Action.FLAG_WEIGH) and policy.may(post, Action.FLAG_WEIGH, record)
    notes = record.state == "transferred" and (reviews or weighs)
    return {
        "transfer_form": (kept.get("transfer") or forms_two.of_two("transfer")) if "transfer" in sheet.steps else None,
        "transfer_back": (kept.get("transfer_back") or forms_two.of_two("back")) if sheet.signing else None,
        "result_form": forms_two.ResultForm(initial={"told": record.outcome.get("result")}) if notes else None,
    }


def _endangered(post: Seat, record: RedFlag, sheet: queries.FlagSheet, failed: Failed | None) -> dict[str, Any]:
    if not record.danger:
        marks = "mark_danger" in sheet.steps and policy.holds(post, Action.DANGER_REPORT)
        return {"mark_form": forms_danger.MarkForm() if marks else None}
    kept, told = dict([failed] if failed else []), record.facts.get("reported_to", ())
    return {
        "danger": danger.KINDS[record.danger],
        "first": danger.FIRST[record.danger],
        "duty": danger.DUTY,
        "danger_basis": danger.BASIS,
        "reported": [danger.BODIES[body] for body in told],
        "report_form": (kept.get("report") or forms_danger.NoteForm()) if "report" in sheet.steps else None,
    }
