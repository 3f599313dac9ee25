"""Who stands above a unit, level by level: group leader, bureau officer, dispatched team. Read once for many."""

from collections.abc import Collection
from datetime import date

from lianjing.access import policy
from lianjing.access.posts import in_force, seat_for
from lianjing.domain.authority import Action, Role
from lianjing.records.base import Table
from lianjing.records.doors import unscoped
from lianjing.records.models import Edge, Holding, Post

_WHY = "work goes to whoever stands above"
_LEVELS = (Role.GROUP_LEADER, Role.BUREAU_OFFICER, Role.TEAM_INSPECTOR)


class Levels:
    """The supervising posts of one day, with their holders and the units they reach down from."""

    def __init__(self, on: date) -> None:
        self._on = on
        posts = unscoped(Post, reason=_WHY).filter(in_force(on), role__in=_LEVELS).select_related("org")
        self._posts = sorted(posts, key=lambda post: (_LEVELS.index(Role(post.role)), post.rank, post.pk))
        keys = [post.pk for post in self._posts]
        self._holders: dict[int, set[int]] = {key: set() for key in keys}
        held = unscoped(Holding, reason=_WHY).filter(in_force(on), post__in=keys)
        for key, person in held.values_list("post", "person"):
            self._holders[key].add(person)
        units = {post.org_id for post in self._posts}
        edges = unscoped(Edge, reason=_WHY).filter(in_force(on), subject__in=units, kind="line")
        self._reach: dict[int, list[str]] = {}
        for unit, path in edges.values_list("subject", "object__path"):
            self._reach.setdefault(unit, []).append(path)

    def above(self, path: str, away: Collection[int] = ()) -> list[Post]:
        """Return one post a level over the unit at `path`, the lowest first, held by somebody who is not `away`.

        A post is not above its own unit; the team, above which nobody stands here, is the last level of every unit.
        """
        found: dict[str, Post] = {}
        for post in self._posts:
            if post.role not in found and self._free(post, away) and self._looks_down(post, path):
                found[post.role] = post
        return list(found.values())

    def held_by(self, post: Post) -> list[int]:
        """Return who holds one of the posts."""
        return sorted(self._holders[post.pk])

    def may(self, post: Post, action: Action, record: Table) -> bool:
        """Return whether a holder of the post may take `action` on a record: nobody is called to what is closed."""
        held = sorted(self._holders[post.pk])
        return any(policy.may(seat_for(person, post, self._on), action, record) for person in held)

    def _free(self, post: Post, away: Collection[int]) -> bool:
        return bool(self._holders[post.pk] - set(away))

    def _looks_down(self, post: Post, path: str) -> bool:
        if post.role == Role.TEAM_INSPECTOR:
            return True
        if post.org.path == path:
            return False
        return any(path.startswith(own) for own in (post.org.path, *self._reach.get(post.org_id, ())))
