"""The one background worker: queued tasks as they come, what is due once a minute."""

import logging
import signal
import time
from types import FrameType

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from lianjing.access import clock
from lianjing.jobs import tick

_PAUSE, _MINUTE = 1.0, 60.0
_log = logging.getLogger("lianjing.worker")


class _Stop:
    """Set by a signal; asked between two pieces of work."""

    asked = False

    def __call__(self, signum: int, frame: FrameType | None) -> None:
        self.asked = True


def run() -> None:
    """Work until a signal asks to stop; a piece of work under way is finished first."""
    stop = _Stop()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    ticked = 0.0
    while not stop.asked:
        _drain()
        if time.monotonic() - ticked >= _MINUTE:
            ticked = time.monotonic()
            _tick()
        close_old_connections()
        time.sleep(_PAUSE)


def _drain() -> None:
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="lianjing",
        excluded_queue_names=[],
    ).run()


def _tick() -> None:
    """One failing duty is logged and does not stop the others, nor the worker."""
    for name, outcome in tick.run(clock.now()).items():
        if isinstance(outcome, Exception):
            _log.error("duty %s failed: %s", name, type(outcome).__name__, exc_info=outcome)
