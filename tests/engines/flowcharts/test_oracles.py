"""Variant by variant the same cost as PM4Py's A* and r4pm, where they finish within a few seconds.

They are asked in a process of their own: they are tools of development, and PM4Py's licence (AGPL) is not ours.
"""

import ast
import random
from itertools import pairwise
from pathlib import Path

import pytest

from lianjing.engines.flowcharts.aligning import Aligner
from lianjing.engines.flowcharts.automaton import compile_net
from lianjing.engines.flowcharts.columns import ordered
from lianjing.engines.flowcharts.pnml import write_pnml
from tests.engines.flowcharts.blocks import chart, net_of, walk
from tests.engines.flowcharts.oracle import ask
from tests.engines.flowcharts.published import PAIRS, events_of
from tests.engines.flowcharts.published import net_of as published_net
from tests.house.sources import ROOT

pytestmark = pytest.mark.once
TOOLS = ("pm4py", "r4pm")
SECONDS = 4.0
AT_LEAST = {"pm4py": 3, "r4pm": 90}  # variants that every machine manages


def variants(events):
    """The different cases of a log: every eleventh by length, then the next, so that short and long ones come early."""
    of = ordered(events)
    codes = of.activities.tolist()
    found = {tuple(codes[begin:end]) for begin, end in pairwise(of.starts.tolist())}
    by_length = sorted(found, key=lambda one: (len(one), one))
    return [[events.labels[code] for code in one] for first in range(11) for one in by_length[first::11]]


@pytest.mark.real_data
@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.log)
def test_published_variants_cost_what_others_say(tool, pair, real_data):
    chosen = variants(events_of(real_data, pair))
    if tool == "pm4py":
        chosen.sort(key=len)  # its time doubles with every few events
    (told,) = ask(tool, [(real_data / "logs" / "models" / pair.net, chosen)], SECONDS)["costs"]
    aligner = Aligner(compile_net(published_net(real_data, pair)))
    done = [(case, cost) for case, cost in zip(chosen, told, strict=True) if cost is not None]
    assert len(done) >= min(AT_LEAST[tool], len(chosen))
    assert [aligner.cost(case) for case, _ in done] == [cost for _, cost in done]
    print(f"{pair.log} {tool}: {len(done)} of {len(chosen)} variants compared")


@pytest.mark.parametrize("tool", TOOLS)
def test_random_charts_cost_what_others_say(tool, tmp_path):
    asked, ours = [], []
    for seed in range(12):
        chance = random.Random(seed)
        block = chart(chance, list("ABCDEFGH"), depth=4)
        net, cases = net_of(block), []
        for _ in range(12):
            case = walk(chance, block)[:15]
            for _ in range(chance.randrange(4)):
                case.insert(chance.randrange(len(case) + 1), chance.choice("ABCDEFGHX"))
                case.pop(chance.randrange(len(case)))
            cases += [case] if case else []
        file = tmp_path / f"{seed}.pnml"
        file.write_bytes(write_pnml(net))
        aligner = Aligner(compile_net(net))
        asked.append((file, cases))
        ours.append([aligner.cost(case) for case in cases])
    assert ask(tool, asked, 60)["costs"] == ours
    assert sum(map(sum, ours)) > 100


def test_the_program_imports_neither():
    names = set()
    for path in sorted(Path(ROOT / "lianjing").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    assert "numpy" in names
    assert not names & {*TOOLS}
