"""Planted in the accounts that aid is paid to: many families on one, somebody of the staff behind one."""

from datetime import date
from typing import Any

from lianjing.county.ledgers.aid import account_of
from lianjing.county.plants.aid_people import (
    Aided,
    Found,
    Step,
    due,
    each_pupil,
    neighbour,
    paid_on,
    pay_again,
    take_back,
)
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import roomy, turn_about
from lianjing.county.plants.staff_work import newcomer

_AUTUMN, _SPRING = "2025-2026-1", "2025-2026-2"
MANY = 3  # pupils of more than one family on one account (domain 3D)


def one_account_for_many(plot: Plot) -> None:
    """Pay the aid of several families to one account; beside it brothers and sisters, two families, money back."""
    irregular = [
        _gathered(3, "three children of three families on one account"),
        _two_schools,
        _gathered(4, "four children of four families on one account"),
        _two_families,
        _sent_again,
    ]
    innocent = [
        _one_house(3, "three brothers and sisters with one guardian"),
        _gathered(2, "two children of two families, whose fathers work away together"),
        _parents,
        _third_back,
        _one_house(5, "five children whose guardian is the home that they live in"),
    ]
    each_pupil(plot, turn_about(irregular, innocent), least=6)


def _others(one: Aided, found: Found, wanted: int) -> list[Aided]:
    """Return a pupil and others of the same school, `wanted` in all."""
    return [one, *(other for other in found[one.site.code] if other is not one)][:wanted]


def _to(plot: Plot, one: Aided, term: str, **said: Any) -> None:
    """Pay a pupil's aid of a term to another account, called a guardian's."""
    plot["aid_payments"].put(one.paid[term], **{"holder_relation": "guardian", **said})


def _gather(plot: Plot, pupils: list[Aided], term: str) -> str:
    """Pay several pupils' aid to the account of the first one's guardian and return it."""
    row = pupils[0].row
    account = account_of(row["guardian_id"])
    for one in pupils[1:]:
        _to(plot, one, term, account=account, account_name=row["guardian_name"])
    return account


def _gathered(many: int, why: str) -> Step:
    def step(plot: Plot, one: Aided, found: Found) -> None:
        account = _gather(plot, _others(one, found, many), _SPRING)
        say = plot.irregular if many >= MANY else plot.innocent
        say(one.site.code, account, _SPRING, round(many / MANY - 1, 4), why)

    return step


def _two_schools(plot: Plot, one: Aided, found: Found) -> None:
    other = neighbour(found, one, one.site.stage)
    account = _gather(plot, [*_others(one, found, 2), other], _SPRING)
    for school in (one.site.code, other.site.code):
        plot.irregular(school, account, _SPRING, 0.0, "three families' children of two schools on one account")


def _house(plot: Plot, pupils: list[Aided], **said: Any) -> None:
    """Give pupils the first one's guardian, on the roll and on the county's list."""
    row = pupils[0].row
    for one in pupils:
        guardian = {name: row[name] for name in ("guardian_id", "guardian_name", "guardian_phone", "guardian_rel")}
        plot["pupils"].put(one.pupil, **{**guardian, **said})
        plot["household_status"].put(one.entry, head_id=row["guardian_id"])


def _two_families(plot: Plot, one: Aided, found: Found) -> None:
    pupils = _others(one, found, 3)
    _house(plot, pupils[:2])
    account = _gather(plot, pupils, _SPRING)
    plot.irregular(one.site.code, account, _SPRING, 0.0, "two brothers and a neighbour's child on one account")


def _sent_again(plot: Plot, one: Aided, found: Found) -> None:
    pupils = _others(one, found, 3)
    account = _gather(plot, pupils[:2], _SPRING)
    place = pupils[2].paid[_SPRING]
    pay_again(plot, place, 9, account=account, account_name=one.row["guardian_name"], holder_relation="guardian")
    plot["aid_payments"].put(place, status="failed")
    plot.irregular(one.site.code, account, _SPRING, 0.0, "a third child's payment failed and was sent to that account")


def _one_house(many: int, why: str) -> Step:
    def step(plot: Plot, one: Aided, found: Found) -> None:
        pupils = _others(one, found, many)
        _house(plot, pupils, **({"guardian_rel": "other"} if many > MANY else {}))
        account = _gather(plot, pupils, _SPRING)
        plot.innocent(one.site.code, account, _SPRING, round(many / MANY - 1, 4), why)

    return step


def _parents(plot: Plot, one: Aided, found: Found) -> None:
    pupils = _others(one, found, 3)
    for other in pupils[1:]:
        plot["household_status"].put(other.entry, head_id=one.row["guardian_id"])
    account = _gather(plot, pupils, _SPRING)
    plot.innocent(
        one.site.code, account, _SPRING, 0.0, "one house; the roll names father and mother for one child each"
    )


def _third_back(plot: Plot, one: Aided, found: Found) -> None:
    pupils = _others(one, found, 3)
    account = _gather(plot, pupils, _SPRING)
    take_back(plot, pupils[2].paid[_SPRING], 6)
    pay_again(
        plot, pupils[2].paid[_SPRING], 8, account=account_of(pupils[2].row["guardian_id"]),
        account_name=pupils[2].row["guardian_name"],
    )  # fmt: skip
    plot.innocent(one.site.code, account, _SPRING, round(2 / MANY - 1, 4), "the third was a slip, taken back")


def somebody_of_the_staff(plot: Plot) -> None:
    """Pay aid to staff or a stranger; beside it teachers who are parents, slips of the pen, payments that failed."""
    irregular = [_teacher, _name_only, _stranger, _other_schools_teacher, _partly_back]
    innocent = [_teacher_is_guardian, _declared_parent, _wrong_word, _mother, _failed, _left_before]
    each_pupil(plot, turn_about(irregular, innocent), roomy())


def _colleague(plot: Plot, one: Aided) -> dict[str, Any]:
    """Return the register's row of somebody of the school who has an account and no child or pupil of that name."""
    register = plot["staff_register"]
    rows = [register.row(place) for place in register.places(school_code=one.site.code)]
    return plot.some([row for row in rows if row["account"] and not row["left_on"]], 1)[0]


def _held(plot: Plot, one: Aided, person: dict[str, Any], **said: Any) -> None:
    _to(plot, one, _SPRING, **{"account": person["account"], "account_name": person["name"], **said})


def _asked(plot: Plot, one: Aided, part: float, why: str) -> None:
    plot.irregular(one.site.code, one.number, _SPRING, part, why)


def _fine(plot: Plot, one: Aided, why: str) -> None:
    plot.innocent(one.site.code, one.number, _SPRING, 0.0, why)


def _teacher(plot: Plot, one: Aided, found: Found) -> None:
    _held(plot, one, _colleague(plot, one))
    _asked(plot, one, 1.0, "paid to a teacher's pay account")


def _name_only(plot: Plot, one: Aided, found: Found) -> None:
    account = f"6228{plot.chance.randrange(10**15):015d}"
    _held(plot, one, _colleague(plot, one), account=account)
    _asked(plot, one, 1.0, "paid to a further account in a teacher's name")


def _stranger(plot: Plot, one: Aided, found: Found) -> None:
    account = f"6228{plot.chance.randrange(10**15):015d}"
    _to(plot, one, _SPRING, account=account, account_name="田大山", holder_relation="other")
    _asked(plot, one, 1.0, "paid to somebody of the village committee")


def _other_schools_teacher(plot: Plot, one: Aided, found: Found) -> None:
    _held(plot, one, _colleague(plot, neighbour(found, one, one.site.stage)))
    _asked(plot, one, 1.0, "paid to the pay account of another school's teacher")


def _partly_back(plot: Plot, one: Aided, found: Found) -> None:
    _held(plot, one, _colleague(plot, one))
    pay_again(plot, one.paid[_SPRING], 12, paid_amount=-round(due(plot, one, _SPRING) * 0.9))
    _asked(plot, one, 0.1, "paid to a teacher's account, and a tenth of it stayed there")


def _teacher_is_guardian(plot: Plot, one: Aided, found: Found) -> None:
    person = _colleague(plot, one)
    plot["pupils"].put(one.pupil, guardian_id=person["id_no"], guardian_name=person["name"], guardian_rel="relative")
    plot["household_status"].put(one.entry, head_id=person["id_no"])
    _held(plot, one, person)
    _fine(plot, one, "the teacher is the child's guardian on the roll")


def _declare(plot: Plot, one: Aided, person: dict[str, Any]) -> None:
    plot["staff_relations"].add(
        school_code=one.site.code, staff_no=person["staff_no"], relative_name=one.row["name"], relation="child",
        relative_id=one.row["id_no"], works_at=None, declared_on=date(2025, 3, 10),
    )  # fmt: skip


def _declared_parent(plot: Plot, one: Aided, found: Found) -> None:
    person = _colleague(plot, one)
    _declare(plot, one, person)
    _held(plot, one, person)
    _fine(plot, one, "the teacher is the child's parent and declared it; the grandfather is on the roll")


def _wrong_word(plot: Plot, one: Aided, found: Found) -> None:
    _to(plot, one, _SPRING, holder_relation="other")
    _fine(plot, one, "the guardian's own account, entered as somebody else's")


def _mother(plot: Plot, one: Aided, found: Found) -> None:
    person = _colleague(plot, one)
    _declare(plot, one, person)
    _held(plot, one, person, holder_relation="mother")
    _fine(plot, one, "the account is the mother's, who teaches here")


def _failed(plot: Plot, one: Aided, found: Found) -> None:
    pay_again(plot, one.paid[_SPRING], 6)
    plot["aid_payments"].put(one.paid[_SPRING], status="failed")
    _held(plot, one, _colleague(plot, one))
    _fine(plot, one, "a teacher's account by a slip of the row; the payment failed and went to the guardian")


def _left_before(plot: Plot, one: Aided, found: Found) -> None:
    day = paid_on(plot, one, _SPRING)
    holder, left = one.row["guardian_name"], date(day.year - 2, 8, 31)
    newcomer(plot, one.site, 61, date(day.year - 6, 9, 1), name=holder, left_on=left)
    _to(plot, one, _SPRING)
    plot["pupils"].put(one.pupil, guardian_name=f"{holder[0]}明")
    _fine(plot, one, "a namesake of the holder had left the school two years before")
