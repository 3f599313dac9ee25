"""Sign-in by printed link, in a demo only: the link names one demo account and is signed by this installation."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from lianjing.access.demo import username_of
from lianjing.records.models import Account
from lianjing.ui.page import open_page


@open_page("demo people, by printed link")
def enter(request: HttpRequest, ticket: str) -> HttpResponse:
    """Sign the demo account in and open its home. 404 outside a demo or for a forged ticket."""
    if not settings.DEMO:
        raise Http404
    account = Account.objects.filter(username=username_of(ticket) or "", is_active=True).first()
    if account is None:
        raise Http404
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session["trusted_sign_in"] = "demo"
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return redirect(wanted if safe else settings.LOGIN_REDIRECT_URL)
