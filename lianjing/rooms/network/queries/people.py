"""People as far as a post may see them: one person, search, declarations, what a person may do about them."""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from lianjing.access.policy import may, visible
from lianjing.access.posts import in_force
from lianjing.access.sought import terms
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Declaration, Holding, Org, Person, Post

FOUND = 30  # rows of each kind that a search shows


def person_sheet(post: Seat, person: Person) -> dict[str, Any]:
    """Return one person: posts through time; contact and declarations only where this post may read them."""
    rows = visible(post, Action.PERSON_READ, Holding).filter(person=person).select_related("post__org")
    contact = may(post, Action.CONTACT_READ, person)
    return {
        "person": person,
        "holdings": rows.order_by(F("valid_to").desc(nulls_first=True), "-valid_from"),
        "contact": contact,
        "declarations": declarations_of(post, person),
        "own": person.pk == post.person_id,
        "today": post.on,
    }


def declarations_of(post: Seat, person: Person) -> "QuerySet[Declaration]":
    """Return the declarations of a person that this post may read, those in force first."""
    rows = visible(post, Action.DECLARATION_READ, Declaration).filter(person=person).select_related("kin")
    return rows.order_by(F("valid_to").desc(nulls_first=True), "-declared_at")


def search(post: Seat, query: str) -> dict[str, Any]:
    """Return the units, posts and people that hold every word, by Chinese, pinyin or initials; at most `FOUND` each."""
    words = terms(query)
    units, posts, people = _units(post, words), _posts(post, words), _people(post, words)
    found = {
        "units": list(units[: FOUND + 1]),
        "posts": list(posts[: FOUND + 1]),
        "people": list(people[: FOUND + 1]),
    }
    return {
        "sought": query,
        "words": words,
        "units": found["units"][:FOUND],
        "posts": found["posts"][:FOUND],
        "people": found["people"][:FOUND],
        "more": any(len(rows) > FOUND for rows in found.values()),
        "nothing": bool(words) and not any(found.values()),
    }


def _units(post: Seat, words: list[str]) -> "QuerySet[Org]":
    rows = visible(post, Action.NETWORK_READ, Org).filter(in_force(post.on))
    return _holding_all(rows, words, lambda word: Q(sought__contains=word)).order_by("path")


def _posts(post: Seat, words: list[str]) -> "QuerySet[Post]":
    rows = visible(post, Action.NETWORK_READ, Post).filter(in_force(post.on)).select_related("org")
    found = _holding_all(rows, words, lambda word: Q(title__icontains=word) | Q(org__sought__contains=word))
    if words:
        titled = Q()
        for word in words:
            titled |= Q(title__icontains=word)
        found = found.filter(titled)
    return found.order_by("org__path", "id")


def _people(post: Seat, words: list[str]) -> "QuerySet[Person]":
    rows = visible(post, Action.PERSON_READ, Person).select_related("home")
    return _holding_all(rows, words, lambda word: Q(sought__contains=word)).order_by("home__path", "id")


def _holding_all(rows: Any, words: list[str], lookup: Any) -> Any:
    if not words:
        return rows.none()
    for word in words:
        rows = rows.filter(lookup(word))
    return rows


def people_of(post: Seat, on: date) -> "QuerySet[Person]":
    """Return the people this post may see who hold a post on a day, with what they hold countable by the page."""
    rows = visible(post, Action.PERSON_READ, Person).filter(in_force(on, "holdings__")).distinct()
    return rows.select_related("home")
