"""The published logs with their nets, and what others found on them (by alignments that were proved optimal)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lianjing.engines.flowcharts.columns import Events
from lianjing.engines.flowcharts.pnml import read_pnml
from lianjing.jobs.event_logs import read_log


@dataclass(frozen=True)
class Published:
    """A log, its net, and how many cases, events, variants it has; how many fit, and what all cost."""

    log: str
    net: str
    cases: int
    events: int
    variants: int
    fit: int
    cost: int


PAIRS = (
    Published("RTFMP.xes.gz", "rtfm_normative.pnml", 150_370, 561_470, 231, 146_773, 3_896),
    Published("receipt.xes.gz", "receipt.pnml", 1_434, 8_577, 116, 713, 2_465),
    Published("DomesticDeclarations.xes.gz", "domestic.pnml", 10_357, 55_628, 90, 6_977, 6_129),
    Published("BPIC12.xes.gz", "bpic12.pnml", 13_087, 262_200, 4_366, 11_484, 1_603),
)


def net_of(folder: Path, pair: Published):
    """Return the pair's net."""
    return read_pnml((folder / "logs" / "models" / pair.net).read_bytes())


@cache
def events_of(folder: Path, pair: Published) -> Events:
    """Return the pair's events, read once in a run."""
    return read_log(folder / "logs" / pair.log)
