"""What went wrong is said in words; the public pages tell public facts only; the sign-in pages are ours."""

import gzip
import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from lianjing.access import clock, public
from lianjing.domain.machines import ALL
from lianjing.records.models import Account, CoverageRun, Person, Supervisor
from lianjing.ui.wording import states
from tests.world import at

TAGS = re.compile(r"<[^>]+>")


def signed_in(seat) -> Client:
    client = Client()
    client.force_login(Account.objects.get(person_id=seat.person_id))
    session = client.session
    session["trusted_sign_in"] = "demo"
    session.save()
    return client


@pytest.fixture
def proved(county):
    """A proof with a supervisor above and one beside for one power at one school."""
    run = CoverageRun(
        path="/js/", as_of=date(2026, 10, 12), ran_at=at(), network_sha256="0" * 64, steps=2, covered=2, seconds=0.1
    )
    run.save()
    for side, seat in (("upper", county.township), ("peer", county.other_leader)):
        for step in ("1", "2"):
            Supervisor(
                run=run, org=county.org("s002"), power="ZS-01", step=step, side=side, post_id=seat.post_id
            ).save()
    return county


def test_every_state_of_every_machine_has_its_words():
    worded = set(states.STATES)
    assert worded == {(name, state) for name, machine in ALL.items() for state in machine.states}
    assert {tone for tone, _words in states.STATES.values()} <= {"grey", "blue", "yellow", "red", "green"}


def test_an_open_question_is_not_shown_in_red():
    assert states.state("red_flag", "raised")[0] == "yellow"


# --- what went wrong ----------------------------------------------------------------------------------------------


def test_absent_looks_the_same_for_everybody(county):
    for client in (Client(), signed_in(county.clerk)):
        response = client.get("/no/such/page/")
        assert response.status_code == 404
        assert b"<h1>" in response.content


def test_a_refusal_is_a_page_for_people_and_a_sentence_for_htmx(county):
    with override_settings(ROOT_URLCONF="tests.ui.gallery"):
        client = signed_in(county.clerk)
        address = "/gallery/list/?sort=parent__name"
        page = client.get(address, headers={"referer": "http://testserver/network/?q=x"})
        part = client.get(address, headers={"hx-request": "true"})
    assert page.status_code == part.status_code == 422
    assert 'href="/network/?q=x"' in page.content.decode()  # the page before, not a door of the frame
    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()
    assert 'role="alert"' in part.content.decode()


@pytest.mark.parametrize("referer", ["https://evil.example/x", "javascript:alert(1)", "http://localhost.evil/x"])
def test_the_way_back_never_leaves_the_site(county, referer):
    with override_settings(ROOT_URLCONF="tests.ui.gallery"):
        page = signed_in(county.clerk).get("/gallery/list/?sort=x", headers={"referer": referer})
    assert "evil" not in page.content.decode()
    assert "alert(1)" not in page.content.decode()


def test_an_old_form_is_told_so():
    response = Client(enforce_csrf_checks=True).post(reverse("portal:reading"))
    assert response.status_code == 403
    assert "<h1>" in response.content.decode()


def test_our_fault_is_told_without_the_database(county, monkeypatch):
    def fail(*_args, **_named):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(public, "school", fail)
    client = Client(raise_request_exception=False)
    response = client.get(reverse("portal:school", args=["s001"]))
    assert response.status_code == 500
    assert "secret detail" not in response.content.decode()
    assert str(clock.now().year) in response.content.decode()


def test_an_account_without_a_post_is_told_why(county):
    account = Account(username="nobody", person=county.person("无岗", "s001"))
    account.save()
    client = Client()
    client.force_login(account)
    session = client.session
    session["trusted_sign_in"] = "demo"
    session.save()
    response = client.get(reverse("worklist:home"))
    assert response.status_code == 403
    assert 'class="rail"' not in response.content.decode()


# --- the public pages ---------------------------------------------------------------------------------------------

PUBLIC = ["portal:home", "portal:schools", "portal:supervision", "portal:objection"]


def addresses() -> list[str]:
    return [*map(reverse, PUBLIC), reverse("portal:school", args=["s002"])]


def test_public_pages_name_no_person_and_load_no_script(proved):
    people = [person.name for person in Person._base_manager.all()]
    for address in addresses():
        text = Client().get(address).content.decode()
        assert not [name for name in people if name in text], address
        assert "<script" not in text, address


def test_a_name_on_a_public_page_would_be_seen(proved, monkeypatch):
    told = public.PublicPost("何立", "业州镇纪委")
    watch = public.PublicWatch(date(2026, 10, 12), False, {"ZS-01": public.PowerWatch("ZS-01", (told,), ())}, ())
    monkeypatch.setattr(public, "watch", lambda *_args: watch)
    with pytest.raises(AssertionError):
        test_public_pages_name_no_person_and_load_no_script(proved)


def test_a_public_page_weighs_less_than_100_kilobytes(proved, settings):
    from django.contrib.staticfiles import finders

    for address in addresses():
        page = Client().get(address).content
        loaded = set(re.findall(rb'(?:href|src)="/static/([^"#]+)', page))
        weight = len(gzip.compress(page)) + sum(
            len(gzip.compress(Path(finders.find(name.decode())).read_bytes())) for name in loaded
        )
        assert weight < 100_000, address
        assert len(loaded) < 12


def test_a_school_page_says_who_supervises_each_power(proved):
    text = TAGS.sub("", Client().get(reverse("portal:school", args=["s002"])).content.decode())
    assert "业州镇纪委 纪委书记" in text
    assert "花坪执纪监督小组 组长" in text


def test_a_school_is_found_by_name_and_pinyin(county):
    from lianjing.access.sought import sought

    school = county.org("s002")
    school.sought = sought(school.name)
    school.save()
    for query in ("业州二小", "yezhou", "yzex"):
        found = [row.code for row in public.schools(date(2026, 10, 12), query)]
        assert found == ["s002"], query


def test_only_schools_in_force_are_public(county):
    closed = county.org("s002")
    closed.valid_to = date(2026, 10, 11)
    closed.save()
    assert public.school("s002", date(2026, 10, 11)) is not None
    assert public.school("s002", date(2026, 10, 12)) is None
    assert public.school("jcs", date(2026, 10, 12)) is None
    assert Client().get(reverse("portal:school", args=["s002"])).status_code == 404


def test_queries_of_a_school_page_do_not_grow(proved, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):  # notices, questions and the canteen stand on it too
        Client().get(reverse("portal:school", args=["s002"]))


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:x", "", "/\\evil.example"])
def test_choosing_larger_letters_never_leads_elsewhere(db, back):
    response = Client().post(reverse("portal:reading"), {"size": "larger", "next": back})
    assert response["Location"] == "/"
    assert response.cookies["lianjing_larger"].value == "1"


def test_larger_letters_are_kept_and_given_back(db):
    client = Client()
    client.post(reverse("portal:reading"), {"size": "larger", "next": "/schools/"})
    assert 'class="larger"' in client.get("/").content.decode()
    client.post(reverse("portal:reading"), {"size": "usual"})
    assert 'class="larger"' not in client.get("/").content.decode()


# --- sign-in ------------------------------------------------------------------------------------------------------


def test_the_sign_in_page_offers_a_passkey_and_no_sign_up(db):
    text = Client().get(reverse("account_login")).content.decode()
    assert 'id="passkey_login"' in text
    assert "signup" not in text
    assert "password/reset" not in text


def test_nobody_is_mailed_a_password(db, mailoutbox):
    address = reverse("account_reset_password")
    assert Client().get(address).status_code == 200
    assert Client().post(address, {"email": "a@b.example"}).status_code == 405
    assert not mailoutbox


@pytest.mark.parametrize("name", ["mfa_index", "account_change_password", "mfa_list_webauthn", "account_logout"])
def test_the_account_pages_stand_in_our_frame(county, name):
    text = signed_in(county.clerk).get(reverse(name), follow=True).content.decode()
    assert 'class="bar"' in text
    assert 'id="main"' in text


def test_every_page_says_its_language_and_its_title(county):
    for address in [*addresses(), reverse("account_login")]:
        for code, tag in (("zh-hans", "zh-Hans"), ("en", "en")):
            client = Client()
            client.cookies["django_language"] = code
            text = client.get(address).content.decode()
            assert f'<html lang="{tag}"' in text
            assert len(re.findall("<h1", text)) == 1
