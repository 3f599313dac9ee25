"""A synthetic county from its `network.json` into the tables, as one act of the operator.

The file's shape is `lianjing.county/1`: lists of plain rows, dates as ISO text, codes unique per list. Nothing is
loaded that a county would not know or need: undeclared kin, numbers of parents, homes and households stay out.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError

from lianjing.access import bulk
from lianjing.access.acts import act_of
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.sealing.columns import ColumnKeys
from lianjing.records.models import Org
from lianjing.rooms.network import loading

FORMAT = "lianjing.county/1"
FILE = "network.json"
Told = Callable[[str, int], None]


@dataclass(frozen=True)
class Loaded:
    """How many rows of each kind were made."""

    units: int
    posts: int
    people: int
    holdings: int
    edges: int
    declarations: int
    accounts: int


def load_county(
    folder: Path, *, keys: ColumnKeys, demo: bool, now: datetime, told: Told = lambda topic, rows: None
) -> Loaded:
    """Load the county in `folder` whole or not at all, telling each finished topic and its number of rows.

    demo: whether this installation is one; invented people are not let into a real one.
    Raises RuleBroken: county_is_fictitious, county_missing, county_format_unknown, network_not_empty, county_broken.
    """
    if not demo:
        raise RuleBroken("county_is_fictitious", folder=str(folder))
    network = read_network(folder)
    counts: dict[str, int] = {}

    def tell(topic: str, rows: int) -> None:
        counts[topic] = rows
        told(topic, rows)

    try:
        import_county(network=network, keys=keys, tell=tell, now=now)
    except (KeyError, ValueError, TypeError, IntegrityError) as fault:
        raise RuleBroken("county_broken", after=", ".join(counts), why=str(fault)) from fault
    return Loaded(**counts)


def is_loaded() -> bool:
    """Return whether this installation has a network already."""
    return not bulk.is_empty(Org)


def read_network(folder: Path) -> dict[str, Any]:
    """Return the county's network. Raises RuleBroken: county_missing, county_format_unknown."""
    path = folder / FILE
    if not path.is_file():
        raise RuleBroken("county_missing", folder=str(folder), file=FILE)
    try:
        network = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError):
        network = None
    found = network.get("format") if isinstance(network, dict) else None
    if found != FORMAT:
        raise RuleBroken("county_format_unknown", file=str(path), found=str(found), wanted=FORMAT)
    return dict(network)


@act_of("operator", on="result")
def import_county(*, network: Mapping[str, Any], keys: ColumnKeys, tell: Told, now: datetime) -> Org:
    """Write every table in the order of its keys; return the county itself, which the journal names."""
    if is_loaded():
        raise RuleBroken("network_not_empty")
    units = loading.units(network["units"])
    tell("units", len(units))
    posts = loading.posts(network["posts"], units)
    tell("posts", len(posts))
    people = loading.people(network["people"], units, keys)
    tell("people", len(people))
    holdings = loading.holdings(network["holdings"], posts, people)
    tell("holdings", len(holdings))
    tell("edges", loading.edges(network["edges"], units))
    tell("declarations", loading.declarations(network, people, now))
    tell("accounts", loading.accounts(holdings, on=max(date.fromisoformat(network["as_of"]), now.date())))
    return next(unit for unit in units.values() if unit.parent_id is None)
