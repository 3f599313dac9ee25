"""Killed anywhere, the log is a whole prefix: nothing acknowledged is lost, nothing half there, and it goes on."""

import json
import shutil
import subprocess
import sys

import pytest

from tests.cli.test_commands import run
from tests.cli.test_resilience import empty, environment
from tests.publiclog.keeping import ROOT
from tests.publiclog.kills import PER_ROUND, ROUNDS

__all__ = ["empty"]
pytestmark = pytest.mark.once  # state folders with their own SQLite
POINTS = 12


def killed(empty, folder, *more):
    state = shutil.copytree(empty, folder)
    command = [sys.executable, "-m", "tests.publiclog.kills", str(POINTS), *more]
    done = subprocess.run(command, env=environment(state), capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def lost(found):
    """Return the rounds that were acknowledged and are not wholly there."""
    return [ack for ack in found["acks"] if found["rounds"].get(str(ack)) != PER_ROUND]


def test_a_log_killed_at_any_statement_is_a_whole_prefix(empty, tmp_path):
    runs = killed(empty, tmp_path / "s")
    whole, cut = runs[0], runs[1:]
    assert (whole["killed"], whole["size"], whole["head"]) == (False, PER_ROUND * ROUNDS, PER_ROUND * ROUNDS)
    assert [one["killed"] for one in cut] == [True] * POINTS
    for one in runs:
        assert (one["wrong"], one["later"], one["waiting"], lost(one)) == (None, None, 0, [])
        assert set(one["rounds"].values()) <= {PER_ROUND}
        assert one["head"] == PER_ROUND * len(one["rounds"])


def test_the_control_that_acknowledges_first_is_caught(empty, tmp_path):
    assert any(lost(one) for one in killed(empty, tmp_path / "s", "early"))


def test_the_commands_from_a_key_to_files_that_anybody_checks(empty, tmp_path):
    state = shutil.copytree(empty, tmp_path / "s")

    def say(*arguments, expect=0):
        code, out, err = run("log", *arguments, "--json", state=state, demo="true")
        assert code == expect, out + err
        return json.loads(out) if out else err

    assert "lianjing log init" in say("checkpoint", expect=3)
    made = say("init", "--origin", "edu.example/log")
    assert "log.key" in say("init", expect=3)
    secret = (state / "publiclog" / "log.key").read_text().strip()
    assert say("checkpoint")["size"] == 0
    child = [sys.executable, "-m", "tests.publiclog.kills", "0"]
    subprocess.run(child, env=environment(state), check=True, capture_output=True, timeout=120)
    stood = say("checkpoint")
    assert (stood["size"], stood["quorum"]) == (PER_ROUND * ROUNDS, "no policy")
    assert say("check")["tables"] == "sound"
    assert say("write", str(tmp_path / "log"))["size"] == PER_ROUND * ROUNDS
    program = [sys.executable, str(ROOT / "lianjing_verify" / "__init__.py"), "log", str(tmp_path / "log")]
    done = subprocess.run([*program, "--key", made["key"]], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout
    _, out, err = run("check", "--json", state=state, demo="true")
    (finding,) = [one for one in json.loads(out)["findings"] if one["area"] == "log"]
    assert "nobody outside vouches" in finding["words"]
    database = b"".join(file.read_bytes() for file in state.glob("*.sqlite3*"))
    for text in (database, out.encode(), err.encode()):
        assert secret.split("+")[-1].encode() not in text


WITHDRAW = """
from lianjing.site import sqlite; sqlite.use_fixed_build()
import django; django.setup()
from datetime import datetime, timezone
from lianjing.access import public_log, public_log_keys
from lianjing.jobs import public_log as duties
public_log_keys.make("edu.example/log")
at = datetime(2026, 9, 1, tzinfo=timezone.utc)
leaf = public_log.publish("aid", {"name": "canary-of-a-child" * 400}, at, personal=True)
duties.keep(at)
if sys.argv[1] == "withdraw":
    public_log.withdraw(leaf, "term_over", at)
    duties.keep(at)
"""


@pytest.mark.parametrize(("what", "there"), [("keep", True), ("withdraw", False)])
def test_a_withdrawn_content_is_in_no_file_of_the_database(empty, tmp_path, what, there):
    state = shutil.copytree(empty, tmp_path / "s")
    command = [sys.executable, "-c", f"import sys\n{WITHDRAW}", what]
    subprocess.run(command, env=environment(state), check=True, timeout=120)
    assert any(b"canary-of-a-child" in file.read_bytes() for file in state.rglob("*") if file.is_file()) == there
