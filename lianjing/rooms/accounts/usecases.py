"""What the technical administrator does: open an account, give a one-time password, close, forget a lost factor."""

from datetime import datetime

from django.urls import reverse

from lianjing.access import accounts
from lianjing.access.acts import act
from lianjing.access.rulebook import due
from lianjing.access.work import assign
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import china_day
from lianjing.records.models import Account, Person


@act(Action.ACCOUNT_MANAGE, on="person")
def open_account(*, post: Seat, person: Person, username: str, now: datetime) -> str:
    """Make an account for a person and return its one-time password, which is kept nowhere."""
    if Account.objects.filter(person=person).exists():
        raise RuleBroken("account_there", person=person.name)
    accounts.refuse_sign_in_name(username)
    password = accounts.one_time_password()
    Account.objects.create_user(username, password, person=person, must_change_password=True)
    return password


@act(Action.ACCOUNT_MANAGE, on="person")
def give_password(*, post: Seat, person: Person, now: datetime) -> str:
    """Give a new one-time password, to be changed at the next sign-in; the account is signed out everywhere."""
    account = _of_another(post, person)
    _refuse_soon_after(account.factor_dropped_at, now)
    password = accounts.one_time_password()
    account.set_password(password)
    account.must_change_password, account.password_given_at = True, now
    account.save(update_fields=["password", "must_change_password", "password_given_at"])
    _tell(person, "password_given", now)
    accounts.end_sessions(account)
    return password


@act(Action.ACCOUNT_MANAGE, on="person")
def forget_second_factor(*, post: Seat, person: Person, now: datetime) -> int:
    """Forget a lost phone's codes and passkeys; a new one must be set up before any desk opens."""
    account = _of_another(post, person)
    _refuse_soon_after(account.password_given_at, now)
    account.factor_dropped_at = now
    account.save(update_fields=["factor_dropped_at"])
    accounts.end_sessions(account)
    _tell(person, "factor_forgotten", now)
    return accounts.drop_second_factors(account)


@act(Action.ACCOUNT_MANAGE, on="person")
def forget_platform(*, post: Seat, person: Person, now: datetime) -> int:
    """Forget who of the county's platform signs in here: whom it names next by this sign-in name is connected."""
    account = _of_another(post, person)
    accounts.end_sessions(account)
    _tell(person, "platform_forgotten", now)
    return accounts.forget_platform(account)


@act(Action.ACCOUNT_MANAGE, on="person")
def close_account(*, post: Seat, person: Person, now: datetime) -> Account:
    """Close an account; nothing it did is lost, and it is signed out everywhere."""
    return _set_active(post, person, False)


@act(Action.ACCOUNT_MANAGE, on="person")
def reopen_account(*, post: Seat, person: Person, now: datetime) -> Account:
    """Open a closed account again."""
    return _set_active(post, person, True)


def _set_active(post: Seat, person: Person, active: bool) -> Account:
    account = _of_another(post, person)
    account.is_active = active
    account.save(update_fields=["is_active"])
    if not active:
        accounts.end_sessions(account)
    return account


def _refuse_soon_after(other: datetime | None, now: datetime) -> None:
    """Refuse the second half of taking an account over: password and second factor lie days apart, seen by others."""
    if other is None:
        return
    open_again = due("account.apart", other)
    if now < open_again:
        raise RuleBroken("password_and_factor_apart", until=china_day(open_again).isoformat())


def _tell(person: Person, code: str, now: datetime) -> None:
    """Put it on the lists of the person and of whoever heads the unit: nobody's account changes unseen."""
    for told in accounts.who_is_told(person, now.date()):
        assign(code=code, about=person, post=told, url=reverse("worklist:home"), now=now, facts={"person": person.name})


def _of_another(post: Seat, person: Person) -> Account:
    """Return the account of somebody else: nobody lets themselves in by this page."""
    if person.pk == post.person_id:
        raise RuleBroken("own_account")
    return accounts.account_of(person)
