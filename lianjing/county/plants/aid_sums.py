"""Planted in what aid comes to and when: other sums than the standard, payments that do not arrive."""

from datetime import date, timedelta
from typing import Any

from lianjing.county.plants.aid_people import Aided, Found, Step, change, due, each_pupil, paid_on, pay_again
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import turn_about

_FIRST, _AUTUMN, _SPRING = "2024-2025-1", "2025-2026-1", "2025-2026-2"
TODAY = date(2026, 8, 31)
WAITING, RESENDING = 60, 15  # days from the list to the payment, working days to send again (domain 3D)


def other_than_the_standard(plot: Plot) -> None:
    """Pay other sums than stage and boarding give; beside it parts that add up, months of a term, money back."""
    irregular = [
        _wrong_kind,
        _paid(0.96, "a fee was held back from the aid"),
        _paid(1.1, "a tenth more than the standard"),
        _paid(0.8, "paid by the old standard"),
        _paid(0.92, "a meal charge was held back from the aid"),
    ]
    innocent = [
        _in_parts(0.5, 0.5, "two parts that come to the standard"),
        _by_months("in", _FIRST, 0.9, "moved in during the term, paid by months"),
        _in_parts(1.1, -0.1, "too much, and the difference taken back"),
        _by_months("suspend", _SPRING, 0.88, "on leave for some weeks of the term, paid by months"),
        _in_parts(0.95, 0.05, "too little, and made up for"),
    ]
    each_pupil(plot, turn_about(irregular, innocent), lambda site: site.stage in ("primary", "middle"))


def _wrong_kind(plot: Plot, one: Aided, found: Found) -> None:
    """Half of the boarder's sum, or twice the day pupil's: the two differ by a factor of two."""
    boards, whole = bool(one.row["boarding"]), due(plot, one, _SPRING)
    amount = whole // 2 if boards else whole * 2
    plot["aid_payments"].put(one.paid[_SPRING], paid_amount=amount, due_amount=amount, boarding=True)
    why = "a boarder paid as a day pupil" if boards else "a day pupil paid as a boarder"
    plot.irregular(one.site.code, one.number, _SPRING, amount / whole - 1, why)


def _paid(part: float, why: str) -> Step:
    def step(plot: Plot, one: Aided, found: Found) -> None:
        plot["aid_payments"].put(one.paid[_AUTUMN], paid_amount=round(due(plot, one, _AUTUMN) * part))
        plot.irregular(one.site.code, one.number, _AUTUMN, round(part - 1, 4), why)

    return step


def _in_parts(first: float, second: float, why: str) -> Step:
    def step(plot: Plot, one: Aided, found: Found) -> None:
        whole, place = due(plot, one, _AUTUMN), one.paid[_AUTUMN]
        amount = round(whole * first)
        plot["aid_payments"].put(place, paid_amount=amount)
        pay_again(plot, place, 14, paid_amount=whole - amount)
        plot.innocent(one.site.code, one.number, _AUTUMN, 0.0, f"{why} ({second:+.0%} later)")

    return step


def _by_months(kind: str, term: str, part: float, why: str) -> Step:
    def step(plot: Plot, one: Aided, found: Found) -> None:
        day = plot.days.workday(paid_on(plot, one, term) - timedelta(days=45))
        change(plot, one, kind, day, left=False)
        if kind == "suspend":
            change(plot, one, "resume", plot.days.after(day, 12), left=False)
        plot["aid_payments"].put(one.paid[term], paid_amount=round(due(plot, one, term) * part))
        plot.innocent(one.site.code, one.number, term, round(part - 1, 4), why)

    return step


def waiting_too_long(plot: Plot) -> None:
    """Leave aid unpaid and failed payments unsent; beside it batches within their time, and late ones that came."""
    irregular = [
        _waits(61, "a supplementary list, not paid for 61 days"),
        _bounced("failed", 16, "failed sixteen working days ago"),
        _waits(66, "three pupils of a supplementary list", 3),
        _bounced("returned", 17, "sent back seventeen working days ago"),
        _never_paid,
    ]
    innocent = [
        _waits(60, "a supplementary list of sixty days ago"),
        _bounced("failed", 15, "failed fifteen working days ago"),
        _paid_at_last,
        _undated,
        _bounced("returned", 17, "sent back, and sent again on the fourteenth working day", again=14),
    ]
    cells = plot["aid_payments"].columns
    waiting = {school for school, status in zip(cells["school_code"], cells["status"], strict=True) if status != "paid"}
    each_pupil(plot, turn_about(irregular, innocent), lambda site: site.code not in waiting, least=4)


def _unpaid(plot: Plot, one: Aided, why: str, **said: Any) -> None:
    """Take a payment's answer away: listed, and nothing else happened."""
    empty: dict[str, Any] = {"paid_amount": 0, "approved_on": None, "paid_on": None, "status": None}
    plot["aid_payments"].put(one.paid[_SPRING], **{**empty, **said})
    plot.beside("M-ZZ-01", one.site.code, one.number, _SPRING, why)


def _waits(days: int, why: str, pupils: int = 1) -> Step:
    def step(plot: Plot, one: Aided, found: Found) -> None:
        others = [other for other in found[one.site.code] if other is not one]
        for each in [one, *others][:pupils]:
            _unpaid(plot, each, why, listed_on=TODAY - timedelta(days=days))
        say = plot.irregular if days > WAITING else plot.innocent
        say(one.site.code, one.site.code, _SPRING, round(days / WAITING - 1, 4), why)

    return step


def _never_paid(plot: Plot, one: Aided, found: Found) -> None:
    days = (TODAY - plot["aid_payments"].row(one.paid[_SPRING])["listed_on"]).days
    _unpaid(plot, one, "left out when the others of the list were paid")
    margin = round(days / WAITING - 1, 4)
    plot.irregular(one.site.code, one.site.code, _SPRING, margin, "left out when the others of the list were paid")


def _before(plot: Plot, working: int) -> date:
    """Return the last worked day since which so many working days have passed."""
    day = TODAY
    while working or not plot.days.works(day):
        working -= plot.days.works(day)
        day -= timedelta(days=1)
    return day


def _bounced(status: str, working: int, why: str, again: int = 0) -> Step:
    """The bank's answer came so many working days ago; again: how many later the money was sent again."""

    def step(plot: Plot, one: Aided, found: Found) -> None:
        place, day = one.paid[_SPRING], _before(plot, working)
        sent = plot.days.workday(day - timedelta(days=8))
        plot["aid_payments"].put(place, listed_on=TODAY - timedelta(days=50), approved_on=sent, paid_on=sent)
        if status == "failed":
            plot["aid_payments"].put(place, status=status, paid_on=day)
            plot.beside("M-ZZ-01", one.site.code, one.number, _SPRING, why)
        else:
            plot["aid_payments"].copy(place, status=status, paid_on=day)
        if again:
            plot["aid_payments"].copy(place, paid_on=plot.days.after(day, again))
        say = plot.irregular if working > RESENDING and not again else plot.innocent
        margin = round((again or working) / RESENDING - 1, 4)
        say(one.site.code, one.site.code, _SPRING, margin, why)

    return step


def _paid_at_last(plot: Plot, one: Aided, found: Found) -> None:
    plot["aid_payments"].put(
        one.paid[_SPRING], listed_on=TODAY - timedelta(days=66), approved_on=TODAY - timedelta(days=20),
        paid_on=TODAY - timedelta(days=4),
    )  # fmt: skip
    margin = round(62 / WAITING - 1, 4)
    plot.innocent(one.site.code, one.site.code, _SPRING, margin, "paid after 62 days: late, but it does not wait")


def _undated(plot: Plot, one: Aided, found: Found) -> None:
    listed = TODAY - timedelta(days=65)
    plot["aid_payments"].put(one.paid[_SPRING], listed_on=listed, paid_on=None)
    margin = round(65 / WAITING - 1, 4)
    plot.innocent(one.site.code, one.site.code, _SPRING, margin, "paid, and the day was not entered")
