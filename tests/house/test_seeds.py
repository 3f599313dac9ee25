"""A property test can be repeated from the number that the run prints."""

import os
import re
import subprocess
import sys

from tests.house.sources import ROOT

SAMPLE = """
from hypothesis import given, strategies

DRAWN = []

@given(strategies.integers(0, 10**9))
def test_draws(number):
    DRAWN.append(number)

def test_shows():
    print("drawn:", DRAWN)
"""


def run(folder, *more):
    folder.mkdir()
    (folder / "test_sample.py").write_text(SAMPLE, "utf-8")
    command = [sys.executable, "-m", "pytest", "-s", "-p", "tests.seeds", "-p", "no:django", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *more, "--rootdir", folder, "-c", os.devnull, folder],
        cwd=ROOT,
        env={**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "kept")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return re.search(r"--hypothesis-seed=(\d+)", done.stdout)[1], re.search(r"drawn: (.*)", done.stdout)[1]


def test_a_run_is_repeated_from_its_printed_seed(tmp_path):
    seed, drawn = run(tmp_path / "first")
    assert run(tmp_path / "again", f"--hypothesis-seed={seed}") == (seed, drawn)
    assert run(tmp_path / "other")[1] != drawn
