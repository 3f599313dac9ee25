"""Planted in recruitment: a candidate's own head of school on the panel, or a head of another, or a colleague."""

from datetime import date

from lianjing.county.ledgers.world import Site
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import Step, each, ordinary, recruit, roomy, turn_about
from lianjing.county.shape import Person

PUBLIC = date(2026, 8, 5)  # the day on which `recruit` makes a result public


def heads_on_the_panel(plot: Plot) -> None:
    """Plant candidates whom their own head of school marked, and look-alikes whom somebody else did."""
    irregular = [_judged(number, by="head") for number in range(5)]
    innocent = [_judged(1, by="other head"), _judged(2, by="colleague"), _judged(3, by="head", came=False),
                _won_here, _judged(4, by="nobody")]  # fmt: skip
    each(plot, turn_about(irregular, innocent), roomy())


def _panel(plot: Plot, site: Site) -> list[int]:
    return recruit(plot, site, "LD", [(69 - 1.5 * number, 84 - 0.7 * number) for number in range(6)])


def _school(plot: Plot, site: Site, step: int) -> Site:
    """Return a school near by that has leaders and somebody to apply elsewhere."""
    sites = plot.world.sites
    near = [sites[(sites.index(site) + step + more) % len(sites)] for more in range(len(sites) - 1)]
    return next(one for one in near if one is not site and one.leaders and ordinary(one))


def _apply(plot: Plot, place: int, who: Person, *judges: str, came: bool = True) -> None:
    row = plot["recruitment_scores"].row(place)
    panel = [one for one in row["judges"].strip("|").split("|") if one != who.code][:4]
    marks = {} if came else dict.fromkeys(("interview", "judge_high", "judge_low", "judge_median"))
    plot["recruitment_scores"].put(
        place, name=who.name, id_no=who.id_no, judges="|" + "|".join([*panel, *judges]) + "|", hired=False, **marks
    )


def _judged(step: int, by: str, came: bool = True) -> Step:
    def planted(plot: Plot, site: Site) -> None:
        place, home = _panel(plot, site)[3], _school(plot, site, step + 1)
        judges = {
            "head": home.leaders[:1],
            "other head": _school(plot, site, step + 9).leaders[:1],
            "colleague": [person.code for person in ordinary(home)[1:2]],
            "nobody": [],
        }
        _apply(plot, place, ordinary(home)[0], *judges[by], came=came)
        row = plot["recruitment_scores"].row(place)
        wrong = by == "head" and came
        say = plot.irregular if wrong else plot.innocent
        say(site.code, row["exam_no"], row["notice_no"], None, f"{by} marked" if came else "did not come")

    return planted


def _won_here(plot: Plot, site: Site) -> None:
    """Somebody whom this school's head marked stands on its register since, for having won."""
    place, who = _panel(plot, site)[0], ordinary(site)[-1]
    register = plot["staff_register"]
    joined = register.places(school_code=site.code, staff_no=who.code)[0]
    register.put(joined, joined_on=PUBLIC, bg_check_on=date(2026, 7, 20))
    _apply(plot, place, who, site.leaders[0])
    row = plot["recruitment_scores"].row(place)
    plot["recruitment_scores"].put(place, hired=True)
    plot.innocent(site.code, row["exam_no"], row["notice_no"], None, "came to this school by winning")
