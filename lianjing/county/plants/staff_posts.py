"""Posts: kin of leaders in key posts, key posts held too long."""

from datetime import date, timedelta

from lianjing.county.ledgers.days import LAST
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import Fit, Step, ordinary, roomy, turn_about

_FIVE_YEARS = date(2021, 8, 31)
_REMOTE = 20  # km: beyond it the one small school may be the only place to work


def kin_in_key_posts(plot: Plot) -> None:
    """Plant close kin of a leader in a post over money, people or buying; kin elsewhere, and remote small schools.

    The measure is how far a small school lies from the town; at other schools there is none.
    """
    near, far, plain = _small(True), _small(False), roomy()
    cases = turn_about(
        [(_key_kin("finance", "spouse", True), plain), (_key_kin("personnel", "sibling", True, km=18.5), near),
         (_key_kin("procurement", "in_law", True, upward=True), plain),
         (_key_kin("finance", "child", True, km=19.4), near),
         (_key_kin("personnel", "collateral", True), plain)],
        [(_key_kin("finance", "spouse", km=20.0), far), (_key_kin("canteen", "sibling"), plain),
         (_key_kin("finance", "spouse", km=22.0), far), (_key_kin(None, "spouse"), plain),
         (_key_kin("procurement", "child", gone=True), plain)],
    )  # fmt: skip
    for step, fit in cases:
        for site in plot.sites(1, fit):
            step(plot, site)


def _small(near: bool) -> Fit:
    """Return whether a school is small and lies nearer or farther than the remote ones begin."""
    return lambda site: site.small and (site.km < _REMOTE) is near and len(ordinary(site)) >= 1


def _key_kin(
    post: str | None, relation: str, irregular: bool = False, km: float | None = None, upward: bool = False,
    gone: bool = False,
) -> Step:  # fmt: skip
    """A leader's relative in a post; upward: the relative declared the leader; gone: the relative has left."""

    def step(plot: Plot, site: Site) -> None:
        register, leader = plot["staff_register"], site.leaders[0]
        code = ordinary(site)[-1].code
        mine, theirs = (register.places(school_code=site.code, staff_no=each)[0] for each in (code, leader))
        since = date(2024, 9, 1) if post else None
        register.put(mine, key_post=post, key_post_from=since, left_on=date(2026, 6, 30) if gone else None)
        declarer, relative = (code, theirs) if upward else (leader, mine)
        plot["staff_relations"].add(
            school_code=site.code, staff_no=declarer, relative_name=register.columns["name"][relative],
            relation=relation, relative_id=register.columns["id_no"][relative], works_at=site.unit.name,
            declared_on=date(2026, 4, 20),
        )  # fmt: skip
        if km is not None:
            schools = plot["schools"]
            schools.put(schools.places(school_code=site.code)[0], km=km)
        say = plot.irregular if irregular else plot.innocent
        margin = None if km is None else (km - _REMOTE) / _REMOTE
        say(site.code, code, "", margin, f"a leader's {relation} in {post or 'no key post'}{', gone' if gone else ''}")

    return step


def key_posts_held_too_long(plot: Plot) -> None:
    """Plant key posts held for more than five years on 31 August 2026; exactly five, small schools, cooks."""
    irregular = [_held(1, True), _held(150, True), _held(30, True), _held(1_000, True), _held(240, True)]
    innocent = [_held(0), _held(-60), _held(700, small=True), _held(900, cook=True), _held(-200)]
    for step, fit in turn_about(irregular, innocent):
        for site in plot.sites(1, fit):
            step(plot, site)


def _held(past: int, irregular: bool = False, small: bool = False, cook: bool = False) -> tuple[Step, Fit]:
    """Somebody in a key post since `past` days before the day five years ago; with the schools where that fits."""

    def step(plot: Plot, site: Site) -> None:
        register, since = plot["staff_register"], _FIVE_YEARS - timedelta(days=past)
        people = ordinary(site) if small else [ordinary(site)[-2]]
        rows = [register.places(school_code=site.code, staff_no=each.code)[0] for each in people]
        place = next((row for row in rows if register.columns["key_post"][row] is None), None)
        if place is None:
            return  # the school is so small that everybody holds a post already
        code = register.columns["staff_no"][place]
        register.put(place, key_post="canteen" if cook else "aid", key_post_from=since)
        joined = min(register.columns["joined_on"][place], since)
        register.put(place, joined_on=joined, bg_check_on=joined - timedelta(days=10))
        if cook:
            register.put(place, post_type="worker", health_cert_to=LAST + timedelta(days=200))
        say = plot.irregular if irregular else plot.innocent
        why = f"in the post since {since}{', at a small school' if small else ', as a cook' if cook else ''}"
        say(site.code, code, "", past / (LAST - _FIVE_YEARS).days, why)

    return step, (lambda site: site.small and ordinary(site)) if small else roomy()
