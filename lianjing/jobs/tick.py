"""What is due now. Idempotent, and safe to run twice at once: each duty works row by row, under its own guard."""

from collections.abc import Callable
from datetime import datetime

from lianjing.jobs import duties

DUTIES: dict[str, Callable[[datetime], int]] = duties.ALL


def run(now: datetime) -> dict[str, int | Exception]:
    """Do every duty that is due at `now`; return by name how many rows each one moved, or what went wrong."""
    done: dict[str, int | Exception] = {}
    for name, duty in DUTIES.items():
        try:
            done[name] = duty(now)
        except Exception as error:
            done[name] = error
    return done
