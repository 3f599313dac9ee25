"""The catalogue's power items with their traces, read once for all tests of this folder."""

from functools import cache

from lianjing.domain.power.courses import Trace
from lianjing.domain.power.item import Item
from lianjing.engines.content import CATALOGUE, Library, read_library
from lianjing.engines.content.power_traces import read_traces
from lianjing.engines.content.powers import read_items

FOLDER = CATALOGUE / "power_items"
IDS = sorted(path.parent.name for path in FOLDER.glob("*/item.yaml"))


@cache
def library() -> Library:
    return read_library()


@cache
def items() -> dict[str, Item]:
    return read_items(library())


@cache
def traces(power: str) -> tuple[Trace, ...]:
    path = FOLDER / power / "traces.yaml"
    return read_traces(path, items()[power], f"power_items/{power}/traces.yaml")
