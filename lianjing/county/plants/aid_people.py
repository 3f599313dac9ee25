"""What planters about aid share: pupils whose aid is in order and untouched so far, and what may happen to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lianjing.county.ledgers.aid import account_of, due_of
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.plot import Plot


@dataclass(frozen=True)
class Aided:
    """A pupil whom the lists name and who was paid in every term.

    pupil, entry: places of the pupil's row and of the list's. paid: place of each term's payment. known: place of each
    year's recognition.
    """

    site: Site
    pupil: int
    entry: int
    row: dict[str, Any]
    paid: dict[str, int]
    known: dict[str, int]

    @property
    def number(self) -> str:
        """Return the pupil number."""
        return str(self.row["pupil_no"])


Found = dict[str, list[Aided]]
Step = Callable[[Plot, Aided, Found], None]


def aided(plot: Plot) -> Found:
    """Return by school the aided pupils of whom nothing was changed so far, in the order of the roll."""
    pupils, entries = plot["pupils"], plot["household_status"]
    paid, known = plot["aid_payments"].grouped("pupil_no"), plot["aid_recognition"].grouped("pupil_no")
    listed = entries.grouped("id_no")
    moved = {number for (number,) in plot["pupil_changes"].grouped("pupil_no")}
    found: Found = {}
    for (number,), places in pupils.grouped("pupil_no").items():
        row = pupils.row(places[0])
        on = listed.get((row["id_no"],), [])
        payments, recognised = paid.get((number,), []), known.get((number,), [])
        if number in moved or len(places) > 1 or len(on) != 1 or entries.row(on[0])["end_on"]:
            continue
        if not _in_order(plot, row, payments, recognised):
            continue
        cells, years = plot["aid_payments"].columns["term"], plot["aid_recognition"].columns["school_year"]
        found.setdefault(row["school_code"], []).append(
            Aided(
                plot.world.site_of[row["school_code"]], places[0], on[0], row,
                {cells[place]: place for place in payments}, {years[place]: place for place in recognised},
            )
        )  # fmt: skip
    return found


def _in_order(plot: Plot, row: dict[str, Any], payments: Sequence[int], recognised: Sequence[int]) -> bool:
    """Return whether a pupil at school has one whole payment a term, to the guardian, and one recognition a year."""
    rows = [plot["aid_payments"].row(place) for place in payments]
    known = [plot["aid_recognition"].row(place) for place in recognised]
    terms = plot.days.terms
    return (
        row["status"] == "active"
        and sorted(one["term"] for one in rows) == [term.name for term in terms]
        and sorted(one["school_year"] for one in known) == sorted({term.school_year for term in terms})
        and all(one["status"] == "paid" and one["paid_amount"] == one["due_amount"] for one in rows)
        and all(one["account"] == account_of(row["guardian_id"]) for one in rows)
        and all(one["method"] == "list" and one["level"] != "none" for one in known)
        and {one["school_code"] for one in [*rows, *known]} == {row["school_code"]}
    )


def unaided(plot: Plot) -> dict[str, list[int]]:
    """Return by school the places of pupils at school whom no list names, who get no aid and did not move."""
    pupils = plot["pupils"]
    taken = set(plot["aid_payments"].columns["pupil_no"]) | set(plot["aid_recognition"].columns["pupil_no"])
    taken |= set(plot["pupil_changes"].columns["pupil_no"])
    listed = set(plot["household_status"].columns["id_no"])
    cells = (pupils.columns[name] for name in ("school_code", "pupil_no", "id_no", "status"))
    found: dict[str, list[int]] = {}
    for place, (school, number, person, status) in enumerate(zip(*cells, strict=True)):
        if number not in taken and person not in listed and status == "active":
            found.setdefault(school, []).append(place)
    return found


def admit(plot: Plot, like: Aided, pupil: int, *years: str, **said: Any) -> None:
    """Recognise one more pupil in some years, as another of the school was, by review, and pay in every term.

    said: cells of the recognition that differ, such as its method.
    """
    row = plot["pupils"].row(pupil)
    review = {"method": "review", "category": None, "score": 68.5, "class_no": row["class_no"]}
    for year in years:
        plot["aid_recognition"].copy(like.known[year], **{**review, "pupil_no": row["pupil_no"], **said})
    for term in plot.days.terms:
        if term.school_year in years:
            payment = plot["aid_payments"].row(like.paid[term.name])
            own = payment["program"] == "school"  # the school's own aid follows no county standard
            boards = bool(row["boarding"])
            amount = payment["due_amount"] if own else due_of(like.site.stage, payment["program"], boards)
            plot["aid_payments"].add(**{
                **payment, "pupil_no": row["pupil_no"], "boarding": row["boarding"], "due_amount": amount,
                "paid_amount": amount, "account": account_of(row["guardian_id"]), "account_name": row["guardian_name"],
                "holder_relation": {"father": "father", "mother": "mother"}.get(row["guardian_rel"], "guardian"),
            })  # fmt: skip


def each_pupil(
    plot: Plot, steps: Sequence[Step], fit: Callable[[Site], object] = lambda site: True, least: int = 1
) -> None:
    """Give each step an aided pupil of a school of its own, and all aided pupils by school.

    least: how many aided pupils such a school has at least.
    """
    found = aided(plot)
    sites = plot.sites(len(steps), lambda site: len(found.get(site.code, ())) >= least and fit(site))
    for site, step in zip(sites, steps, strict=False):
        step(plot, plot.some(found[site.code], 1)[0], found)


def share_of(plot: Plot, term: int, days: int) -> float:
    """Return how far so many days lie from a term's first day, as a share of the term."""
    stretch = plot.days.terms[term]
    return round(days / ((stretch.last - stretch.first).days + 1), 4)


def change(plot: Plot, one: Aided, kind: str, day: date, left: bool = True, **said: Any) -> None:
    """Write a change of the register that was closed in time; left: the pupil is no longer at school."""
    days = plot.days
    applied = days.workday(day - timedelta(days=5))
    plot["pupil_changes"].add(
        school_code=one.site.code, pupil_no=one.number, change_type=kind, change_date=day, applied_on=min(applied, day),
        approved_on=day, closed_on=day, doc_no=f"{kind}{day:%Y%m%d}{one.pupil:06d}",
        old_class=one.row["class_no"], **said,
    )  # fmt: skip
    if left:
        plot["pupils"].put(one.pupil, status="left")


def pay_again(plot: Plot, place: int, later: int, **said: Any) -> int:
    """Copy a payment to a later day (working days on) with some cells changed and return its place."""
    paid = plot.days.after(plot["aid_payments"].row(place)["paid_on"], later)
    return plot["aid_payments"].copy(place, **{"paid_on": paid, **said})


def pay_here(plot: Plot, one: Aided, other: Aided, term: str, **said: Any) -> int:
    """Let the school of `other` pay a pupil of another school, as it paid `other` in that term."""
    own = plot["aid_payments"].row(one.paid[term])
    cells = {name: own[name] for name in ("account", "account_name", "holder_relation", "boarding", "pupil_no")}
    return plot["aid_payments"].copy(other.paid[term], **{**cells, **said})


def neighbour(found: Found, one: Aided, stage: str) -> Aided:
    """Return an aided pupil of another school of a stage; of any other school where there is none."""
    others = [pupils[-1] for code, pupils in found.items() if code != one.site.code]
    return next((other for other in others if other.site.stage == stage), others[0])


def unpaid(plot: Plot, *places: int) -> None:
    """Mark payments that were never made; `forget` takes them away when all is planted."""
    for place in places:
        plot["aid_payments"].put(place, school_code=None)


def forget(plot: Plot) -> None:
    """Take the marked payments away."""
    payments = plot["aid_payments"]
    payments.drop(payments.places(school_code=None))


def due(plot: Plot, one: Aided, term: str) -> int:
    """Return what a pupil was due in a term, in fen."""
    return int(plot["aid_payments"].row(one.paid[term])["due_amount"])


def paid_on(plot: Plot, one: Aided, term: str) -> date:
    """Return when a term's aid was paid."""
    day: date = plot["aid_payments"].row(one.paid[term])["paid_on"]
    return day


def take_back(plot: Plot, place: int, later: int) -> int:
    """Take a whole payment back so many working days later and return the place of the negative row."""
    return pay_again(plot, place, later, paid_amount=-plot["aid_payments"].row(place)["paid_amount"])
