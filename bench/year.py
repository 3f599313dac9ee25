"""One night's questions, half of them answered, and every clock run to the end of a year, a tick a day.

    .venv/bin/python -m bench.year STATE_DIR            # a demo county: lianjing demo --no-serve made it there
    .venv/bin/python -m bench.year STATE_DIR --days 33

Prints days, seconds, the slowest duties, what is left open, and what waits without a running clock (nothing may).
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
from collections.abc import Callable, Mapping
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
    given = asked.parse_args()
    _open_copy(given.state)
    said = _live(given.days)
    print(json.dumps(said, ensure_ascii=False, indent=1))
    return 1 if said["failures"] or said["unwatched_count"] else 0


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


def _live(days: int) -> dict[str, Any]:
    from lianjing.access import clock
    from lianjing.access.unwatched import unwatched
    from lianjing.jobs import tick
    from lianjing.records.doors import unscoped
    from lianjing.records.models import RedFlag, WorkItem
    from tests import living

    start, spent = clock.now(), Counter[str]()
    tick.run(start, living.NIGHTLY)
    answered = living.answer_half(start)
    began = time.perf_counter()
    wrong = living.through(start, days, timed(living.NIGHTLY, spent))
    seconds = time.perf_counter() - began
    end = start + timedelta(days=days)
    left = unwatched(end)
    return {
        "days": days,
        "until": end.date().isoformat(),
        "answered": answered,
        "seconds": round(seconds, 1),
        "seconds_a_day": round(seconds / days, 3),
        "slowest": {name: round(one, 1) for name, one in spent.most_common(5)},
        "flags": dict(Counter(unscoped(RedFlag, reason="a count").values_list("state", flat=True))),
        "work": dict(Counter(unscoped(WorkItem, reason="a count").values_list("state", flat=True))),
        "failed": {day: repr(error) for day, error in list(wrong.items())[:10]},
        "failures": len(wrong),
        "unwatched": left[:20],
        "unwatched_count": len(left),
    }


if __name__ == "__main__":
    sys.exit(main())
