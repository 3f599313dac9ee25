"""Signing in through the county platform, against a real OpenID provider on a free port."""

import re
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
import requests

from lianjing.records.models import Account, WorkItem
from lianjing.rooms.accounts import usecases
from tests.world import at


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def provider():
    """A provider process that knows two people; yields its address."""
    port = _free_port()
    people = [
        '{"sub": "p-1", "claims": {"preferred_username": "county-clerk", "name": "x"}}',
        '{"sub": "p-3", "claims": {"preferred_username": "county-clerk", "name": "z"}}',
        '{"sub": "p-2", "claims": {"preferred_username": "nobody-here", "name": "y"}}',
    ]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=2).raise_for_status()
            break
        except requests.RequestException:
            time.sleep(0.1)
    for person in people:
        sub = re.search(r'"sub": "([^"]+)"', person).group(1)
        claims = person[person.index('"claims": ') + 10 : -1]
        requests.put(
            f"{address}/users/{sub}", data=claims, headers={"Content-Type": "application/json"}, timeout=5
        ).raise_for_status()
    yield address
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def connected(settings, provider):
    """This installation, configured for that provider as `LIANJING_OIDC_*` would."""
    app = {
        "provider_id": "county",
        "name": "County",
        "client_id": "lianjing",
        "secret": "s" * 20,
        "settings": {"server_url": provider},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    return provider


def sign_in(client, provider, sub):
    """Walk the code flow as a browser would; return the answer of our callback."""
    away = client.post("/accounts/oidc/county/login/")
    assert away.status_code == 302
    assert away["Location"].startswith(provider)
    back = requests.post(away["Location"], data={"sub": sub}, allow_redirects=False, timeout=10)
    assert back.status_code in (302, 303), back.text
    callback = urlsplit(back.headers["Location"])
    return client.get(f"{callback.path}?{callback.query}")


def test_a_known_name_signs_in_and_needs_no_second_factor_of_ours(county, client, connected):
    account = Account.objects.get(person=county.clerk.person_id)
    account.username = "county-clerk"
    account.save()
    answer = sign_in(client, connected, "p-1")
    assert answer.status_code == 302
    assert answer["Location"] == "/work/"
    assert client.get("/work/").status_code == 200
    assert client.session["trusted_sign_in"] == "oidc"


def test_a_name_given_again_opens_nobodys_account(county, client, connected):
    """The clerk left the platform, and a newcomer was given her sign-in name there."""
    account = Account.objects.get(person=county.clerk.person_id)
    account.username = "county-clerk"
    account.save()
    assert sign_in(client, connected, "p-1")["Location"] == "/work/"
    client.logout()
    refused = sign_in(client, connected, "p-3")
    assert refused["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session
    assert "技术管理员" in client.get("/accounts/login/").content.decode()
    assert sign_in(client, connected, "p-1")["Location"] == "/work/"

    person = account.person
    usecases.forget_platform(post=county.tech, person=person, now=at())
    assert WorkItem._base_manager.filter(code="platform_forgotten", post=county.clerk.post_id).exists()
    client.logout()
    assert sign_in(client, connected, "p-3")["Location"] == "/work/"
    client.logout()
    assert sign_in(client, connected, "p-1")["Location"] == "/accounts/login/"


def test_an_unknown_name_makes_no_account(county, client, connected):
    before = Account.objects.count()
    answer = sign_in(client, connected, "p-2")
    assert Account.objects.count() == before
    assert "_auth_user_id" not in client.session
    assert answer.status_code in (200, 302, 403)
    assert client.get("/work/").status_code == 302


def test_a_closed_account_stays_out(county, client, connected):
    account = Account.objects.get(person=county.clerk.person_id)
    account.username, account.is_active = "county-clerk", False
    account.save()
    sign_in(client, connected, "p-1")
    assert "_auth_user_id" not in client.session


def test_a_forged_answer_is_refused(county, client, connected):
    client.post("/accounts/oidc/county/login/")
    answer = client.get("/accounts/oidc/county/login/callback/?code=x&state=forged")
    assert "_auth_user_id" not in client.session
    assert answer.status_code in (200, 302, 401, 403)


def test_the_second_factor_is_asked_of_others(county, client):
    account = Account.objects.get(person=county.clerk.person_id)
    client.force_login(account)
    assert client.get("/work/")["Location"] == "/accounts/2fa/"
