"""What a power cut or a full disk leaves behind: nothing half done, and the same command again ends as a clean run."""

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys

import pytest

from tests.cli.test_commands import run, written

__all__ = ["written"]
ON_POSTGRESQL = os.environ.get("LIANJING_TEST_DB") == "postgresql"
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(ON_POSTGRESQL, reason="state folders with their own SQLite"),
]
POINTS = 8
TABLES = ("org", "post", "person", "holding", "edge", "declaration", "account", "journalentry")
_OF_THE_MOMENT = {"canonical", "salt", "leaf", "chain", "at", "password", "id_sealed", "phone_sealed", "declared_at"}
_KEYED = {"id_fingerprint"}  # under the installation's own keys: equal only within one


def environment(state):
    """Return what a process of an installation of its own is started with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIANJING_")}
    named = {"LIANJING_STATE_DIR": str(state), "LIANJING_DEMO": "true", "COLUMNS": "160"}
    return {**kept, **named, "DJANGO_SETTINGS_MODULE": "lianjing.site.settings"}


def child(folder, kill_at, state):
    """Load a county in a process of its own that is killed at a statement (0: never); return (code, statements)."""
    command = [sys.executable, "-m", "tests.cli.kills", str(folder), str(kill_at)]
    done = subprocess.run(command, env=environment(state), capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout.strip() or done.stderr


def database(state):
    [file] = state.glob("*.sqlite3")
    return file


def content(state):
    """Return the rows of every table that the load writes, without what differs from one moment to the next."""
    found = {}
    with sqlite3.connect(database(state)) as rows:
        rows.row_factory = sqlite3.Row
        for table in TABLES:
            lines = rows.execute(f"SELECT * FROM records_{table} ORDER BY id").fetchall()
            dropped = _OF_THE_MOMENT | _KEYED
            found[table] = [{name: line[name] for name in line.keys() if name not in dropped} for line in lines]  # noqa: SIM118
    return found


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """An installation with its tables and nothing in them."""
    state = tmp_path_factory.mktemp("empty") / "s"
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=environment(state), check=True, timeout=120)
    return state


@pytest.fixture
def fresh(empty, tmp_path):
    """A copy of the empty installation."""
    return shutil.copytree(empty, tmp_path / "s")


def test_an_import_killed_anywhere_leaves_nothing_and_ends_as_a_clean_run(empty, written, tmp_path):
    clean = shutil.copytree(empty, tmp_path / "clean")
    code, sent = child(written, 0, clean)
    assert code == 0, sent
    want, before = content(clean), content(empty)
    assert len(want["person"]) > 100
    for point in range(POINTS):
        state = shutil.copytree(empty, tmp_path / f"s{point}")
        kill_at = 1 + point * (int(sent) - 1) // (POINTS - 1)
        assert child(written, kill_at, state)[0] == -signal.SIGKILL
        assert content(state) == before, f"half saved after {kill_at} of {sent} statements"
        assert run("import", "--county", written, state=state, demo="true")[0] == 0
        assert content(state) == want, f"other than a clean run after {kill_at} of {sent} statements"


def limited(size, *arguments, state):
    """Run a command that may write no file beyond `size` bytes, as on a disk that is full."""
    done = subprocess.run(
        [sys.executable, "-m", "lianjing", *map(str, arguments)],
        env=environment(state),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_full_disk_during_an_import_saves_nothing_and_says_so(fresh, written):
    before = content(fresh)
    code, said = limited(256 * 1024, "import", "--county", written, state=fresh)
    assert code == 3, said
    assert "磁盘" in said
    assert "Traceback" not in said
    assert content(fresh) == before
    assert run("import", "--county", written, state=fresh, demo="true")[0] == 0


def test_a_full_disk_during_a_backup_leaves_no_file_that_looks_like_one(fresh, written, tmp_path):
    assert run("import", "--county", written, state=fresh, demo="true")[0] == 0
    place = tmp_path / "kept"
    place.mkdir()
    for size in (64 * 1024, 700 * 1024):
        code, said = limited(size, "backup", place / "county.backup", state=fresh)
        assert code == 3, said
        assert "磁盘" in said
        assert "Traceback" not in said
        assert list(place.iterdir()) == []
    assert run("backup", place / "county.backup", state=fresh, demo="true")[0] == 0


def ledger(folder, rows):
    """Write a school's attendance by hand; return the folder."""
    place = folder / "tables" / "attendance"
    place.mkdir(parents=True)
    lines = [f"2025-{1 + at % 12:02}-{1 + at % 27:02},k{at},{30 + at % 17},{29 + at % 13}" for at in range(rows)]
    (place / "考勤.csv").write_text("日期,班号,应到,实到\n" + "\n".join(lines), encoding="utf-8")
    return folder


def ledgers(state):
    """Return how many batches are in force, and how many rows they name."""
    with sqlite3.connect(database(state)) as rows:
        return rows.execute("SELECT count(*), coalesce(sum(row_count), 0) FROM records_ledgerbatch").fetchone()


def test_a_full_disk_during_a_ledger_import_takes_nothing_in_and_says_so(fresh, written, tmp_path):
    """The lake's file, its log, the database's: whichever does not fit, no batch names what is not whole."""
    assert run("import", "--county", written, state=fresh, demo="true")[0] == 0
    folder, rows = ledger(tmp_path / "d", 20_000), 20_000
    for size in (1024, 16 * 1024, 64 * 1024):
        code, said = limited(size, "import", folder, "--as", "jcs-zr", state=fresh)
        assert code == 3, (size, said)
        assert "磁盘" in said
        assert "Traceback" not in said
        assert ledgers(fresh) == (0, 0)
    code, out, err = run("import", folder, "--as", "jcs-zr", "--json", state=fresh, demo="true")
    assert code == 0, err
    assert json.loads(out)["rows"] == rows, out
    assert ledgers(fresh) == (1, rows)
