"""Files beside a notice: what passed the gate is there for everybody, as long as the notice is, and as files too."""

import hashlib

import pytest

from lianjing.access import notices
from lianjing.jobs import publishing
from lianjing.records.models import Disclosure, NoticeFile
from lianjing.rooms.notices.usecases import approving, course, preparing
from tests.rooms.notices_year import BEGAN
from tests.world import at

DATA = "日期,菜名\n周一,土豆烧肉\n".encode()
NAME = "一周食谱.csv"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("lianjing.access.clock.now", lambda: at(BEGAN, 12))


@pytest.fixture
def hung(year):
    """A menu with a file beside it, up since the twelfth."""
    slot = year.prepare()
    preparing.attach(post=year.clerk, disclosure=slot, name=NAME, data=DATA, now=at(BEGAN))
    preparing.send(post=year.clerk, disclosure=year.again(slot), now=at(BEGAN))
    approving.approve(post=year.principal, disclosure=year.again(slot), now=at(BEGAN))
    return year.again(slot)


def address_of(slot):
    file = NoticeFile._base_manager.get()
    return f"/s/s001/calendar/{slot.pk}/files/{file.pk}.csv"


def test_a_parent_finds_the_file_on_the_page_with_its_mark(client, hung):
    html = client.get(f"/s/s001/calendar/{hung.pk}/").content.decode()
    assert f'href="{address_of(hung)}" download="{NAME}"' in html
    assert hashlib.sha256(DATA).hexdigest() in html
    answer = client.get(address_of(hung))
    assert b"".join(answer.streaming_content) == DATA
    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


ELSEWHERE = (
    "/s/s002/calendar/{slot}/files/{file}.csv",
    "/s/s001/calendar/{slot}/files/{file}.exe",
    "/s/s001/calendar/0/files/{file}.csv",
    "/s/s001/calendar/{slot}/files/0.csv",
)


@pytest.mark.parametrize("wrong", ELSEWHERE)
def test_only_where_it_hangs(client, hung, wrong):
    file = NoticeFile._base_manager.get().pk
    assert client.get(wrong.format(slot=hung.pk, file=file)).status_code == 404


def test_it_comes_down_with_its_notice(client, year, hung):
    course.withdraw(post=year.principal, disclosure=hung, reason="放错了", now=at(BEGAN, 11))
    assert client.get(address_of(hung)).status_code == 404
    assert NAME not in client.get(f"/s/s001/calendar/{hung.pk}/").content.decode()


@pytest.mark.parametrize("audience", ["school", "staff"])
def test_what_hangs_at_the_school_only_has_no_file_on_the_net(client, hung, audience):
    Disclosure._base_manager.filter(pk=hung.pk).update(audience=audience)
    assert client.get(address_of(hung)).status_code == 404


def test_bytes_that_did_not_pass_the_gate_are_given_to_nobody(client, hung):
    NoticeFile._base_manager.update(data="覃小花".encode())
    assert client.get(address_of(hung)).status_code == 404


def test_it_stands_beside_the_published_page_and_goes_with_it(year, hung, tmp_path):
    publishing.publish(tmp_path, at(BEGAN, 12))
    file = tmp_path / address_of(hung).lstrip("/")
    assert file.read_bytes() == DATA
    assert address_of(hung) in (tmp_path / f"s/s001/calendar/{hung.pk}/index.html").read_text()
    course.withdraw(post=year.principal, disclosure=year.again(hung), reason="放错了", now=at(BEGAN, 13))
    publishing.publish(tmp_path, at(BEGAN, 14))
    assert not file.exists()
    assert notices.one(hung.pk, at(BEGAN).date()).newest.files == ()
