"""A plugin of the suite: every line of the rules and of the door to records is run by some test, or the run fails.

On when LIANJING_TEST_COVERAGE is set, for a run of the whole suite; it needs slipcover (Apache-2.0), which writes its
marks into the code of these two packages alone and takes them out once a line was seen, so that the run is no slower.
coverage.py, which watches every line of every package, nearly doubles the time of the pure tests on Python 3.11.
"""

import os
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

import pytest

PACKAGES = ("lianjing.domain", "lianjing.access")
NEVER_RUN = [r"if TYPE_CHECKING:", r"raise NotImplementedError", r"@overload", r"^\s*\.\.\.$"]  # each says so itself
ON = bool(os.environ.get("LIANJING_TEST_COVERAGE"))


class Marking(MetaPathFinder):
    """Loads the modules of PACKAGES with marks on their lines, and everything else as it is."""

    def __init__(self) -> None:
        from slipcover import Slipcover
        from slipcover.importer import SlipcoverLoader

        root = Path(__file__).parents[1]
        sources = [str(root / package.replace(".", "/")) for package in PACKAGES]
        self.seen, self.loader = Slipcover(source=sources, exclude_lines=NEVER_RUN), SlipcoverLoader

    def find_spec(self, fullname, path=None, target=None):
        if not fullname.startswith(PACKAGES):
            return None
        for finder in (one for one in sys.meta_path if one is not self and hasattr(one, "find_spec")):
            spec = finder.find_spec(fullname, path, target)
            if spec is not None and spec.origin is not None:
                spec.loader = self.loader(self.seen, spec.loader, spec.origin)
                return spec
        return None

    def missing(self) -> dict[str, list[int]]:
        """Return the lines that no test ran, by file."""
        files = self.seen.get_coverage()["files"]
        return {name: found["missing_lines"] for name, found in sorted(files.items()) if found["missing_lines"]}


MARKS = Marking() if ON else None
if MARKS:
    late = [name for name in sys.modules if name.startswith(PACKAGES)]
    if late:
        raise RuntimeError(f"loaded before their lines could be marked: {late[:3]}")
    sys.meta_path.insert(0, MARKS)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """Fail a run that left a line out, unless it failed anyway."""
    if MARKS and exitstatus == 0 and MARKS.missing():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """Name the lines that no test ran."""
    if not MARKS:
        return
    missing = MARKS.missing()
    for name, lines in missing.items():
        terminalreporter.write_line(f"never run: {name}: {', '.join(map(str, lines))}")
    count = sum(len(lines) for lines in missing.values())
    terminalreporter.write_line(f"lines of {' and '.join(PACKAGES)} that no test ran: {count}")
