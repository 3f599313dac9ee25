"""Two real processes tick at the same moment: the lists are as after one tick. On one SQLite file and on PostgreSQL."""

import json
import os
import shutil
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.rooms import ticking

LATE = "2026-10-16 09:00:00"  # Friday: every clock of the county has run out since Monday
TICK = [sys.executable, "-m", "lianjing", "tick", "--now", LATE, "--json"]
_BARE = ("DJANGO_SETTINGS_MODULE", "LIANJING_DATABASE_URL", "LIANJING_TEST_DB")


def named(state, **more):
    kept = {name: value for name, value in os.environ.items() if name not in _BARE}
    return {**kept, "LIANJING_STATE_DIR": str(state), "LIANJING_DEMO": "true", **more}


def run(*asked, env):
    done = subprocess.run([sys.executable, "-m", *asked], env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def at_once(env, how_many=2):
    """Start `how_many` ticks together and return what they say they moved."""
    started = [
        subprocess.Popen(TICK, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(how_many)
    ]
    said = [one.communicate(timeout=300) for one in started]
    return [json.loads(out)["moved"] for out, _ in said], [json.loads(out)["failed"] for out, _ in said]


def test_two_ticks_on_one_sqlite_file_do_what_one_does(tmp_path):
    django = {"DJANGO_SETTINGS_MODULE": "lianjing.site.settings"}
    two = tmp_path / "two"
    two.mkdir()
    run("tests.rooms.ticking", "prepare", env=named(two, **django))
    shutil.copytree(two, tmp_path / "one")
    at_once(named(tmp_path / "one"), 1)
    moved, failed = at_once(named(two))
    after_two = json.loads(run("tests.rooms.ticking", "shown", env=named(two, **django)))
    after_one = json.loads(run("tests.rooms.ticking", "shown", env=named(tmp_path / "one", **django)))
    for name in ("flags", "recusals", "waiting", "items", "moves"):
        assert after_two[name] == after_one[name], name
    assert set(after_two["acts"]) == set(after_one["acts"])  # a duty that came too late may still say that it looked
    assert failed == [{}, {}]
    assert sum(one["redflag.lapse"] for one in moved) == 4
    assert len(after_two["items"]) > 8


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_ticks_on_postgresql_call_once_and_lapse_once(transactional_db, tmp_path):
    ticking.prepare()
    address = urlsplit(os.environ["LIANJING_DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"])
    env = named(settings.STATE_DIR, LIANJING_DATABASE_URL=urlunsplit(address))
    moved, failed = at_once(env)
    shown = ticking.shown()
    assert failed == [{}, {}]
    assert sum(one["redflag.lapse"] for one in moved) == 4
    assert len(set(shown["items"])) == len(shown["items"])  # nothing is on a list twice
    assert sum("clock.lapse'" in act for act in shown["acts"]) == 4
