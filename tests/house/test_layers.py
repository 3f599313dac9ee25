"""The layers of .importlinter hold, and each contract notices the import that it forbids."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT, ours, relative

LINT = Path(sys.executable).with_name("lint-imports")

# contract: (file that is added to, line that breaks it)
MUTANTS = {
    "The house: a name may import only what stands below it": (
        "lianjing/records/broken.py",
        "import lianjing.access.policy",
    ),
    "Rooms: a desk calls only desks to its right": (
        "lianjing/rooms/worklist/broken.py",
        "import lianjing.rooms.network.queries",
    ),
    "Engines are blind to each other": ("lianjing/engines/sealing/broken.py", "import lianjing.engines.content"),
    "domain and engines know no Django": ("lianjing/domain/broken.py", "from django.utils import timezone"),
    "The way past the policy is open to named packages only": (
        "lianjing/rooms/network/broken.py",
        "from lianjing.records.doors import unscoped",
    ),
    "The synthetic county is for commands, never for pages": (
        "lianjing/rooms/network/broken.py",
        "import lianjing.county",
    ),
    "Use cases and queries know no pages": (
        "lianjing/rooms/network/queries.py",
        "\nfrom lianjing.rooms.network import views\n",
    ),
    "No two packages of a level import each other in a circle": (
        "lianjing/domain/broken.py",
        "import lianjing.rooms.network.queries",
    ),
}


def lint(folder):
    """Run import-linter in `folder`; return ({contract: kept}, exit code, what it printed)."""
    done = subprocess.run(
        [LINT, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    verdicts = re.findall(r"^(\S.*?) (KEPT|BROKEN)(?: \(.*\))?$", done.stdout, re.MULTILINE)
    return {name: verdict == "KEPT" for name, verdict in verdicts}, done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path):
    """A copy of the package's Python files and its contracts, to be broken."""
    shutil.copytree(
        ROOT / "lianjing",
        tmp_path / "lianjing",
        ignore=shutil.ignore_patterns("__pycache__", "static", "templates", "locale", "*.mo"),
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_layers_hold():
    verdicts, code, printed = lint(ROOT)
    assert set(verdicts) == set(MUTANTS), f"every contract has a mutant here\n{printed}"
    assert code == 0, printed
    assert all(verdicts.values()), printed


@pytest.mark.parametrize(("contract", "mutant"), MUTANTS.items())
def test_a_contract_notices_what_it_forbids(copy, contract, mutant):
    path, line = mutant
    with (copy / path).open("a", encoding="utf-8") as source:
        source.write(line + "\n")
    verdicts, code, printed = lint(copy)
    assert code == 1, printed
    assert verdicts[contract] is False, printed


def test_every_folder_of_code_is_a_package():
    """A folder without __init__.py is invisible to import-linter: its imports would pass unseen."""
    folders = {path.parent for path in ours(".py", under="lianjing/")}
    assert not sorted(relative(folder) for folder in folders if not (folder / "__init__.py").exists())


def test_a_new_folder_must_be_placed(copy):
    (copy / "lianjing" / "attic").mkdir()
    (copy / "lianjing" / "attic" / "__init__.py").write_text("", "utf-8")
    _, code, printed = lint(copy)
    assert code == 1, printed
    assert "attic" in printed
