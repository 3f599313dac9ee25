"""The public side of the whole county: publishing it, one notice more, serving it, and serving it with all else dead.

    .venv/bin/python -m bench.portal STATE_DIR publish      # a demo county: lianjing demo --no-serve made it there
    .venv/bin/python -m bench.portal STATE_DIR more         # one notice more, again and again
    .venv/bin/python -m bench.portal STATE_DIR serve        # needs nginx and wrk
    .venv/bin/python -m bench.portal STATE_DIR dead --minutes 10  # the same, application and database killed

`publish` copies the county, hangs years of menus until there are --pages, publishes all of it into an empty folder;
`more` keeps a publisher on watch and hangs one notice at a time by the acts of the school's people: seconds from the
act's end to the page as a file, and until all of the run is over. It and the others use what `publish` left in --work.
Everything listens on 127.0.0.1 only and stops by itself. Prints one JSON object: medians, the machine, its load.
"""

import argparse
import json
import os
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CONF = ROOT / "docs/how-to/nginx-public.conf"
NOTICES, SAMPLE = 7, 400  # notices hung one by one; pages that are asked for


def main() -> int:
    """Do what is asked and print what it showed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("state", type=Path)
    asked.add_argument("what", choices=["publish", "more", "serve", "dead"])
    asked.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "lianjing-bench-portal")
    asked.add_argument("--pages", type=int, default=60_000)
    asked.add_argument("--seconds", type=float, default=10)
    asked.add_argument("--minutes", type=float, default=10)
    given = asked.parse_args()
    before = os.getloadavg()
    said = {"publish": _publish, "more": _more, "serve": _serve, "dead": _dead}[given.what](given)
    machine = {"cores": os.cpu_count(), "load_before": before, "load_after": os.getloadavg()}
    print(json.dumps({**said, **machine}, ensure_ascii=False, indent=1))
    return 0 if said["ok"] else 1


# --- publishing ---------------------------------------------------------------------------------------------------


def _publish(given: argparse.Namespace) -> dict[str, Any]:
    shutil.rmtree(given.work, ignore_errors=True)
    shutil.copytree(given.state, given.work / "state")
    _start(given.work / "state")
    grown = _grow(given.pages)
    out = given.work / "public"
    began, used = time.perf_counter(), _children_cpu()
    cold = _lianjing("publish", str(out), "--all", "--json")
    seconds, cpu = time.perf_counter() - began, _children_cpu() - used
    pages = sum(1 for _ in out.rglob("index.html"))
    return {
        "ok": seconds <= 600,
        "grown_by": grown,
        "pages": pages,
        "files": cold["written"],
        "cold_seconds": round(seconds, 1),
        "cold_cpu_seconds": round(cpu, 1),
        "cpu_ms_a_file": round(1000 * cpu / max(1, cold["written"]), 2),
    }


def _more(given: argparse.Namespace) -> dict[str, Any]:
    _start(given.work / "state")
    took = list(_one_more(given.work / "public"))
    visible, over, busy = ([round(one[part], 2) for one in took] for part in range(3))
    middle = {name: statistics.median(held) for name, held in (("visible", visible), ("over", over), ("cpu", busy))}
    return {"ok": middle["visible"] <= 2, "median_seconds": middle, "visible": visible, "over": over, "cpu": busy}


def _start(state: Path) -> None:
    os.environ.update(
        LIANJING_STATE_DIR=str(state), LIANJING_DEMO="true", DJANGO_SETTINGS_MODULE="lianjing.site.settings"
    )
    from lianjing.site import sqlite

    sqlite.use_fixed_build()
    import django

    django.setup()


def _grow(pages: int) -> int:
    """Hang menus until the county has so many pages, and have the log take them in; return how many."""
    from django.db import transaction

    from lianjing.access import clock, powers, published
    from lianjing.jobs import public_log
    from lianjing.records.doors import unscoped
    from lianjing.records.models import Disclosure
    from tests.hanging import hang

    now = clock.now()
    schools = published.schools(now.date())
    there = unscoped(Disclosure, reason="a count").count()
    there += sum(len(powers.all_in_force(one, now.date())) + 4 for one in schools)
    weeks = max(0, -(-(pages - there) // len(schools)))
    with transaction.atomic():
        count = hang(schools, range(weeks), now)
    public_log.keep(now)
    return count


def _one_more(out: Path) -> Iterator[tuple[float, float, float]]:
    """Yield for some notices: seconds from the end of the act to the page, to the end of the run, and of CPU."""
    from lianjing.access import clock, demo
    from lianjing.domain.authority import Role
    from lianjing.domain.notices import slot_of
    from lianjing.jobs import demo_notices
    from lianjing.records.doors import unscoped
    from lianjing.records.models import Disclosure

    now = clock.now()
    school = demo.story_school(now.date())
    clerk, principal = (demo_notices.seat_of(role, school, now) for role in (Role.CLERK, Role.PRINCIPAL))
    first = unscoped(Disclosure, reason="a free week").filter(org=school, step="2w").order_by("first_day")[0].first_day
    assert clerk is not None
    assert principal is not None
    with _watching(out) as watching:
        for number in range(1, NOTICES + 1):
            week = slot_of("week", first - timedelta(weeks=number))
            slot = demo_notices.slot_at(school, "ST-04", "2w", week, now)
            typed = {"recipe": f"第 {slot.pk} 号菜谱：米饭、青菜、豆腐。", "unit_price": "每餐 4.50 元"}
            demo_notices.publish(slot, typed, clerk, principal, clock.now())
            began, used = time.perf_counter(), _cpu_of(watching.pid)
            page = out / f"s/{school.code}/calendar/{slot.pk}/index.html"
            while not (page.exists() and typed["recipe"] in page.read_text()) and time.perf_counter() - began < 120:
                time.sleep(0.02)
            seen = time.perf_counter() - began
            _until_idle(out)
            yield seen, time.perf_counter() - began, _cpu_of(watching.pid) - used


@contextmanager
def _watching(out: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Keep a publisher on watch; its first run is over when the block begins."""
    command = [sys.executable, "-m", "lianjing", "publish", str(out), "--watch", "--json"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (out.parent / "watch.log").open("w+b") as log:
        watching = subprocess.Popen(command, stdout=log, cwd=ROOT, env=env)
        try:
            while b"}" not in (out.parent / "watch.log").read_bytes() and watching.poll() is None:
                time.sleep(0.2)
            yield watching
        finally:
            watching.send_signal(signal.SIGTERM)
            watching.wait(60)


def _until_idle(out: Path) -> None:
    """Wait until the publisher has published everything: the note how far it came names the newest entry."""
    from lianjing.access import clock
    from lianjing.jobs import publishing

    until = time.perf_counter() + 120
    while publishing.is_news(out, clock.now()) and time.perf_counter() < until:
        time.sleep(0.02)


def _cpu_of(pid: int) -> float:
    """Return the seconds of CPU that a process has used."""
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


# --- serving ------------------------------------------------------------------------------------------------------


def _serve(given: argparse.Namespace) -> dict[str, Any]:
    out = given.work / "public"
    with _nginx(out, given.work) as base:
        bare = out / "bare.txt"
        bare.write_bytes(b"x" * 1000)
        try:
            paths = _sample(out)
            file = [_wrk(base, ["/bare.txt"], given) for _ in range(3)]
            pages = [_wrk(base, paths, given) for _ in range(3)]
        finally:
            bare.unlink()
    middle = {name: statistics.median(run[name] for run in pages) for name in ("requests_a_second", "p99_ms")}
    floor = {name: statistics.median(run[name] for run in file) for name in ("requests_a_second", "p99_ms")}
    share = middle["requests_a_second"] / floor["requests_a_second"]
    wrong = sum(run["wrong"] for run in (*file, *pages))
    fast = middle["requests_a_second"] >= 10_000 and middle["p99_ms"] <= 10
    said = {"pages": middle, "bare_file": floor, "share_of_bare": round(share, 2), "wrong": wrong, "runs": pages}
    return {"ok": (fast or share >= 0.9) and not wrong, **said}


def _sample(out: Path) -> list[str]:
    """Return addresses of every kind, the same each time."""
    found = sorted(path for path in out.rglob("*") if path.is_file() and not path.name.startswith("."))
    every = [path for path in found if ".drafts" not in path.parts and path.stat().st_size < 200_000]
    chosen = every[:: max(1, len(every) // SAMPLE)]
    return ["/" + path.relative_to(out).as_posix().removesuffix("index.html") for path in chosen]


def _wrk(base: str, paths: list[str], given: argparse.Namespace) -> dict[str, Any]:
    """Load a server for some seconds over 16 connections; return requests a second, p99, and how many went wrong."""
    script = given.work / "paths.lua"
    listed = ",".join(f'"{path}"' for path in paths)
    script.write_text(
        f"local p={{{listed}}} local i=0\n"
        "request=function() i=i%#p+1 return wrk.format('GET',p[i]) end\n"
        "done=function(s,l) io.write(string.format('P99 %f WRONG %d\\n', l:percentile(99)/1000,"
        " s.errors.status+s.errors.connect+s.errors.read+s.errors.timeout)) end\n"
    )
    command = ["wrk", "-t1", "-c16", f"-d{given.seconds:.0f}s", "-s", str(script), base]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate, last = re.search(r"Requests/sec:\s*([\d.]+)", text), re.search(r"P99 ([\d.]+) WRONG (\d+)", text)
    return {"requests_a_second": float(rate[1]), "p99_ms": round(float(last[1]), 2), "wrong": int(last[2])}


@contextmanager
def _nginx(out: Path, work: Path) -> Iterator[str]:
    """Serve a folder by the shipped configuration, on a free port of this machine only."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = work / "nginx"
    own.mkdir(parents=True, exist_ok=True)
    shipped = CONF.read_text().replace("listen 8080", f"listen 127.0.0.1:{port} reuseport")
    (own / "public.conf").write_text(shipped.replace("/srv/lianjing-public", str(out)))
    user = "user root;\n" if os.geteuid() == 0 else ""
    (own / "nginx.conf").write_text(
        f"{user}worker_processes 2;\nworker_rlimit_nofile 65535;\npid {own}/pid;\nerror_log {own}/error.log;\n"
        f"events {{ worker_connections 4096; }}\nhttp {{ include {own}/public.conf; }}\n"
    )
    server = subprocess.Popen(["nginx", "-p", str(own), "-c", str(own / "nginx.conf"), "-g", "daemon off;"])
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


# --- with application and database dead ---------------------------------------------------------------------------


def _dead(given: argparse.Namespace) -> dict[str, Any]:
    """Start the working side, kill it and take its database away; then ask for everything until the time is over."""
    out, state = given.work / "public", given.work / "state"
    killed = _killed_application(state)
    gone = state.with_name("state-gone")
    state.rename(gone)
    try:
        with _nginx(out, given.work) as base:
            return {**_ask_for(base, _sample(out), 60 * given.minutes), **killed}
    finally:
        gone.rename(state)


def _killed_application(state: Path) -> dict[str, Any]:
    """Serve the county, see that it answers, kill -9 the whole of it, see that it does not."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"LIANJING_STATE_DIR": str(state), "LIANJING_PORT": str(port), "LIANJING_DEMO": "true"}
    own |= {"LIANJING_BASE_URL": f"http://localhost:{port}", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "lianjing", "serve", "--workers", "1"]
    env = {**os.environ, **own}
    server = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True, stdout=subprocess.DEVNULL)
    answered = False
    for _ in range(600):
        answered = answered or _status(f"http://localhost:{port}/") == 200
        if answered or server.poll() is not None:
            break
        time.sleep(0.2)
    for pid in _family(server.pid):  # its worker too, which would finish what it is doing when asked to stop
        os.kill(pid, signal.SIGKILL)
    server.wait()
    return {"application_answered": answered, "application_after": _status(f"http://localhost:{port}/")}


def _family(pid: int) -> list[int]:
    """Return a process and everything that it started, and they started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in _family(int(child)))]


def _ask_for(base: str, paths: list[str], seconds: float) -> dict[str, Any]:
    """Ask for the sample again and again from four threads; return how many answers of which kind."""
    until, found, lock = time.monotonic() + seconds, Counter[int](), threading.Lock()

    def ask(shift: int) -> None:
        own, number = Counter[int](), shift
        while time.monotonic() < until:
            own[_status(base + paths[number % len(paths)])] += 1
            number += 1
            time.sleep(0.002)
        with lock:
            found.update(own)

    threads = [threading.Thread(target=ask, args=(shift * 97,)) for shift in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    asked = sum(found.values())
    share = found[200] / max(1, asked)
    return {"ok": asked > 0 and found[200] == asked, "seconds": seconds, "asked": asked, "answered": share}


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


def _lianjing(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "lianjing", *words]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=env).stdout))


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
