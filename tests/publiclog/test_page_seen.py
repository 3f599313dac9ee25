"""One page as its readers see it, held against the public log from outside: what was changed on it is named."""

import json
import re
from datetime import date

import pytest
from django.utils import translation

import lianjing_verify
from lianjing.access import asking, asking_work, public_log_keys
from lianjing.access.notices import PublicNotice
from lianjing.jobs import public_log, publishing
from lianjing.portal import notice_words
from lianjing.records.models import Disclosure
from lianjing.rooms.answering import usecases
from lianjing.rooms.notices.usecases import approving, course, preparing
from tests.rooms.notices_year import BEGAN, Calendar, publish_content
from tests.rooms.test_notice_course import people_slot
from tests.world import at

SITE = "http://site.example"
MENU = "周一：米饭、土豆烧肉、青菜汤"
FILE = "日期,菜名\n周一,土豆烧肉\n".encode()


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


def with_file(year):
    """Publish a menu with a file beside it."""
    slot = year.prepare()
    preparing.attach(post=year.clerk, disclosure=slot, name="一周食谱.csv", data=FILE, now=at(BEGAN))
    preparing.send(post=year.clerk, disclosure=year.again(slot), now=at(BEGAN))
    approving.approve(post=year.principal, disclosure=year.again(slot), now=at(BEGAN))
    return year.again(slot)


def listed(year):
    """Publish a table of two rows on the net."""
    slot = people_slot(year)
    Disclosure._base_manager.filter(pk=slot.pk).update(audience="public")
    rows = [{"name": "甲公司", "award": "500.00"}, {"name": "乙公司", "award": "1200.00"}]
    publish_content(year, year.again(slot), {"fields": {}, "rows": rows})
    return year.again(slot)


@pytest.fixture
def site(county, settings, tmp_path, monkeypatch):
    """A school's pages, published with their proofs: a menu, a power, an answered question."""
    from tests.rooms.test_published import ask

    settings.STATE_DIR = tmp_path / "state"
    monkeypatch.setattr(asking_work, "whole", lambda name, now: {"objection.proof_bits": 4}.get(name, 30))
    signer = public_log_keys.make("site.example/log")
    year = Calendar(county)
    year.menu = with_file(year)
    year.list = listed(year)
    year.asked = ask(county, "食堂的大米在哪里买的？", at(BEGAN))
    usecases.answer(post=county.principal, question=year.asked, words="在县里统一采购的名单内买。", now=at(BEGAN))
    public_log.keep(at(BEGAN, 10))
    publishing.publish(tmp_path / "site", at(BEGAN, 10))
    publishing.publish(tmp_path / "site", at(BEGAN, 11))
    made = Site(tmp_path / "site", signer)
    made.year, made.menu, made.list = year, *(f"/s/s001/calendar/{one.pk}/" for one in (year.menu, year.list))
    made.answer, made.power = f"/s/s001/answers/{year.asked.pk}/", "/s/s001/powers/ST-03/"
    monkeypatch.setattr(Site, "now", made, raising=False)
    monkeypatch.setattr(lianjing_verify.Files, "read", read)
    return made


def test_pages_that_nobody_touched_are_what_was_entered(site, capsys):
    assert site.check(site.menu, capsys) == (0, "same")
    assert site.check(site.list, capsys) == (0, "same")
    assert site.check(site.answer, capsys) == (0, "same")
    assert site.check(site.power, capsys) == (0, "marked")


def one_word_of_a_notice(site):
    site.change(site.menu, "土豆烧肉", "土豆烧牛肉")
    return site.menu


def two_amounts_change_places(site):
    site.change(site.list, "1200.00", "X")
    site.change(site.list, "500.00", "1200.00")
    site.change(site.list, "X", "500.00")
    return site.list


def a_figure_more(site):
    site.change(site.list, "<td>500.00", "<td>9500.00")
    return site.list


def a_row_less(site):
    whole = site.page(site.list).read_text()
    site.change(site.list, re.search(r"<tr>(?:(?!</tr>).)*甲公司.*?</tr>", whole)[0], "")
    return site.list


def a_sentence_more(site):
    site.change(site.menu, '<p class="soft mark-of">', '<p>更正：以食堂公告为准。</p><p class="soft mark-of">')
    return site.menu


def words_more_in_its_first_line(site):
    site.change(site.menu, "起公开，", "起公开，已经家长委员会同意，")
    return site.menu


def the_true_frame_hidden_behind_another(site):
    whole = site.page(site.menu).read_text()
    frame = re.search(r'<section class="stack notice-version".*?</section>', whole, re.S)[0]
    site.change(
        site.menu, frame, frame.replace("土豆烧肉", "土豆烧牛肉") + frame.replace("<section", "<section hidden", 1)
    )
    return site.menu


def the_frame_hidden(site):
    site.change(site.menu, '<section class="stack notice-version"', '<section hidden class="stack notice-version"')
    return site.menu


def a_picture_in_a_cell(site):
    site.change(site.menu, MENU, f'{MENU}<img src="/static/other.png">')
    return site.menu


def words_that_nobody_sees(site):
    site.change(site.menu, MENU, f'土豆烧牛肉<span class="visually-hidden">{MENU}</span>')
    return site.menu


def an_earlier_day(site):
    site.change(site.menu, "2026年10月12日 起", "2026年10月9日 起")
    return site.menu


def another_number_of_the_version(site):
    site.change(site.menu, "第1版</h2>", "第2版</h2>")
    return site.menu


def another_file_behind_the_link(site):
    (file,) = site.page(site.menu).parent.glob("files/*.csv")
    file.write_bytes(FILE.replace("烧肉".encode(), "烧牛肉".encode()))
    return site.menu


def a_file_taken_off_the_page(site):
    whole = site.page(site.menu).read_text()
    site.change(site.menu, re.search(r"<h3>附件</h3><ul.*?</ul>", whole, re.S)[0], "")
    return site.menu


def an_answer_put_beside_the_true_one(site):
    site.change(
        site.answer, '<blockquote class="answer">', '<blockquote class="answer">已查实。</blockquote><blockquote>'
    )
    return site.answer


def who_answered(site):
    site.change(site.answer, "<b>业州中心学校 校长</b>", "<b>业州中心学校 副校长</b>")
    return site.answer


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


CHANGES = (
    *(one_word_of_a_notice, two_amounts_change_places, a_figure_more, a_row_less, a_sentence_more),
    *(words_more_in_its_first_line, the_true_frame_hidden_behind_another, the_frame_hidden, a_picture_in_a_cell),
    *(words_that_nobody_sees, an_earlier_day, another_number_of_the_version, another_file_behind_the_link),
    *(a_file_taken_off_the_page, one_word_of_an_answer, an_answer_put_beside_the_true_one, who_answered),
    *(the_mark_of_a_power, a_page_with_the_proof_of_another, a_page_put_in_another_place),
)


def test_a_changed_page_is_named(site, capsys):
    """Each change alone, by its own way; before and after it the pages are as they were published."""
    before = {path: path.read_bytes() for path in (site.folder / "s/s001").rglob("*") if path.is_file()}
    told = {}
    for change in CHANGES:
        told[change.__name__] = site.check(change(site), capsys)
        for path, whole in before.items():
            path.write_bytes(whole)
    assert told == dict.fromkeys(told, (1, ["page_changed"]))
    assert len(told) == len(CHANGES)
    assert site.check(site.menu, capsys) == (0, "same")


def test_another_name_of_a_field_is_told_with_both_names(site, capsys):
    site.change(site.list, '<th scope="col">姓名</th>', '<th scope="col">推荐人</th>')
    assert site.check(site.list, capsys) == (1, ["label_changed"])


def test_content_that_was_taken_away_without_a_tombstone_is_named(site, capsys):
    """Abuse: edit the page, and delete what it would be compared with."""
    content = re.search(r'href="/(log/content/[^"]+)"', site.page(site.menu).read_text())[1]
    (site.folder / content).unlink()
    site.change(site.menu, "土豆烧肉", "土豆烧牛肉")
    assert site.check(site.menu, capsys) == (1, ["content_missing"])


def test_the_whole_site_is_held_against_the_log(site, capsys):
    """Every page by the newest entry about it; the control is the site untouched, and after a further version."""
    command = ["log", f"{SITE}/log", "--key", site.key, "--site", SITE, "--json"]

    def checked():
        code = lianjing_verify.main(command)
        return code, [(one["code"], one["path"]) for one in json.loads(capsys.readouterr().out)["findings"]]

    assert checked() == (0, [])
    site.change(site.list, "<td>500.00", "<td>9500.00")
    site.change(site.answer, "统一采购的名单内", "统一采购的名单外")
    assert checked() == (1, [("page_changed", one[1:]) for one in sorted((site.answer, site.list))])


def test_what_was_found_above_and_put_right_is_entered_too(site, capsys):
    """The asker is right, and it is put right: both stand on the page, and the page is what was entered."""
    year, question = site.year, site.year.asked
    asking._say(question=question, content=1, now=at(BEGAN, 12))
    usecases.uphold(post=year.leader, question=question, reason="名单已换，说得不准。", now=at(BEGAN, 13))
    said = {"words": "答复已补充采购名单的日期。", "now": at(BEGAN, 14)}
    for act, more in ((None, {}), (usecases.put_right, said)):
        if act:
            act(post=year.leader, question=question, **more)
        public_log.keep(at(BEGAN, 15))
        publishing.publish(site.folder, at(BEGAN, 15))
        publishing.publish(site.folder, at(BEGAN, 16))
        assert "学校公开的有误" in site.page(site.answer).read_text()
        assert site.check(site.answer, capsys) == (0, "same")
    site.change(site.answer, "学校公开的有误", "不成立")
    assert site.check(site.answer, capsys) == (1, ["page_changed"])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_verifier_knows_every_sentence_by_which_a_page_says_when_a_notice_hangs(language):
    up, down = {"ends_on": date(2026, 10, 19)}, {"down_at": at("2026-10-20"), "down_as": "expired"}
    bare = {"id": 1, "number": 1, "content": {}, "sha256": "", "days": 5, "why": ""}
    bare |= {"published_at": at(BEGAN), "ends_on": None, "down_at": None, "down_as": "", "names_people": False}
    with translation.override(language):
        told = [
            notice_words.told(PublicNotice(**{**bare, **more}), kind)
            for kind in ("notice", "disclosure")
            for more in ({}, up, down)
        ]
    assert {re.sub(lianjing_verify._DAY, "{}", one) for one in told} <= set(lianjing_verify.HUNG)
    assert [lianjing_verify._days(one)[0] for one in told] == [BEGAN] * 6


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


def test_a_page_that_still_shows_what_was_withdrawn_is_named(site, capsys):
    year, whole = site.year, site.page(site.menu).read_bytes()
    course.withdraw(post=year.principal, disclosure=year.again(year.menu), reason="放错了", now=at(BEGAN, 12))
    public_log.keep(at(BEGAN, 13))
    publishing.publish(site.folder, at(BEGAN, 13))
    site.page(site.menu).write_bytes(whole)
    assert site.check(site.menu, capsys) == (1, ["page_changed"])


def test_a_page_that_is_not_there_is_told_from_one_that_was_changed(site):
    command = ["page", SITE + "/s/s001/calendar/987654/", "--key", site.key]
    assert lianjing_verify.main(command) == lianjing_verify.UNREADABLE
