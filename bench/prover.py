"""How long the coverage proof takes at county size and at three times that: medians, and how busy the machine is.

    .venv/bin/python bench/prover.py            # 168 schools x 34 powers x 6 steps, then three such counties as one
    .venv/bin/python bench/prover.py --runs 3 --check   # also let the independent check go through the first answer

The network is the synthetic county's (seed 7). Every power has six steps: its own, repeated until there are six.
Budget: 10 s on two cores for one county (product D2).
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from lianjing.county import generate
from lianjing.domain.coverage import Proof, prove
from lianjing.domain.coverage_check import verify
from lianjing.domain.coverage_terms import Limits, PowerItem, PowerStep, proven
from lianjing.domain.orghistory import History
from lianjing.domain.orgtree import Edge, EdgeKind, Holding, Network, OrgKind, Post, Rank, Tie, TieKind, Unit
from lianjing.domain.post_codes import PostCode, read_post_codes
from lianjing.engines.content import read_power_files

BUDGET = 10.0
STEPS = 6
CATALOGUE = Path(__file__).parents[1] / "lianjing" / "catalogue"


def content() -> tuple[tuple[PowerItem, ...], dict[str, PostCode]]:
    codes = read_post_codes(yaml.safe_load((CATALOGUE / "org" / "post_codes.yaml").read_text(encoding="utf-8")))
    return proven(read_power_files()[0]), codes


def six_steps(item: PowerItem, codes: dict[str, PostCode]) -> PowerItem:
    """The item with six steps, all of them taken at the school."""
    at_school = [step for step in item.steps if any(_at_school(codes[code]) for code in step.posts)] or [
        PowerStep("1", ("XX",))
    ]
    posts = [tuple(code for code in step.posts if _at_school(codes[code])) for step in at_school]
    return PowerItem(item.id, tuple(PowerStep(str(n + 1), posts[n % len(posts)]) for n in range(STEPS)))


def _at_school(code: PostCode) -> bool:
    return code.kind.value != "office" and not code.at_county


def county(codes: dict[str, PostCode], copies: int) -> Network:
    """The synthetic county, `copies` times side by side under one root, with ids of their own."""
    with tempfile.TemporaryDirectory() as place:
        generate(seed=7, out=Path(place) / "county")
        raw = json.loads((Path(place) / "county" / "network.json").read_text(encoding="utf-8"))
    parts = [_history(raw, codes, number) for number in range(copies)]
    root = (Unit(1, OrgKind.COUNTY, "/all/"),)
    joined = History(
        root + tuple(unit for part in parts for unit in part.units),
        *(
            tuple(row for part in parts for row in getattr(part, name))
            for name in ("posts", "holdings", "edges", "ties")
        ),
    )
    return joined.as_of(date(2026, 9, 1))


def _history(raw: dict[str, Any], codes: dict[str, PostCode], number: int) -> History:
    base = 2 + number * 1_000_000
    ids = {name: {row["code"]: base + n for n, row in enumerate(raw[name])} for name in ("units", "posts", "people")}

    def days(row: dict[str, Any], start: str, end: str) -> dict[str, date | None]:
        return {"valid_from": _day(row[start]) or date.min, "valid_to": _day(row[end])}

    return History(
        units=tuple(
            Unit(
                ids["units"][row["code"]], OrgKind(row["kind"]), f"/all/c{number}{row['path']}".replace("/js/", "/"),
                size_class=row["size_class"] or "", stage=row["stage"] or "",
                spot=(row["lat"], row["lon"]) if row["lat"] is not None else None,
                **days(row, "valid_from", "valid_to"),
            )
            for row in raw["units"]
        ),
        posts=tuple(
            Post(
                ids["posts"][row["code"]], ids["units"][row["unit"]], row["role"], seats=None,
                rank=codes[row["role"]].rank if row["role"] in codes else Rank.STAFF,
                serves=frozenset(ids["units"][one] for one in row["serves"]), **days(row, "valid_from", "valid_to"),
            )
            for row in raw["posts"]
        ),
        holdings=tuple(
            Holding(ids["posts"][row["post"]], ids["people"][row["person"]], **days(row, "since", "until"))
            for row in raw["holdings"]
        ),
        edges=tuple(
            Edge(ids["units"][row["from_unit"]], ids["units"][row["to_unit"]], EdgeKind(row["kind"]),
                 **days(row, "since", "until"))
            for row in raw["edges"]
        ),
        ties=tuple(
            Tie(ids["people"][row["person"]], TieKind.KIN, ids["people"][row["relative"]])
            for row in raw["kin"]
            if row["relative"] and row["declared_on"]
        ),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def measure(
    network: Network, items: tuple[PowerItem, ...], codes: dict[str, PostCode], runs: int, load: int = 400
) -> Proof:
    wall, busy = [], []
    for _ in range(runs):
        started, worked = time.perf_counter(), time.process_time()
        proof = prove(network, items, codes, Limits(load=load))
        wall.append(time.perf_counter() - started)
        busy.append(time.process_time() - worked)
    schools = sum(unit.size_class != "" for unit in network.units.values())
    print(f"  {schools} schools, {len(network.posts)} posts, {len(network.posts_of)} people, {proof.steps} steps")
    print(
        f"  median of {runs}: {statistics.median(wall):.2f} s, of which computing {statistics.median(busy):.2f} s; "
        f"machine load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    print(
        f"  covered {proof.covered}, gaps {len(proof.gaps)}, counted only {proof.unexplained}, "
        f"busiest supervisor {max(proof.loads.values(), default=0)} steps"
    )
    return proof


def crippled(network: Network) -> Network:
    """The county without any peer edge, and with every tenth person kin of the next: many gaps to explain."""
    people = sorted(network.posts_of)
    ties = tuple(Tie(one, TieKind.KIN, other) for one, other in zip(people[::10], people[1::10], strict=False))
    edges = tuple(edge for edge in network.edges if edge.kind is not EdgeKind.PEER)
    return replace(network, edges=edges, ties=(*network.ties, *ties))


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--runs", type=int, default=5)
    ask.add_argument("--check", action="store_true", help="let the independent check go through the first answer")
    given = ask.parse_args()
    items, codes = content()
    six = tuple(six_steps(item, codes) for item in items)
    one = county(codes, 1)
    print("the list of powers as it is:")
    measure(one, items, codes, given.runs)
    print(f"34 powers of six steps each (budget {BUDGET:.0f} s):")
    proof = measure(one, six, codes, given.runs)
    print("the same with no peers at all and much kin:")
    measure(crippled(one), six, codes, given.runs)
    print("the same with a limit of 60 steps a person, so that load is short everywhere:")
    measure(one, six, codes, 1, load=60)
    print("three counties as one:")
    measure(county(codes, 3), six, codes, given.runs)
    if given.check:
        started = time.perf_counter()
        found = verify(one, six, codes, Limits(), proof.supervisions)
        print(f"independent check: {len(found)} violations in {time.perf_counter() - started:.1f} s")
        return 1 if found else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
