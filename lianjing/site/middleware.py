"""Headers on every answer, and the second factor that staff posts need."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

Next = Callable[[HttpRequest], HttpResponse]


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


class SecondFactorMiddleware:
    """Send an account without a second factor to set one up, before any desk opens (D10, C11)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_set_up(request):
            return redirect("mfa_index")
        return self.get_response(request)

    @staticmethod
    def _must_set_up(request: HttpRequest) -> bool:
        if not settings.CONFIG.staff_second_factor or not request.user.is_authenticated:
            return False
        if request.session.get("trusted_sign_in") or request.path.startswith(_free_paths()):
            return False
        return not is_mfa_enabled(request.user)


def _free_paths() -> tuple[str, ...]:
    return (reverse("portal:home") + "accounts/", settings.STATIC_URL, reverse("set_language"))
