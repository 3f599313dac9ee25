"""What the desks say: their titles, and what this week holds."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lianjing.domain.authority import Role

TITLE = _("My desk")
TITLES: dict[Role, Any] = {
    Role.CLERK: _("This week"),
    Role.PRINCIPAL: _("For me to decide"),
    Role.TEACHER: _("Mine"),
    Role.GROUP_LEADER: _("To be done this week"),
    Role.TEAM_INSPECTOR: _("Monday"),
    Role.BUREAU_CHIEF: _("Monday"),
}
MONDAY_TITLE = _("Monday page")
MONDAY_FOOT = _("Only what the reader may read; nothing here says that anybody has done wrong. No rank, no total.")


def this_week(total: int, due: int, overdue: int) -> str:
    """Return in a sentence what the week holds: late, due until Sunday, later, or nothing at all."""
    if not total:
        return gettext("Nothing waits for you.")
    if overdue:
        late = ngettext("%(count)s is past its day", "%(count)s are past their day", overdue) % {"count": overdue}
        if due == overdue:
            return gettext("%(late)s.") % {"late": late}
        rest = ngettext("%(count)s more is due by Sunday", "%(count)s more are due by Sunday", due - overdue)
        return gettext("%(late)s; %(rest)s.") % {"late": late, "rest": rest % {"count": due - overdue}}
    if due:
        return ngettext("%(count)s is due by Sunday.", "%(count)s are due by Sunday.", due) % {"count": due}
    return gettext("Nothing is due this week.")


def under(post: str, monday: date) -> str:
    """Return the line under the title of the paper: for whom, and the week."""
    return gettext("%(post)s · week from %(day)s") % {"post": post, "day": date_format(monday, "DATE_FORMAT")}
