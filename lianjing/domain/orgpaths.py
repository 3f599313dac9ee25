"""Paths of units: `/js/jyj/zj01/`. They say who stands below whom; they always end with a slash."""

import re
from collections.abc import Mapping

from lianjing.domain.refusals import RuleBroken

_PATH = re.compile(r"(/[a-z0-9]+(-[a-z0-9]+)*)+/")


def check_path(path: str) -> str:
    """Return `path` when it is `/a/b-1/`. Raises RuleBroken("path_malformed")."""
    if not _PATH.fullmatch(path):
        raise RuleBroken("path_malformed", path=path, example="/js/jyj/zj01/")
    return path


def at_or_below(path: str, top: str) -> bool:
    """Return whether `path` is `top` or stands under it. Raises RuleBroken("path_malformed")."""
    return check_path(path).startswith(check_path(top))


def is_below(path: str, top: str) -> bool:
    """Return whether `path` stands strictly under `top`. Raises RuleBroken("path_malformed")."""
    return path != top and at_or_below(path, top)


def parent_path(path: str) -> str | None:
    """Return the path one level up, None for a root. Raises RuleBroken("path_malformed")."""
    cut = check_path(path)[:-1].rfind("/")
    return path[: cut + 1] if cut > 0 else None


def ancestors(path: str) -> tuple[str, ...]:
    """Return the paths above `path`, nearest first. Raises RuleBroken("path_malformed")."""
    found: list[str] = []
    above = parent_path(path)
    while above is not None:
        found.append(above)
        above = parent_path(above)
    return tuple(found)


def build_paths(parents: Mapping[str, str | None]) -> dict[str, str]:
    """Return the path of every slug, given each slug's parent slug (None for a root).

    Raises RuleBroken("parent_missing", slug, parent) or ("unit_cycle", slugs): the cycle in order, smallest first.
    """
    paths: dict[str, str] = {}
    for start in parents:
        trail: list[str] = []
        slug: str | None = start
        while slug is not None and slug not in paths:
            if slug not in parents:
                raise RuleBroken("parent_missing", slug=trail[-1] if trail else start, parent=slug)
            if slug in trail:
                raise RuleBroken("unit_cycle", slugs=_from_smallest(trail[trail.index(slug) :]))
            trail.append(slug)
            slug = parents[slug]
        for step in reversed(trail):
            paths[step] = check_path(f"{paths[slug] if slug is not None else '/'}{step}/")
            slug = step
    return paths


def _from_smallest(cycle: list[str]) -> tuple[str, ...]:
    at = cycle.index(min(cycle))
    return tuple(cycle[at:] + cycle[:at])
