"""Titles and appraisals: files used twice, honours while barred, too many excellent or the leaders among themselves."""

from datetime import date, timedelta
from math import ceil

from lianjing.county.ledgers.days import LAST
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import Rows, Step, by_person, each, ordinary, roomy, turn_about

_PAPER, _AWARD, _PROJECT = "教研论文", "优质课", "课题研究"
_BAR = 730  # days: a bar from honours of two years


def files_used_twice(plot: Plot) -> None:
    """Plant files of a title review that two people handed in, or one twice for one item; joint work and other items.

    There is no measure: one file is enough. The later copy is asked about, and both when they are of one year.
    """
    irregular = [_copied_across_schools, _copied_the_same_year, _used_again(True), _one_author_says_so, _copied_later]
    innocent = [_joint_work, _used_again(False), _two_items, _empty_file, _alike_not_equal]
    each(plot, turn_about(irregular, innocent), roomy())


def _hand_in(
    plot: Plot, school: str, code: str, year: int, item: str, file: str | None, result: str = "recommended"
) -> None:  # fmt: skip
    plot["title_reviews"].add(
        school_code=school, staff_no=code, year=year, item=item, apply_title="一级教师", vacancy=3, item_score=7.5,
        score=82.0, place=3, panel=f"|{school}-p001|{school}-p002|{school}-p003|", recused=None, file_hash=file,
        result=result, public_notice_no=f"GS{school}{year}ZC",
    )  # fmt: skip


def _file(plot: Plot) -> str:
    return f"{plot.chance.getrandbits(128):032x}"


def _two(site: Site) -> tuple[str, str]:
    return ordinary(site)[4].code, ordinary(site)[5].code


def _copied_across_schools(plot: Plot, site: Site) -> None:
    other, file = plot.world.sites[plot.world.sites.index(site) - 1], _file(plot)
    _hand_in(plot, other.code, other.staff[-1].code, 2024, _PAPER, file)
    _hand_in(plot, site.code, _two(site)[0], 2025, _PAPER, file)
    plot.irregular(site.code, _two(site)[0], "2025", None, "the paper of somebody at another school, a year later")


def _copied_the_same_year(plot: Plot, site: Site) -> None:
    file = _file(plot)
    for code, item in zip(_two(site), (_PAPER, _AWARD), strict=True):
        _hand_in(plot, site.code, code, 2025, item, file)
        plot.irregular(site.code, code, "2025", None, "one file of two people in one year")


def _used_again(same: bool) -> Step:
    def step(plot: Plot, site: Site) -> None:
        code, file = _two(site)[0], _file(plot)
        _hand_in(plot, site.code, code, 2024, _PROJECT, file)
        _hand_in(plot, site.code, code, 2025, _PROJECT if same else _AWARD, file)
        if same:
            plot.irregular(site.code, code, "2025", None, "one's own file for the same item a year later")
        else:
            plot.innocent(site.code, code, "2025", None, "one's own file, a year later for another item")

    return step


def _one_author_says_so(plot: Plot, site: Site) -> None:
    (one, other), file = _two(site), _file(plot)
    _hand_in(plot, site.code, one, 2024, f"{_PAPER}（合作，第一作者）", file)
    _hand_in(plot, site.code, other, 2025, _PAPER, file)
    plot.irregular(site.code, other, "2025", None, "joint work handed in as one's own")


def _copied_later(plot: Plot, site: Site) -> None:
    (one, other), file = _two(site), _file(plot)
    _hand_in(plot, site.code, one, 2024, _PROJECT, file)
    _hand_in(plot, site.code, other, 2025, _PROJECT, file)
    plot.irregular(site.code, other, "2025", None, "a colleague's project a year later")


def _joint_work(plot: Plot, site: Site) -> None:
    file = _file(plot)
    for place, code in enumerate(_two(site)):
        _hand_in(plot, site.code, code, 2025, f"{_PAPER}（合作，第{'一二'[place]}作者）", file)
        plot.innocent(site.code, code, "2025", None, "joint work that both declare")


def _two_items(plot: Plot, site: Site) -> None:
    code, file = _two(site)[0], _file(plot)
    for item in (_AWARD, _PROJECT):
        _hand_in(plot, site.code, code, 2025, item, file)
    plot.innocent(site.code, code, "2025", None, "one scan that proves two items of one year")


def _empty_file(plot: Plot, site: Site) -> None:
    for code in _two(site):
        _hand_in(plot, site.code, code, 2025, _AWARD, None)
        plot.innocent(site.code, code, "2025", None, "papers handed in on paper, without a file")


def _alike_not_equal(plot: Plot, site: Site) -> None:
    file = _file(plot)
    for number, code in enumerate(_two(site)):
        _hand_in(plot, site.code, code, 2025, _PAPER, f"{file[:-1]}{number}")
        plot.innocent(site.code, code, "2025", None, "files whose hashes differ in one sign")


def honoured_while_barred(plot: Plot) -> None:
    """Plant people rated excellent or put up for a title inside their bar; bars over the day before, lesser results.

    The margin is how long before the end of the bar (or after it) the decision fell, as a share of two years.
    """
    rated, reviewed = by_person(plot, "appraisals", "year"), by_person(plot, "title_reviews")
    told = plot.days.workday(date(2026, 1, 6))  # when results of 2025 were told
    shown = plot.days.workday(date(2025, 10, 20))  # when the titles of 2025 were put on notice

    def barred(decided: date, left: int, irregular: bool = False, result: str = "") -> Step:
        def step(plot: Plot, site: Site) -> None:
            code = next(each.code for each in ordinary(site)[6:] if (site.code, each.code) not in reviewed)
            rating = "excellent" if decided == told and not result else "qualified"
            _rate(plot, rated, site, code, rating)
            if decided == shown:
                _hand_in(plot, site.code, code, 2025, _PAPER, _file(plot), result or "recommended")
            end = decided + timedelta(days=left)
            start = end - timedelta(days=_BAR)
            plot["ethics_events"].add(
                school_code=site.code, staff_no=code, found_on=min(start, LAST), kind="qualification_locked",
                lock_from=start, lock_to=end,
            )  # fmt: skip
            say = plot.irregular if irregular else plot.innocent
            margin = (left - _BAR) / _BAR if left > _BAR else left / _BAR
            why = f"{result or 'honoured'}, decided {left} days before a bar of {_BAR} days ends"
            say(site.code, code, "2025", margin, why)

        return step

    irregular = [barred(told, 0, True), barred(shown, 30, True), barred(told, 20, True), barred(shown, 0, True),
                 barred(told, 300, True)]  # fmt: skip
    innocent = [barred(told, -1), barred(shown, -20), barred(told, _BAR + 1), barred(told, 45, result="qualified"),
                barred(shown, 60, result="not")]  # fmt: skip
    each(plot, turn_about(irregular, innocent), roomy())


def _rate(plot: Plot, rated: Rows, site: Site, code: str, result: str) -> None:
    """Give somebody this result for 2025 and an ordinary one for 2024; a colleague makes room for an excellent."""
    ledger = plot["appraisals"]
    ledger.put(rated[site.code, code, 2024][0], result="qualified")
    mine = rated[site.code, code, 2025][0]
    if result == "excellent" and ledger.columns["result"][mine] != result:
        for person in site.staff:
            place = rated[site.code, person.code, 2025][0]
            if person.code not in site.leaders and ledger.columns["result"][place] == "excellent":
                ledger.put(place, result="qualified")
                break
    ledger.put(mine, result=result)


def too_many_excellent(plot: Plot) -> None:
    """Plant schools above a fifth excellent, or whose leaders stand out two years running; exactly a fifth, one year.

    The margin is by people: how many are excellent against the most that a fifth, rounded up, allows; for leaders
    it is by the thirty points between their share and the teachers'.
    """
    rated = by_person(plot, "appraisals", "year")
    steps = turn_about(
        [_excellent(rated, 1, True), _leaders(rated, (2024, 2025), True), _excellent(rated, 1, True),
         _excellent(rated, 2, True), _leaders(rated, (2024, 2025), True)],
        [_excellent(rated, 0), _leaders(rated, (2025,)), _excellent(rated, 0), _excellent(rated, 0),
         _leaders(rated, (2024,))],
    )  # fmt: skip
    each(plot, steps, lambda site: len(site.staff) >= 34 and len(site.leaders) == 3)


def _excellent(rated: Rows, above: int, irregular: bool = False) -> Step:
    def step(plot: Plot, site: Site) -> None:
        most = ceil(len(site.staff) / 5)
        ledger, barred = plot["appraisals"], set(plot["ethics_events"].columns["staff_no"])
        places = [rated[site.code, person.code, 2025][0] for person in site.staff if person.code not in site.leaders]
        now = sum(ledger.columns["result"][rated[site.code, each.code, 2025][0]] == "excellent" for each in site.staff)
        free = [place for place in places if ledger.columns["result"][place] != "excellent"]
        free = [place for place in free if ledger.columns["staff_no"][place] not in barred]
        for place in free[: max(0, most + above - now)]:
            ledger.put(place, result="excellent")
        say = plot.irregular if irregular else plot.innocent
        say(site.code, site.code, "2025", above / most, f"{most + above} excellent of {len(site.staff)}")

    return step


def _leaders(rated: Rows, years: tuple[int, ...], irregular: bool = False) -> Step:
    """Two of three leaders excellent in these years; in the other year none of them."""

    def step(plot: Plot, site: Site) -> None:
        ledger, count = plot["appraisals"], len(site.staff) - len(site.leaders)
        for year in (2024, 2025):
            for number, code in enumerate(site.leaders):
                honoured = year in years and number < 2
                ledger.put(rated[site.code, code, year][0], result="excellent" if honoured else "qualified")
            others = [rated[site.code, each.code, year][0] for each in site.staff if each.code not in site.leaders]
            best = [place for place in others if ledger.columns["result"][place] == "excellent"]
            for place in best[: max(0, len(best) + 2 - ceil(len(site.staff) / 5))]:
                ledger.put(place, result="qualified")
        share = sum(ledger.columns["result"][place] == "excellent" for place in others) / count
        say = plot.irregular if irregular else plot.innocent
        margin = (2 / 3 - share - 0.3) / 0.3 if irregular else -0.5
        say(site.code, site.code, "2025", margin, f"two of three leaders excellent in {years}")

    return step
