"""What planters about staff share: people without a duty, a recruitment of one's own, a table's rows by person."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from lianjing.county import names
from lianjing.county.ledgers.book import together
from lianjing.county.ledgers.money import hands_of
from lianjing.county.ledgers.papers import post_notice
from lianjing.county.ledgers.world import Site
from lianjing.county.people import region_of
from lianjing.county.plants.plot import Plot
from lianjing.county.shape import Person

OPEN = "本科及以上学历；具有相应教师资格证"
Step = Callable[[Plot, Site], None]
Rows = dict[tuple[Any, ...], list[int]]
Fit = Callable[[Site], object]
T = TypeVar("T")


def ordinary(site: Site) -> list[Person]:
    """Return the people of a school who neither lead it nor hold one of its duties, in the order of the roll."""
    busy = {*site.hands.values(), *site.leaders}
    return [person for person in site.staff if person.code not in busy]


def roomy(least: int = 8) -> Fit:
    """Return whether a school has at least `least` people without a duty, so that planters need not share one."""
    return lambda site: len(ordinary(site)) >= least


def each(plot: Plot, steps: Sequence[Step], fit: Fit) -> None:
    """Give each step a school of its own, as far as schools that fit go."""
    for site, step in zip(plot.sites(len(steps), fit), steps, strict=False):
        step(plot, site)


def turn_about(irregular: Iterable[T], innocent: Iterable[T]) -> list[T]:
    """Return the steps by turns, so that a county of few schools gets some of both."""
    left, right = list(irregular), list(innocent)
    mixed = [step for pair in zip(left, right, strict=False) for step in pair]
    return mixed + left[len(right) :] + right[len(left) :]


def judges_from(plot: Plot, site: Site, wanted: int = 5) -> list[str]:
    """Return staff numbers of people of the schools before this one who sit on its interview panel; not all of them."""
    sites, others = plot.world.sites, list[str]()
    for step in range(1, len(sites)):
        others += [person.code for person in sites[sites.index(site) - step].staff]
        if step >= 3 and len(others) >= wanted + 8:
            break
    return plot.some(others, wanted)


def recruit(
    plot: Plot, site: Site, tag: str, marks: Sequence[tuple[float, float | None]], quota: int = 1, **said: Any
) -> list[int]:
    """Write a recruitment of the school with its notice and return the rows' places, in the order of `marks`.

    marks: (written, interview) of 100 for each candidate; None is one who did not come. The best totals are hired,
    half of each. said: cells that every row has instead of the usual ones. The judges' marks lie two points around.
    """
    notice, hands = f"ZP2026{tag}-{site.code}", hands_of(site)
    post_notice(
        plot.world, site, f"GS{notice}", "RS-01", "拟录用人员公示", notice, date(2026, 8, 5), hands.handler,
        hands.approver,
    )  # fmt: skip
    totals = [round((written + (spoken or 0)) / 2, 2) for written, spoken in marks]
    order = sorted(range(len(marks)), key=lambda number: -totals[number])
    judges = together(*judges_from(plot, site))
    places = []
    for number, (written, spoken) in enumerate(marks):
        gender = plot.chance.choice("MF")
        born = date(plot.chance.randrange(1995, 2004), plot.chance.randrange(1, 13), 9)
        cells = {
            "requirement": OPEN, "applied": len(marks) + 4, "qualified": len(marks), "judges": judges,
            "name": names.full(plot.chance, gender, born.year),
            "id_no": plot.world.mint.id_no(plot.chance, region_of(site.unit.township), born, gender),
            "judge_high": spoken and round(spoken + 2.1, 2), "judge_low": spoken and round(spoken - 2.3, 2),
            "judge_median": spoken, "hired": order.index(number) < quota and spoken is not None,
        }  # fmt: skip
        places.append(
            plot["recruitment_scores"].add(
                school_code=site.code, notice_no=notice, post_code=f"{site.code}-{tag}",
                exam_no=f"2026{tag}{number:03d}", quota=quota, written=written, interview=spoken,
                total=totals[number], place=order.index(number) + 1,
                public_notice_no=f"GS{notice}", **{**cells, **said},
            )
        )  # fmt: skip
    return places


def by_person(plot: Plot, table: str, *more: str) -> Rows:
    """Return the places of a table's rows by school, staff number and further columns."""
    return plot[table].grouped("school_code", "staff_no", *more)
