"""The work list: four tabs, one item, its steps; and switching between one's posts."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock, policy, posts
from lianjing.access.capacities import post_of
from lianjing.domain.authority import Action, Role, Seat
from lianjing.domain.lights import Tone
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.papers.typesetting import pdf_of
from lianjing.records.models import WorkItem
from lianjing.rooms.worklist import desks, lights, monday, queries, usecases
from lianjing.rooms.worklist.forms import StepForm
from lianjing.ui.navigation import all_doors
from lianjing.ui.page import account_page, attempt, page
from lianjing.ui.wording import desks as desk_words
from lianjing.ui.wording import work

_LATE = 20
_DIGITS = 18  # of a key; longer ones are nobody's, and Python refuses to read thousands


@page(Action.WORK_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the desk of the post's role; a tab, or a filter, shows the list behind it."""
    return _list(request, post) if request.GET else _desk(request, post)


@page(Action.WORK_READ)
def doors(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show every desk this post may go to, each with what it is for: the frame has room for five."""
    return render(request, "worklist/doors.html", {"title": _("All desks"), "rest": all_doors(post, request)})


def _desk(request: HttpRequest, post: Seat) -> HttpResponse:
    shown, monday_page = desks.desk(post), post.role in monday.READERS
    lit = lights.lights(post) if post.role is Role.GROUP_LEADER else []
    context = {
        "title": desk_words.TITLES.get(post.role, desk_words.TITLE),
        "desk": shown,
        "say": desk_words.this_week(shown.total, shown.this_week, shown.overdue),
        "parts": monday.page(post) if monday_page else [],
        "compares": policy.holds(post, Action.QUARTER_COMPARE),
        "has_sheet": post.role in monday.SHEETS,
        "unknown": [one for one in lit if one.tone is Tone.GREY],
        "lights": [one for one in lit if one.tone is not Tone.GREY],
        "late": queries.late_below(post, post.on, _LATE),
    }
    return render(request, "worklist/desk.html", context)


@page(Action.WORK_READ)
def monday_paper(request: HttpRequest, post: Seat) -> HttpResponse:
    """Send the Monday page as a PDF of one A4: to leaders their desk, to everybody a sheet."""
    first = monday.monday_of(post.on)
    values = monday.values_for_paper(
        monday.page(post),
        title=str(desk_words.MONDAY_TITLE),
        under=desk_words.under(str(post_of(post)), first),
        foot=str(desk_words.MONDAY_FOOT),
        language=get_language() or "zh",
    )
    headers = {"Content-Disposition": f'inline; filename="monday-{first.isoformat()}.pdf"'}
    return HttpResponse(pdf_of("monday", values), content_type="application/pdf", headers=headers)


def _list(request: HttpRequest, post: Seat) -> HttpResponse:
    tab = request.GET.get("tab", "open")
    if tab not in queries.TABS:
        raise Http404
    tabs = [
        {"label": words, "url": f"?tab={name}", "here": name == tab, "count": queries.items(post, name).count()}
        for name, words in queries.TITLES.items()
    ]
    late = queries.late_below(post, clock.now().date(), _LATE)
    context = {"title": _("Work list"), "tab": tab, "tabs": tabs, "late": late}
    return queries.listing(post, tab).respond(request, "worklist/home.html", context)


@page(Action.WORK_READ)
def item(request: HttpRequest, post: Seat, item_id: int) -> HttpResponse:
    """Show one item with its history and the steps this post may take."""
    record = get_object_or_404(policy.visible(post, Action.WORK_READ, WorkItem), pk=item_id)
    return _item_page(request, post, record)


@page(Action.WORK_ACT)
def step(request: HttpRequest, post: Seat, item_id: int, name: str) -> HttpResponse:
    """Take one step of an item, or show its form again with what is missing."""
    record = get_object_or_404(policy.visible(post, Action.WORK_READ, WorkItem), pk=item_id)
    if name not in _STEPS or request.method != "POST":
        raise Http404
    form = StepForm(name, posts.colleagues_of(post), request.POST)
    done = form.is_valid() and attempt(form, lambda: _STEPS[name](post, record, form.cleaned_data))
    if not done:
        return _item_page(request, post, record, failed=form, status=422)
    messages.success(request, _("Done."))
    return redirect("worklist:home")


@require_POST
@account_page
def switch_post(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own posts."""
    given = request.POST.get("post", "")
    if not given.isdecimal() or len(given) > _DIGITS:
        raise RuleBroken("post_not_held")
    posts.switch(request, int(given), clock.now())
    return redirect("worklist:home")


def _item_page(
    request: HttpRequest, post: Seat, record: WorkItem, failed: StepForm | None = None, status: int = 200
) -> HttpResponse:
    sheet = queries.sheet(post, record, clock.now().date())
    forms = [
        (
            work.STEPS[taken.name],
            failed if failed and failed.step == taken.name else StepForm(taken.name, sheet.colleagues),
        )
        for taken in sheet.steps
        if taken.name in _STEPS
    ]
    shown = {
        "title": queries.title_of(record),
        "sheet": sheet,
        "forms": forms,
        "crumbs": [(_("Work list"), reverse("worklist:home"))],
    }
    return render(request, "worklist/item.html", shown, status=status)


def _by_id(post: Seat, ids: list[int]) -> list[Any]:
    return [colleague for colleague in posts.colleagues_of(post) if colleague.pk in ids]


def _pass_on(post: Seat, record: WorkItem, said: dict[str, Any]) -> WorkItem:
    chosen = _by_id(post, [said["to"]] if said["to"] else [])
    to = chosen[0] if chosen else record.post
    done: WorkItem = usecases.pass_on(post=post, item=record, to=to, reason=said["words"], now=clock.now())
    return done


def _ask(post: Seat, record: WorkItem, said: dict[str, Any]) -> WorkItem:
    of = _by_id(post, said["of"])
    done: WorkItem = usecases.ask_signatures(post=post, item=record, of=of, question=said["words"], now=clock.now())
    return done


_STEPS: dict[str, Any] = {
    "finish": lambda p, i, s: usecases.finish(post=p, item=i, outcome=s["words"], now=clock.now()),
    "remind": lambda p, i, s: usecases.remind(post=p, item=i, now=clock.now()),
    "pass_on": _pass_on,
    "return": lambda p, i, s: usecases.send_back(post=p, item=i, reason=s["words"], now=clock.now()),
    "send_again": lambda p, i, s: usecases.send_again(post=p, item=i, words=s["words"], now=clock.now()),
    "withdraw": lambda p, i, s: usecases.withdraw(post=p, item=i, reason=s["words"], now=clock.now()),
    "ask_countersign": _ask,
    "countersign": lambda p, i, s: usecases.sign(post=p, item=i, opinion=s["words"], now=clock.now()),
    "stop_countersign": lambda p, i, s: usecases.stop_signatures(post=p, item=i, reason=s["words"], now=clock.now()),
}
