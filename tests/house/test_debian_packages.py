"""What the tests need from Debian: installed for root, else named in one clear line; and what Debian itself lacks."""

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
SCRIPT = Path(__file__).parents[2] / "bench" / "debian_packages.sh"


@pytest.fixture
def bare(tmp_path):
    """A machine with `ls`, `tail` and `rm` only; programs of it are written as scripts."""
    for name in ("ls", "tail", "rm", "mktemp"):
        (tmp_path / name).symlink_to(shutil.which(name))
    return tmp_path


def program(place, name, script):
    (place / name).write_text(f"#!/bin/sh\n{script}\n")
    (place / name).chmod(0o755)


def asked(place, *packages):
    done = subprocess.run(
        [shutil.which("sh"), SCRIPT, *packages],
        env={"PATH": str(place), "TMPDIR": str(place)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def test_whoever_is_not_root_is_told_in_one_line_what_is_missing(bare):
    program(bare, "id", "echo 1000")
    program(bare, "apt-get", "exit 9")
    wanted = "gettext", "openjdk-17-jre-headless"
    said = "The tests need these Debian packages: apt-get install gettext openjdk-17-jre-headless\n"
    assert asked(bare, *wanted) == (2, "", said)
    program(bare, "msgfmt", "exit 0")
    said = "The tests need these Debian packages: apt-get install openjdk-17-jre-headless\n"
    assert asked(bare, *wanted) == (2, "", said)
    program(bare, "java", "exit 0")
    assert asked(bare, *wanted) == (0, "", "")


def test_root_has_what_is_missing_installed_and_is_shown_why_it_could_not_be(bare):
    program(bare, "id", "echo 0")
    program(bare, "apt-get", f'echo "$@" >>{bare}/asked')
    assert asked(bare, "gettext") == (0, "Installing for the tests: gettext\n", "")
    assert (bare / "asked").read_text().splitlines() == ["update", "install -y --no-install-recommends gettext"]
    program(bare, "apt-get", "echo the mirror is away; exit 100")
    code, _, why = asked(bare, "gettext")
    assert code == 2
    assert "the mirror is away" in why
    assert "could not install: gettext" in why


def test_a_machine_that_is_no_debian_names_them_even_for_root(bare):
    program(bare, "id", "echo 0")
    assert asked(bare, "gettext")[2] == "The tests need these Debian packages: apt-get install gettext\n"


def test_the_log_s_programs_ask_nothing_of_cryptography_that_debian_12_lacks():
    """A witness has Debian's own cryptography, 38; these came with 40."""
    newer = ("public_bytes_raw", "private_bytes_raw")
    for program in ("lianjing_verify", "lianjing_witness"):
        source = (SCRIPT.parents[1] / program / "__init__.py").read_text("utf-8")
        assert not [name for name in newer if name in source]
