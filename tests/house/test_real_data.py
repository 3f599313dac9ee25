"""Real material that is there must be used: skipping its tests fails the run."""

import os
import subprocess
import sys

from tests.house.sources import ROOT

SAMPLE = """
import pytest

@pytest.mark.real_data
def test_skips_itself():
    pytest.skip("no reason at all")

@pytest.mark.real_data
def test_needs_the_folder(real_data):
    assert real_data.is_dir()

def test_ordinary_skip():
    pytest.skip("says why")
"""


def run(tmp_path, folder):
    (tmp_path / "test_sample.py").write_text(SAMPLE, "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.real_data",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
    ]
    return subprocess.run(
        [*command, "--rootdir", tmp_path, "-c", os.devnull, tmp_path],
        cwd=ROOT,
        env={**os.environ, "LIANJING_SHARED_DATA": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_skip_fails_where_the_material_is_there(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    done = run(tmp_path, folder)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "was skipped although" in done.stdout
    assert "1 failed, 1 passed, 1 skipped" in done.stdout


def test_a_skip_is_a_skip_where_it_is_missing(tmp_path):
    done = run(tmp_path, tmp_path / "nowhere")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 skipped" in done.stdout
