"""Files and functions stay short; every exception has a reason and is still needed."""

from pathlib import Path

import pytest

from tests.house import sources
from tests.house.budget import COUNTED, FILE_LINES, FUNCTION_LINES, TooLong, exceptions, too_long

EXCEPTIONS = Path(__file__).with_name("exceptions.toml")


def test_files_and_functions_are_within_the_budget():
    allowed = exceptions(EXCEPTIONS)
    found = [
        row
        for path in sources.ours(*COUNTED)
        if "/migrations/" not in sources.relative(path)
        for row in too_long(sources.relative(path), path.read_text("utf-8"))
    ]
    over = [row for row in found if row.lines > allowed.get((row.path, row.name), 0)]
    assert not over, "too long:\n" + "\n".join(map(str, over))
    stale = set(allowed) - {(row.path, row.name) for row in found}
    assert not stale, f"no longer needed in exceptions.toml: {sorted(stale)}"


def test_the_budget_notices_a_long_file_and_a_long_function():
    long_function = "def walk():\n" + "    step = 1\n" * FUNCTION_LINES
    assert too_long("a.py", long_function) == [TooLong("a.py", "walk", FUNCTION_LINES + 1)]
    assert too_long("a.py", "def walk():\n" + "    step = 1\n" * (FUNCTION_LINES - 1)) == []
    assert too_long("a.html", "<br>\n" * (FILE_LINES + 1)) == [TooLong("a.html", "", FILE_LINES + 1)]
    assert too_long("a.html", "<br>\n" * FILE_LINES) == []


def test_an_exception_needs_a_reason(tmp_path):
    table = tmp_path / "exceptions.toml"
    table.write_text('[[file]]\npath = "a.py"\nlines = 500\nwhy = " "\n', "utf-8")
    with pytest.raises(ValueError, match="states no reason"):
        exceptions(table)
