"""Pupils whom a planter may take: at school, on no list, in no change, no absence, nobody's special case."""

from lianjing.county.plants.plot import Plot


def quiet(plot: Plot) -> dict[str, list[int]]:
    """Return by school the places of pupils about whom no ledger says anything but that they are at school.

    First-graders are not among them: their admission stands in a ledger of its own.
    """
    pupils = plot["pupils"].columns
    listed = set(plot["household_status"].columns["id_no"])
    named = {number for table in ("absences", "pupil_changes") for number in plot[table].columns["pupil_no"]}
    named |= set(plot["enrolments"].columns["pupil_no"])
    cells = zip(*(pupils[name] for name in ("school_code", "pupil_no", "id_no", "status", "special_ed")), strict=True)
    found: dict[str, list[int]] = {}
    for place, (school, number, id_no, status, special) in enumerate(cells):
        if status == "active" and not special and id_no not in listed and number not in named:
            found.setdefault(school, []).append(place)
    return found
