"""Directives: the list, a draft with what it costs, one directive with the steps open to this post."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock, policy, rulebook
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.directive import DIRECTIVE
from lianjing.records.models import Directive, Org
from lianjing.rooms.directives import binding, queries
from lianjing.rooms.directives.forms import BY_STEP, DraftForm, form_for
from lianjing.rooms.directives.moving import clock_day
from lianjing.rooms.directives.usecases import deciding, issuing, receiving
from lianjing.ui.handwork import Demand
from lianjing.ui.page import attempt, page
from lianjing.ui.wording import directives as words

Failed = tuple[str, forms.Form] | None


@page(Action.DIRECTIVE_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the directives this post may read."""
    context = {
        "title": _("Directives"),
        "drafts": policy.holds(post, Action.DIRECTIVE_DRAFT),
        "burden": policy.holds(post, Action.BURDEN_READ),
    }
    return queries.listing(post).respond(request, "directives/home.html", context)


@page(Action.DIRECTIVE_DRAFT)
def new(request: HttpRequest, post: Seat) -> HttpResponse:
    """Draft a demand of a unit."""
    asked = {"org": request.GET.get("unit")}
    form = DraftForm(queries.units(post), _powers(), request.POST or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        org = get_object_or_404(policy.visible(post, Action.DIRECTIVE_DRAFT, Org), pk=told.pop("org"))
        drafted = attempt(form, lambda: issuing.draft_for(post=post, org=org, now=clock.now(), **told))
        if drafted:
            return redirect("directives:directive", drafted.pk)
    return _draft_page(request, form, _("A new directive"), reverse("directives:home"))


@page(Action.DIRECTIVE_ACT)
def edit(request: HttpRequest, post: Seat, directive_id: int) -> HttpResponse:
    """Change one's own draft."""
    drafts = policy.visible(post, Action.DIRECTIVE_ACT, Directive).filter(state="drafted", issuer=post.post_id)
    record = get_object_or_404(drafts, pk=directive_id)
    kept = {name: getattr(record, name) for name in DraftForm.base_fields if name != "org"}
    own = [(record.org_id, str(record.org))]
    form = DraftForm(own, _powers(), request.POST or None, initial={**kept, "org": record.org_id})
    if request.method == "POST" and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "org"}
        if attempt(form, lambda: issuing.edit(post=post, directive=record, now=clock.now(), **told)):
            return redirect("directives:directive", record.pk)
    return _draft_page(request, form, _("Change the draft"), reverse("directives:directive", args=[record.pk]))


@page(Action.DIRECTIVE_READ)
def directive(request: HttpRequest, post: Seat, directive_id: int) -> HttpResponse:
    """Show one directive."""
    return _sheet_page(request, post, get_object_or_404(queries.readable(post), pk=directive_id))


@page(Action.DIRECTIVE_ACT)
@require_POST
def step(request: HttpRequest, post: Seat, directive_id: int, name: str) -> HttpResponse:
    """Take one step, or show its form again with what is missing."""
    record = get_object_or_404(queries.readable(post), pk=directive_id)
    if name not in BY_STEP:
        raise Http404
    form = form_for(name, binding.choices(post, record) if name == "reply" else [], near=True, data=request.POST)
    asked = Demand(f"directive:{record.pk}", record.issuer) if name == "reply" else None
    done = form.is_valid() and attempt(form, lambda: _STEPS[name](post, record, form.cleaned_data), asked)
    if not done:
        return _sheet_page(request, post, record, (name, form), status=422)
    messages.success(request, _("Done."))
    return redirect("directives:home") if name == "discard" else redirect("directives:directive", record.pk)


@page(Action.DIRECTIVE_ACT)
@require_POST
def contest(request: HttpRequest, post: Seat, directive_id: int, name: str) -> HttpResponse:
    """Contest with one tap: the address names the ground, and nothing need be typed."""
    record = get_object_or_404(queries.readable(post), pk=directive_id)
    receiving.contest(post=post, directive=record, ground=name, now=clock.now(), words=request.POST.get("words", ""))
    messages.success(request, _("Objected. Your days stand still until it is decided."))
    return redirect("directives:directive", record.pk)


def _sheet_page(
    request: HttpRequest, post: Seat, record: Directive, failed: Failed = None, status: int = 200
) -> HttpResponse:
    sheet = queries.sheet(post, record, clock.now())
    near = any(one.near for one in sheet.alike)
    records = binding.choices(post, record) if "reply" in sheet.steps else []
    shown = [
        (name, words.BUTTONS[name], failed[1] if failed and failed[0] == name else form_for(name, records, near))
        for name in sheet.steps
        if name in BY_STEP
    ]
    context = {
        "title": record.title,
        "crumbs": [(_("Directives"), reverse("directives:home"))],
        "sheet": sheet,
        "kind": words.KINDS[record.kind],
        "topic": words.TOPICS[record.topic],
        "filler": words.FILLERS[record.filled_by],
        "ground": words.GROUNDS.get(record.contest_ground, ""),
        "taps": [one for one in shown if not one[2].fields],
        "steps": [one for one in shown if one[2].fields],
        "edits": record.state == "drafted" and record.issuer_id == post.post_id,
        "returns_left": 2 - sum(line["step"] == "send_back" for line in sheet.history),
        "power": rulebook.powers().names[record.power].say(get_language() or "zh") if record.power else "",
        "over": record.state in DIRECTIVE.ends,
        "called": record.level if record.state == "doing" else 0,
        "clock_day": clock_day(record),
        "clock_who": queries.clock_who(record),
    }
    return render(request, "directives/directive.html", context, status=status)


def _draft_page(request: HttpRequest, form: forms.Form, title: str, back: str) -> HttpResponse:
    context = {"title": title, "form": form, "back": back, "crumbs": [(_("Directives"), reverse("directives:home"))]}
    return render(request, "directives/draft.html", context, status=422 if form.errors else 200)


def _powers() -> list[tuple[str, str]]:
    language = get_language() or "zh"
    return [(code, f"{code} {name.say(language)}") for code, name in sorted(rulebook.powers().names.items())]


def _reply(post: Seat, record: Directive, said: dict[str, Any]) -> Directive:
    bound = binding.record_of(post, record, said["record"])
    return receiving.reply(post=post, directive=record, record=bound, words=said["words"], now=clock.now())


def _send_back(post: Seat, record: Directive, said: dict[str, Any]) -> Directive:
    return deciding.send_back(post=post, directive=record, missing=said["missing"].splitlines(), now=clock.now())


_STEPS: dict[str, Callable[[Seat, Directive, dict[str, Any]], Directive]] = {
    "allow": lambda p, d, s: issuing.allow(post=p, directive=d, now=clock.now(), **s),
    "issue": lambda p, d, s: issuing.issue(post=p, directive=d, now=clock.now(), **s),
    "discard": lambda p, d, s: issuing.discard(post=p, directive=d, now=clock.now()),
    "ask_above": lambda p, d, s: issuing.ask_above(post=p, directive=d, now=clock.now()),
    "withdraw": lambda p, d, s: issuing.withdraw(post=p, directive=d, now=clock.now(), **s),
    "sign": lambda p, d, s: receiving.sign(post=p, directive=d, now=clock.now()),
    "reply": _reply,
    "intervene": lambda p, d, s: receiving.intervene(post=p, directive=d, now=clock.now(), **s),
    "uphold": lambda p, d, s: deciding.uphold(post=p, directive=d, now=clock.now(), **s),
    "overrule": lambda p, d, s: deciding.overrule(post=p, directive=d, now=clock.now(), **s),
    "accept": lambda p, d, s: deciding.accept(post=p, directive=d, now=clock.now()),
    "send_back": _send_back,
}
