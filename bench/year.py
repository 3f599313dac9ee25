"""One night's questions, half of them answered, and every clock run to the end of a year, a tick a day.

    .venv/bin/python -m bench.year STATE_DIR            # a demo county: lianjing demo --no-serve made it there
    .venv/bin/python -m bench.year STATE_DIR --days 33
    .venv/bin/python -m bench.year STATE_DIR --daily 20 --then 28    # the whole year, in fewer ticks

Prints days, seconds (by the processor beside the wall clock), the slowest duties, what a second tick of the same moment
changed (every thirtieth tick is repeated; nothing may), what waits by machine and state, who was called by role and how
often an item was, what is left open, and what waits without a running clock (nothing may).
The county's folder is copied first; the demo itself is not touched.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any


def timed(named: Mapping[str, Callable[[datetime], int]], spent: Counter[str]) -> dict[str, Callable[[datetime], int]]:
    """The same duties, their seconds added up in `spent`."""

    def watch(name: str, duty: Callable[[datetime], int]) -> Callable[[datetime], int]:
        def run(now: datetime) -> int:
            began = time.perf_counter()
            try:
                return duty(now)
            finally:
                spent[name] += time.perf_counter() - began

        return run

    return {name: watch(name, duty) for name, duty in named.items()}


def main() -> int:
    """Live through a copy of a demo, print what became of it, and say whether anything was left without a clock."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("state", type=Path)
    asked.add_argument("--days", type=int, default=365)
    asked.add_argument("--daily", type=int, help="tick every day until this one, later every --then days")
    asked.add_argument("--then", type=int, default=1)
    given = asked.parse_args()
    _open_copy(given.state)
    said = _live(given.days, given.daily, given.then)
    print(json.dumps(said, ensure_ascii=False, indent=1))
    return 1 if said["failures"] or said["unwatched_count"] or said["second_ticks_changed"] else 0


def _open_copy(kept: Path) -> None:
    state = Path(tempfile.mkdtemp(prefix="year-")) / "state"
    shutil.copytree(kept, state)
    os.environ.update(
        LIANJING_STATE_DIR=str(state), LIANJING_DEMO="true", DJANGO_SETTINGS_MODULE="lianjing.site.settings"
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


_THE_LOG = ("PublicLeaf", "PublicTile", "PublicCheckpoint")  # what a tick did is in the log's head of the next


class Watch:
    """Counts the ticks, and repeats every thirtieth to see whether a second one of the same moment changes anything."""

    def __init__(self) -> None:
        self.ticks = 0
        self.changed: dict[str, dict[str, str]] = {}

    def __call__(self, day: int, now: datetime) -> None:
        from lianjing.jobs import tick
        from tests import living

        self.ticks += 1
        if self.ticks % 30 == 0:
            before = _standing()
            tick.run(now, living.NIGHTLY)
            after = _standing().items()
            self.changed[str(now.date())] = {
                name: f"{before[name]} -> {one}" for name, one in after if one != before[name] and name not in _THE_LOG
            }
        print(f"day {day}: {time.process_time():.0f} s of the processor", file=sys.stderr, flush=True)


def _live(days: int, daily: int | None, then: int) -> dict[str, Any]:
    from lianjing.access import clock
    from lianjing.jobs import tick
    from tests import living

    start, spent, watch = clock.now(), Counter[str](), Watch()
    tick.run(start, living.NIGHTLY)
    answered = living.answer_half(start)
    began, used = time.perf_counter(), time.process_time()
    wrong = living.through(start, days, timed(living.NIGHTLY, spent), until=daily, then=then, after=watch)
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    return {
        "days": days,
        "answered": answered,
        "seconds": round(seconds, 1),
        "ticks": watch.ticks,
        "processor_seconds_a_tick": round(cpu / watch.ticks, 3),
        "second_ticks": len(watch.changed),
        "second_ticks_changed": {day: one for day, one in watch.changed.items() if one},
        "slowest": {name: round(one, 1) for name, one in spent.most_common(5)},
        **_left(start + timedelta(days=days)),
        "failed": {day: repr(error) for day, error in list(wrong.items())[:10]},
        "failures": len(wrong),
    }


def _left(end: datetime) -> dict[str, Any]:
    """Return how everything stands at the end: by state, who was called, and what waits without a clock."""
    from lianjing.access.calling import LATE
    from lianjing.access.unwatched import unwatched
    from lianjing.records.doors import unscoped
    from lianjing.records.models import RedFlag, Waiting, WorkItem

    left = unwatched(end)
    return {
        "until": end.date().isoformat(),
        "flags": dict(Counter(unscoped(RedFlag, reason="a count").values_list("state", flat=True))),
        "work": dict(Counter(unscoped(WorkItem, reason="a count").values_list("state", flat=True))),
        "waits": _many(unscoped(Waiting, reason="a count").values_list("machine", "state")),
        "called": _many(unscoped(WorkItem, reason="a count").filter(code=LATE).values_list("post__role")),
        "called_times": _many(unscoped(Waiting, reason="a count").values_list("called")),
        "unwatched": left[:20],
        "unwatched_count": len(left),
    }


def _standing() -> dict[str, str]:
    """Return how many rows each table has, and how many in each state."""
    from django.apps import apps

    found = {}
    for table in apps.get_app_config("records").get_models():
        rows = table._base_manager.all()
        states = (
            Counter(rows.values_list("state", flat=True)) if any(f.name == "state" for f in table._meta.fields) else {}
        )
        found[table.__name__] = f"{rows.count()} {dict(sorted(states.items()))}"
    return found


def _many(rows: Iterable[tuple[Any, ...]]) -> dict[str, int]:
    """Return how many rows there are of each kind, in order."""
    return dict(sorted(Counter(" ".join(str(word) for word in row) for row in rows).items()))


if __name__ == "__main__":
    sys.exit(main())
