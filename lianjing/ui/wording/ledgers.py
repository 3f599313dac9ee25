"""Cells of a ledger as people read them: yuan, kilograms, words for codes; sensitive numbers by their last four."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianjing.engines.intake.formats import Column, Format
from lianjing.ui.amounts import masked, money

EMPTY = "\u2014"
_TAIL = "_tail"


@dataclass(frozen=True)
class Shown:
    """One column of a page's table: its name in the lake, its heading, and how a cell of it reads."""

    name: str
    label: str
    column: Column

    @property
    def number(self) -> bool:
        """Return whether its cells are figures or days, which never break into two lines."""
        return self.column.type in ("money", "weight", "integer", "decimal", "date", "time")

    def cell(self, value: Any) -> Any:
        """Return a cell in words."""
        if value is None or value == "":
            return EMPTY
        if self.name.endswith(_TAIL):
            return masked(str(value), self.label)
        return _said(self.column, value)


def title(table: Format) -> str:
    """Return the table's name in the reader's language."""
    return table.zh if _chinese() else table.en


def why(table: Format) -> str:
    """Return what the table is for."""
    return table.why.get("zh" if _chinese() else "en", "")


def columns(table: Format, names: Collection[str]) -> list[Shown]:
    """Return those of the named columns of the lake that the table has, in the table's order."""
    found = []
    for column in table.columns:
        for name in (column.name, f"{column.name}{_TAIL}"):
            if name in names and column.name != "school_code":
                found.append(Shown(name, column.zh if _chinese() else column.en, column))
    return found


def _said(column: Column, value: Any) -> str:
    if column.many:
        return _(", ").join(_word(column, part) for part in str(value).strip("|").split("|"))
    match column.type:
        case "money":
            return money(int(value))
        case "weight":
            return _("%(weight)s kg") % {"weight": f"{int(value) / 1000:g}"}
        case "boolean":
            return _("yes") if value else _("no")
        case "choice":
            return _word(column, value)
        case "time":
            return str(value).replace("T", " ")[:16]
        case "decimal" if column.share:
            return f"{float(value) * 100:g}%"
    return str(value)


def _word(column: Column, code: Any) -> str:
    words = {choice.code: choice.zh if _chinese() else choice.en for choice in column.choices}
    return words.get(str(code), str(code))


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")
