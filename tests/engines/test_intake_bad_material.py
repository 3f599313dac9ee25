"""Real bad material, written by nobody here: every file is read or refused with a code; none crashes, none hangs."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import Limits, Problem, mark_file, read_file
from lianjing.engines.intake.codes import FILE_CODES
from tests.engines.intake_fuzz import mutants, verdict

pytestmark = pytest.mark.real_data
SPOT = [(Problem("required_empty", "Sheet1", 2, "B", "head", "value"), "a sentence")]


def each(work, items):
    """Do the work for all items, several children at a time."""
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(work, items))


def fate(path):
    data = path.read_bytes()
    try:
        found = read_file(data, path.name, "staff", limits=Limits(wall_seconds=60))
    except RuleBroken as refused:
        return refused.code
    assert not found.rows, "none of these files is a roster"
    return found.kind


@pytest.fixture(scope="module")
def fates(real_data):
    """File name → kind it was read as, or code it was refused with."""
    files = sorted(
        path for kind in ("spreadsheet", "csv", "naughty", "xml") for path in (real_data / "bad" / kind).rglob("*")
    )
    files = [path for path in files if path.is_file()]
    return dict(zip([path.name for path in files], each(fate, files), strict=True))


def test_every_bad_file_is_read_or_refused_by_a_code(fates):
    assert len(fates) > 90
    assert set(fates.values()) <= FILE_CODES | {"xlsx", "xls", "ods", "csv"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("merged_range.xlsx", "xlsx"),
        ("nonstandard-xml-ns-prefix.xlsx", "xlsx"),
        ("strict_iso_paths.xlsx", "xlsx"),
        ("biff5-rich-text-string.xls", "xls"),
        ("OOM_alloc2.xls", "xls"),
        ("merged_cells.ods", "ods"),
        ("newlines_crlf.csv", "csv"),
        ("blns.txt", "file_not_readable"),
        ("vba.xlsm", "file_has_macros"),
        ("issues.xls", "file_has_macros"),
        ("pass_protected.xlsb", "file_encrypted"),
        ("issue_666_panic.xlsb", "file_wrong_type"),
        ("any_sheets.xlsb", "file_wrong_type"),
        ("empty_sheet.xlsx", "file_empty"),
        ("xmlbomb.xml", "file_wrong_type"),
        ("external.xml", "file_wrong_type"),
    ],
)
def test_what_becomes_of_known_files(fates, name, expected):
    assert fates[name] == expected


def test_readable_bad_files_come_back_marked(real_data, fates):
    readable = [path for path in sorted((real_data / "bad" / "spreadsheet").iterdir()) if len(fates[path.name]) <= 4]
    assert len(readable) > 40
    some = readable[::3]
    marked = each(lambda path: mark_file(path.read_bytes(), "", SPOT, limits=Limits(wall_seconds=60)), some)
    assert all(book.startswith(b"PK") for book in marked)


def test_naughty_strings_pass_through_a_text_column_unharmed(real_data):
    lines = (real_data / "bad" / "naughty" / "blns.txt").read_text("utf-8", "replace").splitlines()
    strings = [line for line in lines if line and not line.startswith("#") and len(line) <= 60]
    lines = [f"校{n}\t学校\t{string}" for n, string in enumerate(strings) if '"' not in string]
    rows = "\n".join(["机构名称\t机构类别\t职责", *lines])
    found = read_file(rows.encode(), "", "units")
    kept = {row["name"]: row["charge"] for row in found.rows}
    assert len(kept) > 250
    assert {problem.code for problem in found.problems} <= {"cell_is_error"}
    assert not [text for text in kept.values() if text and any(ord(sign) < 32 and sign not in "\n\t" for sign in text)]


def test_mutants_of_real_files_are_read_or_refused(real_data):
    """A short seeded run; `bench/intake_fuzz.py` goes on for ten minutes."""
    some = list(islice(mutants(real_data / "bad", seed=20261123), 60))
    found = each(lambda mutant: (mutant[0], verdict(mutant[2], mutant[1], Limits(wall_seconds=60))), some)
    verdicts = {code for _, code in found}
    assert {"read", "file_not_readable"} <= verdicts, "the mutants are too tame or too wild to say anything"
