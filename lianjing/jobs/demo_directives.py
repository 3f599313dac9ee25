"""Directives of the demo: seven in different states at one school, by the use cases of everybody.

One was accepted since its issuer let the days pass, one repeats another and is contested, one waits for the
principal, one is late, one is answered, one is done, and one is a draft that asks for too much.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lianjing.access.posts import in_force, seat_for
from lianjing.domain.authority import Role, Seat
from lianjing.domain.worktime import CHINA
from lianjing.records.doors import unscoped
from lianjing.records.models import Directive, Holding, Matter, Org
from lianjing.rooms.directives.usecases import clocks, deciding, issuing, receiving

_WHY = "the demo acts as its own people"


@transaction.atomic  # killed half-way, the next start would find one and leave the others out
def run(school: Org, now: datetime) -> int:
    """Let the bureau demand things of a school; return how many. Doing it again changes nothing."""
    if unscoped(Directive, reason=_WHY).exists():
        return 0
    today = now.astimezone(CHINA).date()
    people = {role: _seat(role, school, today) for role in _ROLES}
    if None in people.values() or not unscoped(Matter, reason=_WHY).filter(org=school).exists():
        return 0
    story = _Story(school, people, today)
    story.unreviewed()
    story.done()
    story.late()
    story.answered()
    story.contested()
    story.waiting()
    story.too_much()
    return unscoped(Directive, reason=_WHY).count()


_BUS = gettext_noop("Look through this year's contract of the campus bus: price asked of three, checks, insurance.")
_CANTEEN = gettext_noop(
    "Check the term's purchases of the canteen against the power list: contract, acceptance, payment, row by row."
)
_SURPLUS = gettext_noop("Give back to the pupils what the meal fees of last term left over, and show the list.")
_TWO = gettext_noop("Show that every acceptance of last month was signed by two persons.")
_ROLES = (Role.BUREAU_OFFICER, Role.SECTION_OFFICER, Role.PRINCIPAL, Role.CLERK)


class _Story:
    """The parts of the story, oldest first; the days are counted back from today."""

    def __init__(self, school: Org, people: dict[Role, Seat], today: date) -> None:
        self._school, self._people, self._today = school, people, today

    def unreviewed(self) -> None:
        """The reply came in time, its issuer looked at nothing: it counts as accepted, and that is the issuer's."""
        made = self._issued(Role.SECTION_OFFICER, 30, _("Check of the campus bus contract"), _BUS, due=14)
        self._answered(made, 21)
        clocks.accept_by_silence(directive=made, now=self._at(12))

    def done(self) -> None:
        """Last month's self-check of the canteen, accepted in time: the one that others repeat."""
        made = self._issued(Role.BUREAU_OFFICER, 40, self._canteen(), _CANTEEN, due=12, power="ST-03", topic="food")
        self._answered(made, 33)
        deciding.accept(post=self._people[Role.BUREAU_OFFICER], directive=made, now=self._at(31))

    def late(self) -> None:
        """Signed for and not answered: the principal was called, then the group's leader."""
        made = self._issued(Role.BUREAU_OFFICER, 24, _("Returning the surplus of meal fees"), _SURPLUS, due=19)
        receiving.sign(post=self._people[Role.PRINCIPAL], directive=made, now=self._at(23))
        for days in (4, 1):
            clocks.call_level(directive=made, now=self._at(days))

    def answered(self) -> None:
        """Answered yesterday, with the issuer."""
        made = self._issued(Role.BUREAU_OFFICER, 9, _("Two persons at every acceptance"), _TWO, due=14, topic="food")
        self._answered(made, 1)

    def contested(self) -> None:
        """A section asks for what the supervision office was given last month; the principal objected with one tap."""
        made = self._issued(
            Role.SECTION_OFFICER, 2, _("On sending the canteen purchasing self-check once more"), _CANTEEN, due=7
        )
        receiving.contest(post=self._people[Role.PRINCIPAL], directive=made, ground="duplicate", now=self._at(1))

    def waiting(self) -> None:
        """Another one of the kind, waiting to be signed for or objected to."""
        self._issued(Role.SECTION_OFFICER, 0, _("Canteen purchasing self-check: statistics"), _CANTEEN, due=9)

    def too_much(self) -> None:
        """A table of thirty columns for four weeks: it cannot be issued like this."""
        issuing.draft_for(
            post=self._people[Role.BUREAU_OFFICER],
            org=self._school,
            title=_("Urgent: table of the canteen, 30 columns, weekly"),
            text=_("Fill in 30 columns for each of four weeks, today before work ends."),
            basis=_("By telephone"),
            due_on=self._today + timedelta(days=1),
            kind="listed",
            asked_values=120,
            filled_by="clerk",
            now=self._at(0),
        )

    def _issued(self, role: Role, ago: int, title: str, text: str, *, due: int, **more: str) -> Directive:
        told = {"title": title, "text": _(text), "basis": _("County education bureau, supervision plan of the term")}
        day, post, at = self._today - timedelta(days=ago), self._people[role], self._at(ago)
        made = issuing.draft_for(post=post, org=self._school, due_on=day + timedelta(days=due), now=at, **told, **more)
        return issuing.issue(post=post, directive=made, not_twin=_("Other months, other rows"), now=at)

    def _answered(self, made: Directive, ago: int) -> None:
        principal, at = self._people[Role.PRINCIPAL], self._at(ago)
        receiving.sign(post=principal, directive=made, now=made.issued_at + timedelta(days=1))
        shown = unscoped(Matter, reason=_WHY).filter(org=self._school).order_by("-id").first()
        receiving.reply(post=principal, directive=made, record=shown, words=_("Checked row by row"), now=at)

    def _canteen(self) -> str:
        return _("Canteen purchasing self-check of the term")

    def _at(self, ago: int) -> datetime:
        return datetime.combine(self._today - timedelta(days=ago), time(9), CHINA)


def _seat(role: Role, school: Org, on: date) -> Seat | None:
    rows = unscoped(Holding, reason=_WHY).filter(in_force(on), in_force(on, "post__"), post__role=role)
    rows = rows.filter(post__org=school) if role in (Role.PRINCIPAL, Role.CLERK) else rows
    holding = rows.select_related("post__org").order_by("post__rank", "id").first()
    return seat_for(holding.person_id, holding.post, on) if holding else None
