"""What is due now. Idempotent, and safe to run twice at once: each duty works row by row, under its own guard."""

from datetime import datetime

from lianjing.jobs import duties


def run(now: datetime, named: duties.Duties = duties.ALL) -> dict[str, int | Exception]:
    """Do the duties that are due at `now`; return by name how many rows each one moved, or what went wrong."""
    done: dict[str, int | Exception] = {}
    for name, duty in named.items():
        try:
            done[name] = duty(now)
        except Exception as error:
            done[name] = error
    return done
