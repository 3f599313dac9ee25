"""Who may review an answer: the ties that stand against a person, and the next free one by the coverage proof.

A named door: it reads ties and the proof of the whole county; what leaves it is the name of a tie or a post.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q

from lianjing.access import modelbook, policy, questions
from lianjing.access.facts import facts_of
from lianjing.access.posts import current_holders, in_force, seat_for
from lianjing.access.recusals import subjects_of
from lianjing.domain import reviewers
from lianjing.domain.authority import GRANTS, Action, Role, Seat
from lianjing.domain.reviewers import Bonds, Desk
from lianjing.records.base import Table
from lianjing.records.doors import unscoped
from lianjing.records.models import Declaration, Edge, Holding, Post, RedFlag, Supervisor

_WHY = "who reviews is worked out over every tie, whoever asks"
_LEVELS = (Role.GROUP_LEADER, Role.BUREAU_OFFICER, Role.TEAM_INSPECTOR)
_REVIEWS = frozenset(role for role, action in GRANTS if action is Action.FLAG_REVIEW)


def concerned(flag: RedFlag, on: date) -> set[int]:
    """Return the people whose doing a question touches: who answers for the unit, its head, whom its rows name."""
    people = set(subjects_of(flag)) | ({flag.answered_by_id} if flag.answered_by_id else set())
    roles = (Role.PRINCIPAL,) if flag.answered_by_id else (Role.PRINCIPAL, Role.CLERK)
    for role in roles:
        for post in questions.posts_with_role(role, flag.org.path, on):
            people |= set(current_holders(post, on))
    return people


def why_not(flag: RedFlag, person: int, on: date) -> tuple[str, ...]:
    """Return what stands against a person's review of a flag, of `reviewers.TIES`; empty: nothing does."""
    return reviewers.why_not(_bonds(flag, person, concerned(flag, on), on))


def against(record: Table, person: int, known: set[int], on: date) -> tuple[str, ...]:
    """Return what stands between a person and the judging of a record of any kind that `known` are concerned with."""
    return reviewers.why_not(_bonds(record, person, known, on))


def free(flag: RedFlag, on: date, *, without: Iterable[int] = ()) -> Iterator[tuple[Post, int]]:
    """Yield (post, holder) of whoever may review, nearest first: the group's leader, the proof's people, one level up.

    without: people who are left out, as the first of two is for the second.
    """
    away, known = set(without), concerned(flag, on)
    for post in _in_order(flag, on):
        for person in current_holders(post, on):
            seat = seat_for(person, post, on)
            if person in away or not policy.may(seat, Action.FLAG_REVIEW, flag):
                continue
            if not reviewers.why_not(_bonds(flag, person, known, on)):
                away.add(person)
                yield post, person


def all_tied(flag: RedFlag, people: Iterable[int], on: date) -> bool:
    """Return whether something stands against the review of every one of `people`: then none of them is called."""
    return all(why_not(flag, person, on) for person in people)


def may_review(post: Seat, flag: RedFlag) -> bool:
    """Return whether a post reviews the flag: in its reach, and nothing stands against the person."""
    reaches = policy.holds(post, Action.FLAG_REVIEW) and policy.may(post, Action.FLAG_REVIEW, flag)
    return reaches and not why_not(flag, post.person_id, post.on)


def _in_order(flag: RedFlag, on: date) -> Iterator[Post]:
    """Yield the posts that may review, each once."""
    seen: set[int] = set()
    for post in _candidates(flag, on):
        if post.pk not in seen:
            seen.add(post.pk)
            yield post


def _candidates(flag: RedFlag, on: date) -> Iterator[Post]:
    if flag.org.parent:
        yield from questions.posts_with_role(Role.GROUP_LEADER, flag.org.parent.path, on)
    proven = unscoped(Supervisor, reason=_WHY).filter(org=flag.org_id, post__role__in=_REVIEWS)
    keys = dict.fromkeys(proven.order_by("-side", "id").values_list("post", flat=True))
    posts = unscoped(Post, reason=_WHY).select_related("org").in_bulk(list(keys))
    yield from (posts[key] for key in keys)
    for role in _LEVELS[1:]:
        rows = unscoped(Post, reason=_WHY).filter(in_force(on), in_force(on, "holdings__"), role=role)
        yield from rows.select_related("org").order_by("rank", "id").distinct()


def _bonds(record: Table, person: int, known: set[int], on: date) -> Bonds:
    desks = _desks({person} | known, on)
    kin, partners = _tied(record, person, known, on)
    return Bonds(
        person=person,
        mine=tuple(desks.get(person, ())),
        theirs={one: tuple(desks.get(one, ())) for one in known},
        lines=_lines(desks, on),
        kin=kin,
        partners=partners,
        watched=_watched(known, on),
        recused=person in facts_of(record).recused,
    )


def _desks(people: set[int], on: date) -> dict[int, list[Desk]]:
    rows = unscoped(Holding, reason=_WHY).filter(in_force(on), in_force(on, "post__"), person__in=people)
    found: dict[int, list[Desk]] = {}
    for person, path, rank in rows.values_list("person", "post__org__path", "post__rank"):
        found.setdefault(person, []).append(Desk(path, rank))
    return found


def _lines(desks: dict[int, list[Desk]], on: date) -> frozenset[tuple[str, str]]:
    paths = {desk.path for held in desks.values() for desk in held}
    rows = unscoped(Edge, reason=_WHY).filter(in_force(on), kind="line", subject__path__in=paths)
    return frozenset(rows.values_list("subject__path", "object__path"))


def _tied(record: Table, person: int, known: set[int], on: date) -> tuple[frozenset[int], frozenset[int]]:
    """Return those of `known` who are kin to the person, and those who share a firm with them, by either's word.

    A person with an interest in the very firm that a question is about is everybody's partner in it.
    """
    rows = unscoped(Declaration, reason=_WHY).filter(in_force(on))
    pairs = rows.filter(kind="kin").filter(Q(person=person, kin__in=known) | Q(person__in=known, kin=person))
    kin = {one for pair in pairs.values_list("person", "kin") for one in pair if one in known}
    firms = set(rows.filter(kind="interest", person=person).values_list("other_name", flat=True)) - {""}
    same = rows.filter(kind="interest", person__in=known, other_name__in=firms).values_list("person", flat=True)
    partners = set(same) | (set(known) if _firm(record) in firms else set())
    return frozenset(kin - {person}), frozenset(partners - {person})


def _firm(flag: Table) -> str | None:
    if not isinstance(flag, RedFlag):
        return None
    model = modelbook.models().get(flag.code)
    return flag.facts.get("name") or None if model and model.subject == "supplier" else None


def _watched(known: set[int], on: date) -> frozenset[str]:
    """Return the units of which the people concerned supervise a step: whoever sits there is theirs to judge."""
    posts = unscoped(Holding, reason=_WHY).filter(in_force(on), person__in=known).values("post")
    return frozenset(unscoped(Supervisor, reason=_WHY).filter(post__in=posts).values_list("org__path", flat=True))
