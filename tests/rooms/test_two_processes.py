"""Two real processes accept one batch at the same moment on PostgreSQL: exactly one wins, nothing is written twice."""

import json
import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from lianjing.access import clock
from lianjing.domain.authority import Role
from lianjing.records.models import Account, Holding, ImportBatch, JournalEntry, Person
from lianjing.rooms.uploads import reading
from tests.rooms.rosters import book, row, sign_in, teachers, upload
from tests.world import County

pytestmark = [
    pytest.mark.postgresql,
]
FAMILIES = ("欧阳",)


def process(seat, batch, log):
    """Start a web process of its own on the tests' database, as the seat's person."""
    shown = reading.reread(batch, clock.now().date()).plan.digest
    address = urlsplit(os.environ["LIANJING_DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"])
    named = {"LIANJING_DATABASE_URL": urlunsplit(address), "LIANJING_STATE_DIR": str(settings.STATE_DIR)}
    username = Account.objects.get(person=seat.person_id).username
    return subprocess.Popen(
        [sys.executable, "-m", "tests.rooms.racing", username, str(seat.post_id), str(batch.pk), shown],
        env={**os.environ, **named, "LIANJING_DEMO": "true"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_exactly_one_accepts(transactional_db, client, tmp_path):
    log = os.open(tmp_path / "log", os.O_WRONLY | os.O_CREAT)
    county = County()
    teachers(county)
    second = county.holder("副账", "s001", Role.CLERK, "CN", "出纳")
    clerk = sign_in(client, county.clerk)
    for number, family in enumerate(FAMILIES):
        data = book(*(row(family + name, 100 + number * 10 + place) for place, name in enumerate("甲乙丙丁戊")))
        assert clerk.post("/uploads/hand-in/", {"file": upload(data)}).status_code == 302
        batch = ImportBatch._base_manager.order_by("-pk")[0]
        pair = [process(seat, batch, log) for seat in (county.clerk, second)]
        for one in pair:
            assert one.stdout.readline() == "ready\n", (tmp_path / "log").read_text()[-3000:]
        for one in pair:
            one.stdin.write("\n")
            one.stdin.flush()
        said = [one.communicate(timeout=60) for one in pair]
        statuses = sorted(json.loads(out)["status"] for out, _ in said)
        assert statuses == [302, 422], said
        batch.refresh_from_db()
        assert batch.state == "accepted"
        people = Person._base_manager.filter(name__startswith=family)
        assert people.count() == 5
        assert Holding._base_manager.filter(person__in=people).count() == 5
        accepted = JournalEntry._base_manager.filter(subject_table="importbatch", subject_id=batch.pk)
        assert accepted.filter(action="staff.import").count() == 1
    os.close(log)
