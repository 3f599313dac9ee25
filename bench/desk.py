"""Staff pages over the demo county and over one ten times as large: `python -m bench.desk [--scale 10] [--rounds 9]`.

Every page without a parameter that each of the demo's people may open, and the first records those pages link to, are
asked for in turn; one line a page: server time (median and 95th hundredth, milliseconds) and database questions at both
sizes. The larger county has ten times the units and posts, and ten times the flags, matters, directives, notices,
questions and work. Held to: 95th hundredth of all pages of the larger county at most 300 ms, and no page that asks the
database more than a few times more often there.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ALLOWED_MS = 300.0
MORE_QUESTIONS = 8  # what a row more on a page may cost: a list of 3 and a page of 25 differ by a handful of look-ups
COPIED = (
    "redflag", "matter", "workitem", "directive", "rectification", "disclosure", "publicquestion", "verification",
)  # fmt: skip
LINK = re.compile(r'href="(/[a-z][^"#?]*/\d+/)"')


def build(folder: Path, scale: float) -> dict[str, str]:
    """Build a demo of a size in a folder of its own; return the settings that open it."""
    env = {**os.environ, "LIANJING_STATE_DIR": str(folder), "LIANJING_DEMO": "true", "PYTHONPATH": str(ROOT)}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "lianjing", "demo", "--no-serve", "--scale", str(scale), "--json"]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True, cwd=ROOT)
    (folder / "people.json").write_text(done.stdout)
    return env


def measure(folder: Path, copies: int, rounds: int) -> dict[str, list[float]]:
    """Return page -> [median ms, 95th hundredth ms, questions], in this process: the settings must name `folder`."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "lianjing.site.settings"
    from lianjing.site import sqlite

    sqlite.use_fixed_build()
    django.setup()
    _multiply(copies)
    people = json.loads((folder / "people.json").read_text())["people"]
    found: dict[str, list[float]] = {}
    for person in people:
        if person["who"] != "parent":
            found |= {f"{person['who']} {path}": row for path, row in _walk(person["address"], rounds).items()}
    return found


def _walk(address: str, rounds: int) -> dict[str, list[float]]:
    from django.test import Client

    window = Client(SERVER_NAME="localhost", headers={"Accept-Language": "zh-hans"})
    where = "/" + address.split("/", 3)[3]
    answer = window.get(where)
    if answer.status_code == 200:
        window.post(where)
    opened, linked = {}, []
    for path in _plain_pages():
        answer = window.get(path)
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            opened[path] = answer
            linked += [*dict.fromkeys(LINK.findall(answer.content.decode()))][:2]
    paths = [*opened, *(one for one in dict.fromkeys(linked) if window.get(one).status_code == 200)]
    return {path: _timed(window, path, rounds) for path in paths}


def _plain_pages() -> list[str]:
    from tests.access.addresses import pages

    named = [(line[:48].strip(), line[48:].strip()) for line in pages()]
    return ["/" + path for path, guard in named if "<" not in path and "^" not in path and "." in guard]


def _timed(window, path: str, rounds: int) -> list[float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    window.get(path)
    with CaptureQueriesContext(connection) as asked:
        window.get(path)
    times = []
    for _round in range(rounds):
        begun = time.perf_counter()
        window.get(path)
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    return [statistics.median(times), times[min(len(times) - 1, int(0.95 * len(times)))], len(asked)]


def _multiply(copies: int) -> None:
    """Copy what happened: each record `copies` times, under names of its own where a column must be unique."""
    from django.apps import apps
    from django.db import transaction

    for name in COPIED if copies else ():
        table = apps.get_model("records", name)
        rows = list(table._base_manager.all())
        unique = [field for field in table._meta.fields if field.unique and not field.primary_key]
        with transaction.atomic():
            for number in range(copies):
                for row in rows:
                    row.pk = None
                    for field in unique:
                        setattr(row, field.attname, f"{number}~{getattr(row, field.attname)}"[-field.max_length :])
                try:
                    with transaction.atomic():
                        table._base_manager.bulk_create(rows, batch_size=500)
                except Exception as error:
                    print(f"{name} is not copied: {error}", file=sys.stderr)
                    break


def main() -> int:
    """Build both counties, measure each in a process of its own, print, and say whether the limits were kept."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--scale", type=float, default=10.0)
    reader.add_argument("--rounds", type=int, default=9)
    reader.add_argument("--in", dest="folder", type=Path, help=argparse.SUPPRESS)
    reader.add_argument("--copies", type=int, default=0, help=argparse.SUPPRESS)
    asked = reader.parse_args()
    if asked.folder:
        print(json.dumps(measure(asked.folder, asked.copies, asked.rounds)))
        return 0
    sizes = {}
    for scale, copies in ((1.0, 0), (asked.scale, int(asked.scale) - 1)):
        with tempfile.TemporaryDirectory() as name:
            env = build(Path(name), scale)
            command = [sys.executable, "-m", "bench.desk", "--in", name, "--copies", str(copies)]
            command += ["--rounds", str(asked.rounds)]
            done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
            sizes[scale] = json.loads(done.stdout.splitlines()[-1])
    return _print(sizes[1.0], sizes[asked.scale], asked.scale)


def _print(small: dict[str, list[float]], large: dict[str, list[float]], scale: float) -> int:
    kinds: dict[str, list[tuple[str, list[float], list[float]]]] = {}
    for page, row in large.items():
        kinds.setdefault(re.sub(r"\d+", "N", page), []).append((page, small.get(page, row), row))
    heads = " ".join(f"{word:>8}" for word in ("1: p50", "p95", "asks", f"{scale:g}: p50", "p95", "asks"))
    print(f"{'page':<58} {heads}")
    slow, many = [], []
    for kind, rows in sorted(kinds.items()):
        near = max((one[1] for one in rows), key=lambda row: row[1])
        far = max((one[2] for one in rows), key=lambda row: row[1])
        figures = " ".join(f"{value:8.0f}" for value in (*near, *far))
        print(f"{kind:<58} {figures}")
        slow += [kind] if far[1] > ALLOWED_MS else []
        many += [kind] if far[2] > near[2] + MORE_QUESTIONS else []
    every = sorted(row[1] for row in large.values())
    whole = every[int(0.95 * len(every))]
    print(f"{len(large)} pages; 95th hundredth of their 95th hundredths {whole:.0f} ms; load {os.getloadavg()[0]:.1f}")
    print(f"slower than {ALLOWED_MS:.0f} ms: {', '.join(slow) or 'none'}")
    print(f"more questions when larger: {', '.join(many) or 'none'}")
    return 1 if slow or many else 0


if __name__ == "__main__":
    sys.exit(main())
