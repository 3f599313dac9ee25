"""Sign-in by printed link, in a demo only: the link names one demo account and is signed by this installation."""

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from lianjing.records.models import Account
from lianjing.ui.page import open_page

_SALT = "lianjing.demo"


def ticket_for(username: str) -> str:
    """Return the signed part of a demo sign-in address."""
    return signing.dumps(username, salt=_SALT)


@open_page("demo people, by printed link")
def enter(request: HttpRequest, ticket: str) -> HttpResponse:
    """Sign the demo account in and open its home. 404 outside a demo or for a forged ticket."""
    if not settings.DEMO:
        raise Http404
    try:
        username = signing.loads(ticket, salt=_SALT)
    except signing.BadSignature:
        raise Http404 from None
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise Http404
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session["trusted_sign_in"] = "demo"
    return redirect(settings.LOGIN_REDIRECT_URL)
