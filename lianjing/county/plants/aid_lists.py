"""Planted between the county's lists and the schools' aid: listed and not aided, aided and no longer listed."""

from datetime import date, timedelta
from typing import Any

from lianjing.county.plants.aid_people import (
    Aided,
    Found,
    Step,
    change,
    each_pupil,
    forget,
    neighbour,
    pay_again,
    pay_here,
    share_of,
    take_back,
    unaided,
    unpaid,
)
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import turn_about

NEWLY = 30  # days before the end of a term within which the lists were made without whoever came last (domain 3D)
_AUTUMN, _SPRING = "2025-2026-1", "2025-2026-2"


def listed_and_not_aided(plot: Plot) -> None:
    """Leave listed pupils without aid for a term; beside it reasons, other schools, entries of other days."""
    irregular = [_forgotten, _ends(0, True), _failed, _newly(33), _taken_back, _own_aid]
    innocent = [_declined, _ends(-1, False), _sent_again, _newly(28), _elsewhere, _came_late]
    each_pupil(plot, turn_about(irregular, innocent))
    forget(plot)


def _forgotten(plot: Plot, one: Aided, found: Found) -> None:
    unpaid(plot, one.paid[_AUTUMN])
    plot.irregular(one.site.code, one.number, _AUTUMN, -1.0, "not on the school's list of that term")


def _failed(plot: Plot, one: Aided, found: Found) -> None:
    plot["aid_payments"].put(one.paid[_SPRING], status="failed")
    plot.beside("M-ZZ-08", one.site.code, one.site.code, _SPRING, "a failed payment was not sent again")
    plot.irregular(one.site.code, one.number, _SPRING, -1.0, "the one payment failed and was not sent again")


def _taken_back(plot: Plot, one: Aided, found: Found) -> None:
    take_back(plot, one.paid[_AUTUMN], 20)
    plot.irregular(one.site.code, one.number, _AUTUMN, -1.0, "paid and taken back to the last fen")


def _own_aid(plot: Plot, one: Aided, found: Found) -> None:
    plot["aid_payments"].put(one.paid[_AUTUMN], program="school")
    plot.irregular(one.site.code, one.number, _AUTUMN, -1.0, "the school's own aid instead of the state's")


def _ends(after: int, irregular: bool) -> Step:
    def step(plot: Plot, one: Aided, found: Found) -> None:
        plot["household_status"].put(one.entry, end_on=plot.days.terms[3].first + timedelta(days=after))
        unpaid(plot, one.paid[_SPRING])
        say = plot.irregular if irregular else plot.innocent
        why = f"not aided; the entry ended {after} days after the term began"
        say(one.site.code, one.number, _SPRING, share_of(plot, 3, after), why)

    return step


def _newly(before: int) -> Step:
    def step(plot: Plot, one: Aided, found: Found) -> None:
        day = plot.days.terms[3].last - timedelta(days=before)
        number = _enter(plot, plot.some(unaided(plot)[one.site.code], 1)[0], day)
        say = plot.irregular if before > NEWLY else plot.innocent
        margin = round(before / NEWLY - 1, 4)
        say(one.site.code, number, _SPRING, margin, f"came on the list {before} days before the term's end")

    return step


def _declined(plot: Plot, one: Aided, found: Found) -> None:
    plot["aid_recognition"].put(one.known["2025-2026"], level="none", why_not="家长书面放弃")
    unpaid(plot, one.paid[_AUTUMN], one.paid[_SPRING])
    plot.innocent(one.site.code, one.number, _SPRING, None, "the parents declined in writing, on record")


def _elsewhere(plot: Plot, one: Aided, found: Found) -> None:
    pay_here(plot, one, neighbour(found, one, one.site.stage), _SPRING)
    unpaid(plot, one.paid[_SPRING])
    plot.innocent(one.site.code, one.number, _SPRING, 0.0, "paid by the school where the pupil is taught")


def _came_late(plot: Plot, one: Aided, found: Found) -> None:
    day = plot.days.workday(plot.days.terms[3].first + timedelta(days=80))
    change(plot, one, "in", day, left=False)
    plot["pupils"].put(one.pupil, enrolled_on=day)
    unpaid(plot, *one.paid.values())
    plot.innocent(one.site.code, one.number, _SPRING, None, "moved in from another county late in the term")


def _sent_again(plot: Plot, one: Aided, found: Found) -> None:
    pay_again(plot, one.paid[_SPRING], 8)
    plot["aid_payments"].put(one.paid[_SPRING], status="failed")
    plot.innocent(one.site.code, one.number, _SPRING, 0.0, "the payment failed and was sent again")


def _enter(plot: Plot, pupil: int, day: date, **said: Any) -> str:
    """Put a pupil on the county's list of the minimum allowance from a day on and return the pupil number."""
    row = plot["pupils"].row(pupil)
    plot["household_status"].add(
        school_code="", id_no=row["id_no"], name=row["name"], head_id=row["guardian_id"],
        **{"category": "minimum", "authority": "县民政局", "start_on": day, "list_period": f"{day:%Y-%m}", **said},
    )  # fmt: skip
    return str(row["pupil_no"])


def aided_off_the_list(plot: Plot) -> None:
    """Pay on after a list's entry ended; beside it new reviews, other lists, policies that keep aid, money back."""
    irregular = [
        _ended(3, 1, True, "off the list the day before the term"),
        _ended(2, 1, True, "off the list at the end of summer", "extreme"),
        _ended(3, 10, True, "off the list ten days before the term", "disabled"),
        _twice_ended,
        _ended(3, 30, True, "off the list a month before the term", "monitored"),
    ]
    innocent = [
        _ended(3, 0, False, "the entry held on the first day of the term"),
        _reviewed,
        _ended(3, 11, False, "a household lifted out of poverty keeps its aid", "out_of_poverty"),
        _other_list,
        _money_back,
    ]
    each_pupil(plot, turn_about(irregular, innocent))


def _ended(term: int, days: int, irregular: bool, why: str, category: str = "minimum") -> Step:
    """The entry ended so many days before a term; that term and every later one are spoken of."""

    def step(plot: Plot, one: Aided, found: Found) -> None:
        terms = plot.days.terms
        _listed_as(plot, one, category, terms[term].first - timedelta(days=days))
        for later in range(term, len(terms)):
            gap = (terms[later].first - terms[term].first).days + days
            say = plot.irregular if irregular else plot.innocent
            say(one.site.code, one.number, terms[later].name, share_of(plot, later, gap), why)

    return step


def _twice_ended(plot: Plot, one: Aided, found: Found) -> None:
    _listed_as(plot, one, "monitored", plot.days.terms[3].first - timedelta(days=16))
    _enter(plot, one.pupil, date(2023, 1, 1), end_on=date(2024, 12, 31))
    plot.irregular(one.site.code, one.number, _SPRING, share_of(plot, 3, 16), "two entries, both ended")


def _reviewed(plot: Plot, one: Aided, found: Found) -> None:
    _listed_as(plot, one, "minimum", plot.days.terms[3].first - timedelta(days=5))
    plot["aid_recognition"].put(one.known["2025-2026"], method="review", category=None, score=71.5)
    plot.innocent(one.site.code, one.number, _SPRING, share_of(plot, 3, 5), "recognised anew by review")


def _other_list(plot: Plot, one: Aided, found: Found) -> None:
    _listed_as(plot, one, "minimum", plot.days.terms[3].first - timedelta(days=9))
    _enter(plot, one.pupil, date(2025, 6, 1), category="disabled", authority="县残疾人联合会")
    plot.innocent(one.site.code, one.number, _SPRING, share_of(plot, 3, 9), "another list names the pupil")


def _money_back(plot: Plot, one: Aided, found: Found) -> None:
    _listed_as(plot, one, "extreme", plot.days.terms[3].first - timedelta(days=7))
    take_back(plot, one.paid[_SPRING], 15)
    plot.innocent(one.site.code, one.number, _SPRING, share_of(plot, 3, 7), "noticed and taken back whole")


def _listed_as(plot: Plot, one: Aided, category: str, end: date) -> None:
    """Give an entry its category and its last day; the school recognised by it while it held."""
    plot["household_status"].put(one.entry, category=category, end_on=end)
    for place in one.known.values():
        plot["aid_recognition"].put(place, category=category)
