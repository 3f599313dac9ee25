"""Problems, for whoever is named on them: the list, one of them, its steps; every look at one is written down."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import clock, journal, problems
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Problem, RedFlag
from lianjing.rooms.casework import queries_problems as queries
from lianjing.rooms.casework.forms_problems import BY_STEP, BeginForm, form_for
from lianjing.rooms.casework.usecases import handing_over, hands, reviews
from lianjing.rooms.casework.usecases import problems as usecases
from lianjing.rooms.casework.usecases.problems import Responsibility
from lianjing.ui.page import attempt, page
from lianjing.ui.wording import casework, redflags


@page(Action.PROBLEM_HANDLE)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the problems on which this person is named."""
    return queries.listing(post).respond(request, "casework/problems.html", {"title": _("Problems")})


@page(Action.PROBLEM_BEGIN)
def begin(request: HttpRequest, post: Seat, flag_id: int) -> HttpResponse:
    """Begin a problem from a verified flag."""
    flag = queries.may_begin(post, flag_id)
    if flag is None:
        raise Http404
    people = problems.people_at(flag.org, clock.now().date())
    form = BeginForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: _begin(post, flag, form.cleaned_data, people))
        if done:
            return redirect("casework:problem", done.pk)
    context = {
        "title": _("Begin a problem"),
        "crumbs": [(_("Problems"), reverse("casework:problems"))],
        "question": redflags.question(flag),
        "form": form,
    }
    return render(request, "casework/begin.html", context, status=422 if form.errors else 200)


def _begin(post: Seat, flag: RedFlag, said: dict[str, Any], people: list[Any]) -> Problem:
    person = next((one for one in people if str(one.pk) == said["person"]), None)
    facts = said["facts"].splitlines()
    known = {"kind": said["kind"], "weight": said["weight"], "facts": facts}
    return usecases.begin(post=post, flag=flag, person=person, now=clock.now(), **known)


@page(Action.PROBLEM_HANDLE)
def problem(request: HttpRequest, post: Seat, problem_id: int) -> HttpResponse:
    """Show one problem."""
    record = get_object_or_404(queries.problems(post), pk=problem_id)
    journal.read(post, Action.PROBLEM_HANDLE, [record], clock.now())
    return _shown(request, post, record)


@page(Action.PROBLEM_HANDLE)
def step(request: HttpRequest, post: Seat, problem_id: int, name: str) -> HttpResponse:
    """Take one step of a problem, or show its form again with what is missing."""
    record = get_object_or_404(queries.problems(post), pk=problem_id)
    if name not in BY_STEP or request.method != "POST":
        raise Http404
    form = form_for(name, record, request.POST)
    if not (form.is_valid() and attempt(form, lambda: _STEPS[name](post, record, form))):
        return _shown(request, post, record, failed=(name, form), status=422)
    messages.success(request, _("Done."))
    return redirect("casework:problems") if name == "aside" else redirect("casework:problem", record.pk)


def _shown(
    request: HttpRequest,
    post: Seat,
    record: Problem,
    failed: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = queries.sheet(post, record)
    shown = [
        (name, casework.PROBLEM_STEPS[name], failed[1] if failed and failed[0] == name else form_for(name, record))
        for name in sheet.steps
    ]
    context = {
        "title": _("Problem %(number)s") % {"number": queries.number_of(record)},
        "crumbs": [(_("Problems"), reverse("casework:problems"))],
        "next": casework.PROBLEM_NEXT.get(record.state, ""),
        "kind": casework.person_kind(record),
        "weight": casework.weight(record),
        "body": casework.body(record),
        "proposed": casework.measure(record.proposed),
        "measure": casework.measure(record.measure),
        "result": casework.RESULTS.get(record.result_class, ""),
        "review": casework.review(record),
        "challenges": casework.challenges([one] if (one := queries.asked_of(post, record)) else []),
        "sheet": sheet,
        "steps": shown,
    }
    return render(request, "casework/problem.html", context, status=status)


def _tell(post: Seat, record: Problem, said: dict[str, Any]) -> Problem:
    direct, supervisory = (
        Responsibility(*(said[f"{side}_{part}"] for part in ("who", "owed", "done", "reason")))
        for side in ("direct", "supervisory")
    )
    given = {"direct": direct, "supervisory": supervisory, "proposed": said["proposed"]}
    return usecases.tell(post=post, record=record, now=clock.now(), **given)


_STEPS: dict[str, Callable[[Seat, Problem, Any], Problem]] = {
    "tell": lambda p, r, f: _tell(p, r, f.cleaned_data),
    "look_again": lambda p, r, f: usecases.look_again(post=p, record=r, now=clock.now(), **f.cleaned_data),
    "weigh": lambda p, r, f: usecases.weigh(post=p, record=r, now=clock.now(), **f.said()),
    "decide": lambda p, r, f: usecases.decide(post=p, record=r, now=clock.now(), **f.cleaned_data),
    "clear": lambda p, r, f: usecases.clear(post=p, record=r, now=clock.now()),
    "leave": lambda p, r, f: usecases.leave(post=p, record=r, now=clock.now()),
    "serve": lambda p, r, f: usecases.serve(post=p, record=r, now=clock.now(), **f.cleaned_data),
    "uphold": lambda p, r, f: reviews.uphold(post=p, record=r, now=clock.now(), **f.cleaned_data),
    "lighten": lambda p, r, f: reviews.lighten(post=p, record=r, now=clock.now(), **f.cleaned_data),
    "revoke": lambda p, r, f: reviews.revoke(post=p, record=r, now=clock.now(), **f.cleaned_data),
    "transfer": lambda p, r, f: handing_over.sign_first(post=p, record=r, now=clock.now(), **f.cleaned_data),
    "sign": lambda p, r, f: handing_over.sign_second(post=p, record=r, now=clock.now()),
    "back": lambda p, r, f: handing_over.put_back(post=p, record=r, now=clock.now()),
    "away": lambda p, r, f: hands.decide_challenge(post=p, record=r, now=clock.now(), **f.cleaned_data),
    "aside": lambda p, r, f: hands.step_aside(post=p, record=r, now=clock.now()),
    "result": lambda p, r, f: handing_over.note_result(
        post=p, record=r, outcome=f.cleaned_data["result"], now=clock.now()
    ),
}
