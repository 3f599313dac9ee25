"""Two processes keep the log in the same minute: what the other has just done is no fault; what nobody did is one."""

import threading
import time

import pytest
from django.db import IntegrityError, connection, transaction

from lianjing.access import journal, public_log, public_log_keys, public_log_tree
from lianjing.access.clock import now
from lianjing.jobs import public_log as duties
from lianjing.records.models import PublicCheckpoint, PublicLeaf

STAGES = [(public_log, "commit_journal"), (public_log_tree, "integrate"), (public_log_tree, "checkpoint")]


@pytest.fixture
def waits(county, settings, tmp_path):
    """A log with a key and one thing published that has no place yet."""
    settings.STATE_DIR = tmp_path / "state"
    public_log_keys.make("two.example/log")
    public_log.publish("notice", {"what": "x"}, now(), of=None)
    journal.write(kind="read", action="x", post=county.clerk, record=county.org("s001"), now=now(), facts={})


def refuse(*given, **more):
    raise IntegrityError("a place is given once")


@pytest.mark.parametrize(("where", "stage"), STAGES)
def test_what_the_other_has_just_done_is_left_to_it(waits, monkeypatch, where, stage):
    work = getattr(where, stage)

    def too_late(*given, **more):
        work(*given, **more)
        refuse()

    monkeypatch.setattr(where, stage, too_late)
    duties.keep(now())
    assert PublicLeaf._base_manager.filter(place=None).count() == 0
    assert PublicCheckpoint._base_manager.get().size == PublicLeaf._base_manager.count()


@pytest.mark.parametrize(("where", "stage"), STAGES)
def test_control_what_nobody_did_is_a_fault(waits, monkeypatch, where, stage):
    monkeypatch.setattr(where, stage, refuse)
    with pytest.raises(IntegrityError):
        duties.keep(now())


def blocked():
    """Return whether some connection waits for a row that another one holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_who_waited_for_the_other_s_places_leaves_them_to_it(transactional_db, settings, tmp_path):
    """The trigger refuses whoever comes second; it must say so as the unique index does."""
    settings.STATE_DIR = tmp_path / "state"
    public_log_keys.make("two.example/log")
    public_log.publish("notice", {"what": "x"}, now(), of=None)
    said = []

    def second():
        try:
            said.append(duties.keep(now()))
        except Exception as fault:
            said.append(fault)
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        assert public_log_tree.integrate() == 1
        other.start()
        for _ in range(600):
            if blocked():
                break
            time.sleep(0.05)
        else:
            pytest.fail("the second never waited for the first")
    other.join(60)
    assert said == [0]
    assert PublicLeaf._base_manager.get().place == 0
