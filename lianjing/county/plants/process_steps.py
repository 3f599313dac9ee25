"""Steps and meetings: entered long after they were taken, in one pair of hands, minutes made up later."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from lianjing.county.ledgers.world import Site
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import Step, each, turn_about

_STEPS = ("提出需求", "询价", "采购", "验收", "入库", "登记台账", "核对票据", "归档")
_APPROVED = "审批付款"
_LOG = "物资采购"


def _hands(site: Site, wanted: int) -> list[str]:
    return [person.code for person in site.staff[:wanted]]


def _matter(
    plot: Plot, site: Site, tag: str, first: date, steps: Sequence[tuple[str, str]], late: int = 0, by: int = 12
) -> str:
    """Write a matter, two steps a working day, entered the same day; the first `late` steps `by` days later."""
    number = f"AJ{site.code}{tag}"
    for place, (activity, hand) in enumerate(steps):
        at = datetime.combine(plot.days.after(first, place // 2), time(9 + 5 * (place % 2), 20))
        entered = at + (timedelta(days=by) if place < late else timedelta(minutes=35))
        plot["events"].add(
            school_code=site.code, log=_LOG, case_id=number, activity=activity, at=at, resource=hand,
            lifecycle="complete", item_code="CW-03", recorded_at=entered,
        )  # fmt: skip
    return number


def entered_late(plot: Plot) -> None:
    """Plant months of which more than two fifths of the steps were entered long afterwards; at most two fifths."""

    def month(steps: int, late: int, irregular: bool = False, by: int = 12, monday: bool = False) -> Step:
        def step(plot: Plot, site: Site) -> None:
            people = _hands(site, 8)
            first = date(2026, 5, 15) if monday else date(2026, 5, 11)  # a Friday, or a Monday
            names = [*_STEPS, _APPROVED]
            for start in range(0, steps, 6):
                part = [
                    (names[place % 9], people[place % len(people)]) for place in range(start, min(start + 6, steps))
                ]
                _matter(plot, site, f"BL{start}", first, part, max(0, min(6, late - start)), by)
            say = plot.irregular if irregular else plot.innocent
            margin = (0 if monday else late / steps) / 0.4 - 1
            why = f"{late} of {steps} steps entered {by} days later"
            say(site.code, site.code, "2026-05", margin, why)

        return step

    irregular = [month(7, 3, True), month(12, 5, True), month(9, 4, True, by=35), month(11, 5, True),
                 month(10, 6, True, by=8)]  # fmt: skip
    innocent = [month(5, 2), month(10, 4, by=20), month(8, 3), month(6, 2, by=3, monday=True), month(13, 5, by=40)]
    each(plot, turn_about(irregular, innocent), lambda site: len(site.staff) >= 6)


def made_up_in_a_day(plot: Plot) -> None:
    """Plant steps more than 30 days apart that were entered on one day; at most 30, too few, or on several days."""

    def entered(apart: int, steps: int = 6, irregular: bool = False, days: int = 1) -> Step:
        def step(plot: Plot, site: Site) -> None:
            people, last = _hands(site, 6), date(2026, 6, 12)
            for number in range(steps):
                taken = last - timedelta(days=round(apart * number / (steps - 1)))
                at, entry = datetime.combine(taken, time(9, 10)), date(2026, 7, 1) + timedelta(days=number % days)
                plot["events"].add(
                    school_code=site.code, log=_LOG, case_id=f"AJ{site.code}TR{number}", activity=_STEPS[number],
                    at=at, resource=people[number % len(people)], lifecycle="complete", item_code="CW-03",
                    recorded_at=datetime.combine(entry, time(15, 5 * number)),
                )  # fmt: skip
            say = plot.irregular if irregular else plot.innocent
            plot.beside("M-GK-06", site.code, site.code, None, "steps entered late")
            margin = (apart - 30) / 30 if steps >= 5 and days == 1 else None
            say(site.code, site.code, "2026-07-01", margin, f"{steps} steps {apart} days apart entered on {days} days")

        return step

    irregular = [entered(31, irregular=True), entered(33, irregular=True), entered(34, 5, irregular=True),
                 entered(45, 7, irregular=True), entered(31, 8, irregular=True)]  # fmt: skip
    innocent = [entered(30), entered(28), entered(40, 4), entered(27, 7), entered(50, 6, days=3)]
    each(plot, turn_about(irregular, innocent), lambda site: len(site.staff) >= 6)


def in_one_hand(plot: Plot) -> None:
    """Plant matters of which one person took three fifths of the steps and the approval; fewer, no approval, small."""

    def taken(steps: int, own: int, irregular: bool = False, approves: bool = True, word: str = _APPROVED) -> Step:
        def step(plot: Plot, site: Site) -> None:
            people = _hands(site, 9)
            mine, others = people[0], people[1:]
            rest = steps - own
            hands = [others[place % len(others)] for place in range(rest)] + [mine] * own
            if not approves:
                hands = [mine] * own + hands[:rest]
            names = [*_STEPS[: steps - 1], word]
            number = _matter(plot, site, "YS", date(2026, 4, 13), list(zip(names, hands, strict=True)))
            say = plot.irregular if irregular else plot.innocent
            margin = own / steps / 0.6 - 1
            why = f"{own} of {steps} steps by one person{', the approval too' if approves else ', not the approval'}"
            say(site.code, f"{_LOG}:{number}", "", margin, why)

        return step

    irregular = [taken(5, 3, True), taken(8, 5, True, word="校长签批"), taken(6, 4, True), taken(9, 6, True),
                 taken(5, 4, True, word="核准支付")]  # fmt: skip
    innocent = [taken(7, 4), taken(9, 5), taken(5, 4, approves=False), taken(8, 4)]
    each(plot, turn_about(irregular, innocent), lambda site: not site.small and len(site.staff) >= 10)
    for site in plot.sites(1, lambda site: site.small and len(site.staff) >= 2):
        taken(5, 4)(plot, site)


def minutes_made_up(plot: Plot) -> None:
    """Plant minutes entered more than 15 days after their meeting; 15 and fewer."""

    def entered(days: int, irregular: bool = False) -> Step:
        def step(plot: Plot, site: Site) -> None:
            number = f"HY{site.code}{plot.days.terms[plot.chance.randrange(4)].name}XW"
            ledger = plot["meetings"]
            place = ledger.places(school_code=site.code, meeting_id=number)[0]
            held = ledger.columns["held_at"][place]
            ledger.put(place, recorded_at=datetime.combine(held.date() + timedelta(days=days), time(9, 40)))
            say = plot.irregular if irregular else plot.innocent
            say(site.code, number, "", (days - 15) / 15, f"entered {days} days after the meeting")

        return step

    each(
        plot,
        turn_about([entered(16, True), entered(17, True), entered(16, True), entered(24, True), entered(70, True)],
                   [entered(15), entered(14), entered(13), entered(15), entered(9)]),
        lambda site: True,
    )  # fmt: skip
