"""A database that was packed, dumped and restored still gives the same log: nobody who remembers it finds a change."""

import os
import shutil
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

import lianjing_verify
from lianjing.access import public_log_files
from lianjing.records.models import PublicLeaf
from tests import postgres
from tests.cli.test_resilience import empty, environment
from tests.publiclog.keeping import ROOT, Kept
from tests.world import County

__all__ = ["empty"]


def marked(test):
    """Run a test on PostgreSQL only, with a database that it may pack."""
    return pytest.mark.postgresql(pytest.mark.django_db(transaction=True)(test))


@pytest.fixture
def kept(transactional_db, settings, tmp_path):
    """A log with several hundred entries, one of them withdrawn, that somebody outside has seen."""
    from lianjing.access import public_log

    settings.STATE_DIR = tmp_path / "state"
    County()
    made = Kept(tmp_path)
    gone = made.publish("名单", personal=True)
    for number in range(300):
        made.publish(f"公示 {number}", personal=number % 3 == 0)
    made.head()
    public_log.withdraw(PublicLeaf._base_manager.get(pk=gone.pk), "withdrawn", made.now())
    made.head()
    assert made.verify("--skip-proofs", state=tmp_path / "notes")[:2] == (0, [])
    return made


def written(folder):
    """Return the log's files by name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def stays_the_same(kept, folder):
    """The files written anew are the old ones, and the verifier that remembers says so."""
    now, before = written(folder), written(kept.files)
    assert "checkpoint" in now
    assert {name for name in now if now[name] != before.get(name)} == set()
    assert kept.verify(log=folder, state=kept.folder / "notes")[:2] == (0, [])


@marked
def test_packing_the_tables_changes_nothing(kept, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL")
    public_log_files.write(tmp_path / "again")
    stays_the_same(kept, tmp_path / "again")
    kept.publish("公示 301")
    kept.head()  # and it goes on
    assert kept.verify("--skip-proofs", state=tmp_path / "notes")[:2] == (0, [])


@marked
def test_a_database_that_was_dumped_and_restored_gives_the_same_log(kept, tmp_path, settings):
    here = urlsplit(os.environ["LIANJING_DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"])
    there = here._replace(path=here.path + "_restored")
    tools, dump = postgres._binaries(), tmp_path / "dump"
    subprocess.run([f"{tools}/pg_dump", "-Fc", "-f", dump, urlunsplit(here)], check=True)
    connection.cursor().execute(f'CREATE DATABASE "{there.path[1:]}"')
    try:
        subprocess.run([f"{tools}/pg_restore", "-d", urlunsplit(there), dump], check=True)
        command = (
            "import django, sys, pathlib; django.setup()\n"
            "from lianjing.access import public_log_files\n"
            "public_log_files.write(pathlib.Path(sys.argv[1]))"
        )
        env = {**os.environ, "LIANJING_DATABASE_URL": urlunsplit(there), "LIANJING_STATE_DIR": str(settings.STATE_DIR)}
        env |= {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "lianjing.site.settings", "LIANJING_DEMO": "true"}
        subprocess.run([sys.executable, "-c", command, str(tmp_path / "again")], check=True, env=env)
    finally:
        connection.cursor().execute(f'DROP DATABASE "{there.path[1:]}" WITH (FORCE)')
    stays_the_same(kept, tmp_path / "again")


@marked
def test_the_control_one_row_changed_on_the_way_is_named(kept, tmp_path):
    """Restored with one entry edited: the files differ, and the verifier names the place."""
    leaf = next(one for one in PublicLeaf._base_manager.order_by("place") if "公示".encode() in bytes(one.entry))
    edited = bytes(leaf.entry).replace("公示".encode(), "公告".encode())
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f'UPDATE "{PublicLeaf._meta.db_table}" SET entry = %s WHERE id = %s', [edited, leaf.pk])
        cursor.execute("SET session_replication_role = DEFAULT")
    public_log_files.write(tmp_path / "again")
    code, found, _ = kept.verify("--skip-proofs", log=tmp_path / "again", state=kept.folder / "notes")
    assert code == 1
    assert {"entry_changed", "root_differs"} & set(found), found


SQLITE = """
import json, pathlib, sys
import django; django.setup()
from datetime import UTC, datetime
from django.db import connection
from lianjing.access import public_log, public_log_files, public_log_keys
from lianjing.jobs import public_log as duties
now = datetime(2026, 9, 1, 4, tzinfo=UTC)
signer = public_log_keys.make("edu.example/log")
for number in range(300):
    public_log.publish("notice", {"title": str(number)}, now, personal=number % 3 == 0)
duties.keep(now)
before, after = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
public_log_files.write(before)
connection.cursor().execute("VACUUM")
public_log_files.write(after)
print(str(signer.verifier))
"""


@pytest.mark.once  # a state folder with its own SQLite
def test_packing_an_embedded_database_changes_nothing(empty, tmp_path):
    state, before, after = shutil.copytree(empty, tmp_path / "state"), tmp_path / "before", tmp_path / "after"
    command = [sys.executable, "-c", SQLITE, str(before), str(after)]
    env = {**environment(state), "DJANGO_SETTINGS_MODULE": "lianjing.site.settings"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert written(after) == written(before)
    key = done.stdout.strip().splitlines()[-1]
    assert lianjing_verify.main(["log", str(after), "--key", key, "--quiet"]) == 0
