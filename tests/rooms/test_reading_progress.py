"""How far a file is read is told to the page that waits, by a name nobody guesses, and is gone with the answer."""

import os
import re
import time

import pytest

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import Limits, read_table, wire
from lianjing.engines.intake.ledger import CHUNK
from lianjing.rooms.uploads import ledger_reading, progress
from tests.rooms.rosters import sign_in
from tests.rooms.test_ledger_pages import HEAD, OPEN, sent

NAME = progress.new_name()
ROWS = 2 * CHUNK + 5


@pytest.fixture
def state(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    return tmp_path


def long_file(*more):
    lines = [f"n{n},ZZ-01,公示,2026-01-05,2026-01-12,2026-01-12" for n in range(ROWS)]
    return "\r\n".join([HEAD, *lines, *more]).encode("gb18030")


def test_a_long_ledger_says_now_and_then_how_many_rows_were_looked_at():
    heard = []
    told = read_table(long_file("x,ZZ-01,公示,不知道,2026-01-12,"), "公示.csv", "notices", told=heard.append)
    assert heard == sorted(set(heard))
    assert heard[-1] == ROWS + 1  # the wrong row too: it was looked at
    assert told.table.num_rows == ROWS
    alone = read_table(long_file("x,ZZ-01,公示,不知道,2026-01-12,"), "公示.csv", "notices")
    assert told.table.equals(alone.table)
    assert told.rows_sha256 == alone.rows_sha256


def test_each_count_is_heard_once_wherever_the_pipe_cuts():
    stream = wire.pack(wire.RAW, b"12345678") + wire.count(4096) + wire.pack(wire.JSON, b"{}") + wire.count(8192)
    for piece in range(1, len(stream) + 1):
        counts, received, heard = wire.Counts(), bytearray(), []
        for start in range(0, len(stream), piece):
            received += stream[start : start + piece]
            if (rows := counts.heard(received)) is not None:
                heard.append(rows)
        assert heard in ([4096, 8192], [8192]), piece
        assert counts.heard(received) is None
    assert [bytes(one) for one in wire.frames(stream)] == [b"12345678", b"{}"]
    with pytest.raises(wire.Cut):
        list(wire.frames(stream[:-1]))


def test_a_name_finds_its_count_while_it_is_read_and_nothing_before_and_after(state):
    assert progress.rows_read(NAME) == 0
    with progress.counted(NAME) as told:
        assert progress.rows_read(NAME) == 0
        told(4096)
        assert progress.rows_read(NAME) == 4096
        assert progress.rows_read(progress.new_name()) == 0
    assert progress.rows_read(NAME) == 0
    with pytest.raises(RuleBroken):
        _break_off_after(1)
    assert list((state / "reading").iterdir()) == []


def _break_off_after(rows):
    with progress.counted(NAME) as told:
        told(rows)
        raise RuleBroken("file_empty")


@pytest.mark.parametrize("name", ["", "nonsense", "../../etc/passwd", NAME + "x", NAME[:-1] + "/", NAME[:-1] + "."])
def test_a_name_that_is_none_of_ours_touches_no_file(state, name):
    with progress.counted(name) as told:
        told(7)
        assert progress.rows_read(name) == 0
        assert list(state.rglob("*")) == []


def test_what_a_killed_process_left_goes_with_the_next(state):
    with progress.counted(NAME) as told:
        told(1)
        left = state / "reading" / progress.new_name()
        left.write_text("5")
        os.utime(left, (time.time() - 3601,) * 2)
        assert progress.rows_read(NAME) == 1
    assert list((state / "reading").iterdir()) == []


def test_the_waiting_page_is_told_and_the_answer_leaves_nothing(county, client, state, monkeypatch):
    clerk, said = sign_in(client, county.clerk), []
    page = clerk.get("/uploads/ledgers/notices/").content.decode()
    [address] = re.findall(r'data-told-at="([^"]+)"', page)
    [name] = re.findall(r'name="waiting" value="([^"]+)"', page)
    assert address == f"/uploads/ledgers/reading/{name}/"
    reads = ledger_reading.read_table

    def asked_meanwhile(*given, told, **more):
        def tell(rows):
            told(rows)
            said.append(clerk.get(address, headers={"Accept-Language": "zh-hans"}).content.decode())

        return reads(*given, told=tell, **more)

    monkeypatch.setattr(ledger_reading, "read_table", asked_meanwhile)
    answer = clerk.post("/uploads/ledgers/notices/check/", sent(OPEN, waiting=name))
    assert answer.status_code == 200
    assert said == ["已读 1 行……"]
    assert clerk.get(address).content == b""
    assert list((state / "reading").iterdir()) == []


def test_a_child_that_is_stopped_tells_no_more(state):
    heard = []
    with pytest.raises(RuleBroken, match="file_too_hungry"):
        read_table(long_file(), "公示.csv", "notices", Limits(output_bytes=2000), told=heard.append)
    assert len(heard) <= 1
