"""Recruitment: posts written for one person, relatives on the panel, interviews that turn the result round."""

from datetime import date
from statistics import median

from lianjing.county.ledgers.world import Site
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import OPEN, Step, each, judges_from, recruit, roomy, turn_about

_ORIGIN, _COLLEGE, _YEARS = "本县户籍", "湖北民族大学毕业", "具有三年以上乡村学校任教经历"
_BRANCH, _PAPER, _PRIZE = "学前教育专业（幼儿体育方向）", "持有国家二级心理咨询师证书", "获得过省级优质课一等奖"


def _post(places: int, qualified: int, *conditions: str) -> tuple[int, int, tuple[str, ...]]:
    return places, qualified, conditions


# Three narrow conditions begin the question, with one place and at most three people qualified.
_NARROW = (
    _post(1, 3, _ORIGIN, _BRANCH, _YEARS),
    _post(1, 2, _COLLEGE, _PAPER, "从教满三年"),
    _post(1, 3, "籍贯为建始县", _PRIZE, _BRANCH),
    _post(1, 2, _ORIGIN, _COLLEGE, _YEARS, _PAPER),
    _post(1, 1, _ORIGIN, _COLLEGE, _BRANCH, _YEARS, _PRIZE),
)
_OPEN = (  # places, qualified, conditions that are narrow; margin
    (_post(2, 3, _ORIGIN, _BRANCH, _YEARS), 0.0, "two places"),
    (_post(1, 3, _ORIGIN, _YEARS), -1 / 3, "two narrow conditions"),
    (_post(1, 4, _COLLEGE, _BRANCH, _PAPER), 1 / 3, "four people qualified"),
    (_post(1, 1, "户籍不限", "大学本科及以上学历", "普通话二级甲等证书"), -1.0, "a scarce subject, open conditions"),
    (_post(2, 2, _COLLEGE, _YEARS, _PAPER), 0.0, "two places"),
)


def posts_for_one_person(plot: Plot) -> None:
    """Plant posts for one person under three and more narrow conditions, and open ones that few applied for."""

    def tailored(post: tuple[int, int, tuple[str, ...]]) -> Step:
        def step(plot: Plot, site: Site) -> None:
            _offer(plot, site, post)
            margin = (len(post[2]) - 3) / 3
            why = f"one place, {post[1]} qualified, {len(post[2])} narrow conditions"
            plot.irregular(site.code, f"{site.code}-ZX", f"ZP2026ZX-{site.code}", margin, why)

        return step

    def fair(post: tuple[int, int, tuple[str, ...]], margin: float, why: str) -> Step:
        def step(plot: Plot, site: Site) -> None:
            _offer(plot, site, post)
            plot.innocent(site.code, f"{site.code}-ZX", f"ZP2026ZX-{site.code}", margin, why)

        return step

    each(plot, turn_about((tailored(post) for post in _NARROW), (fair(*post) for post in _OPEN)), roomy())


def _offer(plot: Plot, site: Site, post: tuple[int, int, tuple[str, ...]]) -> None:
    places, qualified, conditions = post
    marks = [(70 - 3.5 * number, 80.0 - number) for number in range(qualified)]
    recruit(plot, site, "ZX", marks, places, requirement="；".join((OPEN, *conditions)))


def relatives_on_the_panel(plot: Plot) -> None:
    """Plant candidates whom a declared relative marked, and relatives who judged somebody else or nobody."""
    irregular = [_judged_by_kin(relation) for relation in ("child", "spouse", "sibling", "collateral", "in_law")]
    innocent = [_kin_of_another_group, _kin_stayed_away, _kin_of_a_colleague, _kin_judged_elsewhere, _without_number]
    each(plot, turn_about(irregular, innocent), roomy())


def _panel(plot: Plot, site: Site, tag: str = "KG") -> tuple[list[int], list[str]]:
    places = recruit(plot, site, tag, [(68 - 1.5 * number, 83 - 0.7 * number) for number in range(6)])
    judges = plot["recruitment_scores"].columns["judges"][places[0]].strip("|").split("|")
    return places, judges


def _declare(plot: Plot, judge: str, candidate: int, relation: str, known: bool = True) -> None:
    row = plot["recruitment_scores"].row(candidate)
    plot["staff_relations"].add(
        school_code=judge.split("-")[0], staff_no=judge, relative_name=row["name"], relation=relation,
        relative_id=row["id_no"] if known else None, works_at=None, declared_on=date(2026, 4, 14),
    )  # fmt: skip


def _said(plot: Plot, site: Site, place: int, why: str, irregular: bool = False) -> None:
    row = plot["recruitment_scores"].row(place)
    say = plot.irregular if irregular else plot.innocent
    say(site.code, row["exam_no"], row["notice_no"], None, why)


def _judged_by_kin(relation: str) -> Step:
    def step(plot: Plot, site: Site) -> None:
        places, judges = _panel(plot, site)
        _declare(plot, judges[1], places[2], relation)
        _said(plot, site, places[2], f"a judge had declared the candidate ({relation}) and marked", irregular=True)

    return step


def _kin_of_another_group(plot: Plot, site: Site) -> None:
    places, judges = _panel(plot, site)
    others, _ = _panel(plot, site, "KH")
    judge = next(code for code in judges_from(plot, site, len(judges) + 1) if code not in judges)
    for place in others:
        plot["recruitment_scores"].put(place, judges=f"|{judge}|")
    _declare(plot, judge, places[1], "child")
    _said(plot, site, places[1], "the relative judged another group of the school")


def _kin_stayed_away(plot: Plot, site: Site) -> None:
    places, judges = _panel(plot, site)
    none = dict.fromkeys(("interview", "judge_high", "judge_low", "judge_median"))
    plot["recruitment_scores"].put(places[4], hired=False, **none)
    _declare(plot, judges[0], places[4], "sibling")
    _said(plot, site, places[4], "the candidate did not come to the interview and got no mark")


def _kin_of_a_colleague(plot: Plot, site: Site) -> None:
    places, judges = _panel(plot, site)
    schools = [plot.world.site_of[judge.split("-")[0]] for judge in judges]
    free = (person.code for school in schools for person in reversed(school.staff) if person.code not in judges)
    other = next(free)
    _declare(plot, other, places[0], "spouse")
    _said(plot, site, places[0], "a colleague of a judge declared the candidate, who did not judge")


def _kin_judged_elsewhere(plot: Plot, site: Site) -> None:
    places, judges = _panel(plot, site)
    took = plot["recruitment_scores"]
    rest = [code for code in judges if code != judges[2]]
    took.put(places[3], judges="|" + "|".join(rest) + "|")
    _declare(plot, judges[2], places[3], "collateral")
    _said(plot, site, places[3], "the relative stood aside for this candidate; the other four marked")


def _without_number(plot: Plot, site: Site) -> None:
    places, judges = _panel(plot, site)
    _declare(plot, judges[3], places[5], "in_law", known=False)
    _said(plot, site, places[5], "a relative of the same name without a number, who may be anybody")


_OTHERS = (78.0, 79.0, 79.5, 80.0, 80.5, 81.0, 81.5, 82.0, 82.5, 83.0)


def interviews_that_turn_round(plot: Plot) -> None:
    """Plant people hired from far behind by an interview out of line, and one judge far apart from the others.

    The interview is out of line from a robust score of 2.5 (0.6745 of the distance to the median, over the median
    distance); far behind is beyond twice the places; a judge is far apart from ten marks.
    """
    irregular = [
        _reversal(2.6, 1, 3, 0.04), _reversal(2.7, 4, 9, 0.08), _apart(10.4, 0.04), _apart(-11.2, 0.12),
        _reversal(4.0, 1, 5, 0.6),
    ]  # fmt: skip
    innocent = [
        _reversal(2.4, 1, 3, -0.04, False), _apart(10.0, 0.0, False), _reversal(3.6, 1, 2, 0.0, False), _two_apart,
        _few_sat,
    ]  # fmt: skip
    each(plot, turn_about(irregular, innocent), roomy())


def _reversal(score: float, quota: int, place: int, margin: float, irregular: bool = True) -> Step:
    def step(plot: Plot, site: Site) -> None:
        written = [75 - 0.3 * number for number in range(len(_OTHERS) + 1)]
        marks: list[tuple[float, float | None]] = list(zip(written, (*_OTHERS[: place - 1], 0.0, *_OTHERS[place - 1 :]),
                                                           strict=True))  # fmt: skip
        usual = median((*_OTHERS, 100.0))
        distance = median([abs(mark - usual) for mark in (*_OTHERS, 100.0)])
        marks[place - 1] = (written[place - 1], round(usual + score * distance / 0.6745, 2))
        rows = recruit(plot, site, "NZ", marks, quota)
        why = f"place {place} in writing for {quota}, hired by an interview with a robust score of {score}"
        _measured(plot, site, rows[place - 1], margin, why, irregular)

    return step


def _apart(by: float, margin: float, irregular: bool = True) -> Step:
    def step(plot: Plot, site: Site) -> None:
        rows = _ordinary_room(plot, site)
        _mark_apart(plot, rows[3], by)
        _measured(plot, site, rows[3], margin, f"one judge {by} from the judges' median, for this one alone", irregular)

    return step


def _two_apart(plot: Plot, site: Site) -> None:
    rows = _ordinary_room(plot, site)
    for row in rows[3:5]:
        _mark_apart(plot, row, 11.0)
        _measured(plot, site, row, 0.1, "a judge far apart for two candidates: a strict or generous judge", False)


def _few_sat(plot: Plot, site: Site) -> None:
    rows = _ordinary_room(plot, site, 7)
    _mark_apart(plot, rows[3], 12.0)
    _measured(plot, site, rows[3], -0.125, "seven interviewed: too few to compare", False)


def _ordinary_room(plot: Plot, site: Site, sat: int = 10) -> list[int]:
    return recruit(plot, site, "NZ", [(76.0 - number, _OTHERS[-1 - number]) for number in range(sat)], 2)


def _mark_apart(plot: Plot, place: int, by: float) -> None:
    usual = plot["recruitment_scores"].columns["judge_median"][place]
    plot["recruitment_scores"].put(place, **{"judge_high" if by > 0 else "judge_low": round(usual + by, 2)})


def _measured(plot: Plot, site: Site, place: int, margin: float, why: str, irregular: bool) -> None:
    row = plot["recruitment_scores"].row(place)
    say = plot.irregular if irregular else plot.innocent
    say(site.code, row["exam_no"], row["notice_no"], margin, why)
