"""Restoring at three in the morning: another release, a power cut, and what is left of it."""

import fcntl
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys

import pytest

from tests.cli.test_commands import ledgers, loaded, run, written
from tests.cli.test_resilience import database, environment

__all__ = ["loaded", "written"]
ON_POSTGRESQL = os.environ.get("LIANJING_TEST_DB") == "postgresql"
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(ON_POSTGRESQL, reason="state folders with their own SQLite"),
]
CUT = """
import os, signal, sys
from pathlib import Path
from lianjing.cli import shell
from lianjing.site import config, secrets
secrets.bring(config.load().state_dir.resolve(), Path(sys.argv[2]))
shell.start()
from lianjing.jobs import backups
backups._copy_in = lambda copy: os.kill(os.getpid(), signal.SIGKILL)
backups.read(Path(sys.argv[1]))
"""


def saved(state, folder):
    """Return a backup of an installation and its keys."""
    file, keys = folder / "county.backup", folder / "county.keys"
    code, _, err = run("backup", file, "--keys", keys, state=state, demo="true")
    assert code == 0, err
    return file, keys


def test_a_backup_of_an_older_release_gets_the_tables_of_this_one(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    command = [sys.executable, "-m", "django", "migrate", "records", "0018", "--verbosity", "0"]
    subprocess.run(command, env=environment(old), check=True, timeout=120)
    file, keys = saved(old, tmp_path)
    code, _, err = run("restore", file, "--keys", keys, state=new, demo="true")
    assert code == 0, err
    said = json.loads(run("check", "--json", state=new, demo="true")[1])["findings"]
    assert [one["ok"] for one in said if one["name"] in ("tables", "chain")] == [True, True]


def test_a_backup_of_a_newer_release_is_refused_before_anything_is_changed(loaded, tmp_path):
    newer = shutil.copytree(loaded, tmp_path / "newer")
    with sqlite3.connect(database(newer)) as rows:
        rows.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '9999_later', '2030-01-01')"
        )
    file, keys = saved(newer, tmp_path)
    code, _, err = run("restore", file, "--keys", keys, state=tmp_path / "new", demo="true")
    assert code == 3
    assert "较新版本" in err
    assert not (tmp_path / "new" / "restoring").exists()


def test_after_a_power_cut_the_same_command_again_ends_as_a_clean_run(loaded, tmp_path):
    """The lake is put in place first: without its database it is nobody's, and no county in the clear stays behind."""
    source, state = shutil.copytree(loaded, tmp_path / "source"), tmp_path / "new"
    assert ledgers(source, "3") == "0 [3];1"
    file, keys = saved(source, tmp_path)
    cut = [sys.executable, "-c", CUT, str(file), str(keys)]
    assert subprocess.run(cut, env=environment(state), check=False, timeout=120).returncode == -signal.SIGKILL
    assert (state / "lake").exists()
    code, _, err = run("restore", file, "--keys", keys, state=state, demo="true")
    assert code == 0, err
    assert ledgers(state) == "0 [3];0"
    assert not list(state.rglob("restoring/*"))
    assert database(state).stat().st_mode & 0o077 == 0


def test_a_lake_that_no_restore_left_is_never_taken_away(loaded, tmp_path):
    file, keys = saved(loaded, tmp_path)
    state = tmp_path / "new"
    kept = state / "lake" / "food_in" / "rows.parquet"
    kept.parent.mkdir(parents=True)
    kept.write_text("rows")
    assert run("restore", file, "--keys", keys, state=state, demo="true")[0] == 3
    assert kept.exists()


def test_two_restores_at_once_are_one(loaded, tmp_path):
    file, keys = saved(loaded, tmp_path)
    state = tmp_path / "new"
    state.mkdir()
    with (state / "restoring.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, _, err = run("restore", file, "--keys", keys, state=state, demo="true")
    assert code == 3
    assert "另一次恢复" in err
