"""Accounts: opened, closed, given a one-time password; nothing else is seen, and nobody lets themselves in."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from lianjing.access import accounts
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Account, JournalEntry, Person
from lianjing.rooms.accounts import usecases
from tests.rooms.test_worklist import signed_in
from tests.world import at


def person_of(seat):
    return Person._base_manager.get(pk=seat.person_id)


def test_a_one_time_password_signs_in_and_must_be_changed(county, client, settings):
    settings.CONFIG = settings.CONFIG.model_copy(update={"staff_second_factor": False})
    password = usecases.give_password(post=county.tech, person=person_of(county.clerk), now=at())
    username = Account.objects.get(person=county.clerk.person_id).username
    assert client.post("/accounts/login/", {"login": username, "password": password}).status_code == 302
    assert client.get("/work/")["Location"] == "/accounts/password/change/"
    new = "guo-yuan-xiao-xue-1949"
    answer = client.post("/accounts/password/change/", {"oldpassword": password, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert client.get("/work/").status_code == 200
    assert not Account.objects.get(username=username).must_change_password


def test_the_password_is_kept_nowhere(county):
    password = usecases.give_password(post=county.tech, person=person_of(county.clerk), now=at())
    assert not any(password.encode() in bytes(entry.canonical) for entry in JournalEntry._base_manager.all())
    assert password not in Account.objects.get(person=county.clerk.person_id).password


def test_closing_signs_out_at_once(county, client):
    page = signed_in(client, county.clerk)
    assert page.get("/work/").status_code == 200
    usecases.close_account(post=county.tech, person=person_of(county.clerk), now=at())
    assert page.get("/work/").status_code == 302
    usecases.reopen_account(post=county.tech, person=person_of(county.clerk), now=at())
    assert Account.objects.get(person=county.clerk.person_id).is_active


def test_a_lost_phone_is_forgotten(county):
    account = Account.objects.get(person=county.clerk.person_id)
    TOTP.activate(account, generate_totp_secret())
    assert accounts.has_second_factor(account)
    usecases.forget_second_factor(post=county.tech, person=person_of(county.clerk), now=at())
    assert not accounts.has_second_factor(account)


def test_an_account_is_opened_once_with_a_name_of_its_own(county):
    person = county.person("周新", "s001")
    password = usecases.open_account(post=county.tech, person=person, username="zhou-xin", now=at())
    assert Account.objects.get(username="zhou-xin").check_password(password)
    with pytest.raises(RuleBroken) as refusal:
        usecases.open_account(post=county.tech, person=person, username="zhou-xin2", now=at())
    assert refusal.value.code == "account_there"
    with pytest.raises(RuleBroken) as refusal:
        usecases.open_account(post=county.tech, person=county.person("周二", "s001"), username="zhou-xin", now=at())
    assert refusal.value.code == "username_taken"


def test_nobody_lets_themselves_in_here(county):
    with pytest.raises(RuleBroken) as refusal:
        usecases.give_password(post=county.tech, person=person_of(county.tech), now=at())
    assert refusal.value.code == "own_account"


@pytest.mark.parametrize("who", ["inspector", "chief", "officer", "leader", "principal", "clerk", "teacher"])
def test_it_is_the_administrators_page_alone(county, client, who):
    seat = getattr(county, who)
    with pytest.raises(RuleBroken):
        usecases.give_password(post=seat, person=person_of(county.member), now=at())
    assert signed_in(client, seat).get("/people/").status_code == 404


def test_pages_show_names_and_no_contact(county, client):
    person = person_of(county.clerk)
    person.phone_last_four, person.id_last_four = "9876", "123X"
    person.save()
    page = signed_in(client, county.tech)
    for address in ("/people/", reverse("accounts:account", args=[person.pk])):
        shown = page.get(address).content.decode()
        assert "李账" in shown
        assert "9876" not in shown
        assert "123X" not in shown
    assert page.get("/people/", {"standing": "open", "q": "李账"}).status_code == 200
    assert page.get("/people/", {"as": "xlsx"}).status_code == 200
    answer = page.post(reverse("accounts:step", args=[person.pk, "password"]))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store, private"
    assert page.post(reverse("accounts:step", args=[person.pk, "explode"])).status_code == 404
    assert page.get(reverse("accounts:step", args=[person.pk, "password"])).status_code == 404
    wrong = page.post(reverse("accounts:step", args=[county.person("周三", "s001").pk, "open"]), {"username": "A b"})
    assert wrong.status_code == 422


def test_nobody_takes_an_account_over_unseen(county):
    from datetime import timedelta

    from lianjing.records.models import WorkItem

    person = person_of(county.clerk)
    usecases.give_password(post=county.tech, person=person, now=at())
    with pytest.raises(RuleBroken) as refusal:
        usecases.forget_second_factor(post=county.tech, person=person, now=at() + timedelta(hours=71))
    assert refusal.value.code == "password_and_factor_apart"
    usecases.forget_second_factor(post=county.tech, person=person, now=at() + timedelta(hours=73))
    with pytest.raises(RuleBroken):
        usecases.give_password(post=county.tech, person=person, now=at() + timedelta(hours=74))
    told = WorkItem._base_manager.filter(code="password_given").values_list("post", flat=True)
    assert county.clerk.post_id in told
