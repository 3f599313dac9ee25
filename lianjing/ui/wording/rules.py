"""Refusals of the pure rules: money, periods, working time, dated figures, content files."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MONEY = {
    "empty": _("there is no figure in it"),
    "not_a_number": _("it is not an amount of money"),
    "ambiguous": _("it can be read as two different amounts"),
    "after_yuan": _("what stands after the yuan cannot be read"),
    "point": _("what stands after the point cannot be read"),
    "two_signs": _("it has two minus signs"),
    "too_long": _("it is too long"),
}


def money_unreadable(facts: dict[str, Any]) -> str:
    """Return why an amount could not be read, and how to write it."""
    return gettext('"%(text)s" cannot be read as money: %(why)s. Write it in figures, for example 1234.50.') % {
        "text": facts["text"],
        "why": str(MONEY[facts["why"]]),
    }


def vacations_too_short(facts: dict[str, Any]) -> str:
    """Return which days the school calendar covers, if any."""
    if facts["last"] is None:
        return gettext("There is no school calendar. Add the county's terms and vacations to legal/school_days.yaml.")
    return (
        gettext(
            "The school calendar reaches from %(first)s to %(last)s, not to %(day)s. "
            "Add the later terms and vacations to legal/school_days.yaml."
        )
        % facts
    )


def content_wrong(facts: dict[str, Any]) -> str:
    """Return how many faults the content files have, and the first of them with file and line."""
    return (
        gettext("The content files have %(count)s faults. The first: %(first)s. `lianjing check` lists them all.")
        % facts
    )


SENTENCES: dict[str, Any] = {
    "money_unreadable": money_unreadable,
    "money_too_fine": _('"%(text)s" has parts of a fen. Write at most two decimals; nothing is rounded for you.'),
    "money_out_of_range": _("%(yuan)s yuan is beyond %(limit)s yuan. Check the figure and its unit."),
    "part_of_nothing": _("A share of %(denominator)s parts is no share. Give 1 part or more."),
    "shares_too_few": _("Money cannot be split into %(shares)s shares. Give at least %(at_least)s."),
    "period_backwards": _("The period from %(first)s to %(last)s runs backwards. Put the earlier day first."),
    "period_open": _("The period from %(first)s has no end yet, so its months cannot be listed. Give it a last day."),
    "school_year_unreadable": _('"%(text)s" is no school year. Write two years that follow each other: 2026-2027.'),
    "term_outside_year": _("The term %(term)s must lie between %(first)s and %(last)s. Correct its days or its year."),
    "terms_overlap": _("%(day)s lies in more than one term. Correct the terms in legal/school_days.yaml."),
    "calendar_too_short": _(
        "%(day)s is outside the working calendar, which reaches from %(first)s to %(last)s. "
        "Add the State Council's calendar of that year to legal/calendar."
    ),
    "vacations_too_short": vacations_too_short,
    "days_negative": _("A time limit cannot be %(days)s days. Give 0 or more."),
    "deadline_never": _(
        "The clock that began on %(start)s has stood still since %(paused_since)s. End the pause first."
    ),
    "notice_without_days": _("A public notice cannot run %(days)s days. Give at least 1 working day."),
    "notice_too_short": _(
        "This notice, posted on %(posted)s, runs %(days)s working days until %(ends)s; it needs at least %(at_least)s "
        "(figure %(source)s). Choose %(earliest)s or later as its last day."
    ),
    "quiet_hours_wrong": _("Quiet hours from %(begins)s to %(ends)s do not run over midnight. Swap the two."),
    "time_without_zone": _("The time %(moment)s has no time zone. Give it one, for example +08:00."),
    "parameter_missing": _("There is no figure called %(parameter)s. Add it under legal/parameters."),
    "parameter_not_in_force": _("The figure %(parameter)s begins on %(first)s and is not in force on %(on)s."),
    "parameter_unknown_value": _(
        "The figure %(parameter)s has not been known since %(since)s. Look it up and add it under legal/parameters."
    ),
    "parameter_not_whole": _("The figure %(parameter)s is %(value)s; a whole number is needed here."),
    "parameter_not_time": _("The figure %(parameter)s counts %(unit)s and is no time limit. Name another figure."),
    "content_wrong": content_wrong,
    "content_missing": _("The content file %(file)s is missing in %(folder)s. Put it back from the installation."),
    "content_kind_unknown": _("%(kind)s is no kind of content file. The kinds are: %(kinds)s."),
}
