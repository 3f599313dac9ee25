"""Sign-in by allauth: accounts are made by the county, never by whoever comes along."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from lianjing.access import accounts
from lianjing.records.models import Account

_REFUSED = _(
    "The platform names an account that somebody else of the platform signs in to. Is it yours, and the platform "
    "knows you anew? The technical administrator forgets the earlier one. Otherwise ask for an account of your own."
)


def display(account: Account) -> str:
    """Return the name shown for an account: the person's, else the sign-in name."""
    return account.person.name if account.person else account.username


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Account, password: str) -> None:
        """Keep the new password; one chosen by its owner need not be changed again."""
        user.must_change_password = False
        super().set_password(user, password)


class ProviderAdapter(DefaultSocialAccountAdapter):
    """The county platform vouches for a name we already know; it cannot make accounts."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connect a first sign-in to the account whose name the provider states as preferred_username.

        Once only: by the standard that name is neither unique nor stable, and a newcomer may be given a leaver's.
        """
        said: dict[str, Any] = sociallogin.account.extra_data
        said = {**said, **said.get("userinfo", {}), **said.get("id_token", {})}
        username = said.get("preferred_username", "")
        account = Account.objects.filter(username=username, is_active=True).first() if username else None
        if account and not sociallogin.is_existing:
            if accounts.platform_knows(account):
                messages.error(request, _REFUSED)
                raise ImmediateHttpResponse(redirect("account_login"))
            sociallogin.connect(request, account)
        if sociallogin.is_existing:
            request.session["trusted_sign_in"] = "oidc"
