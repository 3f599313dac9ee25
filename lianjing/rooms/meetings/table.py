"""The quantified table of a quarter (A8): every figure with numerator, denominator, interval, trend, and its rows.

There is one order, that of the power list and of the network; nothing in a request sorts it. No figure adds up others.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lianjing.access import policy, rulebook
from lianjing.access.once import held
from lianjing.access.quarter import (
    ACROSS,
    ASKED,
    OWN,
    READ,
    Counted,
    Counts,
    Figure,
    cases,
    kept_from,
    schools_of,
    standing,
)
from lianjing.domain.authority import GRANTS, Action, Reach, Seat
from lianjing.domain.quarters import Quarter
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.shares import Share, band
from lianjing.domain.worktime import china_day
from lianjing.records.models import Org
from lianjing.ui import charts
from lianjing.ui.wording import meetings as words

TREND = 4  # quarters


@dataclass(frozen=True)
class Asked:
    """What a request asks for: which quarter, one unit or all the reader may, and every case of the last quarters."""

    quarter: Quarter
    unit: Org | None
    units: list[Org]  # schools the reader may choose among, along the network
    within: frozenset[int] | None  # None: the whole county
    all_cases: list[Counted]
    every: list[Org]  # all schools of the quarter along the network, for bands of peers
    now: datetime
    least: int = 0  # from how many cases a figure about schools stands alone; 0 for whoever reviews or reads the rows

    @property
    def mine(self) -> list[Counted]:
        """Return the cases of the units asked for."""
        if self.unit is not None:
            return [case for case in self.all_cases if case.org == self.unit.pk]
        return [case for case in self.all_cases if self.within is None or case.org in self.within]

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """Return the quarters of the trend, the oldest first."""
        return self.quarter.last(TREND)

    @property
    def choices(self) -> list[str]:
        """Return the codes of the quarters one may choose, the newest first."""
        return [str(one) for one in reversed(Quarter.of(china_day(self.now)).last(TREND))]

    def few(self, share: Share) -> bool:
        """Return whether a figure about schools has too few cases to be told to this reader (K12)."""
        return 0 < share.whole < self.least

    def url(self, name: str = "quarter", **more: str) -> str:
        """Return the address of a page about the same quarter and unit."""
        said = {"quarter": str(self.quarter), **({"unit": self.unit.code} if self.unit else {}), **more}
        return f"{reverse(f'meetings:{name}')}?{urlencode(said)}"

    @property
    def figures_url(self) -> str:
        """Return where the figures are downloaded."""
        return self.url("quarter_figures")

    @property
    def cases_url(self) -> str:
        """Return where the cases are downloaded."""
        return self.url("quarter_cases")


@dataclass(frozen=True)
class Cell:
    """One figure ready to print; grey where there is no case."""

    figure: Figure
    label: str
    of: str
    share: Share
    url: str
    spark: SafeString | str = ""
    peers: tuple[float, float] | None = None
    few: int = 0  # it has cases, but fewer than this: more is not told to this reader

    @property
    def percent(self) -> str:
        """Return the share in a hundred, "" without a case."""
        return "" if self.share.value is None else f"{100 * self.share.value:.0f}%"

    @property
    def interval(self) -> str:
        """Return the interval in a hundred, "" without a case."""
        found = self.share.interval
        return "" if found is None else range_of(found)

    @property
    def band(self) -> str:
        """Return where the middle half of like schools lies, "" where too few are known."""
        return "" if self.peers is None else range_of(self.peers)


@dataclass(frozen=True)
class Row:
    """One power, or one school, with its figures in the one order."""

    code: str
    name: str
    cells: list[Cell]
    url: str = ""

    @property
    def known(self) -> bool:
        """Return whether any figure has a case."""
        return any(cell.share.whole for cell in self.cells)


@dataclass(frozen=True)
class Area:
    """The powers of one area."""

    name: str
    rows: list[Row]

    @property
    def known(self) -> bool:
        """Return whether any power of it has a case."""
        return any(row.known for row in self.rows)

    @property
    def grey(self) -> list[str]:
        """Return the names of its powers of which nothing is known."""
        return [row.name for row in self.rows if not row.known]


@dataclass(frozen=True)
class Sheet:
    """The whole screen."""

    own: list[Cell]
    unit: list[Cell]  # of the one unit asked for, with the band of its peers
    areas: list[Area]
    schools: list[Row]


@dataclass(frozen=True)
class Behind:
    """What stands behind one figure: the records counted, those not counted, and units with neither."""

    title: str
    share: Share
    counted: list[tuple[str, int]]
    others: list[tuple[str, int]]
    units: list[str]
    few: int = 0  # there are cases, but fewer than this: more is not told to this reader


@held()
def asked(post: Seat, query: Mapping[str, str], now: datetime, action: Action = Action.QUARTER_READ) -> Asked:
    """Return what a request asks for; an unknown quarter or a unit out of reach is as if none were named.

    A record that is kept from the reader is no case of any figure. ?state=redflag.answered adds the figure of a state.
    """
    try:
        quarter = Quarter.parse(query.get("quarter", ""))
    except RuleBroken:
        quarter = Quarter.of(china_day(now))
    everywhere, every = GRANTS.get((post.role, action)) is Reach.COUNTY, schools_of(quarter)
    mine = set(policy.visible(post, action, Org).order_by().values_list("pk", flat=True))
    units = [org for org in every if org.pk in mine]
    unit = next((org for org in units if org.code == query.get("unit", "")), None)
    if not everywhere and len(mine) == 1:
        unit = next(iter(units), None)
    within, without = None if everywhere else frozenset(mine), kept_from(post)
    found = list(cases(quarter.last(TREND), None, now, without))
    table, _dot, state = query.get("state", "").partition(".")
    if table in READ and policy.holds(post, READ[table]):
        found += standing(table, state, quarter.last(TREND), without)
    reads = policy.holds(post, Action.FLAG_REVIEW) or policy.holds(post, Action.FLAG_READ)
    least = 0 if reads else rulebook.whole("light.cells_least", now)
    return Asked(quarter, unit, units, within, found, every, now, least)


def sheet(asked: Asked, *, areas: bool = True, schools: slice | None = None) -> Sheet:
    """Return the figures for what was asked. areas: power by power; schools: which of them, along the network."""
    counts, whole = Counts(asked.mine), Counts(asked.all_cases)
    units = asked.units[schools] if schools is not None and asked.unit is None else []
    return Sheet(
        own=[_own(asked, counts, figure) for figure in OWN],
        unit=[_of_unit(asked, whole, figure) for figure in ASKED] if asked.unit else [],
        areas=list(_areas(asked, counts)) if areas else [],
        schools=[_school(asked, whole, org) for org in units],
    )


def _own(asked: Asked, counts: Counts, figure: Figure) -> Cell:
    trend = [counts.whole(figure, quarter) for quarter in asked.quarters]
    return _cell(asked, figure, trend[-1], trend)


def _of_unit(asked: Asked, whole: Counts, figure: Figure) -> Cell:
    unit = asked.unit
    if unit is None:
        raise ValueError("no unit was asked for")
    trend = [whole.of_unit(figure, quarter, unit.pk) for quarter in asked.quarters]
    peers = band_of_like(asked, whole, figure, unit.size_class, but=unit.pk)
    return _cell(asked, figure, trend[-1], trend, peers=peers)


def band_of_like(asked: Asked, whole: Counts, figure: Figure, size: str, but: int = 0) -> tuple[float, float] | None:
    """Return where the middle half of the county's schools of a size class lies, one left out; None for too few."""
    like = (org.pk for org in asked.every if org.size_class == size and org.pk != but)
    return band_of(asked, (whole.of_unit(figure, asked.quarter, org) for org in like))


def band_of(asked: Asked, shares: Iterable[Share]) -> tuple[float, float] | None:
    """Return where the middle half of these shares lies; None for too few."""
    return band(shares, rulebook.whole("meeting.peers_least", asked.now))


def _areas(asked: Asked, counts: Counts) -> Iterator[Area]:
    book, grouped = rulebook.powers(), dict[str, list[Row]]()
    for code in book.names:
        grouped.setdefault(book.areas[code], []).append(_power(asked, counts, code))
    for area, rows in grouped.items():
        yield Area(words.area_name(area), rows)
    yield Area(words.power(ACROSS), [_power(asked, counts, ACROSS)])


def _power(asked: Asked, counts: Counts, code: str) -> Row:
    cells = []
    for figure in ASKED:
        trend = [counts.of_power(figure, quarter, code) for quarter in asked.quarters]
        cells.append(_cell(asked, figure, trend[-1], trend, power=code))
    return Row(code, words.power(code), cells, reverse("powers:power", args=[code]) if code else "")


def _school(asked: Asked, whole: Counts, org: Org) -> Row:
    said = {"quarter": str(asked.quarter), "unit": org.code}
    cells = []
    for figure in ASKED:
        share = whole.of_unit(figure, asked.quarter, org.pk)
        address = f"{reverse('meetings:quarter_rows')}?{urlencode({**said, 'figure': figure})}"
        few = asked.least if asked.few(share) else 0
        cells.append(Cell(figure, str(words.FIGURES[figure][0]), "", share, address, few=few))
    return Row(org.code, org.name, cells, f"{reverse('meetings:quarter')}?{urlencode(said)}")


def _cell(
    asked: Asked,
    figure: Figure,
    share: Share,
    trend: list[Share],
    power: str | None = None,
    peers: tuple[float, float] | None = None,
) -> Cell:
    label, of = words.FIGURES[figure]
    more = {"figure": str(figure)} if power is None else {"figure": str(figure), "power": power or "-"}
    kept = figure in ASKED and asked.few(share)
    told = [one for one in trend if figure in OWN or not asked.few(one)]
    values = [round(100 * one.value) if one in told and one.value is not None else None for one in trend]
    known = sum(value is not None for value in values)
    spark = charts.sparkline(values, title=_("%(figure)s, last quarters") % {"figure": label}) if known > 1 else ""
    address = asked.url("quarter_rows", **more)
    return Cell(figure, str(label), str(of), share, address, spark, peers, asked.least if kept else 0)


def cases_of(asked: Asked, query: Mapping[str, str]) -> Behind:
    """Return what stands behind the figure that a request names; the first figure where it names none we know."""
    known = {str(figure): figure for figure in Figure}
    figure = known.get(query.get("figure", ""), Figure.FLAGGED)
    held = [case for case in asked.mine if case.quarter == asked.quarter and case.figure == figure]
    held = narrowed(held, query.get("area", ""), query.get("power", ""))
    names = {org.pk: org.name for org in asked.every}
    share = Share(sum(case.counted for case in held), len(held))
    title = _("%(figure)s, %(quarter)s") % {
        "figure": words.FIGURES[figure][0], "quarter": words.quarter(str(asked.quarter)),
    }  # fmt: skip
    if figure not in OWN and asked.few(share):
        return Behind(title, Share(0, 0), [], [], [], asked.least)
    return Behind(
        title=title,
        share=share,
        counted=[(case.table, case.key) for case in held if case.counted],
        others=[(case.table, case.key) for case in held if not case.counted and case.table],
        units=[
            f"{names.get(case.org, '')} · {words.power(case.power)}"
            for case in held
            if not case.counted and not case.table
        ],
    )


def narrowed(found: list[Counted], area: str, power: str) -> list[Counted]:
    """Return the cases of an area and of a power, "" for any; "-" are the cases of no single power."""
    areas = rulebook.powers().areas
    found = [case for case in found if areas.get(case.power) == area] if area else found
    return [case for case in found if case.power in (power, power.replace("-", "", 1))] if power else found


def figure_lines(sheet: Sheet) -> Iterator[list[object]]:
    """Yield the screen's figures as lines of a table, in the order of the screen."""
    yield from _lines("supervisors", "", "", sheet.own)
    yield from _lines("unit", "", "", sheet.unit)
    for area in sheet.areas:
        for row in area.rows:
            yield from _lines("power", row.code, row.name, row.cells)
    for row in sheet.schools:
        yield from _lines("school", row.code, row.name, row.cells)


def _lines(scope: str, code: str, name: str, cells: Iterable[Cell]) -> Iterator[list[object]]:
    for cell in cells:
        if cell.few:
            yield [scope, code, name, str(cell.figure), "", f"<{cell.few}", "", "", ""]
            continue
        ends = cell.share.interval or ("", "")
        value = "" if cell.share.value is None else round(cell.share.value, 6)
        rounded = [end if end == "" else round(float(end), 6) for end in ends]
        yield [scope, code, name, str(cell.figure), cell.share.part, cell.share.whole, value, *rounded]


def case_lines(asked: Asked) -> Iterator[list[object]]:
    """Yield the cases of the quarter that was asked for: power by power along the list, unit by unit in the network.

    Power and unit of a case stand there only where enough cases share them.
    """
    codes = {org.pk: (place, org.code) for place, org in enumerate(asked.every)}
    order = {code: place for place, code in enumerate([*rulebook.powers().names, ACROSS])}
    figures = {figure: place for place, figure in enumerate(Figure)}
    held = [case for case in asked.mine if case.quarter == asked.quarter]
    held.sort(key=lambda case: (figures[case.figure], order.get(case.power, -1), codes.get(case.org, (-1, ""))[0]))
    alike = Counter(key for case in held for key in ((case.figure, case.power), (case.figure, case.power, case.org)))
    for case in held:
        own = case.figure in OWN
        power = case.power if own or alike[case.figure, case.power] >= asked.least else ""
        named = own or alike[case.figure, case.power, case.org] >= asked.least
        unit = codes.get(case.org, (0, ""))[1] if named else ""
        yield [str(case.quarter), str(case.figure), power, unit, int(case.counted)]


def range_of(ends: tuple[float, float]) -> str:
    """Return two shares in a hundred."""
    return f"{100 * ends[0]:.0f}–{100 * ends[1]:.0f}%"
