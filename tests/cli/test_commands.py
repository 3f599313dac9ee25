"""The commands as a person runs them: own processes, own state folders, exit codes that mean something."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ON_POSTGRESQL = os.environ.get("LIANJING_TEST_DB") == "postgresql"


def run(*arguments, state=None, **settings):
    """Run one command; return (exit code, standard output, standard error)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIANJING_", "DJANGO_"))}
    named = {f"LIANJING_{name.upper()}": str(value) for name, value in settings.items()}
    if state is not None:
        named["LIANJING_STATE_DIR"] = str(state)
    done = subprocess.run(
        [sys.executable, "-m", "lianjing", *map(str, arguments)],
        env={**kept, **named, "COLUMNS": "160"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The files of a small county."""
    folder = tmp_path_factory.mktemp("county") / "c"
    code, out, err = run("county", "--out", folder, "--scale", "0.05", "--groups", "0", "--json")
    assert code == 0, err
    assert json.loads(out)["schools"] > 3
    return folder


@pytest.fixture(scope="module")
def loaded(written, tmp_path_factory):
    """A state folder with that county in it."""
    state = tmp_path_factory.mktemp("state")
    code, out, err = run("import", "--county", written, "--json", state=state, demo="true")
    assert code == 0, err
    assert json.loads(out)["units"] > 20
    return state


def test_help_is_there_for_every_command():
    code, out, _ = run("--help")
    assert code == 0
    for name in ("demo", "serve", "check", "import", "county", "tick", "backup", "restore"):
        assert name in out
        assert run(name, "--help")[0] == 0


def test_check_explains_every_wrong_setting_at_once(tmp_path):
    code, out, _ = run("check", "--json", state=tmp_path, port="99999", base_url="nonsense", database_url="mysql://x/y")
    said = json.loads(out)
    assert code == 2
    assert {finding["name"] for finding in said["findings"]} == {"port", "base_url", "database_url"}
    assert not any("mysql" in finding["words"] and "x/y" in finding["words"] for finding in said["findings"])


def test_check_names_a_setting_that_does_not_exist(tmp_path):
    code, out, _ = run("check", state=tmp_path, databse_url="postgresql://x/y")
    assert code == 2
    assert "LIANJING_DATABSE_URL" in out


def test_a_toml_file_is_read_and_its_faults_are_explained(tmp_path):
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(f'state_dir = "{tmp_path}/s"\nlanguage = "en"\n')
    bad.write_text('language = "fr"\ncolour = "blue"\n')
    assert run("check", config=good)[0] in (0, 1)
    code, out, _ = run("check", "--json", config=bad)
    assert code == 2
    assert {finding["name"] for finding in json.loads(out)["findings"]} == {"language", "colour"}
    assert run("check", config=tmp_path / "absent.toml")[0] == 2


def test_check_of_a_sound_installation(loaded):
    code, out, _ = run("check", "--json", state=loaded, demo="true")
    said = {finding["name"]: finding for finding in json.loads(out)["findings"]}
    assert said["sqlite"]["ok"]
    assert said["integrity"]["ok"]
    assert said["tables"]["ok"]
    assert said["chain"]["ok"]
    assert code in (0, 1)  # 1 where the texts were not compiled


def test_check_leaves_no_trace(loaded):
    before = {path: path.read_bytes() for path in Path(loaded).iterdir() if path.is_file() and "-" not in path.suffix}
    run("check", state=loaded, demo="true")
    after = {path: path.read_bytes() for path in Path(loaded).iterdir() if path.is_file() and "-" not in path.suffix}
    assert before == after


def test_keys_that_others_can_read_are_refused(tmp_path, loaded):
    state = tmp_path / "s"
    shutil.copytree(loaded, state)
    (state / "keys.json").chmod(0o644)
    code, _, err = run("tick", state=state, demo="true")
    assert code == 3
    assert "chmod 600" in err


def test_a_county_goes_into_an_empty_demo_only(loaded, written, tmp_path):
    assert run("import", "--county", written, state=loaded, demo="true")[0] == 3
    assert run("import", "--county", written, state=tmp_path / "real")[0] == 3
    assert run("import", "--county", tmp_path, state=tmp_path / "x", demo="true")[0] == 3
    assert run("import", "--county", tmp_path / "absent", state=tmp_path / "x", demo="true")[0] == 2


def test_a_county_is_never_written_over_something(written):
    assert run("county", "--out", written)[0] == 3


def test_tick_twice_does_nothing_more(loaded):
    code, out, _ = run("tick", "--json", state=loaded, demo="true")
    assert code == 0, out
    assert json.loads(out)["failed"] == {}
    code, out, _ = run("tick", "--json", state=loaded, demo="true")
    assert set(json.loads(out)["moved"].values()) == {0}


def test_a_backup_restores_into_a_new_place_with_its_keys_only(loaded, tmp_path):
    file, keys = tmp_path / "county.backup", tmp_path / "county.keys"
    code, out, err = run("backup", file, "--keys", keys, "--json", state=loaded, demo="true")
    assert code == 0, err
    assert file.stat().st_mode & 0o077 == keys.stat().st_mode & 0o077 == 0
    taken = json.loads(out)
    assert run("backup", file, state=loaded, demo="true")[0] == 3
    assert run("restore", file, state=tmp_path / "stranger", demo="true")[0] == 3
    assert run("restore", file, state=loaded, demo="true")[0] == 3
    code, out, err = run("restore", file, "--keys", keys, "--json", state=tmp_path / "new", demo="true")
    assert code == 0, err
    assert json.loads(out)["journal"] == taken["journal"]
    code, out, _ = run("check", "--json", state=tmp_path / "new", demo="true")
    said = {finding["name"]: finding["ok"] for finding in json.loads(out)["findings"]}
    assert said["chain"]
    assert said["integrity"]


LEDGER = """
import sys, datetime, pyarrow as pa
from lianjing.cli import shell; shell.start()
from lianjing.access import clock, lake
from lianjing.access.posts import seat_for
from lianjing.records.doors import unscoped as u
from lianjing.records.models import Holding
from lianjing.rooms.uploads.ledger_rows import Ledger
from lianjing.rooms.uploads.usecases import ledgers
if sys.argv[1:]:
    held = u(Holding, reason="t").filter(post__role="bureau_officer", post__org__code="jcs").first()
    seat, rows = seat_for(held.person_id, held.post, clock.now().date()), pa.table({"price": [int(sys.argv[1])]})
    file = Ledger(table="food_in", rows=rows, slot="x", sha256=sys.argv[1] * 64)
    ledgers.take_in(post=seat, org=held.post.org, ledger=file, now=clock.now())
    lake.lake().write("food_in", rows.append_column("batch_id", pa.array([9])).append_column("row_id", pa.array([9])),
                      slot="crash", named_version=lake.pinned()["food_in"])
for version in sorted(lake.named_versions()["food_in"]):
    row = lake.lake().rows("food_in", version, [n * 10_000_000 + 1 for n in range(9)])
    print(version, row["price"].to_pylist(), end=";")
print(lake.lake().version("food_in"))
"""


def ledgers(state, *arguments):
    """Take in a ledger of one row of that price and crash in the next; or print what each named version holds."""
    environment = {n: v for n, v in os.environ.items() if not n.startswith(("LIANJING_", "DJANGO_"))}
    environment |= {"LIANJING_STATE_DIR": str(state), "LIANJING_DEMO": "true"}
    done = subprocess.run(
        [sys.executable, "-c", LEDGER, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_backup_holds_the_lake_as_the_copied_database_names_it(loaded, tmp_path):
    assert ledgers(loaded, "3") == "0 [3];1"  # the version behind it is the remains of the crash
    assert ledgers(loaded, "4") == "0 [3];3 [4];4"
    file, keys, new = tmp_path / "a", tmp_path / "k", tmp_path / "new"
    code, out, err = run("backup", file, "--keys", keys, "--json", state=loaded, demo="true")
    assert code == 0, err
    assert json.loads(out)["lake"]["food_in"]["version"] == 3
    assert run("restore", file, "--keys", keys, state=new, demo="true")[0] == 0
    assert ledgers(new) == "0 [3];3 [4];3"
    assert ledgers(new, "5") == "0 [3];3 [4];4 [5];5"

    broken = tmp_path / "broken"
    data = bytearray(file.read_bytes())
    data[data.rindex(b"PAR1") - 20] ^= 1
    broken.write_bytes(data)
    assert run("restore", broken, "--keys", keys, state=tmp_path / "other", demo="true")[0] == 3
    assert not (tmp_path / "other" / "lake").exists()


def test_a_damaged_backup_changes_nothing(loaded, tmp_path):
    file, keys, broken = tmp_path / "a", tmp_path / "k", tmp_path / "broken"
    assert run("backup", file, "--keys", keys, state=loaded, demo="true")[0] == 0
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    broken.write_bytes(data)
    state = tmp_path / "new"
    code, _, err = run("restore", broken, "--keys", keys, state=state, demo="true")
    assert code == 3, err
    assert not (state / "lianjing.sqlite3").exists() or (state / "lianjing.sqlite3").stat().st_size == 0
    nothing = tmp_path / "nothing"
    nothing.write_bytes(b"")
    assert run("restore", nothing, "--keys", keys, state=state, demo="true")[0] == 3
    with tarfile.open(tmp_path / "other", "w") as tar:
        tar.add(keys, "about.json")
    assert run("restore", tmp_path / "other", "--keys", keys, state=state, demo="true")[0] == 3


def test_the_first_run_of_a_real_installation_shows_a_password_once(tmp_path, monkeypatch):
    script = (
        "from lianjing.cli import shell, serving; shell.start(); serving.migrate(); "
        "serving.first_administrator(); print('--'); serving.first_administrator()"
    )
    environment = {n: v for n, v in os.environ.items() if not n.startswith(("LIANJING_", "DJANGO_"))}
    environment["LIANJING_STATE_DIR"] = str(tmp_path / "s")
    out = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    ).stdout
    first, second = out.split("--\n")
    assert "password" in first
    assert second.strip() == ""
    word = first.split("password ")[1].split()[0]
    assert len(word) >= 20
    everything = b"".join(path.read_bytes() for path in (tmp_path / "s").iterdir() if path.is_file())
    assert word.encode() not in everything


def test_a_roster_is_checked_without_a_trace_and_handed_in_when_asked(loaded, written, tmp_path):
    roster = sorted((written / "exports").glob("*_*.xlsx"))[0]
    script = (
        "from lianjing.cli import shell; shell.start(); from lianjing.records.models import *; "
        "from lianjing.records.doors import unscoped as u; "
        "print(u(JournalEntry, reason='t').count(), u(ImportBatch, reason='t').count())"
    )
    environment = {n: v for n, v in os.environ.items() if not n.startswith(("LIANJING_", "DJANGO_"))}
    environment |= {"LIANJING_STATE_DIR": str(loaded), "LIANJING_DEMO": "true"}

    def counted():
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.split()

    before = counted()
    code, out, err = run(
        "import", roster, "--as", "jcs-zr", "--json", "--marked", tmp_path / "m.xlsx", state=loaded, demo="true"
    )
    assert code in (0, 1), err
    said = json.loads(out)
    assert said["rows"] > 5
    assert (tmp_path / "m.xlsx").stat().st_size > 1000
    assert counted() == before
    assert run("import", roster, "--as", "nobody", state=loaded, demo="true")[0] == 3
    assert run("import", roster, state=loaded, demo="true")[0] == 2
    assert run("import", state=loaded, demo="true")[0] == 2
    code, out, err = run("import", roster, "--as", "jcs-zr", "--json", "--hand-in", state=loaded, demo="true")
    assert json.loads(out)["batch"], err
    assert counted() == [str(int(before[0]) + 2), str(int(before[1]) + 1)]
    assert run("import", roster, "--as", "jcs-zr", "--hand-in", state=loaded, demo="true")[0] == 3


def test_a_real_installation_begins_with_its_first_people(tmp_path):
    state = tmp_path / "real"
    named = {"unit": "jcs", "post": "ZR", "name": "谭敏", "username": "tan-min"}
    options = [word for name, value in named.items() for word in (f"--{name}", value)]
    code, out, err = run("appoint", *options, "--json", state=state)
    assert code == 0, err
    assert len(json.loads(out.splitlines()[-1])["password"]) >= 20
    assert run("appoint", *options, state=state)[0] == 3
    assert run("appoint", "--unit", "nowhere", *options[2:], state=state)[0] == 3
    code, out, _ = run("check", "--json", state=state)
    assert {finding["name"]: finding["ok"] for finding in json.loads(out)["findings"]}["chain"]
