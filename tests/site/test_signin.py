"""Sign-in: Argon2id, delay, rotation, second factor, no open door."""

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import identify_hasher
from django.core.cache import cache

from lianjing.records.models import Account

PASSWORD = "xue-xiao-qing-lian-2026"


@pytest.fixture
def account(county):
    account = Account.objects.get(person=county.clerk.person_id)
    account.username = "clerk"
    account.set_password(PASSWORD)
    account.save()
    cache.clear()
    yield account
    cache.clear()


def _code(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_passwords_are_argon2id(account):
    assert account.password.startswith("argon2$argon2id$")
    assert identify_hasher(account.password).algorithm == "argon2"


def test_a_password_alone_opens_no_desk(client, account):
    answer = client.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/work/")["Location"] == "/accounts/2fa/"


def test_with_a_code_the_desk_opens_and_the_session_is_a_new_one(client, account):
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    client.get("/accounts/login/")
    first = client.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    assert first["Location"].startswith("/accounts/2fa/authenticate")
    before = client.session.session_key
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert "_auth_user_id" not in client.session
    answer = client.post("/accounts/2fa/authenticate/", {"code": _code(secret)})
    assert answer.status_code == 302
    assert client.session.session_key != before
    assert client.get("/work/").status_code == 200


def test_wrong_passwords_slow_down_and_then_wait(client, account):
    for _ in range(12):
        answer = client.post("/accounts/login/", {"login": "clerk", "password": "wrong-wrong-wrong"})
    assert (
        answer.status_code == 429 or "too many" in answer.content.decode().lower() or "过多" in answer.content.decode()
    )
    good = client.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    assert good.status_code != 302


def test_nobody_can_sign_up(client, db):
    answer = client.get("/accounts/signup/")
    assert b"password1" not in answer.content
    client.post("/accounts/signup/", {"username": "me", "password1": PASSWORD, "password2": PASSWORD})
    assert not Account.objects.filter(username="me").exists()


def test_signing_in_leaves_no_count_and_no_time(account, client):
    client.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    columns = {field.name for field in Account._meta.get_fields()}
    assert "last_login" not in columns
    assert not {"logins", "login_count", "online"} & columns


def test_a_demo_link_is_refused_outside_a_demo(client, account, settings):
    from lianjing.access.demo import ticket_for

    settings.DEMO = False
    assert client.get(f"/demo/sign-in/{ticket_for('clerk')}/").status_code == 404
    settings.DEMO = True
    assert client.get("/demo/sign-in/forged/").status_code == 404
    assert client.get(f"/demo/sign-in/{ticket_for('clerk')}/").status_code == 302
    assert client.get(f"/demo/sign-in/{ticket_for('clerk')}/?next=https://evil.example/")["Location"] == "/work/"


def test_a_person_switches_only_to_posts_they_hold(county, client, account):
    from lianjing.records.models import Holding, Person
    from tests.world import DAY

    second = county.post("s002", "teacher")
    Holding(
        post=second, person=Person._base_manager.get(pk=county.clerk.person_id), valid_from=DAY.replace(year=2025)
    ).save()
    client.force_login(account)
    session = client.session
    session["trusted_sign_in"] = "demo"
    session.save()
    key = session.session_key
    assert client.post("/work/post/", {"post": county.principal.post_id}).status_code == 422
    assert client.post("/work/post/", {"post": "x"}).status_code == 422
    assert client.post("/work/post/", {"post": "9" * 5000}).status_code == 422
    assert client.post("/work/post/", {"post": second.pk}).status_code == 302
    assert client.session["post"] == second.pk
    assert client.session.session_key != key
