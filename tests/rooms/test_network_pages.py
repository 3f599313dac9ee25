"""The pages of the network: what each post finds, what it does not, and the same number of queries however large."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianjing.access.sought import sought
from lianjing.domain.authority import Role
from lianjing.records.models import Declaration, Holding, JournalEntry, Org, Person, Post
from lianjing.rooms.network.usecases import editing
from tests.rooms.rosters import sign_in
from tests.world import DAY, at

NOW = at()


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("lianjing.access.clock.now", lambda: NOW)


def text(client, name, *arguments, **asked):
    answer = client.get(reverse(f"network:{name}", args=arguments), asked)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def test_the_whole_network_is_one_drawing_with_a_link_to_every_unit(client, county):
    page = text(sign_in(client, county.teacher), "home")
    for org in Org._base_manager.all():
        assert reverse("network:unit", args=[org.pk]) in page, org
    for body in ("派出第七纪检监察组", "业州镇纪委", "宣传部", "基教股", "电教馆"):
        assert body in page
    assert "1+1+2+3" in page


def test_one_clicks_from_the_commission_to_a_group_and_a_school(client, county):
    """Commission → (peer) bureau → group → school, each by a link on the page before."""
    desk = sign_in(client, county.inspector)
    for above, below in (("js", "jyj"), ("jyj", "zj01"), ("zj01", "s001")):
        page = text(desk, "unit", county.org(above).pk)
        assert reverse("network:unit", args=[county.org(below).pk]) in page


def test_a_unit_shows_head_members_scope_term_vacancies_and_lines(client, county):
    org = county.org("xz1")
    org.charge, org.term_ends = "监督业州镇各校", date(2028, 8, 31)
    org.save()
    county.post("xz1", "", "WY", "委员")
    county.edge("xz1", "zj10", "peer")
    page = text(sign_in(client, county.inspector), "unit", org.pk)
    for word in ("纪委书记", "覃刚", "监督业州镇各校", "2028", "委员", "业州执纪监督小组", "花坪执纪监督小组"):
        assert word in page
    group = text(client, "unit", county.org("s001").pk)
    assert "业州镇纪委" in group  # inherited from the line over its group


def test_a_past_day_shows_who_stood_where(client, county):
    school = county.org("s002")
    editing.move_unit(post=county.officer, unit=school, parent=county.org("zj10"), valid_from=DAY, now=NOW)
    held = Holding._base_manager.get(post=county.leader.post_id)
    held.valid_to = date(2026, 10, 1)
    held.save(update_fields=["valid_to"])
    desk = sign_in(client, county.officer)
    then, now = (text(desk, "unit", county.org("zj01").pk, **asked) for asked in ({"on": "2024-03-01"}, {}))
    assert "刘成" in then
    assert "业州二小" in then
    assert "刘成" not in now
    assert "业州二小" not in now
    assert desk.get(reverse("network:home"), {"on": "2024-03-01"}).status_code == 200
    assert desk.get(reverse("network:home"), {"on": "yesterday"}).status_code == 422


@pytest.mark.parametrize(
    ("who", "sees"),
    [(who, True) for who in ("inspector", "officer", "leader", "principal", "clerk")]
    + [(who, False) for who in ("teacher", "other_leader", "section", "other_clerk", "tech")],
)
def test_a_person_is_absent_for_a_post_that_may_not_see_them(client, county, who, sees):
    """Page, unit page, post page, search, list: the name is nowhere, and the address looks empty."""
    Person._base_manager.filter(pk=county.clerk.person_id).update(sought=sought("李账"))
    desk = sign_in(client, getattr(county, who))
    answer = desk.get(reverse("network:person", args=[county.clerk.person_id]))
    assert answer.status_code == (200 if sees else 404)
    pages = [text(desk, "unit", county.org("s001").pk), text(desk, "post", county.clerk.post_id)]
    pages.append(text(desk, "search", q="lizhang"))
    listed = desk.get(reverse("network:people"))
    pages += [listed.content.decode()] if listed.status_code == 200 else []
    assert [("李账" in page) for page in pages] == [sees] * len(pages)


def test_the_last_four_figures_are_shown_on_asking_only_and_each_look_is_written_down(client, county):
    person = Person._base_manager.get(pk=county.clerk.person_id)
    person.phone_last_four, person.id_last_four = "8642", "917X"
    person.save()
    desk, url = sign_in(client, county.officer), reverse("network:contact", args=[person.pk])
    shown = text(desk, "person", person.pk)
    assert "8642" not in shown
    assert "917X" not in shown
    assert desk.get(url).status_code == 302
    reads = JournalEntry._base_manager.filter(kind="read", action="contact.read")
    assert not reads.exists()
    answer = desk.post(url).content.decode()
    assert "8642" in answer
    assert "917X" in answer
    entry = reads.get()
    assert (entry.person_id, entry.subject_table, entry.subject_id) == (county.officer.person_id, "person", person.pk)
    assert b"8642" not in bytes(entry.canonical)


@pytest.mark.parametrize("who", ["inspector", "chief", "teacher", "member", "section", "other_leader", "tech"])
def test_contact_is_absent_without_the_grant(client, county, who):
    """Neither the button nor the address, for the inspector and the chief no more than for a teacher."""
    desk = sign_in(client, getattr(county, who))
    url = reverse("network:contact", args=[county.clerk.person_id])
    assert desk.post(url).status_code == 404
    page = desk.get(reverse("network:person", args=[county.clerk.person_id]))
    assert page.status_code == 404 or url not in page.content.decode()
    assert not JournalEntry._base_manager.filter(action="contact.read").exists()


def test_declarations_are_read_from_above_and_each_look_is_written_down(client, county):
    row = Declaration(
        person_id=county.clerk.person_id,
        kind="interest",
        relation="shareholder",
        other_name="甲公司",
        declared_at=NOW,
        valid_from=DAY,
    )
    row.save()
    for who, sees in (
        ("leader", False),  # asks only of the one tie that a recusal turns on
        ("officer", True),
        ("inspector", True),
        ("principal", False),
        ("township", False),
    ):
        page = sign_in(client, getattr(county, who)).get(reverse("network:person", args=[county.clerk.person_id]))
        assert ("甲公司" in page.content.decode()) is sees, who
    reads = JournalEntry._base_manager.filter(kind="read", action="declaration.read", subject_table="declaration")
    assert set(reads.values_list("person", flat=True)) == {county.officer.person_id, county.inspector.person_id}
    own = text(sign_in(client, county.clerk), "declarations")
    assert "甲公司" in own
    assert reads.count() == 2  # reading one's own is no look at somebody


def test_a_person_declares_and_ends_on_the_pages(client, county):
    desk = sign_in(client, county.teacher)
    asked = {"kind": "kin", "relation": "兄弟", "other_name": "李账", "unit": county.org("s001").pk}
    assert desk.post(reverse("network:declare"), {**asked, "valid_from": "2026-10-12"}).status_code == 302
    row = Declaration._base_manager.get()
    assert row.kin_id == county.clerk.person_id
    ended = desk.post(reverse("network:declaration_end", args=[row.pk]), {"last_day": "2026-10-12"})
    assert ended.status_code == 302
    other = sign_in(client, county.clerk).post(
        reverse("network:declaration_end", args=[row.pk]), {"last_day": "2026-10-12"}
    )
    assert other.status_code == 404


EDITS = (
    ("unit_new", "unit"),
    ("unit_edit", "unit"),
    ("unit_end", "unit"),
    ("unit_move", "unit"),
    ("post_new", "unit"),
    ("post_end", "post"),
    ("post_share", "post"),
    ("holder_new", "post"),
)


@pytest.mark.parametrize("who", ["officer", "leader", "principal", "teacher", "chief", "tech"])
def test_only_who_may_edit_finds_the_forms(client, county, who):
    desk = sign_in(client, getattr(county, who))
    keys = {"unit": county.org("s001").pk, "post": county.clerk.post_id}
    answers = {desk.get(reverse(f"network:{name}", args=[keys[what]])).status_code for name, what in EDITS}
    assert answers == {200 if who == "officer" else 404}
    page = text(desk, "unit", keys["unit"])
    assert (reverse("network:unit_move", args=[keys["unit"]]) in page) is (who == "officer")


def test_a_refused_edit_says_why_on_the_form_and_saves_nothing(client, county):
    desk = sign_in(client, county.officer)
    url = reverse("network:unit_move", args=[county.org("zj01").pk])
    answer = desk.post(url, {"parent": county.org("s002").pk, "valid_from": "2026-10-12"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert Org._base_manager.get(code="zj01").path == "/js/jyj/zj01/"


def test_a_holder_is_named_and_the_vacancy_is_gone(client, county):
    vacant = county.post("s001", "", "YSY", "验收员")
    person = county.person("周验", "s001")
    desk = sign_in(client, county.officer)
    assert "验收员" in text(desk, "vacancies")
    url = reverse("network:holder_new", args=[vacant.pk])
    assert desk.post(url, {"person": person.pk, "since": "2026-10-12"}).status_code == 302
    assert "验收员" not in text(desk, "vacancies")
    stranger = county.person("外人", "s010")
    assert desk.post(url, {"person": stranger.pk, "since": "2026-10-12"}).status_code == 422


def test_the_list_of_units_becomes_excel_and_an_a4_sheet(client, county):
    desk = sign_in(client, county.teacher)
    book = desk.get(reverse("network:units"), {"as": "xlsx", "kind": "school"})
    assert book["Content-Type"].startswith("application/vnd.openxmlformats")
    sheet = desk.get(reverse("network:units"), {"as": "print", "kind": "school"}).content.decode()
    assert "业州二小" in sheet
    assert "花坪中心学校" not in sheet


PAGES = ("home", "tree", "units", "people", "vacancies", "coverage", "changes", "draws", "recusals", "search")


def counted(desk, url):
    desk.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert desk.get(url).status_code == 200
    return len(queries)


def grow(county, first, last):
    """Add schools with a post and a holder each, below one group, and a declared tie."""
    for number in range(first, last):
        code = f"n{number}"
        county.unit(code, f"新小学{number}", "school", "zj01", sought=f"xin{number}")
        seat = county.holder(f"新{number}", code, Role.TEACHER)
        county.post(code, "", "YSY", "验收员")
        Declaration(
            person_id=seat.person_id,
            kind="interest",
            relation="shareholder",
            other_name="甲",
            declared_at=NOW,
            valid_from=DAY,
        ).save()


def test_pages_ask_as_often_for_thirty_as_for_three(client, county):
    desk = sign_in(client, county.officer)
    grow(county, 0, 3)
    group, school = county.org("zj01").pk, county.org("s001").pk
    urls = [reverse(f"network:{name}") + ("?q=xin" if name == "search" else "") for name in PAGES]
    urls += [reverse("network:unit", args=[key]) for key in (group, school)]
    urls += [reverse("network:post", args=[county.clerk.post_id]), reverse("network:supervisors", args=[school])]
    few = {url: counted(desk, url) for url in urls}
    grow(county, 3, 30)
    many = {url: counted(desk, url) for url in urls}
    assert many == few
    assert max(few.values()) <= 40


def test_a_post_lists_every_holder_through_time(client, county):
    post = Post._base_manager.get(pk=county.clerk.post_id)
    before = county.person("前任", "s001")
    Holding(post=post, person=before, valid_from=date(2020, 9, 1), valid_to=date(2021, 8, 31)).save()
    page = text(sign_in(client, county.leader), "post", post.pk)
    assert page.index("李账") < page.index("前任")


@pytest.mark.parametrize("who", ["inspector", "officer", "township", "leader", "principal", "clerk", "teacher", "tech"])
def test_every_tab_that_is_shown_opens(client, county, who):
    desk = sign_in(client, getattr(county, who))
    shown = set(re.findall(r'href="(/network/[a-z-]*/?)"', text(desk, "home")))
    assert len(shown) > 4
    assert {url: desk.get(url).status_code for url in shown} == dict.fromkeys(shown, 200)
    assert (reverse("network:recusals") in shown) is (who in ("inspector", "officer", "leader"))
