"""The one background worker: a proof as soon as the network has changed, what is due once a minute.

What waits is a mark in the database (a stale proof, a day that has passed), never a message that could be lost.
"""

import logging
import signal
import time
from types import FrameType

from django.db import close_old_connections
from django.db.utils import OperationalError

from lianjing.access import clock
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import duties, tick
from lianjing.ui import wording

PAUSE, MINUTE = 2.0, 60.0  # seconds
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
        due = time.monotonic() - ticked >= MINUTE
        if due:
            ticked = time.monotonic()
        _work(duties.ALL if due else duties.AT_ONCE)
        close_old_connections()
        time.sleep(PAUSE)


def _work(named: duties.Duties) -> None:
    """Do the duties; one that fails is logged and stops neither the others nor the worker."""
    for name, outcome in tick.run(clock.now(), named).items():
        if isinstance(outcome, OperationalError):
            _log.warning("duty %s: the database did not answer; tried again soon", name)
        elif isinstance(outcome, RuleBroken):
            _log.error("duty %s refused: %s", name, wording.sentence(outcome))
        elif isinstance(outcome, Exception):
            _log.error("duty %s failed: %s", name, type(outcome).__name__, exc_info=outcome)
