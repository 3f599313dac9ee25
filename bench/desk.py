"""Staff pages over the demo county and over one ten times as large: `python -m bench.desk [--times 10] [--rounds 9]`.

Every page without a parameter that each of the demo's people may open, and the first records those pages link to, are
asked for in turn; one line a page: server time by the wall clock and by the processor (95th hundredth, milliseconds;
the database is in the process, so that a busy machine shows in the first alone) and database questions, at both sizes.
The larger county is the whole demo county with its schools, their posts and people copied nine times, each copy with
the flags, matters, directives, notices, questions and work of its school. Held to: every page of the larger county at
most 300 ms by the processor, and no page that asks the database more often there.

With `--before TREE`, another checkout is measured over the same larger county in turns with this one.
With `--profile "inspector /"`, prints where that page's time goes in the larger county.
"""

import argparse
import cProfile
import json
import os
import pstats
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ALLOWED_MS = 300.0
COPIED = (
    "redflag", "matter", "directive", "rectification", "disclosure", "publicquestion", "verification", "workitem",
    "waiting",
)  # fmt: skip
LINK = re.compile(r'href="(/[a-z][^"#?]*/\d+/)"')


@dataclass(frozen=True)
class Timed:
    """One page: milliseconds by the wall clock and by the processor, in order, and database questions."""

    wall: list[float]
    cpu: list[float]
    asks: int

    def p95(self, of: str) -> float:
        """Return the 95th hundredth."""
        times = sorted(getattr(self, of))
        return float(times[min(len(times) - 1, int(0.95 * len(times)))])


Pages = dict[str, Timed]


def settings_of(folder: Path, tree: Path = ROOT) -> dict[str, str]:
    """Return the environment that opens the demo in a folder with the code of a checkout."""
    env = {**os.environ, "LIANJING_STATE_DIR": str(folder), "LIANJING_DEMO": "true", "PYTHONPATH": str(tree)}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    return env


def build(folder: Path) -> None:
    """Build the demo county, whole, in a folder of its own."""
    command = [sys.executable, "-m", "lianjing", "demo", "--no-serve", "--scale", "1", "--json"]
    done = subprocess.run(command, env=settings_of(folder), check=True, capture_output=True, text=True, cwd=ROOT)
    (folder / "people.json").write_text(done.stdout)


def _open() -> None:
    """Open the demo that the environment names, in this process."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "lianjing.site.settings"
    from lianjing.site import sqlite

    sqlite.use_fixed_build()
    django.setup()


def measure(folder: Path, rounds: int, only: str = "") -> Pages:
    """Return every page of every person of the demo that the environment names; only: those whose path it fits."""
    from lianjing.site.wsgi import settle

    asked = [(who, window, _paths(window, only)) for who, window in _windows(folder)]
    settle()  # as the server does after its first requests
    return {f"{who} {path}": timed(window, path, rounds) for who, window, paths in asked for path in paths}


def profile(folder: Path, page: str) -> None:
    """Print where the time of one page goes, e.g. "inspector /network/"."""
    asker, path = page.split(" ", 1)
    for who, window in _windows(folder):
        if who == asker:
            window.get(path)
            watch = cProfile.Profile()
            watch.runcall(window.get, path)
            pstats.Stats(watch, stream=sys.stdout).sort_stats("cumulative").print_stats(r"lianjing|/django/", 45)


def _windows(folder: Path) -> list[tuple[str, Any]]:
    from django.test import Client

    found = []
    for person in json.loads((folder / "people.json").read_text())["people"]:
        if person["who"] != "parent":
            window = Client(SERVER_NAME="localhost", headers={"Accept-Language": "zh-hans"})
            where = "/" + person["address"].split("/", 3)[3]
            if window.get(where).status_code == 200:
                window.post(where)
            found.append((person["who"], window))
    return found


def _paths(window: Any, only: str) -> list[str]:
    """Return the pages that may be opened, and the first records they link to."""
    opened: list[str] = []
    linked: list[str] = []
    for path in (path for path in _plain_pages() if re.search(only, path)):
        answer = window.get(path)
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            opened.append(path)
            linked += [*dict.fromkeys(LINK.findall(answer.content.decode()))][:2]
    linked = [one for one in linked if re.search(only, one)]
    return [*opened, *(one for one in dict.fromkeys(linked) if window.get(one).status_code == 200)]


def _plain_pages() -> list[str]:
    from tests.access.addresses import pages

    named = [(line[:48].strip(), line[48:].strip()) for line in pages()]
    return ["/" + path for path, guard in named if "<" not in path and "^" not in path and "." in guard]


def timed(window: Any, path: str, rounds: int) -> Timed:
    """Ask for a page once to warm it, once to count its questions, then to time it.

    The questions are counted at once: the log they are read from is emptied when the next request begins.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    window.get(path)
    with CaptureQueriesContext(connection) as asked:
        window.get(path)
    asks, wall, cpu = len(asked), [], []
    for _round in range(rounds):
        begun, used = time.perf_counter(), time.process_time()
        window.get(path)
        wall.append((time.perf_counter() - begun) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    return Timed(wall, cpu, asks)


Keys = dict[tuple[str, Any], Any]  # (table, key) -> the key of its copy; ("path", path) -> the path of its copy


def multiply(copies: int) -> None:
    """Copy schools with their posts and people `copies` times, and what happened there with them."""
    from django.db import transaction

    for number in range(copies):
        with transaction.atomic():
            keys: Keys = {}
            schools = {"org__size_class__gt": ""}
            _copied("org", number, keys, size_class__gt="")
            _copied("post", number, keys, **schools)
            _copied("person", number, keys, holdings__post__org__size_class__gt="")
            _copied("holding", number, keys, post__org__size_class__gt="")
            _copied("edge", number, keys, object__size_class__gt="")
            for name in COPIED:
                _copied(name, number, keys)


def _copied(name: str, number: int, keys: Keys, **chosen: str) -> None:
    """Copy rows of a table that are no copies themselves, under names of their own, pointing to the copies."""
    from django.apps import apps

    table = apps.get_model("records", name)
    rows = list(table._base_manager.filter(**chosen, pk__lte=_first_size(table)).distinct().order_by("pk"))
    if name in COPIED:
        rows = [row for row in rows if _of_a_school(row, keys)]  # a bureau has its own once
    olds = [(row.pk, getattr(row, "path", "")) for row in rows]
    alone = {one.fields[0] for one in table._meta.constraints if len(getattr(one, "fields", ())) == 1}
    for row in rows:
        row.pk = None
        for field in table._meta.fields:
            value = getattr(row, field.attname)
            if field.is_relation and value is not None:
                setattr(row, field.attname, keys.get((field.related_model._meta.model_name, value), value))
            elif (field.unique or field.name in alone) and not field.primary_key and value and field.name != "path":
                setattr(row, field.attname, f"{number}~{value}"[: field.max_length] if isinstance(value, str) else None)
        for kind, key in (("about_table", "about_id"), ("subject_table", "subject_id"), ("table", "record_id")):
            if hasattr(row, kind):
                setattr(row, key, keys.get((getattr(row, kind), getattr(row, key)), getattr(row, key)))
        if name == "org":
            row.path = f"{row.path[:-1]}-{number}/"
        elif hasattr(row, "path"):
            row.path = keys[("path", row.path)]
    made = table._base_manager.bulk_create(rows, batch_size=500)
    keys |= {(name, old): row.pk for (old, _path), row in zip(olds, made, strict=True)}
    if name == "org":
        keys |= {("path", path): row.path for (_old, path), row in zip(olds, made, strict=True)}


def _of_a_school(row: Any, keys: Keys) -> bool:
    """Return whether a row lies at a unit that is copied, and what it is about is too."""
    if hasattr(row, "record_id") and (row.table, row.record_id) not in keys:
        return False
    if hasattr(row, "path"):
        return ("path", row.path) in keys
    return not hasattr(row, "org_id") or ("org", row.org_id) in keys


@cache
def _first_size(table: Any) -> int:
    """Return the largest key of a table before anything was copied."""
    from django.db.models import Max

    return int(table._base_manager.aggregate(most=Max("pk"))["most"] or 0)


def main() -> int:
    """Build the county, measure it and the larger one, each in a process, print, and say whether limits were kept."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--times", type=int, default=10)
    reader.add_argument("--rounds", type=int, default=9)
    reader.add_argument("--of", type=Path, help="a demo built before, with what it printed (--json) in people.json")
    reader.add_argument(
        "--large", type=Path, help="keep the larger county in this folder, or use the one that is there"
    )
    reader.add_argument("--before", type=Path, help="another checkout, measured in turns with this one")
    reader.add_argument("--profile", help='a person and a page, "inspector /", of the larger county')
    reader.add_argument("--only", default="", help="measure only the pages whose path this expression fits")
    reader.add_argument("--in", dest="folder", type=Path, help=argparse.SUPPRESS)
    reader.add_argument("--copies", type=int, default=0, help=argparse.SUPPRESS)
    asked = reader.parse_args()
    if asked.folder:
        return _child(asked)
    with tempfile.TemporaryDirectory() as name:
        small, large = _counties(asked, Path(name))
        if asked.profile:
            return subprocess.run(_command(large, "--profile", asked.profile), env=settings_of(large)).returncode
        if asked.before:
            more = (asked.rounds, asked.only)
            turns = [(_measured(large, *more, asked.before), _measured(large, *more)) for _turn in range(2)]
            return print_pairs([one for one, _other in turns], [other for _one, other in turns])
        near, far = (_measured(folder, asked.rounds, asked.only) for folder in (small, large))
        return print_sizes(near, far, asked.times)


def _child(asked: argparse.Namespace) -> int:
    _open()
    if asked.copies:
        multiply(asked.copies)
    elif asked.profile:
        profile(asked.folder, asked.profile)
    else:
        print(json.dumps({page: vars(one) for page, one in measure(asked.folder, asked.rounds, asked.only).items()}))
    return 0


def _counties(asked: argparse.Namespace, inside: Path) -> tuple[Path, Path]:
    """Return the folders of the county and of the larger one."""
    small, large = inside / "1", asked.large or inside / "times"
    if asked.of:
        shutil.copytree(asked.of, small)
    else:
        small.mkdir()
        build(small)
    if not large.exists():
        shutil.copytree(small, large)
        subprocess.run(_command(large, "--copies", str(asked.times - 1)), env=settings_of(large), check=True)
    return small, large


def _command(folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-P", str(Path(__file__).resolve()), "--in", str(folder), *more]


def _measured(folder: Path, rounds: int, only: str = "", tree: Path = ROOT) -> Pages:
    command, env = _command(folder, "--rounds", str(rounds), "--only", only), settings_of(folder, tree)
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True, cwd=tree)
    return {page: Timed(**row) for page, row in json.loads(done.stdout.splitlines()[-1]).items()}


def _kinds(pages: Pages, worst: Callable[[Timed], float]) -> dict[str, Timed]:
    """Return the worst page of each kind: records of one kind are one line."""
    found: dict[str, Timed] = {}
    for page, one in pages.items():
        kind = re.sub(r"\d+", "N", page)
        found[kind] = max((one, found.get(kind, one)), key=worst)
    return dict(sorted(found.items()))


def print_sizes(small: Pages, large: Pages, scale: float) -> int:
    """Print the county beside the larger one; return 1 if a page is too slow or asks more often there."""
    near, far = (_kinds(pages, lambda one: one.p95("cpu")) for pages in (small, large))
    print(f"{'page':<56} {'1: wall':>8} {'cpu':>6} {'asks':>5} {f'{scale:g}: wall':>9} {'cpu':>6} {'asks':>5}")
    for kind, one in far.items():
        same = near.get(kind, one)
        print(
            f"{kind:<56} {same.p95('wall'):8.0f} {same.p95('cpu'):6.0f} {same.asks:5d}"
            f" {one.p95('wall'):9.0f} {one.p95('cpu'):6.0f} {one.asks:5d}"
        )
    slow = [kind for kind, one in far.items() if one.p95("cpu") > ALLOWED_MS]
    many = [page for page, one in large.items() if page in small and one.asks > small[page].asks]
    print(f"{len(large)} pages, {sum(one.asks for one in large.values())} questions; load {os.getloadavg()[0]:.1f}")
    for of in ("wall", "cpu"):
        every = sorted(one.p95(of) for one in large.values())
        print(f"95th hundredth of their 95th hundredths by {of}: {every[int(0.95 * len(every))]:.0f} ms")
    print(f"slower than {ALLOWED_MS:.0f} ms by the processor: {', '.join(slow) or 'none'}")
    print(f"more questions when larger: {', '.join(many) or 'none'}")
    return 1 if slow or many else 0


def print_pairs(befores: list[Pages], afters: list[Pages]) -> int:
    """Print each kind of page before and after, by the median of the processor's times of all turns."""

    def together(turns: list[Pages]) -> Pages:
        both = {page: [turn[page] for turn in turns if page in turn] for page in turns[0]}
        return {
            page: Timed([*chain(*(one.wall for one in rows))], [*chain(*(one.cpu for one in rows))], rows[0].asks)
            for page, rows in both.items()
        }

    before, after = (_kinds(together(turns), lambda one: statistics.median(one.cpu)) for turns in (befores, afters))
    print(f"{'page':<56} {'before: cpu':>11} {'p95':>5} {'asks':>5} {'after: cpu':>11} {'p95':>5} {'asks':>5}")
    for kind, one in before.items():
        new = after.get(kind, one)
        print(
            f"{kind:<56} {statistics.median(one.cpu):11.0f} {one.p95('cpu'):5.0f} {one.asks:5d}"
            f" {statistics.median(new.cpu):11.0f} {new.p95('cpu'):5.0f} {new.asks:5d}"
        )
    print(f"load {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
