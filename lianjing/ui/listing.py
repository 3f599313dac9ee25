"""Lists: declared columns and filters over rows that the policy already narrowed; page, Excel or A4 from one statement.

Nothing in a request names a field: filters, sorting and paging are looked up among what is declared.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from lianjing.access.sought import terms
from lianjing.domain.refusals import RuleBroken
from lianjing.ui import listing_xlsx
from lianjing.ui.columns import Column

PAGE_ROWS = 50
PRINT_ROWS = 2_000
SOUGHT_LETTERS = 40

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Choice:
    """One of some values. `lookup` is the field it must equal, or a function of (rows, value).

    none: what choosing nothing is called, "" for "All".
    """

    name: str
    label: Any
    options: Sequence[tuple[str, Any]]
    lookup: str | Callable[[Rows, str], Rows]
    none: Any = ""
    kind = "choice"

    def narrow(self, rows: Rows, asked: Mapping[str, str]) -> Rows:
        """Return the rows chosen. Raises RuleBroken("listing_choice_unknown")."""
        value = asked.get(self.name, "")
        if not value:
            return rows
        if value not in {key for key, _words in self.options}:
            raise RuleBroken("listing_choice_unknown", filter=str(self.label))
        return self.lookup(rows, value) if callable(self.lookup) else rows.filter(**{self.lookup: value})

    def said(self, asked: Mapping[str, str]) -> str:
        """Return the choice in words, "" for none."""
        return str(dict(self.options).get(asked.get(self.name, ""), ""))


@dataclass(frozen=True)
class Search:
    """Free text, in Chinese, pinyin or initials: every word must be in one of the fields."""

    name: str
    label: Any
    lookups: tuple[str, ...] = ("sought",)
    kind = "search"

    def narrow(self, rows: Rows, asked: Mapping[str, str]) -> Rows:
        """Return the rows that hold every word. Raises RuleBroken("listing_search_too_long")."""
        for word in words_of(asked.get(self.name, "")):
            rows = rows.filter(reduce(or_, (Q(**{f"{lookup}__icontains": word}) for lookup in self.lookups)))
        return rows

    def said(self, asked: Mapping[str, str]) -> str:
        """Return what is sought, "" for nothing."""
        return " ".join(words_of(asked.get(self.name, "")))


@dataclass(frozen=True)
class Days:
    """A stretch of days, first and last included; either end may be open. Asked as <name>_from and <name>_to."""

    name: str
    label: Any
    lookup: str
    kind = "days"

    def narrow(self, rows: Rows, asked: Mapping[str, str]) -> Rows:
        """Return the rows within. Raises RuleBroken("listing_day_unreadable" or "listing_days_reversed")."""
        first, last = self._day(asked, "from"), self._day(asked, "to")
        if first and last and first > last:
            raise RuleBroken("listing_days_reversed", filter=str(self.label), first=first, last=last)
        ends = {f"{self.lookup}__gte": first, f"{self.lookup}__lte": last}
        return rows.filter(**{lookup: day for lookup, day in ends.items() if day})

    def said(self, asked: Mapping[str, str]) -> str:
        """Return the stretch as first..last, "" for none."""
        first, last = asked.get(f"{self.name}_from", ""), asked.get(f"{self.name}_to", "")
        return f"{first} – {last}" if first or last else ""

    def _day(self, asked: Mapping[str, str], end: str) -> date | None:
        text = asked.get(f"{self.name}_{end}", "")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise RuleBroken("listing_day_unreadable", filter=str(self.label)) from None


Filter = Choice | Search | Days
__all__ = ["Choice", "Column", "Days", "Listing", "Search", "Shown"]


def words_of(text: str) -> list[str]:
    """Return the words sought as `access.sought` spells them: half-width, small letters, no marks.

    Raises RuleBroken("listing_search_too_long").
    """
    if len(text) > SOUGHT_LETTERS:
        raise RuleBroken("listing_search_too_long", letters=len(text), at_most=SOUGHT_LETTERS)
    return terms(text)


@dataclass(frozen=True)
class Asked:
    """One filter as it stands on the page: its declaration, and what is asked now."""

    filter: Filter
    value: str
    first: str
    last: str


@dataclass(frozen=True)
class Heading:
    """One column head: its words, the address that sorts by it, and how it is sorted now."""

    column: Column
    url: str
    sorted: str


@dataclass(frozen=True)
class Cell:
    """One value ready to print."""

    column: Column
    value: Any
    html: Any
    url: str


@dataclass(frozen=True)
class Shown:
    """A page of a list, for `{% listing shown %}`."""

    title: str
    headings: list[Heading]
    lines: list[list[Cell]]
    filters: list[Asked]
    sieved: bool
    here: "Page[Any]"
    total: int
    excel_url: str
    print_url: str
    previous_url: str
    next_url: str
    kept: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Listing:
    """A list over `rows`, which must come from `access.policy.visible`, with relations its columns read selected."""

    rows: Rows
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    title: Any = ""
    order: tuple[str, ...] = ("pk",)
    page_rows: int = PAGE_ROWS

    def respond(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        """Return the page with `shown` in its context, or the Excel or A4 form when `?as=xlsx` or `?as=print`.

        Raises RuleBroken("listing_too_long") for more rows than the form holds.
        """
        match request.GET.get("as"):
            case "xlsx":
                return listing_xlsx.workbook(
                    request, self.heading(context), self.columns, self._all(request), self.said(request)
                )
            case "print":
                return self._paper(request, context)
            case _:
                return render(request, template, {"shown": self.page(request), **context})

    def page(self, request: HttpRequest) -> Shown:
        """Return one page: two queries, however many rows. A page number out of range is the nearest page."""
        asked = request.GET
        paginator = Paginator(self._sorted(self.narrowed(asked), asked), self.page_rows)
        here = paginator.get_page(asked.get("page"))
        return Shown(
            title=str(self.title),
            headings=[self._heading(column, asked) for column in self.columns],
            lines=[self.cells(row) for row in here],
            filters=[self._asked(one, asked) for one in self.filters],
            sieved=bool(self.said(request)),
            here=here,
            total=paginator.count,
            excel_url=_with(asked, {"as": "xlsx", "page": None}),
            print_url=_with(asked, {"as": "print", "page": None}),
            previous_url=_with(asked, {"page": here.previous_page_number()}) if here.has_previous() else "",
            next_url=_with(asked, {"page": here.next_page_number()}) if here.has_next() else "",
            kept=[("sort", asked["sort"])] if asked.get("sort") else [],
        )

    def cells(self, row: Any) -> list[Cell]:
        """Return the row's values in the order of the columns."""
        return [
            Cell(
                column,
                column.value(row),
                column.show(row) if column.show else None,
                column.link(row) if column.link else "",
            )
            for column in self.columns
        ]

    def said(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Return the filters in force as (label, words), for paper and Excel."""
        rows = [(str(one.label), one.said(request.GET)) for one in self.filters]
        return [(label, words) for label, words in rows if words]

    def heading(self, context: Mapping[str, Any]) -> str:
        """Return what the list is called."""
        return str(self.title or context.get("title", ""))

    def _paper(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        rows = list(_bounded(self._all(request), PRINT_ROWS))
        paper = {
            "title": self.heading(context),
            "columns": self.columns,
            "lines": [self.cells(row) for row in rows],
            "said": self.said(request),
            "wide": len(self.columns) > 6,
            "back": _with(request.GET, {"as": None}),
        }
        return render(request, "ui/listing_print.html", paper)

    def _all(self, request: HttpRequest) -> Rows:
        return self._sorted(self.narrowed(request.GET), request.GET)

    def narrowed(self, asked: Mapping[str, str]) -> Rows:
        """Return the rows that the filters leave, in no order. Raises RuleBroken for a filter that cannot be."""
        return reduce(lambda rows, one: one.narrow(rows, asked), self.filters, self.rows)

    def _sorted(self, rows: Rows, asked: Mapping[str, str]) -> Rows:
        wanted = asked.get("sort", "")
        if not wanted:
            return rows.order_by(*self.order, *(() if "pk" in self.order else ("pk",)))
        by = {column.key: column.sort for column in self.columns if column.sort}.get(wanted.removeprefix("-"))
        if by is None:
            raise RuleBroken("listing_sort_unknown")
        return rows.order_by(f"-{by}" if wanted.startswith("-") else by, "pk")

    def _heading(self, column: Column, asked: QueryDict) -> Heading:
        if not column.sort:
            return Heading(column, "", "")
        now = {column.key: "ascending", f"-{column.key}": "descending"}.get(asked.get("sort", ""), "")
        next_sort = f"-{column.key}" if now == "ascending" else column.key
        return Heading(column, _with(asked, {"sort": next_sort, "page": None}), now)

    def _asked(self, one: Filter, asked: QueryDict) -> Asked:
        return Asked(one, asked.get(one.name, ""), asked.get(f"{one.name}_from", ""), asked.get(f"{one.name}_to", ""))


def _bounded(rows: Rows, at_most: int) -> Rows:
    """Return the rows. Raises RuleBroken("listing_too_long") when there are more than `at_most`."""
    count = rows.count()
    if count > at_most:
        raise RuleBroken("listing_too_long", rows=count, at_most=at_most)
    return rows


def _with(asked: QueryDict, changes: Mapping[str, Any]) -> str:
    """Return the query string with some keys changed; None takes a key away."""
    query = asked.copy()
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"
