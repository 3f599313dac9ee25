"""The publisher's role: what it reads makes the same files, and what it may not read does not exist for it."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from lianjing.access import publisher_rights
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import publishing
from tests.rooms.test_published import NOW, answered, little_work, texts

__all__ = ["answered", "little_work"]
INTERNAL = ("records_redflag", "records_person", "records_workitem", "records_holding", "records_account")


def test_every_view_leaves_out_what_is_not_public(answered):
    whole = "\n".join(publisher_rights.statements("reader"))
    assert not [name for name in INTERNAL if f"{publisher_rights.SCHEMA}.{name} " in whole]
    for hidden in ("number_hash", "answered_by_id", "prepared_by_id", "sealed_before", "canonical"):
        assert f"AS {hidden}" in whole
        assert f'"{hidden}"' not in whole
    with pytest.raises(RuleBroken, match="role_name_wrong"):
        list(publisher_rights.statements("x; DROP TABLE y"))


def test_the_role_makes_the_same_files_and_reads_nothing_else(answered, tmp_path):
    publishing.publish(tmp_path / "owner", NOW, whole=True)
    if connection.vendor != "postgresql":
        return  # the embedded database has no roles: it is opened for reading only, see test_published
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE reader_of_tests")
        for statement in publisher_rights.statements("reader_of_tests"):
            cursor.execute(statement)
        cursor.execute("SET LOCAL search_path = published")
        cursor.execute("SET LOCAL ROLE reader_of_tests")
        publishing.publish(tmp_path / "role", NOW, whole=True)
        assert texts(tmp_path / "role") == texts(tmp_path / "owner")
        for name in INTERNAL:
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(f"SELECT * FROM public.{name}")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("DELETE FROM published.records_disclosure")
        cursor.execute("RESET ROLE")
