"""A school's public figures in words: a drawing, a table beneath it, what stands out, and what it was made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lianjing.access import figures
from lianjing.access.figures import TOGETHER, Figure, Row
from lianjing.engines.intake import formats
from lianjing.ui import charts
from lianjing.ui.amounts import money
from lianjing.ui.wording.notices import term_words

TITLES: Mapping[str, Any] = {
    "fees": gettext_lazy("Fees, beside the county's catalogue"),
    "aid": gettext_lazy("Student aid that was paid"),
    "materials": gettext_lazy("Teaching aids that were ordered"),
    "enrolment": gettext_lazy("Enrolment in figures"),
}
PAGES = tuple(TITLES)  # the canteen's sum stands on the school's own page
_FEN = 100
_BARS = 12


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its words, small words beneath, whether it is a number."""

    words: str
    small: str = ""
    number: bool = True


@dataclass
class FigureWords:
    """One figure in words. notes: (tone, sentence) of what stands out; key: how the drawing is to be read."""

    period: str
    drawing: SafeString
    heads: list[str]
    rows: list[list[Cell]]
    key: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    brief: str = ""

    @property
    def lines(self) -> list[list[tuple[str, Cell]]]:
        """Return the rows, each cell with the head of its column: on a phone a row stands as a card."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


def words_of(one: Figure, language: str) -> FigureWords:
    """Return a figure in words."""
    return _WORDS[one.kind](one, language)


def _fees(one: Figure, _language: str) -> FigureWords:
    outside = [row for row in one.rows if not row["in_catalogue"]]
    above = [row for row in one.rows if row["over"]]
    notes = [("red", _("%(item)s is not in the county's catalogue.") % {"item": _item(row)}) for row in outside]
    notes += [
        ("red", _("%(item)s is %(over)s above the standard.") % {"item": _item(row), "over": money(row["over"])})
        for row in above
    ]
    unlike = [row for row in one.rows if row["in_catalogue"] and row["over"] is None]
    notes += [
        ("grey", _("The catalogue counts %(item)s by %(unit)s: compare it by hand.") % {**row, "item": _item(row)})
        for row in unlike
    ]
    if not notes:
        notes = [("green", _("Every charge is in the catalogue and not above its standard."))]
    bars = [
        (_item(row), row["each"] / _FEN, row["standard"] / _FEN if row["over"] is not None else None)
        for row in one.rows[:_BARS]
    ]
    labels = (_("charged"), _("standard"))
    return FigureWords(
        period=term_words(one.period),
        drawing=charts.against(bars, title=_("Charged for a pupil and term"), unit=_("yuan"), labels=labels),
        key=_("The stroke is the standard. Red: above it, or not in the catalogue."),
        heads=[
            _("Item"),
            _("Standard"),
            _("Charged for a pupil"),
            _("Above the standard"),
            _("Payers"),
            _("Asked in all"),
            _("Waived, paid back or not paid"),
            _("Received in all"),
        ],
        rows=[_fee(row) for row in one.rows],
        notes=notes,
        brief=_("%(items)s charges, %(odd)s of them above the standard or not in the catalogue")
        % {"items": len(one.rows), "odd": len(outside) + len(above)},
    )


def _fee(row: Row) -> list[Cell]:
    if not row["in_catalogue"]:
        standard, off = Cell(_("not in the catalogue"), number=False), Cell("\u2014")
    else:
        standard = Cell(money(row["standard"]), row["unit"])
        off = Cell(_("cannot be compared") if row["over"] is None else money(row["over"]))
    basis = _("Basis: %(document)s") % row if row["document"] else ""
    missing = None if row["asked"] is None else row["asked"] - row["received"]
    return [
        Cell(_item(row), basis, number=False),
        standard,
        Cell(money(row["each"]), "" if _same_for_all(row) else _("most of all classes; they paid different sums")),
        off,
        Cell(_people(row["payers"])),
        *(Cell(_few() if sum_ is None else money(sum_)) for sum_ in (row["asked"], missing, row["received"])),
    ]


def _same_for_all(row: Row) -> bool:
    """Return whether payers times what a pupil is charged is what was asked; also where that is not told."""
    return row["asked"] is None or row["asked"] == row["each"] * row["payers"]


def _item(row: Row) -> str:
    return str(row["item"]) or _("a charge whose name holds personal data")


def _aid(one: Figure, language: str) -> FigureWords:
    names = _choices("aid_payments", "program", language)
    newest = [row for row in one.rows if row["term"] == one.period]
    bars = [(_kind(row["program"], names), None if row["amount"] is None else row["amount"] / _FEN) for row in newest]
    rows = [
        [
            Cell(term_words(row["term"]), number=False),
            Cell(_kind(row["program"], names), number=False),
            Cell(_people(row["pupils"])),
            Cell(money(row["amount"])),
        ]
        for row in one.rows
    ]
    notes = []
    if any(row["program"] == TOGETHER for row in one.rows):
        notes.append(("grey", _("Kinds with few pupils are counted together, so that nobody is recognised.")))
    total = sum(row["amount"] or 0 for row in newest)
    return FigureWords(
        period=term_words(one.period),
        drawing=charts.bars(bars, title=_("Paid in the newest term"), unit=_("yuan")),
        heads=[_("Term"), _("Kind"), _("Pupils"), _("Paid")],
        rows=rows,
        notes=notes,
        brief=_("%(sum)s paid in the newest term") % {"sum": money(total)} if total else _few(),
    )


def _materials(one: Figure, _language: str) -> FigureWords:
    outside = [row for row in one.rows if not row["in_catalogue"]]
    above = [row for row in one.rows if row["over"]]
    notes = [("red", _("%(isbn)s is not in the term's catalogue.") % row) for row in outside]
    notes += [
        ("red", _("%(title)s costs %(over)s more than its list price.") % {**row, "over": money(row["over"])})
        for row in above
    ]
    if not notes:
        notes = [("green", _("Every title is in the term's catalogue and not above its list price."))]
    shown = [(str(row["title"] or row["isbn"]), row["copies"]) for row in one.rows[:_BARS]]
    return FigureWords(
        period=term_words(one.period),
        drawing=charts.bars(shown, title=_("Copies that were ordered"), unit=_("copies")),
        heads=[
            _("Title of the book"),
            _("List price"),
            _("Charged"),
            _("Kind"),
            _("Copies"),
            _("Parents who agreed in writing"),
        ],
        rows=[_book(row) for row in one.rows],
        notes=notes,
        brief=ngettext("%(n)s title", "%(n)s titles", len(one.rows)) % {"n": len(one.rows)},
    )


def _book(row: Row) -> list[Cell]:
    listed = Cell(money(row["list_price"])) if row["in_catalogue"] else Cell(_("not in the catalogue"), number=False)
    return [
        Cell(row["title"] or row["isbn"], f"ISBN {row['isbn']}", number=False),
        listed,
        Cell(money(row["price"])),
        Cell(_("free") if row["free"] else _("voluntary"), number=False),
        Cell(_people(row["copies"])),
        Cell("\u2014" if row["consents"] is None else f"{row['consents']:,}"),
    ]


def _enrolment(one: Figure, language: str) -> FigureWords:
    stages = _choices("enrolments", "stage", language)
    said = {
        "places": _("Places: new classes times class size"),
        "applied": _("Applied"),
        "admitted": _("Admitted"),
        "arranged": _("Arranged at another school"),
    }
    counted = [row for row in one.rows if row["what"] in said]
    bars = [(f"{stages.get(row['stage'], '')} {said[row['what']]}", row["number"]) for row in counted]
    rows = [_enrolled(row, stages, said[row["what"]]) for row in counted]
    means = _choices("enrolments", "basis_type", language)
    for row in one.rows:
        if row["what"] == "means":
            by = _("several of them together") if row["means"] == TOGETHER else means.get(row["means"], row["means"])
            rows.append(_enrolled(row, stages, _("Admitted by: %(means)s") % {"means": by}))
    return FigureWords(
        period=_("School year %(year)s") % {"year": one.period},
        drawing=charts.bars(bars, title=_("Places, applied, admitted"), unit=_("pupils")),
        heads=[_("What"), _("Pupils")],
        rows=rows,
        notes=_full(counted) + _seeds(one),
        brief=_("%(admitted)s admitted of %(applied)s who applied")
        % {what: f"{_sum(counted, what):,}" for what in ("admitted", "applied")},
    )


def _enrolled(row: Row, stages: Mapping[str, str], words: str) -> list[Cell]:
    number = _("not delivered") if row["what"] == "places" and row["number"] is None else _people(row["number"])
    return [Cell(words, stages.get(row["stage"], ""), number=False), Cell(number)]


def _sum(rows: list[Row], what: str) -> int:
    return sum(row["number"] or 0 for row in rows if row["what"] == what)


def _full(rows: list[Row]) -> list[tuple[str, str]]:
    """Return a note where more were admitted than there are places, of stages whose places are known."""
    places = {row["stage"]: row["number"] for row in rows if row["what"] == "places"}
    over = [
        (row["number"] or 0) - places[row["stage"]]
        for row in rows
        if row["what"] == "admitted" and places.get(row["stage"]) is not None
    ]
    more = sum(one for one in over if one > 0)
    words = ngettext("%(n)s pupil more than there are places.", "%(n)s pupils more than there are places.", more)
    return [("yellow", words % {"n": more})] if more else []


def _seeds(one: Figure) -> list[tuple[str, str]]:
    seeds = [row for row in one.rows if row["what"] == "seed"]
    if not seeds:
        return [("grey", _("No ballot: the rows name no seed."))]
    words = _("The ballot's seed, made known on %(on)s: %(seed)s. Anybody can draw again with it.")
    return [("blue", words % row) for row in seeds]


def _choices(table: str, column: str, language: str) -> dict[str, str]:
    found = next(one for one in formats.load(table).columns if one.name == column)
    return {choice.code: choice.en if language == "en" else choice.zh for choice in found.choices}


def _kind(code: str, names: Mapping[str, str]) -> str:
    return _("smaller kinds together") if code == TOGETHER else names.get(code, code)


def _people(number: int | None) -> str:
    return _few() if number is None else f"{number:,}"


def _few() -> str:
    return _("under %(least)s") % {"least": figures.least()}


_WORDS: Mapping[str, Callable[[Figure, str], FigureWords]] = {
    "fees": _fees,
    "aid": _aid,
    "materials": _materials,
    "enrolment": _enrolment,
}
