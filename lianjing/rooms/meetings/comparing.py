"""Schools of like size beside each other (product 4.6, A8): a strip of dots a figure, and the list that opens to rows.

Every figure is the quarter's own (`table`, `access/quarter`), narrowed to an area or a power; the band of peers is the
one of the quarter's page. The order is that of the network; nothing sorts by a figure, and no figure adds up others.
For whoever does not review, cells of few cases are merged (K12).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lianjing.access import policy, rulebook
from lianjing.access.quarter import ASKED, READ, Counts, Figure
from lianjing.domain import machines
from lianjing.domain.authority import Action, Seat
from lianjing.domain.shares import Share
from lianjing.records.models import Org
from lianjing.rooms.meetings import table
from lianjing.rooms.meetings.table import Asked
from lianjing.ui.listing import Choice, Column, Listing, Search
from lianjing.ui.strips import Dot, strip
from lianjing.ui.wording import meetings as words
from lianjing.ui.wording import network as network_words

_PAGE = 25  # a school is five figures, which on a phone is half a screen
_NOT_TOLD = frozenset({("redflag", "raised"), ("redflag", "sealed"), ("rectification", "void")})  # no case of a figure


@dataclass(frozen=True)
class Comparison:
    """What is compared: cases of the area or power asked for, the figures, and from how many cases they stand alone."""

    asked: Asked
    counts: Counts
    figures: tuple[Figure, ...]
    least: int  # 0 for whoever reviews
    more: Mapping[str, str]  # what the addresses of rows carry besides quarter, unit and figure

    def share(self, figure: Figure, org: int) -> Share:
        """Return the share of a unit."""
        return self.counts.of_unit(figure, self.asked.quarter, org)

    def apart(self, share: Share) -> bool:
        """Return whether a figure may be shown by itself (K12)."""
        return share.whole >= self.least

    def label(self, figure: Figure) -> str:
        """Return what a figure is called; that of a state by the state."""
        return words.standing(self.more["state"]) if figure is Figure.STANDING else str(words.FIGURES[figure][0])

    def url(self, figure: Figure, unit: str) -> str:
        """Return the address of the rows behind a unit's figure."""
        said = {"quarter": str(self.asked.quarter), "unit": unit, "figure": str(figure), **self.more}
        return f"{reverse('meetings:quarter_rows')}?{urlencode(said)}"


@dataclass(frozen=True)
class Strip:
    """The schools of one size class by one figure. grey: how many of those asked for have no case.

    merged: those with few cases, together, in words; band: the middle half in words.
    """

    size: str
    drawing: SafeString | str
    band: str
    grey: int
    merged: str


@dataclass(frozen=True)
class Panel:
    """One figure, of each size class beside each other."""

    label: str
    of: str
    strips: list[Strip]


def comparison(post: Seat, asked: Asked, query: Mapping[str, str]) -> Comparison:
    """Return what a request compares; what it asks for was held to the filters already."""
    area, power, state = (query.get(name, "") for name in ("area", "power", "state"))
    state = state if state in _states(post) else ""
    found = Counts(table.narrowed(asked.all_cases, area, power))
    chosen = query.get("figure", "")
    figures = tuple(figure for figure in ASKED if chosen in ("", str(figure)))
    figures = (Figure.STANDING, *figures) if state else figures
    more = {name: value for name, value in (("area", area), ("power", power), ("state", state)) if value}
    return Comparison(asked, found, figures, asked.least, more)


def listing(post: Seat, asked: Asked, made: Comparison, form: str) -> Listing:
    """Return the list of schools, along the network. form: "xlsx" has figures as numbers, in columns of their own."""
    there = [org.pk for org in asked.units]
    rows = policy.visible(post, Action.QUARTER_COMPARE, Org).filter(pk__in=there).select_related("parent")
    columns = [
        Column("unit", _("School"), lambda row: row.name),
        Column("size", _("Size class"), lambda row: row.size_class),
        Column("group", _("Group"), lambda row: row.parent.name if row.parent else ""),
    ]
    for figure in made.figures:
        columns += _numbers(made, figure) if form == "xlsx" else [_column(made, figure)]
    return Listing(rows, columns, filters(post, asked), _("Schools of like size beside each other"), ("path",), _PAGE)


def filters(post: Seat, asked: Asked) -> list[Any]:
    """Return what a request may ask for; each choice is one that this post has something of."""
    book, sizes = rulebook.powers(), sorted({org.size_class for org in asked.units})
    kinds = sorted({org.kind for org in asked.units})
    groups = {org.parent_id for org in asked.units}
    parents = policy.visible(post, Action.NETWORK_READ, Org).filter(pk__in=groups).order_by("path")
    every = {name: words.area_name(name) for name in dict.fromkeys(book.areas.values())}
    figures = [(str(figure), words.FIGURES[figure][0]) for figure in ASKED]
    return [
        _only("quarter", gettext_lazy("Quarter"), [(one, words.quarter(one)) for one in asked.choices], _("This one")),
        Choice("size", gettext_lazy("Size class"), [(one, one) for one in sizes], "size_class"),
        Choice("kind", gettext_lazy("Kind"), [(one, network_words.KINDS[one]) for one in kinds], "kind"),
        Choice("group", gettext_lazy("Group"), list(parents.values_list("code", "name")), "parent__code"),
        _only("area", gettext_lazy("Area of powers"), list(every.items())),
        _only("power", gettext_lazy("Power"), [(code, words.power(code)) for code in book.names]),
        _only("figure", gettext_lazy("Which figure"), figures),
        _only("state", gettext_lazy("State"), [(one, words.standing(one)) for one in _states(post)], _("Any")),
        Search("q", gettext_lazy("Name or pinyin")),
    ]


def _only(name: str, label: Any, options: list[tuple[str, Any]], none: Any = "") -> Choice:
    """Return a filter that narrows the figures and leaves every school where it is."""
    return Choice(name, label, options, lambda rows, _value: rows, none)


def _states(post: Seat) -> list[str]:
    """Return the states this post may ask for, e.g. redflag.answered: of records it reads, as far as they are cases."""
    read = [name for name in READ if policy.holds(post, READ[name])]
    named = [(name, state) for name in read for state in machines.ALL[words.KINDS_OF_RECORD[name][0]].states]
    return [f"{name}.{state}" for name, state in named if (name, state) not in _NOT_TOLD]


def panels(made: Comparison, units: list[Org]) -> list[Panel]:
    """Return the strips of these units, figure by figure, size class by size class. No query."""
    sizes = sorted({org.size_class for org in units})
    return [
        Panel(
            made.label(figure),
            str(words.FIGURES[figure][1]),
            [_strip(made, figure, size, [org for org in units if org.size_class == size]) for size in sizes],
        )
        for figure in made.figures
    ]


def _strip(made: Comparison, figure: Figure, size: str, units: list[Org]) -> Strip:
    shares = {org.pk: made.share(figure, org.pk) for org in made.asked.every if org.size_class == size}
    known = [(org, shares[org.pk]) for org in units if shares[org.pk].whole]
    dots = [
        Dot(share.value or 0.0, f"{org.name} {_text(share)}", made.url(figure, org.code))
        for org, share in known
        if made.apart(share)
    ]
    others = [shares[key] for key in shares.keys() - {org.pk for org in units}]
    dots += [Dot(share.value) for share in others if share.value is not None and made.apart(share)]
    band = table.band_of(made.asked, shares.values())
    shown = "" if band is None else table.range_of(band)
    grey = len(units) - len(known)
    said = _("%(known)s schools with cases, %(grey)s without; the middle half lies at %(band)s.") % {
        "known": len(known), "grey": grey, "band": shown or _("(too few to say)"),
    }  # fmt: skip
    title = f"{made.label(figure)}, {words.size(size)}"
    drawing = strip(dots, band=band, title=title, said=said) if dots else ""
    return Strip(words.size(size), drawing, shown, grey, _merged(made, [share for _org, share in known]))


def _merged(made: Comparison, known: list[Share]) -> str:
    """Return those with few cases, as one: their number, and their cases where these are enough together."""
    few = [share for share in known if not made.apart(share)]
    if not few:
        return ""
    whole = Share(sum(share.part for share in few), sum(share.whole for share in few))
    told = _text(whole) if made.apart(whole) and len(few) > 1 else _few(made)
    said = ngettext(
        "%(n)s school with fewer than %(least)s cases: %(told)s",
        "%(n)s schools with fewer than %(least)s cases, together: %(told)s",
        len(few),
    )
    return said % {"n": len(few), "least": made.least, "told": told}


def _few(made: Comparison) -> str:
    return _("fewer than %(least)s") % {"least": made.least}


def _text(share: Share) -> str:
    return f"{share.part} / {share.whole} ({100 * (share.value or 0):.0f}%)"


def _column(made: Comparison, figure: Figure) -> Column:
    return Column(str(figure), made.label(figure), partial(_said, made, figure), show=partial(_shown, made, figure))


def _said(made: Comparison, figure: Figure, row: Org) -> str:
    share = made.share(figure, row.pk)
    if not share.whole:
        return _("no data")
    return _text(share) if made.apart(share) else _few(made)


def _shown(made: Comparison, figure: Figure, row: Org) -> SafeString:
    share = made.share(figure, row.pk)
    if not share.whole or not made.apart(share):
        return format_html('<span class="unknown">{}</span>', _said(made, figure, row))
    ends = table.range_of(share.interval or (0.0, 1.0))
    link = '<a href="{}"><b>{}</b> / {}</a> <small class="faint">{}% ({})</small>'
    return format_html(
        link, made.url(figure, row.code), share.part, share.whole, f"{100 * (share.value or 0):.0f}", ends
    )


def _numbers(made: Comparison, figure: Figure) -> list[Column]:
    label = made.label(figure)

    def value(of: str, row: Org) -> Any:
        share = made.share(figure, row.pk)
        if not share.whole or not made.apart(share):
            return _said(made, figure, row) if of == "part" else None
        return {"part": share.part, "whole": share.whole, "share": round(100 * (share.value or 0), 1)}[of]

    heads = (("part", label), ("whole", _("%(figure)s: of") % {"figure": label}), ("share", f"{label} %"))
    return [Column(f"{figure}_{of}", head, partial(value, of), kind="number") for of, head in heads]
