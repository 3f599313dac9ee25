"""Pages for what went wrong: in words, with the way on."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lianjing.access import clock
from lianjing.domain.refusals import RuleBroken
from lianjing.ui import wording


def refused(request: HttpRequest, refusal: RuleBroken) -> HttpResponse:
    """Return the sentence of a broken rule, status 422: a whole page, or for htmx the sentence alone."""
    said = {"sentence": wording.sentence(refusal), "title": _("This cannot be done"), "back": _came_from(request)}
    template = "ui/_refused.html" if getattr(request, "htmx", False) else "ui/refused.html"
    return render(request, template, said, status=422)


def no_post(request: HttpRequest) -> HttpResponse:
    """Return the page for an account that holds no post today, status 403."""
    return render(request, "ui/no_post.html", {"title": _("No post today")}, status=403)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form that was open too long or came from elsewhere, status 403."""
    return render(request, "ui/csrf.html", {"title": _("The page was open too long")}, status=403)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for what the framework itself refused, status 403."""
    return render(request, "ui/forbidden.html", {"title": _("Not allowed")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for what is absent or not yours: the two look the same."""
    return render(request, "ui/not_found.html", {"title": _("Nothing here")}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Return the page for a fault of ours, status 500. It asks neither database nor session: they may be the fault."""
    said = {"title": _("Our fault"), "at": f"{clock.now():%Y-%m-%d %H:%M:%S}"}
    return HttpResponse(render_to_string("ui/broken.html", said), status=500)


def _came_from(request: HttpRequest) -> str:
    """Return the address on this site that the reader came from, "" when it is unknown or this very page."""
    parts = urlsplit(request.headers.get("Referer", ""))
    here = parts.netloc == request.get_host() and parts.scheme in {"http", "https"}
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return address if here and address != request.get_full_path() else ""
