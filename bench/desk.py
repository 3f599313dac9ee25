"""Staff pages over the demo county and over one ten times as large: `python -m bench.desk [--times 10] [--rounds 9]`.

Every page without a parameter that each of the demo's people may open, and the first records those pages link to, are
asked for in turn; one line a page: server time (median and 95th hundredth, milliseconds) and database questions at both
sizes. The larger county is the whole demo county with its schools, their posts and people copied nine times, each copy
with the flags, matters, directives, notices, questions and work of its school. Held to: 95th hundredth of all pages of
the larger county at most 300 ms, and no page that asks the database more than a few times more often there.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Max

ROOT = Path(__file__).resolve().parents[1]
ALLOWED_MS = 300.0
MORE_QUESTIONS = 8  # what a row more on a page may cost: a list of 3 and a page of 25 differ by a handful of look-ups
COPIED = (
    "redflag", "matter", "directive", "rectification", "disclosure", "publicquestion", "verification", "workitem",
)  # fmt: skip
LINK = re.compile(r'href="(/[a-z][^"#?]*/\d+/)"')


def settings_of(folder: Path) -> dict[str, str]:
    """Return the environment that opens the demo in a folder."""
    env = {**os.environ, "LIANJING_STATE_DIR": str(folder), "LIANJING_DEMO": "true", "PYTHONPATH": str(ROOT)}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    return env


def build(folder: Path) -> None:
    """Build the demo county, whole, in a folder of its own."""
    command = [sys.executable, "-m", "lianjing", "demo", "--no-serve", "--scale", "1", "--json"]
    done = subprocess.run(command, env=settings_of(folder), check=True, capture_output=True, text=True, cwd=ROOT)
    (folder / "people.json").write_text(done.stdout)


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


Keys = dict[tuple[str, int], int]  # (table, key) -> the key of its copy


def _multiply(copies: int) -> None:
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
            for name in COPIED:
                _copied(name, number, keys)


def _copied(name: str, number: int, keys: Keys, **chosen: str) -> None:
    """Copy rows of a table that are no copies themselves, under names of their own, pointing to the copies."""
    from django.apps import apps

    table = apps.get_model("records", name)
    rows = list(table._base_manager.filter(**chosen, pk__lte=_first_size(table)).distinct().order_by("pk"))
    if name in COPIED and any(field.name == "org" for field in table._meta.fields):
        rows = [row for row in rows if ("org", row.org_id) in keys]  # a bureau has its own once
    paths = dict(apps.get_model("records", "org")._base_manager.values_list("pk", "path"))
    olds = [row.pk for row in rows]
    alone = {one.fields[0] for one in table._meta.constraints if len(getattr(one, "fields", ())) == 1}
    for row in rows:
        row.pk = None
        for field in table._meta.fields:
            value = getattr(row, field.attname)
            if field.is_relation and value is not None:
                setattr(row, field.attname, keys.get((field.related_model._meta.model_name, value), value))
            elif (field.unique or field.name in alone) and not field.primary_key and value not in (None, ""):
                setattr(row, field.attname, f"{number}~{value}"[: field.max_length] if isinstance(value, str) else None)
        for kind, key in (("about_table", "about_id"), ("subject_table", "subject_id")):
            if hasattr(row, kind):
                setattr(row, key, keys.get((getattr(row, kind), getattr(row, key)), getattr(row, key)))
        if name == "org":
            row.path = f"{row.path[:-1]}-{number}/"
        elif hasattr(row, "path") and getattr(row, "org_id", None):
            row.path = paths[row.org_id]
    made = table._base_manager.bulk_create(rows, batch_size=500)
    keys |= {(name, old): row.pk for old, row in zip(olds, made, strict=True)}


@cache
def _first_size(table: Any) -> int:
    """Return the largest key of a table before anything was copied."""
    return int(table._base_manager.aggregate(most=Max("pk"))["most"] or 0)


def main() -> int:
    """Build the county, measure it and the larger one in a process each, print, and say whether limits were kept."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--times", type=int, default=10)
    reader.add_argument("--rounds", type=int, default=9)
    reader.add_argument("--of", type=Path, help="a demo built before, with what it printed (--json) in people.json")
    reader.add_argument("--in", dest="folder", type=Path, help=argparse.SUPPRESS)
    reader.add_argument("--copies", type=int, default=0, help=argparse.SUPPRESS)
    asked = reader.parse_args()
    if asked.folder:
        print(json.dumps(measure(asked.folder, asked.copies, asked.rounds)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        small, large = Path(name) / "1", Path(name) / "times"
        if asked.of:
            shutil.copytree(asked.of, small)
        else:
            small.mkdir()
            build(small)
        shutil.copytree(small, large)
        return _print(_measured(small, 0, asked.rounds), _measured(large, asked.times - 1, asked.rounds), asked.times)


def _measured(folder: Path, copies: int, rounds: int) -> dict[str, list[float]]:
    command = [
        sys.executable,
        "-m",
        "bench.desk",
        "--in",
        str(folder),
        "--copies",
        str(copies),
        "--rounds",
        str(rounds),
    ]
    done = subprocess.run(command, env=settings_of(folder), check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    found: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return found


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
