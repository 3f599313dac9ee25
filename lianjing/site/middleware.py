"""Names that are not ours, headers on every answer, and the second factor that staff posts need."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

Next = Callable[[HttpRequest], HttpResponse]


class HostMiddleware:
    """Answer a request under a name that is not this installation's in one line: scanners ask so, all day long.

    Nothing of the request is repeated, and nothing is logged: the framework would write a traceback for each.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            return HttpResponse(_("This installation has another address."), content_type="text/plain", status=400)
        return self.get_response(request)


class HeadersMiddleware:
    """Turn off what the product never uses, in every browser."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=(),"
            " publickey-credentials-get=(self), publickey-credentials-create=(self)",
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class FirstThingsMiddleware:
    """Before any desk opens: change a one-time password, then set up a second factor (D10, C11)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._on_the_way(request):
            return self.get_response(request)
        if getattr(request.user, "must_change_password", False):
            return redirect("account_change_password")
        if self._must_set_up(request):
            return redirect("mfa_index")
        return self.get_response(request)

    @staticmethod
    def _on_the_way(request: HttpRequest) -> bool:
        return not request.user.is_authenticated or request.path.startswith(_free_paths())

    @staticmethod
    def _must_set_up(request: HttpRequest) -> bool:
        if not settings.CONFIG.staff_second_factor or request.session.get("trusted_sign_in"):
            return False
        return not is_mfa_enabled(request.user)


def _free_paths() -> tuple[str, ...]:
    return (reverse("portal:home") + "accounts/", settings.STATIC_URL, reverse("set_language"))
