"""A verification file: asked for with a reason, agreed to by somebody else, looked by one hop at a time, on record."""

import shutil
from datetime import date, timedelta

import pyarrow as pa
import pytest
from django.conf import settings

from lianjing.access import policy
from lianjing.domain.authority import Action, Role
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Declaration, Holding, JournalEntry, Verification, VerificationLook, WorkItem
from lianjing.rooms.redflags import usecases_matching
from lianjing.rooms.uploads.ledger_rows import Ledger
from lianjing.rooms.uploads.usecases import ledgers
from lianjing.rooms.verification import queries, usecases, ways
from tests.rooms.rosters import number, sign_in
from tests.world import DAY, at

NOW = at("2026-10-12")
ENGLISH = {"Accept-Language": "en"}
REASON = "核实2026年食堂采购与职工的关系"


@pytest.fixture
def linked(county):
    """One school with two suppliers, one of them run by a relative of its storekeeper; another school with a third."""
    register = [
        {"staff_no": "t1", "name": "冼望舒", "id_no": number(3), "school_code": "s002"},
        {"staff_no": "t1", "name": "覃建国", "id_no": number(1), "school_code": "s001"},
    ]
    take(county, "staff_register", register)
    firms = [("C1", "兴旺粮油"), ("C2", "宏达文具"), ("C3", "远山商行")]
    take(county, "suppliers", [{"credit_code": code, "name": name} for code, name in firms])
    take(county, "supplier_people", [{"credit_code": "C1", "name": "覃小妹", "id_no": number(2)}])
    kin = {"staff_no": "t1", "relative_name": "覃小妹", "relative_id": number(2), "school_code": "s001"}
    take(county, "staff_relations", [kin])
    bought = [
        ("s001", "P1", "大米", "C1", 980000),
        ("s001", "P2", "纸张", "C2", 320000),
        ("s010", "P3", "面粉", "C3", 1),
    ]
    rows = [
        {"school_code": school, "proc_no": no, "title": title, "winner_code": code, "award_amount": fen}
        for school, no, title, code, fen in bought
    ]
    take(county, "procurements", [{**row, "awarded_on": DAY, "method": "inquiry", "status": "done"} for row in rows])
    usecases_matching.match_if_changed(NOW)
    yield county
    shutil.rmtree(settings.LAKE_DIR, ignore_errors=True)


def take(county, table, rows):
    kinds = {str: pa.string(), int: pa.int64(), date: pa.date32()}
    ids = {name: "id_number" for name in ("id_no", "relative_id") if name in rows[0]}
    columns = {name: pa.array([row[name] for row in rows], kinds[type(value)]) for name, value in rows[0].items()}
    file = Ledger(table=table, rows=pa.table(columns), slot="x", sha256=table.ljust(64, "0"), sensitive=ids)
    ledgers.take_in(post=county.officer, org=county.org("jcs"), ledger=file, now=NOW)


def asked(county, post=None):
    return usecases.ask(post=post or county.officer, unit=county.org("s001"), power="CW-03", reason=REASON, now=NOW)


def opened(county):
    record = asked(county)
    return usecases.agree(post=county.chief, record=record, now=NOW)


def look(county, record, kind, key, post=None, now=NOW):
    return usecases.look(post=post or county.officer, record=record, kind=kind, key=key, now=now)


def test_it_leads_from_the_school_to_the_supplier_to_the_person_and_writes_every_look_down(linked):
    record = opened(linked)
    school = look(linked, record, "school", "s001")
    assert [(one.name, one.times, one.amount) for one in school.parties] == [
        ("兴旺粮油", 1, 980000),
        ("宏达文具", 1, 320000),
    ]
    supplier = look(linked, record, "supplier", "C1")
    (person,) = supplier.parties
    assert (person.name, person.evidence) == ("覃建国", ("relative_id",)) or person.name == "覃建国"
    assert [one.name for one in look(linked, record, "person", "s001/t1").parties] == ["兴旺粮油"]
    looks = VerificationLook._base_manager.filter(verification=record)
    assert list(looks.values_list("kind", "name")) == [
        ("person", "覃建国"),
        ("supplier", "兴旺粮油"),
        ("school", record.org.name),
    ]
    above = policy.visible(linked.inspector, Action.VERIFICATION_WATCH, VerificationLook)
    assert above.count() == 3  # one level up it is seen who looked at whom
    entries = JournalEntry._base_manager.filter(action=Action.VERIFICATION_READ)
    assert entries.count() == 3
    assert not any("覃".encode() in bytes(entry.canonical) for entry in entries)  # the journal knows that, not whom


@pytest.mark.parametrize(("kind", "key"), [("supplier", "C3"), ("person", "s002/t1"), ("school", "s010"), ("x", "C1")])
def test_it_leads_nowhere_else(linked, kind, key):
    record = opened(linked)
    with pytest.raises(RuleBroken, match="verification_not_led"):
        look(linked, record, kind, key)
    assert not VerificationLook._base_manager.exists()


def test_a_rival_is_not_looked_at_out_of_curiosity(linked, client):
    """Abuse story (c): without a file of one's own there is no page; with one, another must agree and all is on record.

    The control: the same person with a file that was agreed to does look.
    """
    curious, record = linked.inspector, asked(linked)
    with pytest.raises(RuleBroken, match="not_yours"):  # somebody else's file
        look(linked, usecases.agree(post=linked.chief, record=record, now=NOW), "school", "s001", post=curious)
    own = usecases.ask(post=curious, unit=linked.org("s010"), power="CW-03", reason=REASON, now=NOW)
    with pytest.raises(RuleBroken, match="verification_not_open"):
        look(linked, own, "school", "s010", post=curious)
    with pytest.raises(RuleBroken, match="step_refused"):  # nobody agrees to one's own
        usecases.agree(post=curious, record=own, now=NOW)
    window = sign_in(client, curious)
    assert window.post(f"/verification/{record.pk}/look/", {"kind": "school", "key": "s001"}).status_code == 404
    assert not VerificationLook._base_manager.filter(person=curious.person_id).exists()
    own = usecases.agree(post=linked.chief, record=own, now=NOW)
    assert look(linked, own, "school", "s010", post=curious).parties[0].name == "远山商行"


def tie(one, other):
    row = Declaration(person_id=one.person_id, kind="kin", kin_id=other.person_id, declared_at=NOW, valid_from=DAY)
    row.save()


def interest(seat, firm):
    row = Declaration(person_id=seat.person_id, kind="interest", other_name=firm, declared_at=NOW, valid_from=DAY)
    row.save()


def test_who_is_tied_to_the_school_neither_asks_nor_agrees_nor_refuses(linked):
    tie(linked.officer, linked.clerk)
    with pytest.raises(RuleBroken, match="verification_tied"):
        asked(linked)
    record = asked(linked, post=linked.inspector)
    tie(linked.clerk, linked.chief)
    with pytest.raises(RuleBroken, match="step_refused"):
        usecases.agree(post=linked.chief, record=record, now=NOW)
    with pytest.raises(RuleBroken, match="step_refused"):
        usecases.refuse(post=linked.chief, record=record, reason="不必", now=NOW)
    assert Verification._base_manager.get().state == "asked"


@pytest.mark.parametrize("how", ["kin", "interest", "interest of kin"])
def test_who_is_tied_to_the_school_is_not_asked_and_finds_no_file_of_it(linked, client, how):
    """The chief's wife sells to the school, or works there: another agrees, and he reads nothing. Control: s010."""
    second = linked.holder("何二", "pz7", Role.TEAM_INSPECTOR, "FZ", "副组长")
    if how == "kin":
        tie(linked.clerk, linked.chief)
    elif how == "interest":
        interest(linked.chief, "兴旺粮油")
    else:
        tie(linked.chief, linked.teacher)
        interest(linked.teacher, "宏达文具")
        Holding._base_manager.filter(person=linked.teacher.person_id).update(valid_to=DAY - timedelta(1))
    record = asked(linked, post=linked.inspector)
    other = usecases.ask(post=linked.officer, unit=linked.org("s010"), power="CW-03", reason=REASON, now=NOW)
    told = {(item.subject_id, item.post_id) for item in WorkItem._base_manager.filter(code="verification_to_agree")}
    assert {post for key, post in told if key == record.pk} == {second.post_id}
    assert linked.chief.post_id in {post for key, post in told if key == other.pk}
    assert [row.pk for row in queries.files(linked.chief)] == [other.pk]
    assert {row.pk for row in queries.files(second)} == {record.pk, other.pk}
    window = sign_in(client, linked.chief)
    assert window.get(f"/verification/{record.pk}/").status_code == 404
    assert window.post(f"/verification/{record.pk}/refuse/", {"reason": "不必"}).status_code == 404
    assert window.get(f"/verification/{other.pk}/").status_code == 200


def test_a_share_in_a_firm_that_sells_elsewhere_is_no_tie(linked):
    interest(linked.chief, "远山商行")
    record = asked(linked)
    assert usecases.refuse(post=linked.chief, record=record, reason="不必", now=NOW).state == "refused"


def test_the_clock_ends_what_nobody_agreed_to_and_what_has_run_out(linked):
    waiting, running = asked(linked), opened(linked)
    assert WorkItem._base_manager.filter(code="verification_to_agree", state="open").exists()
    assert usecases.run_out(at("2026-10-13")) == 0
    assert usecases.run_out(at("2026-10-20")) == 1
    assert usecases.run_out(at("2026-10-20")) == 0
    assert usecases.run_out(at("2026-12-20")) == 1
    states = dict(Verification._base_manager.values_list("pk", "state"))
    assert (states[waiting.pk], states[running.pk]) == ("lapsed", "closed")
    assert not WorkItem._base_manager.filter(code="verification_to_agree", state="open").exists()
    with pytest.raises(RuleBroken, match="verification_not_open"):
        look(linked, Verification._base_manager.get(pk=running.pk), "school", "s001")


def test_a_day_after_its_last_nobody_looks_even_before_the_clock_came(linked):
    record = opened(linked)
    with pytest.raises(RuleBroken, match="verification_not_open"):
        look(linked, record, "school", "s001", now=at("2026-12-20"))


def test_pages_from_asking_to_closing(linked, client):
    window = sign_in(client, linked.officer)
    page = window.get("/verification/", headers=ENGLISH).content.decode()
    assert "Nobody has asked" in page
    short = {"org": linked.org("s001").pk, "power": "CW-03", "reason": "看看"}
    assert "Say in at least" in window.post("/verification/new/", short, headers=ENGLISH).content.decode()
    answer = window.post("/verification/new/", {**short, "reason": REASON}, headers=ENGLISH)
    address = answer["Location"]
    record = Verification._base_manager.get()
    assert window.post(f"{address}agree/").status_code == 404  # not for the office to agree
    chief = sign_in(client, linked.chief)
    assert REASON in chief.get(address).content.decode()
    assert chief.post(f"{address}look/", {"kind": "school", "key": "s001"}).status_code in (404, 422)
    chief.post(f"{address}agree/")
    window = sign_in(client, linked.officer)
    seen = window.post(f"{address}look/", {"kind": "school", "key": "s001"}, headers=ENGLISH).content.decode()
    assert "兴旺粮油" in seen
    assert "9,800" in seen
    window.post(f"{address}close/", {"outcome": "nothing_found", "words": "查清"}, headers=ENGLISH)
    record.refresh_from_db()
    assert (record.state, record.result) == ("closed", "nothing_found")
    for post in (linked.leader, linked.principal, linked.clerk, linked.teacher, linked.tech):
        assert sign_in(client, post).get(address).status_code == 404


def test_of_two_who_decide_at_once_exactly_one_does(linked):
    record = asked(linked)
    first, second = Verification._base_manager.get(pk=record.pk), Verification._base_manager.get(pk=record.pk)
    usecases.agree(post=linked.chief, record=first, now=NOW)
    with pytest.raises(RuleBroken, match="somebody_was_faster"):
        usecases.refuse(post=linked.inspector, record=second, reason="不必", now=NOW)


def test_the_list_asks_the_same_number_of_questions_for_three_and_for_thirty(linked, django_assert_num_queries, client):
    for _n in range(3):
        asked(linked)
    with django_assert_num_queries(4):  # three of them are the ties of whoever reads
        assert len([(row.org.name, row.asker.name, row.agreed_by) for row in queries.files(linked.chief)]) == 3
    for _n in range(27):
        asked(linked)
    with django_assert_num_queries(4):
        assert len([(row.org.name, row.asker.name, row.agreed_by) for row in queries.files(linked.chief)]) == 30
    assert ways.LEAST_REASON == 10
