"""Power items checked as their author needs it: the file, the chart, the controls, every labelled trace."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from lianjing.access.rulebook import library
from lianjing.domain.power.checks import faults
from lianjing.domain.power.courses import Trace
from lianjing.domain.power.item import Item
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content import CATALOGUE
from lianjing.engines.content.placed_yaml import Placed, read_placed
from lianjing.engines.content.power_desk import PowerDesk
from lianjing.engines.content.power_traces import read_traces
from lianjing.engines.content.power_writing import paths_of
from lianjing.engines.content.powers import FOLDER, power_desk, read_item
from lianjing.engines.flowcharts.charts import net_of
from lianjing.engines.flowcharts.judging import replay
from lianjing.engines.flowcharts.soundness import soundness
from lianjing.ui.wording import power_versions as words

_BEGINNINGS = CATALOGUE / "beginnings"
_ID = re.compile(r"[A-Z]{2}-[0-9]{2}")
Fault = dict[str, Any]


def check(names: list[str], folder: Path | None = None) -> dict[str, Any]:
    """Return what is wrong with the named items, or with every one: file, line and fault in words.

    folder: of items begun elsewhere, <folder>/<ID>/item.yaml. Raises RuleBroken: power_unknown, powers_not_found.
    """
    home = folder or CATALOGUE / FOLDER
    known = {path.parent.name: path for path in sorted(home.glob("*/item.yaml"))}
    if not known:
        raise RuleBroken("powers_not_found", folder=str(home))
    if unknown := [name for name in names if name not in known]:
        raise RuleBroken("power_unknown", power=unknown[0][:40], known=", ".join(known))
    desk, found, traces = power_desk(library()), list[Fault](), 0
    for name in names or known:
        many, wrong = _one(known[name], desk)
        traces += many
        found += wrong
    return {"items": len(names or known), "traces": traces, "faults": found}


def _one(path: Path, desk: PowerDesk) -> tuple[int, list[Fault]]:
    """Return how many traces an item has, and what is wrong with it."""
    shown = f"{path.parent.name}/item.yaml"
    try:
        item = read_item(path, desk, shown)
        found = list(_of_chart(item, read_placed(path, shown)))
        traces = _traces(path.with_name("traces.yaml"), item)
    except RuleBroken as refusal:
        if refusal.code != "content_wrong":
            raise
        problems = refusal.facts["problems"]
        return 0, [_fault(p.file, p.line, f"{p.where}: {p.code}: {p.got}. {p.instead}") for p in problems]
    return len(traces), [*found, *_replayed(path, item, traces)]


def _of_chart(item: Item, placed: Placed) -> Iterator[Fault]:
    """Yield what is wrong with the chart and the controls, at the line of the step concerned."""
    steps = (path for path in paths_of(item.flow) if (*path, "no") in placed.lines)
    lines = dict(zip((step.no for step in item.steps), map(placed.line_of, steps), strict=True))
    for unsound in soundness(net_of(item.flow)):
        said = str(words.UNSOUND[unsound.code]) % {"steps": ", ".join(unsound.steps)}
        yield _fault(item.file, next((lines[no] for no in unsound.steps if no in lines), 1), said)
    for one in faults(item):
        facts = {"step": one.step, "other": one.other, "amount": words.yuan(one.other)}
        yield _fault(item.file, lines.get(one.step, 1), str(words.FAULTS[one.code]) % facts)


def _traces(path: Path, item: Item) -> tuple[Trace, ...]:
    return read_traces(path, item, f"{item.id}/traces.yaml") if path.exists() else ()


def _replayed(path: Path, item: Item, traces: tuple[Trace, ...]) -> Iterator[Fault]:
    """Yield the traces in which something else is found than their labels say."""
    shown = f"{item.id}/traces.yaml"
    if not traces:
        yield _fault(shown, 1, "there are no labelled traces: write traces.yaml beside the item")
        return
    placed = read_placed(path.with_name("traces.yaml"), shown)
    judged = replay(item, [trace.course for trace in traces], library().calendar, library().parameters)
    for at, (trace, findings) in enumerate(zip(traces, judged, strict=True)):
        found = sorted((one.kind.value, one.step) for one in findings)
        wanted = sorted((kind.value, step) for kind, step in trace.finds)
        if found != wanted:
            said = f"trace {trace.id}: labelled {_list(wanted)}, found {_list(found)}"
            yield _fault(shown, placed.line_of(("traces", at)), said)


def _list(found: list[tuple[str, str]]) -> str:
    return ", ".join(f"{kind} at {step}" for kind, step in found) or "nothing"


def _fault(file: str, line: int, said: str) -> Fault:
    return {"file": file, "line": line, "fault": said}


def begin(name: str, folder: Path) -> list[Path]:
    """Write the two files of a new item, which pass the check as they are. Raises RuleBroken: power_id, power_known."""
    if not _ID.fullmatch(name):
        raise RuleBroken("power_id", power=name[:40])
    home = folder / name
    if (home / "item.yaml").exists():
        raise RuleBroken("power_known", power=name, folder=str(home))
    home.mkdir(parents=True, exist_ok=True)
    written = []
    for kind, file in (("power_item", "item.yaml"), ("power_traces", "traces.yaml")):
        text = (_BEGINNINGS / f"{kind}.yaml.txt").read_text(encoding="utf-8")
        first = f"first: {_first_of_month(timezone.localdate()).isoformat()}"
        text = text.replace("XX-00", name).replace("area: XX", f"area: {name[:2]}")
        (home / file).write_text(text.replace("first: 2026-09-01", first), encoding="utf-8")
        written.append(home / file)
    return written


def _first_of_month(day: date) -> date:
    return day.replace(day=1)
