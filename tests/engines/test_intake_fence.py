"""The fence around the child: every limit holds, nothing leaks, and without the limit the harm is seen."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import Limits, Problem, fence, mark_file, read_file
from tests.engines.intake_books import HEADER, LOOKUPS, id_number, inline, person, raw_xlsx, text, xlsx

MILLION = 10**6
NO_PRECHECK = {"cells": 10**13, "columns": 10**7, "rows": 10**8, "ratio": 10**7, "unpacked_bytes": 10**12}


def empty_rows():
    yield from (inline(n, map(str, cells)) for n, cells in enumerate([HEADER, person(1), person(2)], start=1))
    yield from (f'<row r="{n}"/>'.encode() for n in range(4, MILLION + 1))


def formatted_rows():
    yield from (inline(n, map(str, cells)) for n, cells in enumerate([HEADER, person(1), person(2)], start=1))
    yield from (f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>'.encode() for n in range(4, MILLION // 5))


def full_rows():
    yield from (f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>'.encode() for n in range(1, MILLION + 1))


def one_huge_cell(megabytes=300):
    yield b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
    yield from [b"a" * 2**20] * megabytes
    yield b"</t></is></c></row>"


FAR_CORNER = (
    b'<row r="1"><c r="A1"><v>1</v></c></row>',
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
)


def code_of(data, **more):
    more.setdefault("limits", Limits(wall_seconds=60))
    with pytest.raises(RuleBroken) as caught:
        read_file(data, "x.xlsx", "staff", **more)
    return caught.value.code


@pytest.mark.parametrize("rows", [empty_rows, formatted_rows])
def test_a_million_empty_rows_under_two_people_are_two_people(rows):
    found = read_file(raw_xlsx(rows()), "x.xlsx", "staff", lookups=LOOKUPS)
    assert not found.problems
    assert len(found.rows) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (bytes(10 * 2**20), "file_empty"),
        (b" \r\n\t" * 2**21, "file_empty"),
        (b"x" * (20 * 2**20 + 1), "file_too_large"),
        (b"%PDF-1.7 ...", "file_wrong_type"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "file_wrong_type"),
        (b"\x00\x01\x02\x03" * 500, "file_wrong_type"),
        (b"MZ" + bytes(500), "file_wrong_type"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "file_is_web_page"),
        (b'\xef\xbb\xbf  <TABLE border="1">', "file_is_web_page"),
        (b'<?xml version="1.0"?><Workbook/>', "file_wrong_type"),
        (b"PK\x03\x04 and then nothing", "file_not_readable"),
        (b"PK\x05\x06" + bytes(18), "file_wrong_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "file_wrong_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT_CUR".encode("utf-16-le"), "file_has_macros"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + bytes(999), "file_not_readable"),
        ("姓名,单位\r\n".encode("gb18030") + b"\xff\xff\xff\n", "file_not_readable"),
    ],
)
def test_files_that_are_no_tables(data, code):
    assert code_of(data) == code


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (("xl/vbaProject.bin", b"x"), "file_has_macros"),
        (("xl/media/image1.png", bytes(30 * 2**20)), "file_too_hungry"),
        *[(("xl/workbook.bin", b"x"), "file_wrong_type")],
    ],
)
def test_what_a_workbook_may_not_carry(extra, code):
    assert code_of(raw_xlsx([inline(1, HEADER)], [extra])) == code


def test_too_many_parts_in_a_workbook():
    assert code_of(raw_xlsx([inline(1, HEADER)], [(f"xl/p{n}", b"") for n in range(2001)])) == "file_too_hungry"


def test_a_cell_in_the_last_corner_is_named():
    with pytest.raises(RuleBroken) as caught:
        read_file(raw_xlsx(FAR_CORNER), "x.xlsx", "staff")
    assert caught.value.code == "cell_far_away"
    assert caught.value.facts["cell"] == "XFD1048576"


def ods(rows):
    """An OpenDocument sheet S of these rows."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = "".join(f' xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "table", "text"))
    head = f"<office:document-content{spaces}><office:body><office:spreadsheet>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"/>')
        table = f'<table:table table:name="S">{rows}</table:table>'
        archive.writestr("content.xml", f"{head}{table}</office:spreadsheet></office:body></office:document-content>")
    return out.getvalue()


def ods_row(cells, repeated=1, across=1):
    spread = f'table:table-cell table:number-columns-repeated="{across}"'
    full = f'<{spread} office:value-type="string"><text:p>%s</text:p></table:table-cell>'
    said = "".join(full % cell if cell else f"<{spread}/>" for cell in cells)
    return f'<table:table-row table:number-rows-repeated="{repeated}">{said}</table:table-row>'


@pytest.mark.parametrize(
    ("last", "code"),
    [
        (ods_row(["x"], repeated=MILLION), "file_too_many_rows"),
        (ods_row(["x"], repeated=MILLION, across=16384), "file_not_readable"),
        (ods_row([""], repeated=MILLION) + ods_row(["x"]), "file_too_many_rows"),
    ],
)
def test_a_few_bytes_that_say_repeat_me_a_million_times(last, code):
    assert code_of(ods(ods_row(HEADER) + ods_row(person(1)) + last)) == code


def test_what_a_spreadsheet_program_repeats_below_the_table_does_no_harm():
    """Negative control: an empty row repeated to the end of the paper is how such files are saved."""
    rows = ods_row(HEADER) + ods_row(person(1)) + ods_row([""], repeated=MILLION, across=16384)
    assert len(read_file(ods(rows), "x.ods", "staff", lookups=LOOKUPS).rows) == 1


@pytest.mark.parametrize(
    ("rows", "code", "behind"),
    [
        (lambda: FAR_CORNER, "cell_far_away", "file_too_hungry"),
        (full_rows, "file_too_many_rows", None),
        (one_huge_cell, "file_too_hungry", "file_too_hungry"),
    ],
)
def test_behind_every_precheck_the_child_itself_is_bounded(rows, code, behind):
    """Negative control: with the checks off the bomb goes off inside the child, and only there."""
    data = raw_xlsx(rows())
    assert code_of(data) == code
    if behind:
        assert code_of(data, limits=Limits(wall_seconds=60, **NO_PRECHECK)) == behind
    else:
        assert not read_file(data, "x", "staff", limits=Limits(wall_seconds=60, **NO_PRECHECK)).rows


def test_without_the_memory_limit_the_bomb_is_seen_to_exceed_it():
    """Negative control: the same file, bounded and unbounded, and the most memory that a child ever held."""
    script = (
        "import resource, sys\n"
        "from lianjing.domain.refusals import RuleBroken\n"
        "from lianjing.engines.intake import Limits, read_file\n"
        f"off = dict({NO_PRECHECK!r}, cpu_seconds=60, wall_seconds=90)\n"
        "try:\n"
        "    read_file(sys.stdin.buffer.read(), 'x', 'staff', limits=Limits(**off, memory_bytes=int(sys.argv[1])))\n"
        "except RuleBroken as refused:\n"
        "    print(refused.code)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)\n"
    )
    data = raw_xlsx(one_huge_cell(60))

    def peak(memory):
        command = [sys.executable, "-c", script, str(memory)]
        done = subprocess.run(command, input=data, capture_output=True, check=True, cwd=Path(__file__).parents[2])
        return done.stdout.decode().split()

    bounded, free = peak(128 * 2**20), peak(16 * 2**30)
    assert bounded[0] == "file_too_hungry"
    assert int(bounded[-1]) < 128 < int(free[-1])


SLOW = text([HEADER, *([*person(n % 900 + 1)[:2], *[f"{n}"] * 5] for n in range(40_000))])


@pytest.mark.parametrize(
    "limits",
    [
        {"cpu_seconds": 1},
        {"wall_seconds": 0.2},
        {"memory_bytes": 90 * 2**20},
        {"output_bytes": 1000},
    ],
)
def test_each_limit_stops_a_file_that_is_read_without_it(limits):
    with pytest.raises(RuleBroken) as caught:
        read_file(SLOW, "x.csv", "staff", limits=Limits(**{"wall_seconds": 60, **limits}))
    assert caught.value.code == "file_too_hungry"
    assert "limit" in caught.value.facts


def test_the_slow_file_is_read_when_the_limits_allow_it():
    """Negative control of the test above."""
    found = read_file(SLOW, "x.csv", "staff", limits=Limits(wall_seconds=90, cpu_seconds=60))
    assert found.problems[-1].code == "too_many_problems"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"rows": 1}, "file_too_many_rows"),
        ({"cells": 10}, "file_too_many_cells"),
        ({"sheets": 1}, "file_too_many_sheets"),
    ],
)
def test_the_limits_of_a_table(change, code):
    assert code_of(xlsx([HEADER, person(1)], [HEADER]), limits=Limits(**change)) == code
    if "sheets" not in change:
        assert code_of(text([HEADER, person(1)]), limits=Limits(**change)) == code


@pytest.fixture
def started(monkeypatch):
    """What every child was started with."""
    seen = []
    real = subprocess.Popen

    def popen(command, **how):
        seen.append((command, how))
        return real(command, **how)

    monkeypatch.setattr(fence.subprocess, "Popen", popen)
    return seen


POOLS = ("ARROW_DEFAULT_MEMORY_POOL", "OMP_NUM_THREADS")


def test_the_child_inherits_nothing_and_is_told_nothing_but_figures(started, monkeypatch):
    monkeypatch.setenv("LIANJING_SECRET", "a secret of the parent")
    rows = [HEADER, person(1, 姓名="9"), person(2)]
    found = read_file(xlsx(rows), f"{id_number(1)}.xlsx", "staff", lookups=LOOKUPS)
    mark_file(xlsx(rows), f"{id_number(1)}.xlsx", [(problem, "sentence") for problem in found.problems])
    assert len(started) == 2
    for command, how in started:
        assert command[-4:] == [str(2**30), "10", str(64 * 2**20), "32"]
        assert how["stderr"] == subprocess.DEVNULL
        assert how["close_fds"]
        assert set(how["env"]) == {"PYTHONPATH", "PYTHONUTF8", "TMPDIR", "MALLOC_ARENA_MAX", *POOLS}
        assert not Path(how["cwd"]).exists()
        assert id_number(1) not in repr((command, how))


def test_the_limits_hold_inside_the_child():
    script = (
        "import json, os, resource as r\n"
        "from lianjing.engines.intake import child\n"
        "child.limit(2**30, 5, 1000, 16)\n"
        "names = ('RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_FSIZE', 'RLIMIT_NOFILE', 'RLIMIT_CORE')\n"
        "print(json.dumps([r.getrlimit(getattr(r, name)) for name in names]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert json.loads(done.stdout) == [[2**30] * 2, [5] * 2, [1000] * 2, [16] * 2, [0] * 2]


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("import os; os.abort()", "file_too_hungry"),
        ("import os; os.kill(os.getpid(), 9)", "file_too_hungry"),
        ("import os; os.kill(os.getpid(), 11)", "file_not_readable"),
        ("raise SystemExit(3)", "file_not_readable"),
        ("print('no frame at all')", "file_not_readable"),
        ("import sys; sys.stdout.buffer.write(b'J' + (99).to_bytes(8, 'big') + b'{')", "file_not_readable"),
        ("import sys; sys.stdout.buffer.write(b'J' + (11).to_bytes(8, 'big') + b'{\"rows\":[]}')", "file_not_readable"),
        ("import sys, time; sys.stdin.buffer.read(); time.sleep(60)", "file_too_hungry"),
        ("import sys; sys.stdout.buffer.write(bytes(10**6)) and [0] * 10", "file_not_readable"),
    ],
)
def test_however_the_child_ends_there_is_a_code_and_no_half_answer(monkeypatch, script, code):
    real = subprocess.Popen
    monkeypatch.setattr(fence.subprocess, "Popen", lambda command, **how: real([sys.executable, "-c", script], **how))
    with pytest.raises(RuleBroken) as caught:
        read_file(text([HEADER, person(1)]), "x", "staff", limits=Limits(wall_seconds=3))
    assert caught.value.code == code


def test_a_refusal_never_carries_a_persons_number():
    number = id_number(7)
    for data in (f"{number}\x00{number}".encode(), f"PK\x03\x04{number}".encode(), f"<html>{number}".encode()):
        with pytest.raises(RuleBroken) as caught:
            read_file(data, f"{number}.xlsx", "staff")
        assert number not in repr((caught.value, caught.value.facts, caught.value.__cause__, caught.value.__context__))


def test_marking_refuses_what_reading_refuses():
    for data, code in ((b"", "file_empty"), (b"%PDF-1.7", "file_wrong_type"), (raw_xlsx(FAR_CORNER), "cell_far_away")):
        with pytest.raises(RuleBroken) as caught:
            mark_file(data, "x", [(Problem("required_empty", "S", 1, "A"), "said")])
        assert caught.value.code == code
