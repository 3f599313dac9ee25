"""Who sits in the commission, the bureau and the bodies that the plan founds."""

from lianjing.county.bodies import GUIDING, SECOND_LEVEL, SECTIONS
from lianjing.county.people import Recruiter
from lianjing.county.roles import COUNTY_POSTS, COUNTY_SIDE_POSTS, HEAD_ROLES, SECTION
from lianjing.county.shape import Holding, Network, Unit
from lianjing.county.streams import Streams
from lianjing.domain.orgtree import OrgKind

_OWN_NAME = ("jw", "pz7", "jyj", "jydw", "jcs")
_SCHOOLS_PER_BOOKKEEPER = 14


def staff_county(recruiter: Recruiter, streams: Streams) -> None:
    """Fill every county body: full-time posts first, then the side posts held by the same people."""
    network = recruiter.network
    for unit in [unit for unit in network.units if unit.school_type is None]:
        chance = streams("people", unit.code)
        for role, title, seat, count in COUNTY_POSTS.get(_table_of(unit), ()):
            post = recruiter.post(unit, role, title, seat, headcount=count, key=unit.code in ("gs-cw", "gs-zk"))
            for _ in range(count):
                person = recruiter.hire(chance, unit, (34, 59) if role in HEAD_ROLES else (26, 58), women=0.38)
                recruiter.seat(chance, person, post)
                unit.staff += 1
    _add_bookkeepers(recruiter, streams)
    _add_side_posts(recruiter)


def name_heads(network: Network) -> None:
    """Set each unit's head post: the first of its posts whose role heads a body (党委书记, 校长, 局长, 组长, 主任)."""
    for unit in network.units:
        own = {post.role: post.code for post in reversed(network.posts) if post.unit == unit.code}
        order = ("XZ", *HEAD_ROLES) if unit.school_type else HEAD_ROLES
        unit.head_post = next((own[role] for role in order if role in own), None)


def _table_of(unit: Unit) -> str:
    if unit.kind is OrgKind.TOWNSHIP_COMMITTEE:
        return "township"
    if unit.code in {code for code, _, _ in GUIDING}:
        return "guiding"
    if unit.code in {code for code, _, _ in SECTIONS}:
        return "section"
    if unit.code in {code for code, _, _ in SECOND_LEVEL}:
        return "second"
    return unit.code if unit.code in _OWN_NAME else ""


def _add_bookkeepers(recruiter: Recruiter, streams: Streams) -> None:
    """Accounts of township schools are booked at the accounting centre, one bookkeeper for about 14 schools."""
    centre = recruiter.network.unit("hszx")
    chance = streams("people", "hszx", "bookkeepers")
    served = [unit.code for unit in recruiter.network.schools() if unit.kind is not OrgKind.COUNTY_SCHOOL]
    for number, start in enumerate(range(0, len(served), _SCHOOLS_PER_BOOKKEEPER), start=1):
        post = recruiter.post(
            centre, "KJ", "会计", SECTION, suffix=f"{number:02d}", key=True,
            serves=served[start : start + _SCHOOLS_PER_BOOKKEEPER],
        )  # fmt: skip
        recruiter.seat(chance, recruiter.hire(chance, centre, (25, 57), women=0.7), post)
        centre.staff += 1


def _add_side_posts(recruiter: Recruiter) -> None:
    network = recruiter.network
    seated: dict[str, list[Holding]] = {}
    for holding in network.holdings:
        seated.setdefault(holding.post, []).append(holding)
    for code, role, title, seat, sources in COUNTY_SIDE_POSTS:
        unit = network.unit(code)
        holders = [
            holding for source in sources for holding in (seated[source] if role == "WY" else seated[source][:1])
        ]
        post = recruiter.post(unit, role, title, seat, headcount=len(holders))
        for holding in holders:
            since = max(holding.since, unit.term_from or holding.since)
            network.holdings.append(Holding(holding.person, post.code, since))
