"""The proof as pages read it: the map of groups and areas, gaps as sentences, who supervises what (D2, D6)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianjing.access import proof, rulebook
from lianjing.access.policy import holds, visible
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import CoverageCell, CoverageRun, Declaration, Gap, Org, Person, Post, Supervisor
from lianjing.ui.wording import coverage as words
from lianjing.ui.wording.network import AREAS

SECRET = frozenset({"kin", "interest"})


def overview(post: Seat) -> dict[str, Any]:
    """Return the newest run, the map of groups by area, and the gaps this post may read."""
    run = proof.newest()
    gaps = gap_rows(post, run)
    sums = _sums(post, run)
    return {
        "run": run,
        "stale": run is not None and run.stale_since is not None,
        "map": sums["lines"],
        "areas": [(code, str(AREAS[code])) for code in AREAS],
        "steps": sums["steps"],
        "covered": sums["covered"],
        "gaps": gaps,
        "may_run": holds(post, Action.COVERAGE_RUN),
    }


def _sums(post: Seat, run: CoverageRun | None) -> dict[str, Any]:
    """Return one line a supervision group or body above the groups, one cell an area; and the sums."""
    if run is None:
        return {"lines": [], "steps": 0, "covered": 0}
    heads = {org.path: org for org in _line_heads(post)}
    lines: dict[str, dict[str, list[int]]] = defaultdict(lambda: {code: [0, 0] for code in AREAS})
    rows = visible(post, Action.COVERAGE_READ, CoverageCell).filter(run=run)
    total = [0, 0]
    for path, area, steps, covered in rows.values_list("org__path", "area", "steps", "covered"):
        cell = lines[_head_of(path, heads)][area]
        cell[0], cell[1] = cell[0] + steps, cell[1] + covered
        total[0], total[1] = total[0] + steps, total[1] + covered
    shown = [_line(heads.get(path), path, cells) for path, cells in sorted(lines.items())]
    return {"lines": shown, "steps": total[0], "covered": total[1]}


def _line_heads(post: Seat) -> "QuerySet[Org]":
    return visible(post, Action.NETWORK_READ, Org).filter(kind__in=("supervision_group", "bureau", "commission"))


def _head_of(path: str, heads: Mapping[str, Org]) -> str:
    """Return the path of the nearest line head at or above a unit, the unit's own path without one."""
    above = path
    while above != "/" and above not in heads:
        above = above[:-1].rpartition("/")[0] + "/"
    return above if above in heads else path


def _line(head: Org | None, path: str, cells: Mapping[str, list[int]]) -> dict[str, Any]:
    shown = [
        {"area": code, "label": str(AREAS[code]), "steps": steps, "covered": covered, "tone": tone(steps, covered)}
        for code, (steps, covered) in cells.items()
    ]
    return {"unit": head, "name": head.name if head else path, "cells": shown}


def tone(steps: int, covered: int) -> str:
    """Return green when all is covered, red when something is not, grey when there is nothing."""
    if not steps:
        return "grey"
    return "green" if covered == steps else "red"


def gap_rows(post: Seat, run: CoverageRun | None) -> list[dict[str, Any]]:
    """Return gaps as sentences, alike gaps of one group as one, in two queries however many there are."""
    if run is None or not holds(post, Action.COVERAGE_READ):
        return []
    gaps = list(visible(post, Action.COVERAGE_READ, Gap).filter(run=run).order_by("id"))
    units = _units(post, gaps)
    return [
        {"gap": alike[0], "sentence": sentence(alike, units), "label": words.GAPS[alike[0].code]}
        for alike in _alike(gaps, units)
    ]


def _alike(gaps: Iterable[Gap], units: Mapping[int, Org]) -> list[list[Gap]]:
    """Return the gaps in groups that say the same of units of one supervision group."""
    found: dict[Any, list[Gap]] = defaultdict(list)
    for gap in gaps:
        groups = {units[key].parent_id for key in gap.facts["units"] if key in units}
        reasons = tuple(sorted(gap.facts["reasons"].items()))
        steps = tuple((power, step) for _unit, power, step in gap.facts["steps"])
        said = (gap.code, gap.side, frozenset(groups), reasons, steps, gap.facts["looked_at"])
        found[said if len(groups) == 1 and gap.code != "unwatched" else gap.pk].append(gap)
    return list(found.values())


def _units(post: Seat, gaps: Iterable[Gap]) -> dict[int, Org]:
    return units_of(post, {unit for gap in gaps for unit in _units_named(gap)})


def units_of(post: Seat, wanted: Iterable[int]) -> dict[int, Org]:
    """Return units by id, with the unit above each, as far as this post may read them."""
    rows = visible(post, Action.NETWORK_READ, Org).filter(pk__in=list(wanted))
    return {org.pk: org for org in rows.select_related("parent")}


def _units_named(gap: Gap) -> set[int]:
    named = set(gap.facts.get("units", ()))
    for one in gap.facts.get("advice", ()):
        named.update(one.get("units", ()))
    return named


def sentence(alike: list[Gap], units: Mapping[int, Org]) -> str:
    """Return what is not covered and why, in the reader's language. People stay numbers here."""
    gap = alike[0]
    keys = dict.fromkeys(key for one in alike for key in one.facts["units"])
    orgs = [units[key] for key in keys if key in units]
    townships = {org.township for org in orgs}
    where = words.places([org.name for org in orgs], next(iter(townships)) if len(townships) == 1 else "")
    reasons = sorted(gap.facts["reasons"].items(), key=lambda pair: (-pair[1], pair[0]))
    return words.gap_sentence(
        gap.code,
        gap.side,
        where=where,
        what=words.steps_in_words(step_names(gap), sum(one.facts["short"] for one in alike)),
        looked_at=gap.facts["looked_at"],
        reasons=reasons,
    )


def step_names(gap: Gap) -> list[str]:
    """Return the names of the steps of a gap, each once, in order."""
    book, language = rulebook.powers(), get_language() or "zh-hans"
    named = [book.steps[power, step].say(language) for _unit, power, step in gap.facts["steps"]]
    return list(dict.fromkeys(named))


def gap_sheet(post: Seat, gap: Gap) -> dict[str, Any]:
    """Return one gap: its sentence, steps, the candidates with why not, and what would mend it with links."""
    gaps = list(visible(post, Action.COVERAGE_READ, Gap).filter(run=gap.run_id, code=gap.code, side=gap.side))
    units = _units(post, gaps)
    alike = next((rows for rows in _alike(gaps, units) if gap in rows), [gap])
    return {
        "gap": gap,
        "sentence": sentence(alike, units),
        "label": words.GAPS[gap.code],
        "steps": [row for one in alike for row in _steps(one, units)],
        "candidates": _candidates(post, gap),
        "advice": _advice(post, gap, units, whole_group=len(alike) > 1),
    }


def _steps(gap: Gap, units: Mapping[int, Org]) -> list[dict[str, Any]]:
    book, language = rulebook.powers(), get_language() or "zh-hans"
    return [
        {
            "unit": units.get(unit),
            "power": book.names[power].say(language),
            "step": book.steps[power, step].say(language),
            "code": f"{power}.{step}",
        }
        for unit, power, step in gap.facts["steps"]
    ]


def _candidates(post: Seat, gap: Gap) -> list[dict[str, Any]]:
    """Return who was looked at, and why not. A declared tie is told only to those who may read the declaration."""
    keys = [person for person, _post, _why in gap.facts["candidates"]]
    people = {row.pk: row for row in visible(post, Action.PERSON_READ, Person).filter(pk__in=keys)}
    told = visible(post, Action.DECLARATION_READ, Declaration).filter(person__in=keys)
    open_to = set(told.values_list("person", flat=True))
    wanted = [key for _person, key, _why in gap.facts["candidates"]]
    posts = visible(post, Action.NETWORK_READ, Post).filter(pk__in=wanted).select_related("org")
    by_key = {row.pk: row for row in posts}
    return [
        {
            "person": people.get(person),
            "post": by_key.get(held),
            "why": words.HIDDEN if why in SECRET and person not in open_to else words.REASONS[why],
        }
        for person, held, why in gap.facts["candidates"]
    ]


def _advice(post: Seat, gap: Gap, units: Mapping[int, Org], *, whole_group: bool) -> list[dict[str, Any]]:
    """Return what would mend the gap, each with the page where it is done, lightest first.

    whole_group: the same is missing at several units of one group, so the line goes from group to group.
    """
    first = gap.facts["units"][0] if gap.facts["units"] else None
    found = []
    for one in gap.facts["advice"]:
        orgs = [units[key] for key in one.get("units", ()) if key in units]
        over = units.get(first) if first else None
        if whole_group and one["code"] == "pair_across":
            orgs, over = _groups(orgs), over.parent if over else None
        said = words.advice(one["code"], one, [org.name for org in orgs])
        found.append({"words": said, **_where(one["code"], orgs, over)})
    if not holds(post, Action.NETWORK_EDIT):
        return [{**one, "url": ""} for one in found]
    return [*found, *_by_hand(gap, units)]


def _by_hand(gap: Gap, units: Mapping[int, Org]) -> list[dict[str, Any]]:
    """Return what always helps a gap of this kind, whatever the prover could try."""
    found = []
    over = [units[key] for key in gap.facts["units"][:3] if key in units]
    edge = reverse("network:edge_new")
    if gap.code == "no_channel":
        said = _("Name who keeps a channel open to the public.")
        found += [
            {"words": said, "url": f"{edge}?kind=public&object={org.pk}", "label": _("Propose it")} for org in over
        ]
    if gap.code == "unwatched":
        said = _("Name a unit above that looks at it.")
        found += [{"words": said, "url": f"{edge}?kind=line&object={org.pk}", "label": _("Propose it")} for org in over]
    if gap.code == "not_separated":
        found += [
            {
                "words": words.advice("add_post", {}, [org.name]),
                "url": reverse("network:post_new", args=[org.pk]),
                "label": _("Add a post"),
            }
            for org in over
        ]
    vacant = {"words": _("Fill a vacant post: its holder can supervise at once."), "label": _("Vacant posts")}
    return [*found, {**vacant, "url": reverse("network:vacancies")}]


def _groups(orgs: Iterable[Org]) -> list[Org]:
    """Return the groups that units belong to, each once."""
    return list({org.parent_id: org.parent for org in orgs if org.parent}.values())


def _where(code: str, orgs: list[Org], over: Org | None) -> dict[str, Any]:
    """Return the page on which a suggestion is carried out, with its words."""
    if not orgs or over is None:
        return {"url": "", "label": ""}
    edge = f"{reverse('network:edge_new')}?subject={orgs[0].pk}&object={over.pk}"
    match code:
        case "pair_across":
            return {"url": f"{edge}&kind=peer", "label": _("Propose this pair")}
        case "climb":
            return {"url": f"{edge}&kind=line", "label": _("Propose this line")}
        case "share_post":
            return {"url": reverse("network:unit", args=[orgs[0].pk]), "label": _("Choose the post")}
    return {"url": "", "label": ""}


def of_unit(post: Seat, org: Org) -> list[dict[str, Any]]:
    """Return the areas of one unit with how much is covered, for its page."""
    run = proof.newest()
    if run is None or not holds(post, Action.COVERAGE_READ):
        return []
    rows = visible(post, Action.COVERAGE_READ, CoverageCell).filter(run=run, org=org)
    by_area = {row.area: row for row in rows}
    return [
        {
            "label": str(AREAS[code]),
            "steps": by_area[code].steps,
            "covered": by_area[code].covered,
            "tone": tone(by_area[code].steps, by_area[code].covered),
        }
        for code in AREAS
        if code in by_area
    ]


def who_supervises(post: Seat, org: Org) -> list[dict[str, Any]]:
    """Return for every power at a unit who supervises each of its steps: posts, generated from the proof (D6)."""
    run = proof.newest()
    if run is None:
        return []
    rows = visible(post, Action.COVERAGE_READ, Supervisor).filter(run=run, org=org).select_related("post__org")
    found: dict[str, dict[str, dict[str, Post]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows.order_by("power", "id"):
        found[row.power][row.step][row.side] = row.post
    book, language = rulebook.powers(), get_language() or "zh-hans"
    return [
        {
            "id": item.id,
            "area": str(AREAS[book.areas[item.id]]),
            "name": book.names[item.id].say(language),
            "steps": [
                {"name": book.steps[item.id, step.no].say(language), **found[item.id][step.no]}
                for step in item.steps
                if step.no in found[item.id]
            ],
        }
        for item in book.items
        if item.id in found
    ]


def supervised_by(post: Seat, record: Post) -> list[dict[str, Any]]:
    """Return what a post supervises, by unit: how many steps from each side."""
    run = proof.newest()
    if run is None or not holds(post, Action.COVERAGE_READ):
        return []
    rows = visible(post, Action.COVERAGE_READ, Supervisor).filter(run=run, post=record)
    sums: dict[int, dict[str, Any]] = {}
    for key, name, side in rows.order_by("org__path").values_list("org", "org__name", "side"):
        line = sums.setdefault(key, {"key": key, "name": name, "upper": 0, "peer": 0})
        line[side] += 1
    return list(sums.values())
