"""The long form of the kill test: signal 9 at every system call that writes, and at every event of the lake's code.

    python bench/lake_kills.py            # every event, then every writing system call (needs strace)
    python bench/lake_kills.py --events 500

Prints how many points were tried and how often something was lost, half there, or visible unacknowledged; then the
same for the control, which acknowledges first and must be caught.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
CALLS = "openat,write,pwrite64,link,linkat,rename,renameat,unlink,unlinkat,mkdir,fsync,fdatasync,ftruncate"
RUN = "from tests.engines import lake_kills as k; import sys; k.{function}(sys.argv[1]{rest})"


def python(function: str, folder: Path, rest: str = "", before: tuple[str, ...] = ()) -> int:
    """Run a function of the kill test in a process of its own; return how it ended."""
    code = RUN.format(function=function, rest=rest)
    return subprocess.run([*before, sys.executable, "-c", code, str(folder)], cwd=ROOT, check=False).returncode


def wrong(folder: Path) -> list[str]:
    """Return what is wrong with what an import left."""
    if python("look", folder):
        return ["the look itself failed"]
    found: list[str] = json.loads((folder / "found").read_text("utf-8"))
    return found


def sweep(place: Path, name: str, points: list[int], early: bool, by_call: bool) -> None:
    """Kill at each point and print the outcome."""
    killed, caught = 0, []
    for point in points:
        folder = place / name / str(point)
        folder.mkdir(parents=True)
        if by_call:
            before = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={CALLS}")
            before = (*before, "-e", f"inject={CALLS}:signal=KILL:when={point}")
            python("import_all", folder, f", 0, early={early}", before)
            killed += not (folder / "events").exists()
        else:
            killed += python("import_all", folder, f", {point}, early={early}") < 0
        if found := wrong(folder):
            caught.append((point, found[0]))
        shutil.rmtree(folder)
    print(f"{name}: {len(points)} points, {killed} killed, {len(caught)} wrong", *caught[:3], sep="\n  ", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--events", type=int, default=0, help="at most so many points each (0: all)")
    wanted = asked.parse_args().events
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        whole = place / "whole"
        whole.mkdir()
        python("import_all", whole, f", {10**9}")
        events = int((whole / "events").read_text("utf-8"))
        step = max(1, events // wanted) if wanted else 1
        for early in (False, True):
            name = "control" if early else "ours"
            sweep(place, f"{name}, by event", list(range(1, events + 1, step)), early, by_call=False)
            if shutil.which("strace"):
                calls = writing_calls(place, early)
                step = max(1, calls // wanted) if wanted else 1
                sweep(place, f"{name}, by system call", list(range(1, calls + 1, step)), early, by_call=True)


def writing_calls(place: Path, early: bool) -> int:
    """Return how many writing system calls the thread that makes most of them makes in a whole import."""
    folder, log = place / f"counted{early}", place / "log"
    folder.mkdir()
    before = ("strace", "-f", "-qq", "-o", str(log), "-e", f"trace={CALLS}")
    python("import_all", folder, f", 0, early={early}", before)
    threads: dict[str, int] = {}
    for line in log.read_text("utf-8", "replace").splitlines():
        threads[line.split()[0]] = threads.get(line.split()[0], 0) + 1
    return max(threads.values())


if __name__ == "__main__":
    main()
