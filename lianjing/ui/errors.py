"""Pages for what went wrong: in words, with the way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lianjing.domain.refusals import RuleBroken
from lianjing.ui import wording


def refused(request: HttpRequest, refusal: RuleBroken) -> HttpResponse:
    """Return the sentence of a broken rule, status 422."""
    sentence = wording.sentence(refusal)
    return render(request, "ui/refused.html", {"sentence": sentence, "title": _("This cannot be done")}, status=422)


def no_post(request: HttpRequest) -> HttpResponse:
    """Return the page for an account that holds no post today, status 403."""
    return render(request, "ui/no_post.html", {"title": _("No post today")}, status=403)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form that was open too long or came from elsewhere, status 403."""
    return render(request, "ui/csrf.html", {"title": _("The page was open too long")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for what is absent or not yours: the two look the same."""
    return render(request, "ui/not_found.html", {"title": _("Nothing here")}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Return the page for a fault of ours; nothing was saved."""
    return render(request, "ui/broken.html", {"title": _("Our fault")}, status=500)
