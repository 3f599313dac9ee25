"""The journal's pages: who reads which entries, of a post, of a record; nothing that other pages keep back."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.apps import apps
from django.urls import reverse

from lianjing.access import journal, journal_reading, policy, work
from lianjing.access.acts import ACTS
from lianjing.domain.authority import Action, Role
from lianjing.records.models import Declaration, JournalEntry, Person, Post, Recusal, RedFlag
from lianjing.rooms.network.usecases import recusals
from lianjing.rooms.worklist.queries import overdue_below
from lianjing.ui.wording import journal as words
from tests.access.test_house import _usecase_modules
from tests.rooms.rosters import sign_in
from tests.world import DAY, at

NOW = at()
HOME = "/network/journal/"


def acted(seat, action, record, kind="act"):
    journal.write(kind=kind, action=action, post=seat, record=record, now=NOW, facts={})


def person(seat):
    return Person._base_manager.get(pk=seat.person_id)


def told(seat):
    """Return (action, table, key) of every entry a seat reads."""
    return {(row.action, row.subject_table, row.subject_id) for row in journal_reading.entries(seat)}


def page(client, seat, address=HOME):
    answer = sign_in(client, seat).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def of_record(record):
    return reverse("network:journal_record", args=[record._meta.model_name, record.pk])


def test_supervisors_are_read_one_level_up_and_nobody_reads_up(county):
    """D5: what the leader did the office and the team read; the school and the neighbour group do not."""
    acted(county.leader, Action.CONTACT_READ, person(county.clerk), "read")
    entry = ("contact.read", "person", county.clerk.person_id)
    sees = {
        name: entry in told(getattr(county, name))
        for name in "inspector chief officer leader other_leader township principal clerk teacher section tech".split()
    }
    assert [name for name, yes in sees.items() if yes] == ["inspector", "chief", "officer", "leader"]


def test_the_page_names_who_what_when_and_the_record(client, county):
    acted(county.clerk, Action.CONTACT_READ, person(county.teacher), "read")
    shown = page(client, county.leader)
    for word in ("李账", "业州中心学校 报账员", "人员 业州中心学校 王老", str(words.action("contact.read"))):
        assert word in shown, word
    assert of_record(person(county.teacher)) in shown


def test_a_record_that_the_reader_may_not_see_has_no_name_and_no_page(client, county):
    """The leader reads that the office looked at a declaration of the school, not whose it is."""
    row = Declaration(
        person=person(county.clerk), kind="kin", relation="夫妻", other_name="某", declared_at=NOW, valid_from=DAY
    )
    row.save()
    acted(county.clerk, Action.DECLARATION_WRITE, row)
    entry = next(one for one in journal_reading.entries(county.leader) if one.subject_table == "declaration")
    assert entry.subject_name in ("", None)
    assert of_record(row) not in page(client, county.leader)
    assert "李账" in next(iter(journal_reading.entries(county.officer))).subject_name
    assert sign_in(client, county.leader).get(of_record(row)).status_code == 404


def test_one_record_shows_who_read_it_and_the_look_itself_is_written_down(client, county):
    acted(county.officer, Action.CONTACT_READ, person(county.clerk), "read")
    acted(county.leader, Action.CONTACT_READ, person(county.clerk), "read")
    acted(county.leader, Action.CONTACT_READ, person(county.teacher), "read")
    shown = page(client, county.inspector, of_record(person(county.clerk)))
    assert shown.count(str(words.action("contact.read"))) == 2
    assert "谭敏" in shown
    looks = JournalEntry._base_manager.filter(action="journal.read", person=county.inspector.person_id)
    assert [(row.kind, row.subject_table, row.subject_id) for row in looks] == [
        ("read", "person", county.clerk.person_id)
    ]


def test_a_person_s_journal_holds_the_looks_at_their_declarations(client, county):
    row = Declaration(
        person=person(county.clerk), kind="kin", relation="夫妻", other_name="某", declared_at=NOW, valid_from=DAY
    )
    row.save()
    acted(county.officer, Action.DECLARATION_READ, row, "read")
    assert "谭敏" in page(client, county.inspector, of_record(person(county.clerk)))
    assert "谭敏" not in page(client, county.principal, of_record(person(county.clerk)))


def test_one_post_s_journal_is_for_those_above_it(client, county):
    acted(county.clerk, Action.CONTACT_READ, person(county.teacher), "read")
    acted(county.principal, Action.CONTACT_READ, person(county.clerk), "read")
    url = reverse("network:journal_post", args=[county.clerk.post_id])
    shown = page(client, county.leader, url)
    assert shown.count(str(words.action("contact.read"))) == 1
    for seat in (county.principal, county.teacher, county.other_leader, county.township):
        assert sign_in(client, seat).get(url).status_code == 404
    assert page(client, county.clerk, url)  # one's own
    assert reverse("network:journal_post", args=[county.clerk.post_id]) not in page(
        client, county.teacher, reverse("network:post", args=[county.clerk.post_id])
    )


def test_sealed_entries_are_read_by_whoever_acted_alone(county):
    flag = county.flag("s001", sealed=True, to=(county.officer, county.inspector))
    acted(county.officer, Action.FLAG_WEIGH, flag)
    entry = ("flag.weigh", "redflag", flag.pk)
    assert entry in told(county.officer)
    for seat in (county.inspector, county.chief, county.leader, county.tech):
        assert entry not in told(seat)


def test_the_recused_read_no_entry_of_what_is_kept_from_them(client, county):
    flag = county.flag("s001")
    acted(county.clerk, Action.FLAG_ANSWER, flag)
    acted(county.leader, Action.FLAG_REVIEW, flag)
    assert page(client, county.leader, of_record(flag))
    county.recuse(county.leader, flag)
    assert not told(county.leader)
    assert sign_in(client, county.leader).get(of_record(flag)).status_code == 404
    assert len(told(county.officer)) == 3  # the leader's own look at the record is the third


def test_whom_a_record_is_about_finds_nothing_that_hangs_on_it(client, county):
    """D4: no entry of others, no late work below, no recusal of others; the control is a question about a teacher."""
    flags = [county.flag("s001", about=about) for about in (county.leader, county.teacher)]
    for flag in flags:
        acted(county.clerk, Action.FLAG_ANSWER, flag)
        journal.write(kind="act", action="clock.raise_question", post=None, record=flag, now=NOW, facts={})
        work.assign(
            code="flag_to_answer",
            about=flag,
            post=county.posts[county.clerk.post_id],
            url="/flags/",
            now=NOW,
            due_on=DAY - timedelta(1),
            facts={"subject": "中心学校"},
        )
        county.recuse(county.member, flag)
    Recusal._base_manager.update(path=county.org("s001").path)
    hidden, shown = (flag.pk for flag in flags)
    assert told(county.leader) == {(action, "redflag", shown) for action in ("flag.answer", "clock.raise_question")}
    assert {key for _, _, key in told(county.officer)} >= {hidden, shown}
    late = overdue_below(county.leader, DAY)
    assert [item.subject_id for item in late] == [shown]
    assert {item.subject_id for item in overdue_below(county.officer, DAY)} == {hidden, shown}
    rows = policy.visible(county.leader, Action.RECUSAL_READ, Recusal)
    assert list(rows.values_list("record_id", flat=True)) == [shown]
    assert page(client, county.leader).count(str(words.action("flag.answer"))) == 1


def test_ones_own_acts_stay_in_ones_own_journal(county):
    """They tell nothing new: what the clerk did is theirs to read, and nothing beside it."""
    flag = county.flag("s001")
    acted(county.clerk, Action.FLAG_ANSWER, flag)
    acted(county.leader, Action.FLAG_REVIEW, flag)
    flag.about.add(county.clerk.person_id)
    (entry,) = journal_reading.entries(county.clerk)
    assert entry.action == "flag.answer"
    assert not entry.subject_name


def test_nobody_reads_that_a_recusal_of_theirs_is_asked_for(county):
    flag = county.flag("s001", about=county.teacher)
    recusals.ask_of_another(
        post=county.clerk,
        person=person(county.clerk),
        record=flag,
        other=Post._base_manager.get(pk=county.leader.post_id),
        ground="kin",
        reason="",
        now=NOW,
    )
    assert not told(county.leader)
    assert told(county.clerk) == {("recusal.request", "person", county.clerk.person_id)}
    row = Declaration(
        person=person(county.leader), kind="kin", relation="兄弟", kin=person(county.teacher), declared_at=NOW,
        valid_from=DAY - timedelta(9),
    )  # fmt: skip
    row.save()
    other = county.flag("s001", about=county.teacher)
    assert recusals.detect(record=other, now=NOW)
    assert not told(county.leader)
    assert ("clock.detected", "redflag", other.pk) in told(county.officer)


@pytest.mark.parametrize("state", ["raised", "self_check"])
def test_a_question_still_with_the_school_is_no_entry_for_those_above(county, state):
    """SM1, C6: while the officer's days run the others see a number, no unit and no time."""
    flag = county.flag("s001")
    journal.write(kind="act", action="clock.raise_question", post=None, record=flag, now=NOW, facts={})
    acted(county.clerk, Action.FLAG_ANSWER, flag)
    assert len(told(county.leader)) == 2
    RedFlag._base_manager.filter(pk=flag.pk).update(state=state)
    assert not told(county.leader)
    assert not told(county.inspector)
    assert told(county.clerk) == {("flag.answer", "redflag", flag.pk)}
    assert journal_reading.record_seen(county.leader, "redflag", flag.pk) is None


def test_filters_excel_and_paper(client, county):
    acted(county.clerk, Action.CONTACT_READ, person(county.teacher), "read")
    acted(county.clerk, Action.NETWORK_EDIT, county.org("s001"))
    Person._base_manager.filter(pk=county.clerk.person_id).update(sought="李账 lizhang")
    desk = sign_in(client, county.leader)
    looked, did = str(words.action("contact.read")), str(words.action("network.edit"))
    only = desk.get(HOME + "?kind=read").content.decode()
    assert looked in only
    assert did not in only
    assert did not in desk.get(HOME + "?at_from=2026-10-13").content.decode()
    assert did in desk.get(HOME + "?at_from=2026-10-12&at_to=2026-10-12").content.decode()
    assert did in desk.get(HOME + "?q=lizhang").content.decode()
    assert did not in desk.get(HOME + "?q=wanglao").content.decode()
    assert desk.get(HOME + "?record=nonsense").status_code == 422
    sheet = openpyxl.load_workbook(io.BytesIO(desk.get(HOME + "?as=xlsx&kind=act").content)).worksheets[0]
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert [line[4] for line in cells[1:]] == [did]
    assert looked in desk.get(HOME + "?as=print").content.decode()
    taken = JournalEntry._base_manager.filter(action="journal.read", subject_table="org")
    assert taken.count() == 2


def test_a_co_holder_who_is_recused_does_not_see_that_a_recusal_waits(client, county):
    """The deciding post has two holders; one is kept away from the matter, or is the person meant."""
    second = county.holder("谭二", "jcs", Role.BUREAU_OFFICER, "FZR", "副主任")
    post = Post._base_manager.get(pk=county.officer.post_id)
    shared = county.holder("谭三", "jcs", Role.BUREAU_OFFICER, "X", "x")
    from lianjing.access.posts import seat_for
    from lianjing.records.models import Holding, Recusal, WorkItem

    Holding(post=post, person_id=shared.person_id, valid_from=DAY).save()
    co_holder = seat_for(shared.person_id, post, DAY)
    flag = county.flag("s001", about=county.teacher)
    recusals.ask_of_another(
        post=county.clerk,
        person=person(county.clerk),
        record=flag,
        other=Post._base_manager.get(pk=county.leader.post_id),
        ground="kin",
        reason="",
        now=NOW,
    )
    item = WorkItem._base_manager.get(code="recusal_to_decide")
    assert item.post_id == post.pk
    url = reverse("worklist:item", args=[item.pk])
    assert url in page(client, co_holder, "/work/")
    county.recuse(co_holder, flag)
    assert url not in page(client, co_holder, "/work/")
    assert sign_in(client, co_holder).get(url).status_code == 404
    assert url in page(client, county.officer, "/work/")
    Recusal._base_manager.filter(person=county.leader.person_id).update(person=county.officer.person_id)
    assert url not in page(client, county.officer, "/work/")  # nor does the person meant
    assert second.post_id != post.pk


def test_every_act_and_every_record_has_words():
    list(_usecase_modules())
    said = {str(name) for name in ACTS.values() if not name.endswith(".half")}
    said |= {str(action) for action in Action} | {"operator.explain", "operator.hand_in", "clock.go_on_without"}
    assert said - set(words.ACTIONS) == set()
    tables = {table._meta.model_name for table in apps.get_app_config("records").get_models()}
    assert set(words.TABLES) <= tables
    assert set(journal_reading.NAMED) <= set(words.TABLES)
    unsaid = {"account", "journalentry", "journalhead", "outgoingnotice", "spentwork"}  # no entry is ever about these
    assert tables - set(words.TABLES) == unsaid
    assert words.action("gone.away") == "gone.away"


def test_work_of_others_is_filed_under_its_record(county):
    item = work.assign(
        code="vacancy",
        about=county.org("s001"),
        post=county.posts[county.clerk.post_id],
        url="/",
        now=NOW,
        facts={"post": "-"},
    )
    acted(county.clerk, Action.WORK_ACT, item)
    assert ("work.act", "org", county.org("s001").pk) in told(county.leader)
