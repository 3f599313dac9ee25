"""The journal: every act leaves one entry, nothing rewrites it, and whoever tries is named."""

import json

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from lianjing.access import journal, work
from lianjing.access.acts import act
from lianjing.domain.authority import Action
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import JournalEntry, JournalHead, Org
from lianjing.rooms.worklist import usecases
from tests.world import County, at


def entries():
    return list(JournalEntry._base_manager.order_by("id"))


def item_for(county, seat, **more):
    return work.assign(
        code="vacancy",
        about=county.org("s001"),
        post=county.posts[seat.post_id],
        url="/",
        now=at(),
        facts={"post": "-"},
        **more,
    )


def test_an_act_leaves_one_entry_with_who_what_and_when(county):
    item = item_for(county, county.clerk)
    usecases.finish(post=county.clerk, item=item, outcome="done", now=at())
    (entry,) = entries()
    said = json.loads(bytes(entry.canonical))
    assert (said["action"], said["person"], said["post"]) == ("work.act", county.clerk.person_id, county.clerk.post_id)
    assert said["subject"] == ["org", county.org("s001").pk]
    assert entry.leaf == journal.leaf_hash(entry.salt, entry.canonical)
    assert journal.first_broken() is None


def test_a_refused_act_leaves_nothing(county):
    item = item_for(county, county.clerk)
    with pytest.raises(RuleBroken) as refusal:
        usecases.finish(post=county.clerk, item=item, outcome=" ", now=at())
    assert refusal.value.code == "step_refused"
    with pytest.raises(RuleBroken) as refusal:
        usecases.finish(post=county.other_clerk, item=item, outcome="done", now=at())
    assert refusal.value.code == "not_yours"
    item.refresh_from_db()
    assert (entries(), item.state) == ([], "open")


def test_an_act_that_fails_half_way_leaves_nothing(county):
    @act(Action.WORK_ACT, on="item")
    def half(*, post, item, now):
        item.url = "/changed/"
        item.save()
        raise RuntimeError("power cut")

    item = item_for(county, county.clerk)
    with pytest.raises(RuntimeError):
        half(post=county.clerk, item=item, now=at())
    item.refresh_from_db()
    assert (item.url, entries()) == ("/", [])


def test_the_database_refuses_to_change_or_delete_an_entry(county):
    usecases.finish(post=county.clerk, item=item_for(county, county.clerk), outcome="done", now=at())
    for statement in ("UPDATE records_journalentry SET action = 'x'", "DELETE FROM records_journalentry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def _tamper(statement):
    """Do what only somebody with the database's keys could: take the trigger away first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER journal_no_update")
            cursor.execute("DROP TRIGGER journal_no_delete")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE records_journalentry DISABLE TRIGGER USER")
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE records_journalentry SET action = 'flag.read' WHERE id = {second}", "second"),
        ("UPDATE records_journalentry SET person_id = NULL WHERE id = {second}", "second"),
        ("UPDATE records_journalentry SET path = '/js/' WHERE id = {first}", "first"),
        ("UPDATE records_journalentry SET salt = canonical WHERE id = {second}", "second"),
        ("DELETE FROM records_journalentry WHERE id = {first}", "second"),
        ("DELETE FROM records_journalentry WHERE id = {third}", "end"),
        ("UPDATE records_journalhead SET entries = 2", "end"),
    ],
)
def test_each_tampering_is_named(county, statement, named):
    for _ in range(3):
        usecases.finish(post=county.clerk, item=item_for(county, county.clerk), outcome="done", now=at())
    first, second, third = (entry.pk for entry in entries())
    assert journal.first_broken() is None
    _tamper(statement.format(first=first, second=second, third=third))
    assert journal.first_broken() == {"first": first, "second": second, "end": -1}[named]


def test_equal_facts_have_different_leaves(county):
    for _ in range(2):
        usecases.finish(post=county.clerk, item=item_for(county, county.clerk), outcome="done", now=at())
    one, other = entries()
    assert one.leaf != other.leaf


def test_the_head_counts_what_is_there(county):
    usecases.finish(post=county.clerk, item=item_for(county, county.clerk), outcome="done", now=at())
    head = JournalHead._base_manager.get()
    assert (head.entries, head.chain) == (1, entries()[0].chain)


def test_reading_a_unit_is_no_sensitive_read(county):
    assert Org._base_manager.count() > 5
    assert entries() == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_page_that_reads_opens_its_own_transaction(transactional_db):
    county = County()
    journal.read(county.clerk, Action.WORK_ACT, [county.org("s001"), county.org("s010")], at())
    with pytest.raises(AttributeError):
        journal.read(county.clerk, Action.WORK_ACT, [county.org("s001"), None], at())
    assert (len(entries()), journal.first_broken()) == (2, None)
