"""Supervision models put to rows: DuckDB in this process, or Spark on a cluster. Pure: nothing is stored here."""

from lianjing.engines.screening.calendar import calendar_table
from lianjing.engines.screening.duck import RESULT, duck
from lianjing.engines.screening.examples import Missed, try_examples
from lianjing.engines.screening.figures import bind
from lianjing.engines.screening.flags import flags_of
from lianjing.engines.screening.profile import Fault, faults
from lianjing.engines.screening.readiness import Gap, Readiness
from lianjing.engines.screening.running import Asked, Outcome, screen
from lianjing.engines.screening.sources import Layout, Sources

__all__ = [
    "RESULT",
    "Asked",
    "Fault",
    "Gap",
    "Layout",
    "Missed",
    "Outcome",
    "Readiness",
    "Sources",
    "bind",
    "calendar_table",
    "duck",
    "faults",
    "flags_of",
    "screen",
    "try_examples",
]
