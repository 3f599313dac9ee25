"""Who must agree where one pair of eyes is not enough. A named door: it finds a post, it shows nothing."""

from datetime import date

from lianjing.access import policy
from lianjing.access.posts import current_holders, in_force, seat_for
from lianjing.domain.authority import GRANTS, Action, Reach, Role, Seat
from lianjing.records.doors import unscoped
from lianjing.records.models import Org, Post

_LEVELS = (Role.GROUP_LEADER, Role.BUREAU_OFFICER, Role.TEAM_INSPECTOR)


def second_for(action: Action, org: Org, on: date, *, without: int | None) -> Post | None:
    """Return the lowest post whose holder, other than person `without`, stands above `org` for `action`."""
    for role in _LEVELS:
        rows = unscoped(Post, reason="work goes to whoever stands above").filter(in_force(on), role=role)
        for post in rows.select_related("org").order_by("rank", "id"):
            holders = set(current_holders(post, on)) - {without}
            if holders and stands_above(seat_for(min(holders), post, on), action, org):
                return post
    return None


def stands_above(seat: Seat, action: Action, org: Org) -> bool:
    """Return whether a seat looks down on `org` for `action`; the team, which nobody here is above, on its own."""
    reach = GRANTS.get((seat.role, action))
    looks_down = reach in (Reach.BELOW, Reach.COUNTY) or seat.role is Role.TEAM_INSPECTOR
    return looks_down and policy.may(seat, action, org)
