"""How we supervise: each issuer's month one level up; and what every demand cost those who had to type."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import clock, policy
from lianjing.domain.authority import Action, Seat
from lianjing.domain.values import add_months
from lianjing.records.models import WorkItem
from lianjing.rooms.directives import supervising
from lianjing.ui.page import page
from lianjing.ui.wording import directives as words
from lianjing.ui.wording import journal, work


@page(Action.DIRECTIVE_READ)
def how_we_supervise(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show how this post, and the posts that answer to it, dealt with their own demands in a month."""
    today = clock.now().date()
    first = supervising.month_of(request.GET.get("month", ""), today)
    issuer, figure = request.GET.get("issuer", ""), request.GET.get("what", "")
    of_work = figure in supervising.OF_WORK
    opened = supervising.behind(post, first, int(issuer), figure)[:100] if _key(issuer) and not of_work else None
    later = add_months(first, 1)
    context = {
        "kept": supervising.kept(post, first, today),
        "journals": policy.holds(post, Action.JOURNAL_READ),
        "quarter": policy.holds(post, Action.QUARTER_READ),
        "work": _work(post, first, today, int(issuer), figure) if _key(issuer) and of_work else None,
        "only_late": figure == "late",
        "title": _("How we supervise"),
        "crumbs": [(_("Directives"), reverse("directives:home"))],
        "first": first,
        "earlier": f"{add_months(first, -1):%Y-%m}",
        "later": f"{later:%Y-%m}" if later <= today else "",
        "heads": [words.FIGURES[name] for name in supervising.FIGURES],
        "rows": [
            (
                month.post,
                [(name, words.FIGURES[name], n, name in supervising.LATE) for name, n in month.figures.items()],
            )
            for month in supervising.months(post, first)
        ],
        "opened": opened,
        "opened_words": words.FIGURES.get(figure, ""),
    }
    return render(request, "directives/supervision.html", context)


@page(Action.BURDEN_READ)
def burden(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show what each demand of the last weeks cost, as the figure of whoever asked."""
    now = clock.now()
    context = {
        "title": _("What demands cost"),
        "crumbs": [(_("Directives"), reverse("directives:home"))],
        "costs": [(cost, _called(cost)) for cost in supervising.costs(post, now.date())],
        "budgets": [(words.ROLES[role], values) for role, values in supervising.budgets(now)],
    }
    return render(request, "directives/burden.html", context)


def _work(post: Seat, first: date, today: date, issuer: int, figure: str) -> list[tuple[str, WorkItem]]:
    rows = supervising.work_behind(post, first, today, issuer, figure)[:100]
    return [(work.title(row.code, row.facts), row) for row in rows]


def _called(cost: supervising.Cost) -> str:
    if cost.directive is not None:
        return cost.directive.title
    return str(_("A directive")) if cost.demand.startswith("directive:") else journal.action(cost.demand)


def _key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18
