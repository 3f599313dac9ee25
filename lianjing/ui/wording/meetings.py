"""The joint meeting in words: kinds of matter, lines of an agenda, outcomes, figures, refusals."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lianjing.access import modelbook, rulebook
from lianjing.domain.agenda import Matter
from lianjing.ui.wording import states

MATTERS: dict[str, Any] = {
    Matter.RESOLVED: _("What was resolved before"),
    Matter.FINDINGS: _("What supervision found"),
    Matter.REFORM: _("Important matters and work of education reform"),
    Matter.SHARING: _("Information shared"),
    Matter.WARNING: _("Circulars and warnings"),
    Matter.LESSONS: _("Discipline and law told by cases"),
    Matter.VIEWS: _("Views exchanged"),
    Matter.ANALYSIS: _("The quarter weighed"),
}
SIDES: dict[str, Any] = {"commission": _("County commission"), "bureau": _("Education bureau")}
OUTCOMES: dict[str, Any] = {
    "inform": _("Noted"),
    "decision": _("Decision"),
    "task": _("Task"),
    "end": _("End the resolution"),
}
FIGURES: dict[str, tuple[Any, Any]] = {
    "reviewed": (_("Answers reviewed in time"), _("of the answers whose review fell due")),
    "directed": (_("Directives reviewed in time"), _("of the directives whose review fell due")),
    "recused": (_("Recusals decided in time"), _("of the recusals somebody had to decide")),
    "met": (_("Joint meetings held"), _("of the quarters that called for one")),
    "confirmed": (_("Minutes signed in time"), _("of the minutes that both sides had to sign")),
    "resolved": (_("Resolutions reported in time"), _("of the resolutions that fell due")),
    "verified": (_("Resolutions verified in time"), _("of the reports that the other side had to verify")),
    "flagged": (_("Asked about"), _("of the schools whose rows could be asked")),
    "answered": (_("Answered in time"), _("of the questions whose answer fell due")),
    "rectified": (_("Put right in time"), _("of the rectifications that fell due")),
    "undisclosed": (_("Not disclosed"), _("of the disclosures that fell due")),
    "overdue": (_("Still overdue"), _("of everything that fell due")),
    "standing": (_("In this state"), _("of all of this kind in the quarter")),
}
KINDS_OF_RECORD: dict[str, tuple[str, Any]] = {  # table -> its machine, and what one is called
    "redflag": ("red_flag", _("Red flag")),
    "disclosure": ("disclosure", _("Disclosure")),
    "rectification": ("rectification", _("Rectification")),
}


def quarter(code: str) -> str:
    """Return a quarter in words."""
    year, number = code[:4], code[-1]
    if (get_language() or "zh").startswith("zh"):
        number = "\u4e00\u4e8c\u4e09\u56db"[int(number) - 1]
    return gettext("quarter %(number)s of %(year)s") % {"number": number, "year": year}


def standing(code: str) -> str:
    """Return a kind of record and its state in words, from redflag.answered. Raises KeyError for what nobody worded."""
    table, _dot, state = code.partition(".")
    machine, kind = KINDS_OF_RECORD[table]
    return gettext("%(kind)s: %(state)s") % {"kind": kind, "state": states.state(machine, state)[1]}


def size(code: str) -> str:
    """Return a size class in words."""
    return gettext("Schools of size class %(size)s") % {"size": code}


def power(code: str) -> str:
    """Return the name of a power, or that a case is of no single one."""
    if not code:
        return gettext("Across powers")
    name = rulebook.powers().names.get(code)
    return f"{code} {name.say(get_language() or 'zh')}" if name else code


def line(code: str, facts: Mapping[str, Any]) -> str:
    """Return a gathered line of an agenda as a sentence. Raises KeyError for a code that nobody worded."""
    return _LINES[code](facts)


def _resolution(facts: Mapping[str, Any]) -> str:
    due = parse_date(facts["due"])
    return gettext("%(words)s (%(lead)s, due %(due)s, set in %(quarter)s; now: %(state)s)") % {
        "words": facts["words"].rstrip("\u3002."),
        "lead": facts["lead"],
        "due": date_format(due, "DATE_FORMAT") if due else "",
        "quarter": quarter(facts["quarter"]),
        "state": states.state("resolution", facts["state"])[1],
    }


def _relapse(facts: Mapping[str, Any]) -> str:
    said = gettext("%(unit)s: what had been put right came back, and the rectification was opened again")
    return said % {"unit": facts["unit"]}


def _flags(facts: Mapping[str, Any]) -> str:
    said = gettext(
        "Red flags: %(put)s questions put, %(answered)s answered; closed as explained %(explained)s, as put right "
        "%(corrected)s, passed to rectification %(rectify)s"
    )
    return said % facts


def _problems(facts: Mapping[str, Any]) -> str:
    if not facts["areas"]:
        return gettext("Problems closed: none")
    few = gettext("fewer than %(least)s") % {"least": facts["least"]}
    told = [
        gettext("%(area)s %(many)s") % {"area": area_name(area), "many": many or few} for area, many in facts["areas"]
    ]
    return gettext("Problems closed: %(told)s") % {"told": gettext(", ").join(told)}


def _rectifications(facts: Mapping[str, Any]) -> str:
    if not facts:
        return gettext("Rectifications: none opened, none closed")
    said = gettext("Rectifications: %(opened)s opened, %(closed)s closed, %(late)s late")
    return said % facts


def _powers(facts: Mapping[str, Any]) -> str:
    consulting = facts["consulting"]
    heard = ngettext("%(n)s version is being consulted about", "%(n)s versions are being consulted about", consulting)
    heard %= {"n": consulting}
    if not facts["powers"]:
        return gettext("Powers: no new version took effect; %(heard)s") % {"heard": heard}
    names = gettext(", ").join(power(code) for code in facts["powers"])
    return gettext("Powers: new versions in force of %(names)s; %(heard)s") % {"names": names, "heard": heard}


def _grey(facts: Mapping[str, Any]) -> str:
    if not facts["schools"]:
        return gettext("Data handed in: no school's rows have been asked yet")
    said = gettext("Data handed in: %(grey)s of %(schools)s schools lack a table for some question, and are grey there")
    return said % facts


def _suspended(facts: Mapping[str, Any]) -> str:
    known, language = modelbook.models(), get_language() or "zh"
    names = [known[code].title.say(language) if code in known else code for code in facts["models"]]
    return gettext("Models that suspended themselves: %(names)s") % {"names": gettext(", ").join(names)}


def _undisclosed(facts: Mapping[str, Any]) -> str:
    return gettext("Disclosures overdue: %(overdue)s at %(units)s units") % facts


def _overdue(facts: Mapping[str, Any]) -> str:
    return gettext("Questions whose answer or review is overdue: %(flags)s") % facts


def _unanswered(facts: Mapping[str, Any]) -> str:
    return gettext("Directives unanswered at every level: %(directives)s") % facts


def _lessons(facts: Mapping[str, Any]) -> str:
    if not facts["areas"]:
        return gettext("Lessons from cases: fewer than %(least)s alike were closed, so none is told") % facts
    names = gettext(", ").join(area_name(area) for area in facts["areas"])
    return gettext("Lessons from cases, at least %(least)s alike: %(names)s") % {**facts, "names": names}


def _views(facts: Mapping[str, Any]) -> str:
    return gettext("Views that both sides exchanged in writing")


def _quarter(facts: Mapping[str, Any]) -> str:
    return gettext("This quarter in figures: %(put)s questions put, %(before)s in the days before") % facts


def area_name(area: str) -> str:
    """Return the name of an area of powers, "" being those that are too few to be told apart."""
    words = rulebook.library().labels.page.get(_AREAS.get(area, ""))
    return words.say(get_language() or "zh") if words else gettext("other areas")


_AREAS = {
    "ZS": "area_enrolment",
    "RS": "area_staff",
    "JF": "area_materials",
    "ZZ": "area_aid",
    "ST": "area_canteen",
    "CW": "area_finance",
}
_LINES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "resolution": _resolution,
    "relapse": _relapse,
    "flags": _flags,
    "problems": _problems,
    "rectifications": _rectifications,
    "powers": _powers,
    "grey": _grey,
    "suspended": _suspended,
    "undisclosed": _undisclosed,
    "overdue": _overdue,
    "unanswered": _unanswered,
    "lessons": _lessons,
    "views": _views,
    "quarter": _quarter,
}

SENTENCES: dict[str, Any] = {
    "quarter_unreadable": _("There is no quarter %(code)s. A quarter is written like 2026Q4."),
    "meeting_day_outside": _("The meeting of this quarter sits from %(first)s to %(last)s. Choose a day in between."),
    "meeting_day_early": _("Papers are read for some days before the meeting: the first possible day is %(first)s."),
    "meeting_day_off": _("That is not a working day. Choose another."),
    "view_not_now": _("Views are written while the agenda is gathered, before the papers go out."),
    "view_empty": _("Write at least one sentence, even if your side has nothing to add."),
    "view_long": _("%(length)s signs are too many: at most %(limit)s."),
    "agenda_closed": _("The agenda can be changed until the session opens. It can no longer be changed."),
    "line_must_stay": _("Only the meeting itself can end this. It comes back to every agenda until then."),
    "matter_unknown": _("Choose one of the plan's kinds of matter."),
    "reason_missing": _("Say what, and why, in a few words."),
    "words_long": _("%(length)s signs are too many: at most %(limit)s."),
    "not_in_session": _("Outcomes are entered only while the meeting sits."),
    "line_struck": _("This line was struck from the agenda."),
    "outcome_kind": _("Choose: noted, decision or task. Ending is for resolutions of earlier meetings."),
    "outcome_words": _("Write what was decided."),
    "lead_missing": _("A task has exactly one lead body. Choose it."),
    "due_past": _("The last day must lie in the future."),
    "meeting_signed_already": _("Your side has signed these minutes already."),
}
