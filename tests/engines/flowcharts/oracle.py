"""Others' alignments, in a process of their own: PM4Py's A* and r4pm. Development only; the program imports neither.

    python oracle.py pm4py|r4pm < {"asked": [[path of a PNML file, [[label, ...], ...]], ...], "seconds": n}

answers {"costs": for each net [cost or null where it did not finish], "seconds": CPU seconds of the alignments alone}.
"""

import json
import subprocess
import sys
import time
import warnings


def ask(tool: str, asked, seconds: float) -> dict:
    """Ask of (PNML file, variants), in another process. costs: None where the time (CPU) was up."""
    request = json.dumps({"asked": [[str(pnml), variants] for pnml, variants in asked], "seconds": seconds})
    command = [sys.executable, "-W", "ignore", __file__, tool]
    done = subprocess.run(command, input=request, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def by_pm4py(pnml: str, variants, until: float):
    """Costs by PM4Py's A* with state equations; its unit is 10,000 for a visible move."""
    from pm4py.algo.conformance.alignments.petri_net import algorithm
    from pm4py.objects.log.obj import Event, EventLog, Trace
    from pm4py.objects.petri_net.importer import importer

    net = importer.apply(pnml)
    quiet = {"show_progress_bar": False, "enable_best_worst_cost": False}
    for variant in variants:
        left = until - time.process_time()
        if left <= 0:
            yield None
            continue
        log = EventLog([Trace([Event({"concept:name": label}) for label in variant])])
        (found,) = algorithm.apply(log, *net, parameters={**quiet, "max_align_time_trace": left})
        yield None if found is None else found["cost"] // 10_000


def by_r4pm(pnml: str, variants, until: float):
    """Costs by r4pm (Rust)."""
    import r4pm
    from r4pm.bindings.conformance.case_centric import alignments

    net = r4pm.petri_net.import_pnml(pnml)
    options = {"cost_fn": COSTS, "max_states": 50_000_000}
    for variant in variants:
        if time.process_time() > until:
            yield None
        else:
            yield alignments.align_trace(net, variant, options)["cost"]


COSTS = {"log_move_cost": 1, "model_move_cost": 1, "silent_move_cost": 0, "sync_move_cost": 0}


def main() -> None:
    """Answer one request."""
    asked = json.load(sys.stdin)
    warnings.simplefilter("ignore")
    by = {"pm4py": by_pm4py, "r4pm": by_r4pm}[sys.argv[1]]
    begun = time.process_time()
    costs = [list(by(pnml, variants, begun + asked["seconds"])) for pnml, variants in asked["asked"]]
    print(json.dumps({"costs": costs, "seconds": time.process_time() - begun}))


if __name__ == "__main__":
    main()
