"""Time is passed in: domain and engines read no clock and draw no chance; domain opens no file either."""

import re

import pytest

from tests.house import sources
from tests.house.purity import impurities

# Sealing draws keys and nonces: the one engine whose work is chance.
DRAWS_KEYS = "lianjing/engines/sealing/"
# Foreign files are read in a child process, and one that takes too long is stopped: a stopwatch, not a date.
FENCE = (
    ("lianjing/engines/intake/fence.py", "lianjing/engines/privacy/fence.py"),
    (": subprocess", ": the clock: time.monotonic()"),
)


def test_domain_reads_no_clock_no_chance_no_file():
    found = [
        row
        for path in sources.ours(".py", under="lianjing/domain/")
        for row in impurities(sources.relative(path), path.read_text("utf-8"), files=False)
    ]
    assert not found, "\n".join(found)


def test_engines_read_no_clock_and_no_chance():
    found = [
        row
        for path in sources.ours(".py", under="lianjing/engines/")
        if not sources.relative(path).startswith(DRAWS_KEYS)
        for row in impurities(sources.relative(path), path.read_text("utf-8"), files=True)
        if not (row.startswith(FENCE[0]) and row.endswith(FENCE[1]))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import datetime\nx = datetime.now()",
        "import datetime\nx = datetime.date.today()",
        "import time\nx = time.time()",
        "from django.utils import timezone\nx = timezone.now()",
        "import random",
        "from secrets import token_bytes",
        "open('a.csv')",
        "path.read_text('utf-8')",
        "import requests",
    ],
)
def test_an_impure_line_is_noticed(code):
    assert impurities("a.py", code, files=False)


@pytest.mark.parametrize(
    "code",
    ["def due(now): return now.date()", "x = row.time()", "y = seconds.now", "from datetime import date, timedelta"],
)
def test_what_is_passed_in_stays_quiet(code):
    assert impurities("a.py", code, files=False) == []


# A database gives moments in UTC: before eight in the morning in China their own day is the one before.
_MOMENT = r"(?:\w+_)?(?:at|until|since)"
OWN_DAY = re.compile(rf"\b{_MOMENT}(?:\.date\(\)|\.strftime\(|:%)")


def lines_with(pattern, under):
    """Return where a pattern stands in our Python: path, number and line of each."""
    return [
        f"{sources.relative(path)}:{number}: {line.strip()}"
        for path in sources.ours(".py", under=under)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_a_kept_moment_becomes_a_day_in_china_alone():
    of_files = ("lianjing/county/", "lianjing/engines/")  # moments of files
    found = [row for row in lines_with(OWN_DAY, "lianjing/") if not row.startswith(of_files)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "code",
    [
        "day = batch.taken_in_at.date()",
        "[Source(table, batch, at.date()) for table, batch, at in named]",
        "limit(parameter, since.date())",
        'f"{batch.filename} {batch.taken_in_at:%Y-%m-%d}"',
        'row.said_at.strftime("%m-%d")',
    ],
)
def test_the_own_day_of_a_kept_moment_is_noticed(code):
    assert OWN_DAY.search(code)


@pytest.mark.parametrize("code", ["at.astimezone(CHINA).date()", "china_day(one.taken_in_at)", "format.date()"])
def test_a_day_in_china_stays_quiet(code):
    assert not OWN_DAY.search(code)


WALL_TIME = re.compile(r"assert .*\b(?:perf_counter|monotonic|time\.time)\(\)")


def test_no_test_asserts_a_wall_time():
    """How long something takes says as much of the machine as of us: `bench/` measures it. Counts may be asserted."""
    found = lines_with(WALL_TIME, "tests/")
    assert not found, "\n".join(found)
    assert WALL_TIME.search(f"assert time.{'monotonic'}() - began < 5")
