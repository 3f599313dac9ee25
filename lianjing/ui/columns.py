"""What one column of a list is, on the page, on paper and in Excel."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Column:
    """One column: `value(row)` is what Excel gets; `show(row)`, if given, is the HTML instead of it.

    kind: text, number, money (fen), date or moment. link: the address of the row's page. sort: the field it sorts by.
    """

    key: str
    label: Any
    value: Callable[[Any], Any]
    kind: str = "text"
    sort: str = ""
    link: Callable[[Any], str] | None = None
    show: Callable[[Any], Any] | None = None
