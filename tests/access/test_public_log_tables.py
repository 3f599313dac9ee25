"""The database itself keeps the public log append-only: every statement below is run, and refused."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from lianjing.records.models import PublicCheckpoint, PublicContent, PublicLeaf, PublicTile
from tests.world import at

pytestmark = pytest.mark.django_db
REFUSED = [
    "UPDATE records_publicleaf SET kind = 'x' WHERE place = 0",
    "UPDATE records_publicleaf SET place = 1 WHERE place = 0",
    "UPDATE records_publicleaf SET place = NULL WHERE place = 0",
    "UPDATE records_publicleaf SET place = 2 WHERE place IS NULL",
    "UPDATE records_publicleaf SET place = 1, kind = 'x' WHERE place IS NULL",
    "DELETE FROM records_publicleaf WHERE place IS NULL",
    "DELETE FROM records_publictile",
    "UPDATE records_publictile SET level = 3",
    "DELETE FROM records_publiccheckpoint",
    "UPDATE records_publiccheckpoint SET size = 3",
    "UPDATE records_publiccontent SET leaf_id = leaf_id",
]


def leaf(number):
    return PublicLeaf(at=at(), kind="notice", entry=b"{}", hash=f"{number:064x}")


@pytest.fixture
def planted():
    first, second = leaf(1), leaf(2)
    first.save()
    second.save()
    PublicLeaf._base_manager.filter(pk=first.pk).update(place=0)
    PublicContent(leaf=second, payload=b"p", salt=b"s").save()
    PublicTile(level=0, number=0, hashes=b"h", root=b"r").save()
    PublicCheckpoint(size=1, root=b"r", at=at(), note="n").save()
    return first, second


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses(planted, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_leaf_arrives_without_a_place(planted):
    early = leaf(3)
    early.place = 1
    with pytest.raises(DatabaseError), transaction.atomic():
        early.save()


def test_the_next_place_is_given_and_contents_may_go(planted):
    _, second = planted
    PublicLeaf._base_manager.filter(pk=second.pk).update(place=1)
    assert PublicContent._base_manager.all().delete()[0] == 1


def test_no_insert_changes_what_is_there(planted):
    first, _ = planted
    inserts = ["INSERT {} ON CONFLICT (hash) DO UPDATE SET kind = 'x'"]
    if connection.vendor == "sqlite":
        inserts.append("REPLACE {}")
    row = "INTO records_publicleaf (id, at, kind, subject_table, entry, hash) VALUES (%s, %s, 'x', '', %s, %s)"
    for insert in inserts:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(insert.format(row), [first.pk + 90, at(), b"", first.hash])


def test_neither_truncating_nor_a_replica_s_role_sets_the_triggers_aside(planted):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in ("DELETE FROM records_publictile", "TRUNCATE records_publictile"):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement)
