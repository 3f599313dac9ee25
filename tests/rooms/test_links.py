"""Pairs in doubt: put to two named people and to nobody else; what they answered stands in every later run."""

import shutil

import duckdb
import pyarrow as pa
import pytest
from django.conf import settings

from lianjing.access import lake, policy
from lianjing.access import links as facts
from lianjing.domain.authority import Action
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.matching import LINKS
from lianjing.records.models import JournalEntry, LinkDecision
from lianjing.rooms.redflags import queries_links, usecases_links, usecases_matching
from lianjing.rooms.uploads.ledger_rows import Ledger
from lianjing.rooms.uploads.usecases import ledgers
from tests.rooms.rosters import number, sign_in
from tests.world import at

NOW = at("2026-10-12")
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def matched(county):
    """Two members of staff, one company: a namesake of one, and a relative's number of the other."""
    take(county, "staff_register", [{"staff_no": "t1", "name": "覃建国", "id_no": number(1), "school_code": "s001"}])
    take(county, "suppliers", [{"credit_code": "C1", "name": "兴旺粮油"}, {"credit_code": "C2", "name": "宏达文具"}])
    people = [
        {"credit_code": "C1", "name": "覃建国", "id_no": None},
        {"credit_code": "C2", "name": "谭", "id_no": number(2)},
    ]
    take(county, "supplier_people", people)
    kin = {"staff_no": "t1", "relative_name": "覃小妹", "relative_id": number(2), "school_code": "s001"}
    take(county, "staff_relations", [kin])
    assert usecases_matching.match_if_changed(NOW) == 1
    yield county
    shutil.rmtree(settings.LAKE_DIR, ignore_errors=True)


def take(county, table, rows, sha256=None):
    """Hand rows in as the supervision office."""
    ids = {name: "id_number" for name in ("id_no", "relative_id") if name in rows[0]}
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in rows[0]}
    file = Ledger(table=table, rows=pa.table(columns), slot="x", sha256=sha256 or table.ljust(64, "0"), sensitive=ids)
    return ledgers.take_in(post=county.officer, org=county.org("jcs"), ledger=file, now=NOW)


def links():
    files = lake.lake().files("links", lake.pinned()["links"])
    found = duckdb.read_parquet(files).project("kind, left_id, right_id, likeness, decided").fetchall()
    return {row[:3]: row[3:] for row in found}


def pair():
    return LinkDecision._base_manager.get()


def test_the_table_of_links_is_in_the_lake_and_what_is_in_doubt_is_asked(matched):
    assert links() == {("staff_supplier", "t1", "C1"): (0.65, None), ("staff_supplier", "t1", "C2"): (1.0, None)}
    assert set(LINKS.names) <= set(lake.lake().schema("links", lake.pinned()["links"]).names)
    assert (pair().left_id, pair().right_id, pair().evidence) == ("t1", "C1", ["same_name"])
    assert usecases_matching.match_if_changed(NOW) == 0


def test_only_the_two_named_see_that_a_pair_exists(matched, client):
    named = {holding.person_id for holding in facts.named_two(NOW)}
    assert named == {matched.officer.person_id, matched.inspector.person_id}
    for seat in (matched.officer, matched.inspector, matched.chief, matched.leader, matched.principal, matched.tech):
        seen = policy.visible(seat, Action.LINK_DECIDE, LinkDecision).exists()
        assert seen is (seat.person_id in named)
    another = matched.holder("新来的", "jcs", "bureau_officer", "KY", "科员")
    assert queries_links.waiting(another) == 0  # the same office, the same role, and not named
    for seat, status in ((matched.officer, 200), (another, 404), (matched.chief, 404)):
        assert sign_in(client, seat).get(f"/flags/pairs/{pair().pk}/").status_code == status


def test_looking_is_journalled_and_no_relative_is_shown(matched, client):
    before = JournalEntry._base_manager.filter(kind="read").count()
    page = sign_in(client, matched.officer).get(f"/flags/pairs/{pair().pk}/", headers=ENGLISH).content.decode()
    assert JournalEntry._base_manager.filter(kind="read").count() == before + 1
    assert "覃建国" in page
    assert "兴旺粮油" in page
    assert "覃小妹" not in page
    listed = sign_in(client, matched.officer).get("/flags/pairs/", headers=ENGLISH).content.decode()
    assert f"/flags/pairs/{pair().pk}/" in listed
    assert (
        "1 pair of records in doubt"
        in sign_in(client, matched.officer).get("/flags/", headers=ENGLISH).content.decode()
    )


@pytest.mark.parametrize(("answer", "same"), [("yes", True), ("no", False)])
def test_an_answer_survives_the_next_run(matched, client, answer, same):
    address = f"/flags/pairs/{pair().pk}/"
    assert sign_in(client, matched.officer).post(address, {"same": answer, "reason": ""}).status_code == 422
    done = client.post(address, {"same": answer, "reason": "核对了工商登记"})
    assert done.status_code == 302, done.content.decode()
    assert usecases_matching.match_if_changed(NOW) == 1
    assert links()["staff_supplier", "t1", "C1"] == (0.65, same)
    take(matched, "suppliers", [{"credit_code": "C1", "name": "兴旺粮油店"}], sha256="b" * 64)
    assert usecases_matching.match_if_changed(NOW) == 1
    assert links()["staff_supplier", "t1", "C1"] == (0.65, same)
    assert queries_links.waiting(matched.officer) == 0
    assert client.get(address).status_code == 404


def test_the_same_number_at_another_school_is_another_pair(matched):
    """Only the record of the school that the pair is of is shown; a no to one says nothing of the other."""
    usecases_links.decide(post=matched.officer, pair=pair(), same=False, reason="同名", now=NOW)
    rows = [
        {"staff_no": "t1", "name": "冼望舒", "id_no": number(3), "school_code": "s002"},
        {"staff_no": "t1", "name": "覃建国", "id_no": number(1), "school_code": "s001"},
    ]
    take(matched, "staff_register", rows, sha256="e" * 64)
    people = [
        {"credit_code": "C1", "name": "冼望舒", "id_no": None},
        {"credit_code": "C2", "name": "谭", "id_no": number(2)},
    ]
    take(matched, "supplier_people", people, sha256="f" * 64)
    assert usecases_matching.match_if_changed(NOW) == 1
    other = LinkDecision._base_manager.get(same=None)
    assert (other.school_code, other.left_id, other.right_id) == ("s002", "t1", "C1")
    assert facts.described(other)[0] == {"id": "t1", "name": "冼望舒", "school": "s002"}
    known = LinkDecision._base_manager.get(same=False)
    assert facts.described(known)[0] == {"id": "t1", "name": "覃建国", "school": "s001"}


def test_two_hands_one_answer(matched):
    record = pair()
    usecases_links.decide(post=matched.officer, pair=record, same=False, reason="同名", now=NOW)
    with pytest.raises(RuleBroken) as refused:
        usecases_links.decide(post=matched.inspector, pair=record, same=True, reason="同人", now=NOW)
    assert refused.value.code == "link_answered"
    assert pair().same is False


def test_a_no_is_asked_again_when_there_is_evidence_that_was_not_seen(matched):
    usecases_links.decide(post=matched.officer, pair=pair(), same=False, reason="同名", now=NOW)
    people = [
        {"credit_code": "C1", "name": "覃建国", "id_no": number(1)},
        {"credit_code": "C2", "name": "谭", "id_no": number(2)},
    ]
    take(matched, "supplier_people", people, sha256="c" * 64)
    assert usecases_matching.match_if_changed(NOW) == 1
    assert links()["staff_supplier", "t1", "C1"] == (1.0, None)


def test_a_pair_that_is_in_doubt_no_longer_is_not_asked_about(matched):
    take(matched, "supplier_people", [{"credit_code": "C1", "name": "向红", "id_no": None}], sha256="d" * 64)
    usecases_matching.match_if_changed(NOW)
    assert not LinkDecision._base_manager.exists()
