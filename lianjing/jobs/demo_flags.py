"""Half of the first night's questions are answered by the demo's own officers, and some reviewed: every kind once."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lianjing.access import policy, questions, reviewing
from lianjing.access.flag_papers import Paper
from lianjing.access.posts import current_holders, seat_for
from lianjing.domain.answers import CORRECTED, WRONG_ROWS
from lianjing.domain.authority import Action, Role, Seat
from lianjing.records.doors import unscoped
from lianjing.records.models import Org, RedFlag
from lianjing.rooms.redflags import usecases
from lianjing.ui.wording.redflags import answers

_WHY = "the demo acts as its own people"
_PAPER = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n"
_WORDS = (
    gettext_noop("Looked at the day's delivery notes: it is so, for the reason ticked; a copy of the book follows."),
    gettext_noop("The officer changed last month; two lines were entered later, the papers are in the office."),
    gettext_noop("Compared with storekeeper and acceptor: the amounts agree, priced as fixed at the start of term."),
)
_REVIEWED = (
    gettext_noop("The attachment agrees with the ledger; the reason holds."),
    gettext_noop("The supplier was called and confirms it; nothing unusual."),
)


def run(story: Org, now: datetime) -> int:
    """Answer until half of the night's ordinary questions are answered; return how many were answered here.

    What casework answered before counts. The story's school answers for itself, in front of who watches, as far as the
    others suffice. Doing it again changes nothing.
    """
    night = unscoped(RedFlag, reason=_WHY).filter(sealed=False, danger="", asked_at__isnull=False)
    wanted = (night.count() + 1) // 2 - night.filter(answered_at__isnull=False).count()
    if wanted <= 0:
        return 0
    waiting = list(night.filter(state="self_check").select_related("org__parent").order_by("pk"))
    others, own = ([flag for flag in waiting if (flag.org_id == story.pk) is at] for at in (False, True))
    answered: list[RedFlag] = []
    for flag in [*others[::2], *others[1::2], *own[1:]]:
        if len(answered) < wanted and _answer(flag, now):
            answered.append(flag)
    for number, flag in enumerate(answered[::4]):
        (_close if number % 2 == 0 else _send_back)(flag, now)
    return len(answered)


def _answer(flag: RedFlag, now: datetime) -> bool:
    seat = next(iter(_officers(flag, now)), None)
    if seat is None:
        return False
    innocent = [code for code, _said in answers(flag)[0][1]]
    support = (innocent[0] if innocent else CORRECTED, CORRECTED, WRONG_ROWS)[flag.pk % 3]
    words = _(_WORDS[flag.pk % len(_WORDS)])
    papers = [Paper(_("Note with the explanation.pdf"), _PAPER)] if flag.pk % 4 == 0 else []
    usecases.explain(post=seat, flag=flag, explanation=words, support=support, papers=papers, now=now)
    return True


def _officers(flag: RedFlag, now: datetime) -> list[Seat]:
    return [
        seat
        for post in questions.posts_with_role(Role.CLERK, flag.org.path, now.date())
        for person in current_holders(post, now.date())
        if policy.may(seat := seat_for(person, post, now.date()), Action.FLAG_ANSWER, flag)
    ]


def _reviewer(flag: RedFlag, now: datetime) -> Seat | None:
    found = next(reviewing.free(flag, now.date()), None)
    return seat_for(found[1], found[0], now.date()) if found else None


def _close(flag: RedFlag, now: datetime) -> None:
    seat = _reviewer(flag, now)
    if seat:
        usecases.dismiss(post=seat, flag=flag, reason=_(_REVIEWED[flag.pk % len(_REVIEWED)]), now=now)


def _send_back(flag: RedFlag, now: datetime) -> None:
    seat = _reviewer(flag, now)
    if seat:
        usecases.send_back(
            post=seat, flag=flag, missing=_("Add the acceptance note of the day, and who accepted."), now=now
        )
