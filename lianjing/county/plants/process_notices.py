"""Public notices: results nobody was told, notices cut short or left up, numbers of people on public pages."""

from datetime import date, timedelta
from typing import Any

from lianjing.county.ledgers.book import together
from lianjing.county.ledgers.days import LAST
from lianjing.county.ledgers.money import hands_of
from lianjing.county.ledgers.papers import post_notice
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import Step, each, turn_about

_LEAST = 500_000  # fen: the lowest tier of the schools' own purchases
_IN_TIME = 20  # working days in which a result is made public
_UP = date(2026, 4, 13)


def results_nobody_was_told(plot: Plot) -> None:
    """Plant results of 5,000 yuan and more without a notice after 20 working days; smaller, newer, exempt ones.

    The margin is that of the sum or of the time, whichever lies nearer to where the question begins.
    """
    told: dict[str, list[int]] = {}
    for place, subject in enumerate(plot["notices"].columns["subject_no"]):
        told.setdefault(subject or "", []).append(place)
    gone: list[int] = []
    irregular = [_bought(520_000, 21, True), _notice_lost(told, gone), _bought(560_000, 23, True),
                 _bought(1_200_000, 21, True), _notice_lost(told, gone)]  # fmt: skip
    secret, failed = {"exempt_doc": "建财函〔2026〕7号"}, {"status": "unsuccessful"}
    innocent = [_bought(490_000, 34), _bought(800_000, 20), _bought(475_000, 28), _bought(900_000, 45, **secret),
                _bought(700_000, 45, **failed)]  # fmt: skip
    each(plot, turn_about(irregular, innocent), lambda site: not site.small)
    plot["notices"].drop(gone)


def _notice_lost(told: dict[str, list[int]], gone: list[int]) -> Step:
    """A purchase of last year, paid for long ago, whose notice is missing."""

    def step(plot: Plot, site: Site) -> None:
        ledger = plot["procurements"]
        mine = [place for place in ledger.places(school_code=site.code, method="three_quotes")
                if ledger.columns["award_amount"][place] >= _LEAST]  # fmt: skip
        place = plot.chance.choice(mine)
        number, amount = ledger.columns["proc_no"][place], ledger.columns["award_amount"][place]
        gone.extend(told[number])
        plot.irregular(site.code, number, "", (amount - _LEAST) / _LEAST, "bought long ago; the notice is missing")

    return step


def _back(plot: Plot, working: int) -> date:
    """Return the day that lies `working` working days before the day of asking."""
    day = LAST
    while working:
        working -= plot.days.works(day)
        day -= timedelta(days=1)
    while not plot.days.works(day):
        day -= timedelta(days=1)
    return day


def _bought(amount: int, waited: int, irregular: bool = False, **said: Any) -> Step:
    """A small purchase over the summer, awarded `waited` working days ago, not on notice."""

    def step(plot: Plot, site: Site) -> None:
        hands, day, number = hands_of(site), _back(plot, waited), f"CG{site.code}2026XJ"
        ledger = plot["procurements"]
        used = {ledger.columns["winner_code"][place] for place in ledger.places(school_code=site.code)}
        free = [firm.uscc for firm in plot.world.firms("家具", "办公用品") if firm.uscc not in used]
        free = free or [firm.uscc for firm in plot.world.firms() if firm.uscc not in used]
        cells = {
            "title": f"{site.unit.alias}课桌椅修配", "budget_item": "公用-日常", "category": "A0602", "kind": "goods",
            "budget_amount": round(amount * 1.1), "method": "direct", "noticed_on": day, "opened_on": day,
            "awarded_on": day, "result_noticed_on": None, "winner_code": plot.chance.choice(free) if free else None,
            "award_amount": amount, "status": "complete", "judges": together(hands.witness, hands.checker),
            "handler_no": hands.handler, "requester_no": site.hand("JW"), "currency": "CNY",
        }  # fmt: skip
        ledger.add(school_code=site.code, proc_no=number, **{**cells, **said})
        margin = min((amount - _LEAST) / _LEAST, (waited - _IN_TIME) / _IN_TIME, key=abs)
        if amount < _LEAST:
            margin = (amount - _LEAST) / _LEAST
        say = plot.irregular if irregular else plot.innocent
        why = f"{amount / 100:.0f} yuan, awarded {waited} working days ago, not on notice"
        say(site.code, number, "", None if said else margin, f"{why}{f', {min(said)} says why' if said else ''}")

    return step


def _posted(plot: Plot, site: Site, days: int, up: date, item: str = "RS-01") -> int:
    """Post a notice of `days` working days and return its place."""
    hands, number = hands_of(site), f"GS{site.code}2026{plot.model[-2:]}"
    post_notice(plot.world, site, number, item, "拟聘用人员公示", None, up, hands.handler, hands.approver)
    place = plot["notices"].length - 1
    plot["notices"].put(place, workdays=days, plan_off_on=plot.days.after(up, days + 1))
    return place


def notices_cut_short(plot: Plot) -> None:
    """Plant notices that came down, or were changed, before their working days were over; full ones, disclosures.

    Days count from the day after the notice went up, or was changed, to the day it came down.
    """

    def shown(days: int, counted: int, irregular: bool = False, changed: int = 0, standing: bool = False) -> Step:
        def step(plot: Plot, site: Site) -> None:
            place, again = _posted(plot, site, days, _UP), plot.days.after(_UP, changed)
            plot["notices"].put(
                place, off_on=plot.days.after(again, counted), changed_on=again if changed else None,
                kind="disclosure" if standing else "notice",
            )  # fmt: skip
            say = plot.irregular if irregular else plot.innocent
            why = f"{counted} of {days} working days{f', counted from a change on day {changed}' if changed else ''}"
            margin = None if standing else (counted - days) / days
            say(site.code, plot["notices"].columns["notice_no"][place], "", margin, why)

        return step

    irregular = [shown(7, 6, True), shown(10, 9, True), shown(7, 6, True, changed=3), shown(5, 4, True),
                 shown(5, 2, True)]  # fmt: skip
    innocent = [shown(7, 7), shown(5, 5), shown(7, 7, changed=4), shown(10, 10), shown(20, 3, standing=True)]
    each(plot, turn_about(irregular, innocent), lambda site: True)


def notices_left_up(plot: Plot) -> None:
    """Plant notices still up two working days and more after their end; one working day, a weekend, disclosures."""

    def left(end: date, working: int, irregular: bool = False, standing: bool = False, down: bool = False) -> Step:
        def step(plot: Plot, site: Site) -> None:
            place = _posted(plot, site, 5, plot.days.workday(end - timedelta(days=8)))
            plot["notices"].put(
                place, plan_off_on=end, off_on=end if down else None, kind="disclosure" if standing else "notice"
            )  # fmt: skip
            say = plot.irregular if irregular else plot.innocent
            margin = None if standing or down else float(working - 1)
            say(site.code, plot["notices"].columns["notice_no"][place], "", margin, f"its end was {end}")

        return step

    irregular = [left(date(2026, 8, 27), 2, True), left(date(2026, 8, 26), 3, True), left(date(2026, 8, 14), 11, True),
                 left(date(2026, 6, 12), 55, True), left(date(2026, 5, 15), 75, True)]  # fmt: skip
    innocent = [left(date(2026, 8, 28), 1), left(date(2026, 8, 29), 1), left(date(2026, 8, 30), 1),
                left(date(2026, 8, 28), 1), left(date(2026, 6, 12), 55, standing=True)]  # fmt: skip
    each(plot, turn_about(irregular, innocent), lambda site: True)


def numbers_on_public_pages(plot: Plot) -> None:
    """Plant public papers in which the scan found numbers of people, and clean ones; there is no measure."""

    def scanned(item: str, hits: int | None, irregular: bool, why: str, **said: Any) -> Step:
        def step(plot: Plot, site: Site) -> None:
            if item in ("ST-04", "CW-05"):
                number = f"GK{site.code}{plot.days.terms[-1].name}{item}"
                place = plot["notices"].places(school_code=site.code, notice_no=number)[0]
            else:
                place = _posted(plot, site, 5, _UP, item)
            plot["notices"].put(place, scan_hits=hits, **said)
            say = plot.irregular if irregular else plot.innocent
            say(site.code, plot["notices"].columns["notice_no"][place], "", None, why)

        return step

    irregular = [
        scanned("ST-04", 3, True, "accounts and telephones in the canteen's account"),
        scanned("RS-01", 1, True, "one identity number in a notice of hiring"),
        scanned("CW-05", 14, True, "pupils' numbers on the board of fees"),
        scanned("RS-03", 2, True, "identity numbers in a notice of titles"),
        scanned("CW-03", 1, True, "a telephone in the result of a purchase"),
    ]
    innocent = [
        scanned("ST-04", 0, False, "masked and posted anew", changed_on=date(2026, 4, 20)),
        scanned("RS-01", 0, False, "the notice number looks like an identity number", title="公示 420822202604130017"),
        scanned("CW-05", 0, False, "objections, and nothing found", objections=2),
        scanned("RS-03", None, False, "not scanned"),
        scanned("CW-03", 0, False, "an office's telephone, left out of the scan"),
    ]
    each(plot, turn_about(irregular, innocent), lambda site: True)
