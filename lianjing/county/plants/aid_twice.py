"""Planted in the payments of aid: drawn twice, and drawn after leaving."""

from datetime import date, timedelta

from lianjing.county.plants.aid_people import (
    Aided,
    Found,
    Step,
    change,
    due,
    each_pupil,
    neighbour,
    paid_on,
    pay_again,
    pay_here,
    take_back,
)
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import turn_about

AFTER = 15  # days after leaving within which a batch already sent may arrive (domain 3D)
_AUTUMN, _SPRING = "2025-2026-1", "2025-2026-2"


def drawn_twice(plot: Plot) -> None:
    """Pay one aid twice, or aid of two stages; beside it payments sent again, halves, money back."""
    irregular = [
        _again(1.0, "paid twice by one school"),
        _moved(1.0, 0.08, "moved, and the second school paid on top of a full sum"),
        _two_schools,
        _again(0.13, "a further payment on top of the full sum"),
        _two_numbers,
        _two_stages,
    ]
    innocent = [
        _came_back("failed", 3),
        _moved(0.6, 0.4, "moved during the term, each school paid its months"),
        _taken_back,
        _in_halves,
        _came_back("returned", 4),
        _own_aid,
    ]
    each_pupil(plot, turn_about(irregular, innocent), least=6)


def _again(part: float, why: str) -> Step:
    def step(plot: Plot, one: Aided, found: Found) -> None:
        more = round(due(plot, one, _AUTUMN) * part)
        pay_again(plot, one.paid[_AUTUMN], 9, paid_amount=more)
        if part < 1:
            plot.beside("M-ZZ-07", one.site.code, one.number, _AUTUMN, "the sum is above the standard")
        plot.irregular(one.site.code, one.number, _AUTUMN, round(more / due(plot, one, _AUTUMN), 4), why)

    return step


def _two_schools(plot: Plot, one: Aided, found: Found) -> None:
    other = neighbour(found, one, one.site.stage)
    pay_here(plot, one, other, _SPRING)
    for school in (one.site.code, other.site.code):
        plot.irregular(school, one.number, _SPRING, 1.0, "two schools paid in full to one pupil number")


def _two_numbers(plot: Plot, one: Aided, found: Found) -> None:
    other, number = neighbour(found, one, one.site.stage), f"L{one.row['id_no']}"
    plot["pupils"].copy(
        one.pupil, school_code=other.site.code, pupil_no=number, status="left", class_no=other.row["class_no"],
        grade=other.row["grade"],
    )  # fmt: skip
    pay_here(plot, one, other, _SPRING, pupil_no=number)
    for school, said in ((one.site.code, one.number), (other.site.code, number)):
        plot.irregular(school, said, _SPRING, 1.0, "two pupil numbers of one identity, both paid in full")


def _two_stages(plot: Plot, one: Aided, found: Found) -> None:
    other = neighbour(found, one, "primary" if one.site.stage == "preschool" else "preschool")
    pay_here(plot, one, other, _AUTUMN)
    for school in (one.site.code, other.site.code):
        plot.irregular(school, one.number, _AUTUMN, 1.0, "preschool aid and the living subsidy in one term")


def _moved(first: float, second: float, why: str) -> Step:
    """The pupil moved after the first school's payment; the second paid later. Parts of the whole term's aid."""

    def step(plot: Plot, one: Aided, found: Found) -> None:
        other, whole, place = neighbour(found, one, one.site.stage), due(plot, one, _SPRING), one.paid[_SPRING]
        sums = [round(whole * part) for part in (first, second)]
        plot["aid_payments"].put(place, paid_amount=sums[0], due_amount=sums[0])
        day = plot.days.after(paid_on(plot, one, _SPRING), 6)
        change(plot, one, "out", day, from_school=one.site.code, to_school=other.site.code)
        later = plot.days.after(day, 12)
        pay_here(plot, one, other, _SPRING, paid_amount=sums[1], due_amount=sums[1], paid_on=later)
        say = plot.irregular if sum(sums) > whole else plot.innocent
        for school in (one.site.code, other.site.code):
            say(school, one.number, _SPRING, round(sum(sums) / whole - 1, 4), why)

    return step


def _came_back(status: str, later: int) -> Step:
    def step(plot: Plot, one: Aided, found: Found) -> None:
        place = one.paid[_SPRING]
        pay_again(plot, place, later + 5)
        if status == "returned":
            pay_again(plot, place, later, status=status)
        else:
            plot["aid_payments"].put(place, status=status)
        plot.innocent(one.site.code, one.number, _SPRING, 0.0, f"{status}, and sent again")

    return step


def _taken_back(plot: Plot, one: Aided, found: Found) -> None:
    take_back(plot, pay_again(plot, one.paid[_AUTUMN], 7), 7)
    plot.innocent(one.site.code, one.number, _AUTUMN, 0.0, "paid twice by mistake and taken back")


def _own_aid(plot: Plot, one: Aided, found: Found) -> None:
    pay_again(plot, one.paid[_AUTUMN], 10, program="school", notice_no=None)
    plot.innocent(one.site.code, one.number, _AUTUMN, 0.0, "the school's own aid beside the state's")


def _in_halves(plot: Plot, one: Aided, found: Found) -> None:
    payments = plot["aid_payments"]
    for place in payments.places(school_code=one.site.code, term=_SPRING, status="paid"):
        amount = payments.row(place)["paid_amount"]
        payments.put(place, paid_amount=amount // 2)
        pay_again(plot, place, 25, paid_amount=amount - amount // 2)
    plot.innocent(one.site.code, one.number, _SPRING, 0.0, "the school pays everybody in two parts")


def paid_after_leaving(plot: Plot) -> None:
    """Pay on after pupils left; beside it batches on their way, arrears, months of a term, returns, money back."""
    autumn_move = plot.days.workday(date(2025, 11, 24))
    irregular = [
        _left("drop", 16, "dropped out sixteen days before the payment"),
        _left("death", 17, "died seventeen days before the payment"),
        _long_gone("out", autumn_move, "moved away in autumn and paid in spring, too"),
        _left("abroad", 16, "went abroad sixteen days before the payment"),
        _long_gone("out", date(2025, 7, 21), "moved in summer and paid in both terms after it"),
        _a_yuan_less,
    ]
    innocent = [
        _left("out", 15, "the batch was on its way when the pupil moved"),
        _months_only,
        _arrears,
        _noticed,
        _back_again,
    ]
    each_pupil(plot, turn_about(irregular, innocent))


def _left(kind: str, days: int, why: str) -> Step:
    def step(plot: Plot, one: Aided, found: Found) -> None:
        change(plot, one, kind, paid_on(plot, one, _SPRING) - timedelta(days=days))
        say = plot.irregular if days > AFTER else plot.innocent
        say(one.site.code, one.number, "", _away(days), why)

    return step


def _long_gone(kind: str, day: date, why: str) -> Step:
    def step(plot: Plot, one: Aided, found: Found) -> None:
        change(plot, one, kind, day)
        plot.irregular(one.site.code, one.number, "", _away((paid_on(plot, one, _SPRING) - day).days), why)

    return step


def _months_only(plot: Plot, one: Aided, found: Found) -> None:
    change(plot, one, "drop", paid_on(plot, one, _SPRING) - timedelta(days=17))
    plot["aid_payments"].put(one.paid[_SPRING], paid_amount=round(due(plot, one, _SPRING) * 0.4))
    plot.innocent(one.site.code, one.number, "", _away(17), "only the months attended were paid")


def _a_yuan_less(plot: Plot, one: Aided, found: Found) -> None:
    change(plot, one, "drop", paid_on(plot, one, _SPRING) - timedelta(days=17))
    plot["aid_payments"].put(one.paid[_SPRING], paid_amount=due(plot, one, _SPRING) - 100)
    plot.irregular(one.site.code, one.number, "", _away(17), "two months attended, and all but a yuan was paid")


def _arrears(plot: Plot, one: Aided, found: Found) -> None:
    last = plot.days.terms[3].last
    change(plot, one, "out", last)
    plot["aid_payments"].put(one.paid[_SPRING], paid_on=last + timedelta(days=17))
    plot.innocent(one.site.code, one.number, "", _away(17), "attended to the term's end and paid afterwards")


def _noticed(plot: Plot, one: Aided, found: Found) -> None:
    change(plot, one, "abroad", paid_on(plot, one, _SPRING) - timedelta(days=17))
    take_back(plot, one.paid[_SPRING], 10)
    plot.innocent(one.site.code, one.number, "", _away(17), "noticed and taken back whole")


def _back_again(plot: Plot, one: Aided, found: Found) -> None:
    day = paid_on(plot, one, _SPRING)
    change(plot, one, "out", day - timedelta(days=30), left=False)
    change(plot, one, "in", day - timedelta(days=10), left=False)
    plot.innocent(one.site.code, one.number, "", _away(30), "left, came back, and was paid then")


def _away(days: int) -> float:
    return round(days / AFTER - 1, 4)
