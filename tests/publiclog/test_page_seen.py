"""One page as its readers see it, held against the public log from outside: what was changed on it is named."""

import json
import re

import pytest

import lianjing_verify
from lianjing.access import asking_work, public_log_keys
from lianjing.jobs import public_log, publishing
from lianjing.rooms.answering import usecases
from lianjing.rooms.notices.usecases import course
from tests.rooms.notices_year import BEGAN, Calendar
from tests.world import at

SITE = "http://site.example"
MENU = "周一：米饭、土豆烧肉、青菜汤"


class Site:
    """Published files, and the verifier that reads them as if over the network."""

    def __init__(self, folder, signer):
        self.folder, self.key = folder, str(signer.verifier)

    def page(self, address):
        return self.folder / f"{address.strip('/')}/index.html"

    def change(self, path, was, now):
        file = self.folder / path if "." in path else self.page(path)
        whole = file.read_text()
        assert was in whole, was
        file.write_text(whole.replace(was, now))

    def check(self, address, capsys):
        code = lianjing_verify.main(["page", SITE + address, "--key", self.key, "--json"])
        said = json.loads(capsys.readouterr().out)
        return code, said.get("page") or [one["code"] for one in said["findings"]]


def read(files, path):
    name = f"{files.address}/{path}".removeprefix(SITE).strip("/")
    place = Site.now.folder / name
    place = place / "index.html" if place.is_dir() else place
    return place.read_bytes() if place.exists() else None


@pytest.fixture
def site(county, settings, tmp_path, monkeypatch):
    """A school's pages, published with their proofs: a menu, a power, an answered question."""
    from tests.rooms.test_published import ask

    settings.STATE_DIR = tmp_path / "state"
    monkeypatch.setattr(asking_work, "whole", lambda name, now: {"objection.proof_bits": 4}.get(name, 30))
    signer = public_log_keys.make("site.example/log")
    year = Calendar(county)
    year.menu = year.publish()
    year.asked = ask(county, "食堂的大米在哪里买的？", at(BEGAN))
    usecases.answer(post=county.principal, question=year.asked, words="在县里统一采购的名单内买。", now=at(BEGAN))
    public_log.keep(at(BEGAN, 10))
    publishing.publish(tmp_path / "site", at(BEGAN, 10))
    publishing.publish(tmp_path / "site", at(BEGAN, 11))
    made = Site(tmp_path / "site", signer)
    made.year, made.menu = year, f"/s/s001/calendar/{year.menu.pk}/"
    made.answer, made.power = f"/s/s001/answers/{year.asked.pk}/", "/s/s001/powers/ST-03/"
    monkeypatch.setattr(Site, "now", made, raising=False)
    monkeypatch.setattr(lianjing_verify.Files, "read", read)
    return made


def test_pages_that_nobody_touched_are_what_was_entered(site, capsys):
    assert site.check(site.menu, capsys) == (0, "same")
    assert site.check(site.answer, capsys) == (0, "same")
    assert site.check(site.power, capsys) == (0, "marked")


def one_word_of_a_notice(site):
    site.change(site.menu, "土豆烧肉", "土豆烧牛肉")
    return site.menu


def one_word_of_an_answer(site):
    site.change(site.answer, "统一采购的名单内", "统一采购的名单外")
    return site.answer


def the_mark_of_a_power(site):
    mark = re.search(r"SHA-256 ([0-9a-f]{64})", site.page(site.power).read_text())[1]
    site.change(site.power, mark, "0" * 64)
    return site.power


def a_page_with_the_proof_of_another(site):
    mine, other = (
        re.search(r'href="(/log/proof/[^"]+)"', site.page(page).read_text())[1] for page in (site.menu, site.answer)
    )
    site.change(site.menu, mine, other)
    return site.menu


def a_page_put_in_another_place(site):
    other = site.menu.replace(str(site.year.menu.pk), "987654")
    site.page(other).parent.mkdir()
    site.page(other).write_bytes(site.page(site.menu).read_bytes())
    return other


@pytest.mark.parametrize(
    "change",
    [one_word_of_a_notice, one_word_of_an_answer, the_mark_of_a_power, a_page_with_the_proof_of_another,
     a_page_put_in_another_place],
)  # fmt: skip
def test_a_changed_page_is_named(site, capsys, change):
    assert site.check(change(site), capsys) == (1, ["page_changed"])


def test_page_and_content_changed_together_are_named(site, capsys):
    """Whoever changes the page and the content beside the log still meets the entry's commitment."""
    content = re.search(r'href="/(log/content/[^"]+)"', site.page(site.menu).read_text())[1]
    site.change(site.menu, "土豆烧肉", "土豆烧牛肉")
    site.change(content, "土豆烧肉", "土豆烧牛肉")
    assert site.check(site.menu, capsys) == (1, ["content_changed"])


def test_a_proof_that_was_changed_or_taken_off_the_page_is_named(site, capsys):
    proof = re.search(r'href="/(log/proof/[^"]+)"', site.page(site.menu).read_text())[1]
    lines = (site.folder / proof).read_text().split("\n")
    site.change(proof, lines[2], "A" * 43 + "=")
    assert site.check(site.menu, capsys) == (1, ["proof_wrong"])
    site.change(site.menu, f"/{proof}", "/")
    assert site.check(site.menu, capsys) == (1, ["page_unproved"])


def test_a_head_that_another_key_signed_is_named(site, capsys, tmp_path, settings):
    settings.STATE_DIR = tmp_path / "other"
    site.key = str(public_log_keys.make("site.example/log").verifier)
    assert site.check(site.menu, capsys) == (1, ["checkpoint_signature"])


def test_of_what_was_withdrawn_only_that_it_hung_can_be_checked(site, capsys):
    year = site.year
    course.withdraw(post=year.principal, disclosure=year.again(year.menu), reason="放错了", now=at(BEGAN, 12))
    public_log.keep(at(BEGAN, 13))
    publishing.publish(site.folder, at(BEGAN, 13))
    assert MENU not in site.page(site.menu).read_text()
    assert site.check(site.menu, capsys) == (0, "gone")


def test_a_page_that_is_not_there_is_told_from_one_that_was_changed(site):
    command = ["page", SITE + "/s/s001/calendar/987654/", "--key", site.key]
    assert lianjing_verify.main(command) == lianjing_verify.UNREADABLE
