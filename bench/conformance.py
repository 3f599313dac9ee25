"""Logs against charts: ours beside PM4Py's A* and r4pm (Rust), in one run; how it grows; one event, one explanation.

    python -m bench.conformance pairs [seconds]       the four published pairs; PM4Py is stopped after so much CPU (60)
    python -m bench.conformance grow [copies ...]     the road fines so many times over (18 are 10.1 million events)
    python -m bench.conformance online                one event on arrival, and batches; one explanation

Each is a child of its own; seconds are CPU, for a machine is never quiet. `whole`: Parquet read, put in order, judged,
every deviating variant explained. `align`: the automaton, and every variant with its moves; that is what the others'
figures hold too, their reading left out. Copies are mixed by time, so that no two events of a case stand together.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lianjing.engines.flowcharts.aligning import Aligner
from lianjing.engines.flowcharts.automaton import compile_net
from lianjing.engines.flowcharts.checking import Check
from lianjing.engines.flowcharts.columns import ordered
from lianjing.engines.flowcharts.explaining import explain
from lianjing.engines.flowcharts.online import Following, advance
from lianjing.engines.flowcharts.pnml import read_pnml
from lianjing.engines.intake import LARGE
from lianjing.engines.intake.standards import read_events
from lianjing.jobs.event_logs import read_log

ROOT = Path(__file__).resolve().parents[1]
LOGS = Path(os.environ.get("LIANJING_SHARED_DATA") or ROOT.parent / "shared" / "data") / "logs"
PAIRS = {
    "RTFMP": "rtfm_normative",
    "receipt": "receipt",
    "DomesticDeclarations": "domestic",
    "BPIC12": "bpic12",
}
FILES = Path(tempfile.gettempdir()) / "lianjing-bench-conformance"
TURNS = 5  # of the few milliseconds that some logs take, the middle one
COSTS = {"log_move_cost": 1, "model_move_cost": 1, "silent_move_cost": 0, "sync_move_cost": 0}


def child(*words: str) -> dict[str, Any]:
    """Run this module with other words and return the JSON it prints last; {} where it was stopped."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.conformance", *words], cwd=ROOT, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {}


def net_file(log: str) -> Path:
    """Return the file of a log's net."""
    return LOGS / "models" / f"{PAIRS[log]}.pnml"


def parquet(log: str, copies: int = 1) -> Path:
    """Return the log as Parquet, `copies` times over and mixed by time; made once and kept."""

    target = FILES / f"{log}-{copies}.parquet"
    if target.exists():
        return target
    FILES.mkdir(exist_ok=True)
    if copies == 1:
        rows = read_events((LOGS / f"{log}.xes.gz").read_bytes(), log, limits=LARGE).tables["events"]
        named = {"case": rows["case_id"], "activity": rows["activity"], "timestamp": rows["at"]}
        pq.write_table(pa.table(named), target)
        return target
    one = pq.read_table(parquet(log), read_dictionary=["activity"]).combine_chunks()
    case = one["case"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    by_time = np.argsort(one["timestamp"].cast(pa.int64()).to_numpy(), kind="stable")
    cases = case[by_time][:, None] + (int(case.max()) + 1) * np.arange(copies)
    again = pa.array(np.repeat(by_time, copies))
    many = {"case": cases.ravel(), **{name: one[name].take(again) for name in ("activity", "timestamp")}}
    pq.write_table(pa.table(many), target)
    return target


def used() -> float:
    """Return the CPU seconds of this process."""
    return time.process_time()


def peak() -> int:
    """Return the most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def whole(log: str, copies: str = "1") -> dict[str, Any]:
    """Judge a log from its Parquet file and explain what deviates."""

    file, before, wall = parquet(log, int(copies)), used(), time.perf_counter()
    net = read_pnml(net_file(log).read_bytes())
    events = read_log(file)
    read = used()
    found = Check(compile_net(net)).run(events)
    for one in found.variants:
        explain(one.alignment, net.labels())
    return {
        "seconds": used() - before, "wall": time.perf_counter() - wall, "reading": read - before, "MB": peak(),
        "cases": len(found.cases), "events": found.events, "fit": found.fit, "cost": found.cost,
    }  # fmt: skip


def variants(log: str) -> dict[tuple[str, ...], int]:
    """Return the different cases of a log and how often each occurs."""

    events = read_log(parquet(log))
    of = ordered(events)
    codes, found = of.activities.tolist(), {}
    for begin, end in pairwise(of.starts.tolist()):
        found[tuple(codes[begin:end])] = found.get(tuple(codes[begin:end]), 0) + 1
    return {tuple(events.labels[code] for code in one): count for one, count in found.items()}


def align(log: str) -> dict[str, Any]:
    """Align every variant of a log, the automaton and all moves included."""

    cases, net = variants(log), read_pnml(net_file(log).read_bytes())
    before, cost = used(), 0
    aligner = Aligner(compile_net(net))
    for case, count in cases.items():
        cost += aligner.align(case).cost * count
    return {"seconds": used() - before, "cost": cost}


def r4pm(log: str) -> dict[str, Any]:
    """Align by r4pm; its reading of the log does not count."""
    import r4pm as tool
    from r4pm.bindings.conformance.case_centric import alignments

    item = tool.import_item("EventLog", str(LOGS / f"{log}.xes.gz"))
    cases = tool.convert_item(item, "EventLogActivityProjection")
    net = tool.petri_net.import_pnml(str(net_file(log)))
    before = used()
    found = alignments.align_variants(net, cases, {"cost_fn": COSTS, "max_states": 500_000_000})
    seconds = used() - before
    return {"seconds": seconds, "cost": sum(one["frequency"] * one["result"]["Ok"]["cost"] for one in found)}


def pm4py(log: str, limit: str) -> dict[str, Any]:
    """Align by PM4Py's A*, variant by variant as it does itself; its reading of the log does not count."""
    from pm4py.algo.conformance.alignments.petri_net import algorithm
    from pm4py.objects.log.obj import Event, EventLog, Trace
    from pm4py.objects.petri_net.importer import importer

    net, cases = importer.apply(str(net_file(log))), variants(log)
    traces = [Trace([Event({"concept:name": label}) for label in case]) for case in cases]
    signal.setitimer(signal.ITIMER_VIRTUAL, float(limit))  # its end is the end of this child
    before = used()
    quiet = {"show_progress_bar": False, "enable_best_worst_cost": False}
    found = algorithm.apply(EventLog(traces), *net, parameters=quiet)
    seconds = used() - before
    cost = sum(one["cost"] // 10_000 * count for one, count in zip(found, cases.values(), strict=True))
    return {"seconds": seconds, "cost": cost}


def middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the run of median seconds; {} where one did not end."""
    return sorted(runs, key=lambda one: one["seconds"])[len(runs) // 2] if all(runs) else {}


def pairs(limit: str = "60") -> None:
    """Print the four pairs, each way's seconds and how many times ours they are; align and r4pm in turns, medians."""
    for log in PAIRS:
        parquet(log)
        ours, turns = child("whole", log), [(child("align", log), child("r4pm", log)) for _ in range(TURNS)]
        ours_align, rust = (middle([turn[side] for turn in turns]) for side in (0, 1))
        others = {"r4pm": rust, "pm4py": child("pm4py", log, limit)}
        print(f"{log}: {ours['cases']} cases, {ours['events']} events, {ours['fit']} fit, cost {ours['cost']}")
        print(f"  whole {ours['seconds']:.3f} s (reading {ours['reading']:.3f}), align {ours_align['seconds']:.3f} s")
        for name, one in others.items():
            if not one:
                print(
                    f"  {name} not done in {limit} s: more than {float(limit) / ours_align['seconds']:.0f} times align"
                )
                continue
            assert one["cost"] == ours["cost"] == ours_align["cost"], (name, one, ours)
            align_times, whole_times = (one["seconds"] / mine["seconds"] for mine in (ours_align, ours))
            print(f"  {name} {one['seconds']:.3f} s: {align_times:.1f} times align, {whole_times:.1f} times whole")


def grow(*copies: str) -> None:
    """Print what copies of the road fines take."""
    for many in copies or ("1", "18"):
        parquet("RTFMP", int(many))
        one = child("whole", "RTFMP", many)
        rate = one["events"] / one["seconds"] / 1e6
        print(
            f"{one['events']} events, {one['cases']} cases: {one['seconds']:.2f} s CPU (reading {one['reading']:.2f}), "
            f"{one['wall']:.2f} s wall, {one['MB']} MB, {rate:.1f} million events a second; "
            f"{one['fit']} fit, cost {one['cost']}"
        )


def online() -> None:
    """Print microseconds an event on arrival, in batches, and microseconds an explanation."""

    machine, events = compile_net(read_pnml(net_file("RTFMP").read_bytes())), read_log(parquet("RTFMP"))
    cases, labels = events.cases.tolist(), [events.labels[code] for code in events.activities.tolist()]
    following, before = Following(machine), used()
    for case, label in zip(cases, labels, strict=True):
        following.take(case, label)
    print(f"one event on arrival: {(used() - before) / len(cases) * 1e6:.2f} µs")
    following, before = Following(machine), used()
    following.take_all(zip(cases, labels, strict=True))
    print(f"in a list: {(used() - before) / len(cases) * 1e6:.2f} µs")
    code = np.array([machine.labels.index(label) for label in events.labels])
    codes, states, before = code[events.activities], np.ones(int(events.cases.max()) + 1, np.int32), used()
    for begin in range(0, len(codes), 100_000):
        piece = slice(begin, begin + 100_000)
        advance(machine.table, states, events.cases[piece], codes[piece])
    print(f"in batches of 100,000: {(used() - before) / len(cases) * 1e6:.3f} µs")
    for log in PAIRS:
        net = read_pnml(net_file(log).read_bytes())
        aligner, known = Aligner(compile_net(net)), variants(log)
        deviating = [case for case in known if aligner.cost(case)]
        before = used()
        for case in deviating:
            explain(aligner.plainly(case), net.labels())
        print(f"{log}: {(used() - before) / len(deviating) * 1e6:.0f} µs to explain one of {len(deviating)} variants")


if __name__ == "__main__":
    act, *words = sys.argv[1:] or ["pairs"]
    answer = globals()[act](*words)
    if answer is not None:
        print(json.dumps(answer))
