"""Accounts behind the door: passwords that are shown once, closing, second factors. Called inside an act."""

import re
import secrets
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet

from lianjing.access.posts import in_force
from lianjing.domain.refusals import RuleBroken
from lianjing.records.doors import unscoped
from lianjing.records.models import Account, Holding, Person, Post

SIGN_IN_NAME = r"^[a-z0-9][a-z0-9._-]{2,39}$"
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


def one_time_password() -> str:
    """Return twenty letters and figures that nobody mixes up, in four groups: about 99 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))


def refuse_sign_in_name(username: str) -> None:
    """Refuse a name that cannot be signed in with. Sign-in asks in small letters: two that differ in those are one.

    Raises RuleBroken: username_wrong, username_taken.
    """
    if not re.fullmatch(SIGN_IN_NAME, username):
        raise RuleBroken("username_wrong", username=username, field="username")
    if Account.objects.filter(username__iexact=username).exists():
        raise RuleBroken("username_taken", username=username, field="username")


def people_who_act(people: "QuerySet[Person]", on: date) -> "QuerySet[Person]":
    """Return, of `people`, those with an account or with a post that acts here."""
    held = unscoped(Holding, reason="who holds a post that acts may have an account").filter(
        in_force(on), in_force(on, "post__"), person=OuterRef("pk")
    )
    accounts = Account.objects.filter(person=OuterRef("pk"))
    return people.filter(Exists(held.exclude(post__role="")) | Exists(accounts)).select_related("account", "home")


def who_is_told(person: Person, on: date) -> list[Post]:
    """Return the person's own posts that act here, and the head's post of each of those units."""
    rows = unscoped(Post, reason="whose account was touched, and who heads the unit, are told").exclude(role="")
    held = rows.filter(in_force(on), in_force(on, "holdings__"))
    own = list(held.filter(holdings__person=person).select_related("org").order_by("id"))
    heads = held.filter(org__in={post.org_id for post in own}, rank=0).select_related("org").order_by("id")
    return list({post.pk: post for post in [*own, *heads]}.values())


def account_of(person: Person) -> Account:
    """Return the person's account. Raises RuleBroken("no_account")."""
    account = Account.objects.filter(person=person).first()
    if account is None:
        raise RuleBroken("no_account", person=person.name)
    return account


def has_second_factor(account: Account) -> bool:
    """Return whether a passkey or a code is set up."""
    return Authenticator.objects.filter(user=account).exists()


def drop_second_factors(account: Account) -> int:
    """Forget every passkey, code and recovery code of an account; return how many."""
    return int(Authenticator.objects.filter(user=account).delete()[0])


def platform_knows(account: Account) -> bool:
    """Return whether somebody of the county's platform signs in to this account."""
    return SocialAccount.objects.filter(user=account).exists()


def forget_platform(account: Account) -> int:
    """Forget who of the platform signs in to this account, so that it may name the account anew; return how many."""
    return int(SocialAccount.objects.filter(user=account).delete()[0])


def end_sessions(account: Account) -> None:
    """Sign the account out everywhere."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(account.pk):
            session.delete()
