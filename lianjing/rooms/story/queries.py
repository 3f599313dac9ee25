"""The plan and the story as content files say them, with the addresses that this installation really has."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import NoReverseMatch, get_script_prefix, resolve, reverse

from lianjing.access import demo, policy, rulebook
from lianjing.domain.authority import Seat
from lianjing.domain.parameters import Words
from lianjing.ui.wording import screens


@dataclass(frozen=True)
class Screen:
    """A live screen: its address name, where it is, what it is called."""

    name: str
    url: str
    label: Any


@dataclass(frozen=True)
class Clause:
    """One clause of the plan: its id, words, the live screens it opens (none: not built), what is still missing."""

    id: str
    heading: Words
    text: Words
    screens: tuple[Screen, ...]
    missing: Words | None


@dataclass(frozen=True)
class Scene:
    """One step of the story: as whom, what to look at, and the address that signs in and goes there."""

    id: str
    person: dict[str, str]
    text: Words
    address: str


def clauses() -> list[Clause]:
    """Return the plan's clauses in the plan's order."""
    return [
        Clause(
            row["id"],
            _pair(row["heading"]),
            _pair(row),
            tuple(_live(row["screens"])),
            _pair(row["missing"]) if "missing" in row else None,
        )
        for row in _file("plan.yaml")["clauses"]
    ]


def scenes() -> list[Scene]:
    """Return the story's steps whose screens exist, with the demo people in them."""
    people = {person["who"]: person for person in demo.everyone()}
    return [
        Scene(row["id"], people[row["as"]], _pair(row), _entrance(people[row["as"]], screen.url))
        for row in _file("story.yaml")["steps"]
        for screen in _live([row["screen"]])
    ]


def titles() -> dict[str, Words]:
    """Return the titles of the two pages."""
    return {"plan": _pair(_file("plan.yaml")["title"]), "story": _pair(_file("story.yaml")["title"])}


def _live(names: list[str]) -> list[Screen]:
    """Return the screens among `names` that this installation has: a part not built yet has no address."""
    found = []
    for name in names:
        try:
            found.append(Screen(name, reverse(name), screens.LABELS[name]))
        except NoReverseMatch:
            continue
    return found


def open_to(post: Seat, shown: list[Clause]) -> frozenset[str]:
    """Return the names of the screens that open for this post; others exist, on other posts' desks."""
    screens_shown = {screen for clause in shown for screen in clause.screens}
    return frozenset(screen.name for screen in screens_shown if _opens(post, screen.url))


def _opens(post: Seat, url: str) -> bool:
    """Tell whether the page is public, or the post has a grant for its action."""
    view = resolve("/" + url.removeprefix(get_script_prefix())).func
    action = getattr(view, "page_action", None)
    return action is None or policy.holds(post, action)


def _entrance(person: dict[str, str], url: str) -> str:
    """Return the address that signs the person in and opens `url`; a parent's page needs no sign-in."""
    return f"{person['address']}?next={url}" if person["username"] else person["address"]


def _pair(row: Mapping[str, Any]) -> Words:
    return Words(row["zh"], row["en"])


@cache
def _file(name: str) -> dict[str, Any]:
    return rulebook.content(name)
