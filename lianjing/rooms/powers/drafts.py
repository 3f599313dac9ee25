"""What the pages of versions and of the editor show: which versions to whom, and the draft with its table."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from lianjing.access import clock, policy, power_drafts, power_exams, powers
from lianjing.access.matters import bureau, unit_of
from lianjing.access.power_exams import Exam
from lianjing.domain.authority import Action, Role, Seat
from lianjing.domain.machines.power_version import APPROVER, DRAFTER, POWER_VERSION
from lianjing.domain.power.item import Item
from lianjing.domain.power.table import Kind, rows_of
from lianjing.engines.flowcharts.geometry import PHONE
from lianjing.engines.flowcharts.svg import svg_of
from lianjing.records.models import Org, PowerOpinion, PowerVersion
from lianjing.rooms.powers import editing, exams, queries
from lianjing.rooms.powers.forms_editor import AnswerForm, FileForm, HeadForm, RowForm
from lianjing.rooms.powers.tables import adds, table


def may(post: Seat, version: PowerVersion) -> frozenset[str]:
    """Return the names of the steps that this post may begin here, by the table of the machine."""
    held = set()
    if policy.holds(post, Action.POWER_EDIT) and policy.may(post, Action.POWER_EDIT, version):
        held.add(DRAFTER)
    if policy.holds(post, Action.POWER_APPROVE) and policy.may(post, Action.POWER_APPROVE, version):
        held.add(APPROVER)
    return frozenset(step.name for step in POWER_VERSION.steps_from(version.state, held))


def by_unit(found: list[PowerVersion]) -> list[tuple[Org, list[PowerVersion]]]:
    """Return versions by the unit that keeps them, the bureau first."""
    keeper = bureau()
    groups: dict[Org, list[PowerVersion]] = {}
    for version in found:
        groups.setdefault(version.org, []).append(version)
    return sorted(groups.items(), key=lambda one: (keeper is None or one[0].pk != keeper.pk, one[0].path))


def unit_for(post: Seat) -> Org | None:
    """Return the unit whose version this post drafts: the bureau for its office, the school for its own people."""
    if not policy.holds(post, Action.POWER_EDIT):
        return None
    unit = bureau() if post.role is Role.BUREAU_OFFICER else unit_of(post)
    return unit if unit and policy.may(post, Action.POWER_EDIT, unit) else None


def mine(post: Seat, item: str) -> PowerVersion | None:
    """Return the version that is under way at the post's unit."""
    unit = unit_for(post)
    return power_drafts.under_way(item, unit) if unit else None


def compared(version: PowerVersion, on: date) -> PowerVersion | None:
    """Return what a version is shown against: the county's for a school's own, else the one it was made from."""
    return power_exams.county_version(version, on) or version.based_on


def heard_now(post: Seat) -> list[tuple[PowerVersion, str]]:
    """Return the versions that staff are heard about: the county's, and those of the post's own unit, with names."""
    keeper = bureau()
    paths = {post.own_path, keeper.path if keeper else ""}
    found = power_drafts.in_state(["consulting"]).filter(org__path__in=paths, heard_until__gte=post.on)
    return [(version, queries.power_name(version.item)) for version in found]


def crumbs(item: str, *, versions_too: bool = False) -> list[tuple[Any, str]]:
    """Return the way back from a version."""
    way = [(_("Powers"), reverse("powers:home")), (queries.power_name(item), reverse("powers:power", args=[item]))]
    return [*way, (_("Versions"), reverse("powers:versions", args=[item]))] if versions_too else way


def opinion_lines(
    post: Seat, version: PowerVersion, failed: tuple[int, AnswerForm] | None
) -> list[tuple[PowerOpinion, AnswerForm | None]]:
    """Return what was said, each with a form for the answer where this post may give one."""
    answers = version.state == "consulting" and policy.holds(post, Action.POWER_EDIT)
    may = answers and policy.may(post, Action.POWER_EDIT, version)
    lines: list[tuple[PowerOpinion, AnswerForm | None]] = []
    for opinion in power_drafts.opinions_of(version):
        form = AnswerForm(auto_id=f"answer{opinion.pk}_%s") if may and opinion.answered_at is None else None
        lines.append((opinion, failed[1] if failed and failed[0] == opinion.pk else form))
    return lines


def editor(
    request: HttpRequest,
    post: Seat,
    version: PowerVersion,
    *,
    at: int | None = None,
    row_form: RowForm | None = None,
    head_form: HeadForm | None = None,
    file_form: FileForm | None = None,
    exam: Exam | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show a draft for editing. at: the row that is open; exam: the full answers, where they were asked for."""
    item, rows = powers.compiled(version).item, rows_of(powers.compiled(version).item)
    row = rows[at] if at is not None and 0 <= at < len(rows) else None
    form = row_form or (RowForm(item, row, editing.choices()) if row and _has_form(row.kind) else None)
    context = {
        "title": _("Draft: %(power)s") % {"power": item.name.say(queries.language())},
        "crumbs": crumbs(version.item, versions_too=True),
        "version": version,
        "item": item,
        "open_at": at if row else None,
        "open_row": row,
        "adds": adds(row, rows, at) if row and at is not None else [],
        "row_form": form,
        "head_form": head_form or HeadForm.of(item, version.why),
        "file_form": file_form or FileForm(auto_id="bpmn_%s"),
        "asked": exam is not None,
        "refused": refused,
        **beside(version, item, post, exam),
    }
    return render(request, "powers/editor.html", context, status=status)


def beside(version: PowerVersion, item: Item, post: Seat, exam: Exam | None = None) -> dict[str, Any]:
    """Return what is redrawn as somebody types: the table with its problems, and the drawing."""
    other = compared(version, post.on)
    found = exam or exams.quick(version, item, clock.now())
    against = powers.compiled(other).item if other else None
    return {
        "table": table(item, against, post.on, found),
        "other": other,
        "clean": found.clean,
        "drawing": mark_safe(svg_of(item, PHONE, powers.legend(post.on), queries.language())),
    }


def _has_form(kind: Kind) -> bool:
    return kind in (Kind.STEP, Kind.CASE, Kind.REPEAT)
