"""Casework of the demo: six rectifications in different stages and two problems, by the use cases of everybody.

One waits for its plan, one is being put right, one waits for the group leader, one is observed, one came back, one is
closed with the step that was changed. One problem was found not so and cleared, one was handed over.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lianjing.access import policy, questions, rectifying
from lianjing.access import problems as problem_doors
from lianjing.access.posts import current_holders, seat_for
from lianjing.domain.authority import Action, Role, Seat
from lianjing.records.doors import unscoped
from lianjing.records.models import Directive, Org, Person, Post, PowerVersion, Rectification, RedFlag
from lianjing.rooms.casework import evidence
from lianjing.rooms.casework.usecases import handing_over, observing, opening
from lianjing.rooms.casework.usecases import problems as problem_steps
from lianjing.rooms.casework.usecases import rectifying as steps
from lianjing.rooms.casework.usecases.problems import Responsibility
from lianjing.rooms.casework.usecases.rectifying import Change, Plan
from lianjing.rooms.redflags import usecases as redflags
from lianjing.rooms.redflags import usecases_screened

_WHY = "the demo acts as its own people"


@transaction.atomic  # killed half-way, the next start would find one and leave the others out
def run(school: Org, now: datetime) -> int:
    """Put things right at the demo school and beside it; return how many. Doing it again changes nothing."""
    if unscoped(Rectification, reason=_WHY).exists():
        return 0
    story = _Story(school, now)
    for flag, days in zip(_charts(school), (9, 24), strict=False):
        story.accepted_or_waiting(flag, days)
    waiting = story.others(school)
    for place, flag in enumerate(waiting):
        story.begun(flag, planned=place == 1)
    for directive, back in zip(_directives(school), (False, True), strict=False):
        story.watched(directive, back=back)
    if len(waiting) > 1:
        story.not_so(waiting[0])
        story.handed_over(waiting[1])
    return unscoped(Rectification, reason=_WHY).count()


def _charts(school: Org) -> Iterable[RedFlag]:
    rows = unscoped(RedFlag, reason=_WHY).filter(org=school, code="flow", state__in=("raised", "self_check"))
    return list(rows.select_related("org__parent").order_by("id")[:2])


def _directives(school: Org) -> Iterable[Directive]:
    rows = unscoped(Directive, reason=_WHY).filter(org=school, state="accepted")
    return list(rows.select_related("org").order_by("id")[:2])


class _Story:
    """The parts of the story; `now` is when the demo is made, the days are counted back from it."""

    def __init__(self, school: Org, now: datetime) -> None:
        self.school, self.now = school, now

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def others(self, school: Org) -> list[RedFlag]:
        """Return two open questions to other schools of the group, the newest kind first."""
        rows = unscoped(RedFlag, reason=_WHY).filter(state="self_check", sealed=False, org__parent=school.parent)
        found = rows.exclude(org=school).exclude(code="flow").select_related("org__parent").order_by("-id")
        answered = [flag for flag in found if self._officer(flag) and self._seat_of(Role.PRINCIPAL, flag.org)]
        return list({flag.org_id: flag for flag in answered}.values())[:2]

    def accepted_or_waiting(self, flag: RedFlag, days: int) -> None:
        """Put right what a chart asked: the newer waits for the group leader, the older is observed."""
        record = self._opened(flag, days)
        self._planned(record, days - 1)
        self._submitted(record, days - 5)
        if days > 20:
            self._accepted(record, days - 6)

    def begun(self, flag: RedFlag, *, planned: bool) -> None:
        """Hand a question over, and let the school begin."""
        record = self._opened(flag, 6 if planned else 2)
        if planned:
            self._planned(record, 4)

    def watched(self, about: Directive, *, back: bool) -> None:
        """Watch what a directive asked for, to its end or until it came back."""
        origin = {"kind": "directive", "title": about.title}
        record = opening.open_for(about=about, org=about.org, origin=origin, now=self.ago(130))
        self._planned(record, 128)
        self._submitted(record, 120)
        self._accepted(record, 118)
        observing.draw_look_back(record=record, now=self.ago(26))
        record.refresh_from_db()
        words = _("Two more were signed by one person.") if back else _("Each was signed by two.")
        acceptor = self._seat(record.acceptor)
        steps.look_back(post=acceptor, record=record, passed=not back, words=words, now=self.ago(25))
        record.refresh_from_db()
        if back:
            observing.relapse(record=record, now=self.ago(24))
        else:
            observing.close(record=record, now=self.ago(24))

    def not_so(self, flag: RedFlag) -> None:
        """Begin a problem that turns out not to be so: the person is heard and cleared."""
        clerk = self._officer(flag)
        if clerk is None:
            return
        record = self._begun(flag, clerk.person_id, "hired", "minor")
        owed = _("Charge only what is on the list of fees")
        parts = [Responsibility(who, owed, _("To be looked into"), _("It belongs to the post")) for who in _who()]
        office = self._office()
        given = {"direct": parts[0], "supervisory": parts[1], "proposed": "talk"}
        problem_steps.tell(post=office, record=record, now=self.now, **given)
        lines = [_("The fee is on the list that the price bureau confirmed in spring.")]
        problem_steps.speak(post=clerk, record=record, lines=lines, now=self.now)
        answers = [(True, _("The confirmed list was looked at: the fee is on it."))]
        problem_steps.weigh(post=office, record=record, answers=answers, findings=["not_so"], now=self.now)
        chief = self._chief(record)
        problem_steps.clear(post=chief, record=record, now=self.now)
        problem_steps.choose(post=clerk, record=record, circle="those_who_knew", now=self.now)

    def handed_over(self, flag: RedFlag) -> None:
        """Begin a problem that another body must decide: two sign, and only the number stays."""
        head = self._seat_of(Role.PRINCIPAL, flag.org)
        if head is None:
            return
        record = self._begun(flag, head.person_id, "manager", "breach")
        office = self._office()
        others = problem_doors.posts_of(problem_doors.handlers_of(record) - {office.person_id}, self.now.date())
        second = seat_for(*next(iter(others.items())), self.now.date())
        number, body = _("Demo transfer (2026) 3"), _("The dispatched team")
        handing_over.sign_first(post=office, record=record, number=number, body=body, now=self.now)
        handing_over.sign_second(post=second, record=record, now=self.now)
        record.refresh_from_db()
        handing_over.note_result(post=office, record=record, outcome="accepted", now=self.now)
        handing_over.empty_all(self.now)

    def _begun(self, flag: RedFlag, person: int, kind: str, weight: str) -> Any:
        flag.refresh_from_db()
        who = unscoped(Person, reason=_WHY).get(pk=person)
        given = {"person": who, "kind": kind, "weight": weight, "facts": [_("The rows named in the question.")]}
        return problem_steps.begin(post=self._office(), flag=flag, now=self.now, **given)

    def _opened(self, flag: RedFlag, days: int) -> Rectification:
        """Let a question be answered and passed to rectification by the bureau, some days ago."""
        at = self.ago(days)
        unscoped(RedFlag, reason=_WHY).filter(pk=flag.pk).update(raised_at=at - timedelta(days=5))
        flag.refresh_from_db()
        if flag.state == "raised":
            flag = usecases_screened.put(flag=flag, now=at - timedelta(days=4))
        words = _("It was so. We have begun to put it right.")
        redflags.explain(post=self._officer(flag), flag=flag, explanation=words, support="corrected", now=at)
        step, basis = _("As the question names it"), _("The county's power list, this item")
        redflags.to_rectification(post=self._office(), flag=flag, flow_step=step, basis=basis, now=at)
        return opening.open_from_flag(flag=flag, now=at)

    def _planned(self, record: Rectification, days: int) -> None:
        plan = Plan(
            "execution_gap",
            _("The rule was known, and nobody saw to it on the day."),
            _("Two named people for each of the days; the list of them hangs in the office; checked every Friday."),
            (self.ago(days) + timedelta(days=20)).date(),
        )
        steps.plan(post=self._seat(record.responsible), record=record, plan=plan, now=self.ago(days))
        steps.agree(post=self._seat(record.issuer), record=record, now=self.ago(days))

    def _submitted(self, record: Rectification, days: int) -> None:
        """Name the unit's newest matters as evidence, and the step of the power that was changed."""
        shown = evidence.choices(self._seat(record.responsible), record)[:3]
        version = unscoped(PowerVersion, reason=_WHY).filter(item="ST-03", state="effective").first()
        change = (
            Change(version, "2") if version and record.about_table == "directive" else Change(why_none=_no_change())
        )
        steps.submit(
            post=self._seat(record.responsible), record=record, evidence=shown, change=change, now=self.ago(days)
        )

    def _accepted(self, record: Rectification, days: int) -> None:
        rows = [row["name"] for row in record.sample["rows"]]
        steps.accept(post=self._seat(record.acceptor), record=record, looked_at=rows, now=self.ago(days))

    def _office(self) -> Seat:
        rows = unscoped(Post, reason=_WHY).filter(role=Role.BUREAU_OFFICER).select_related("org")
        return self._seat(next(post for post in rows.order_by("rank", "id") if current_holders(post, self.now.date())))

    def _chief(self, record: Any) -> Seat:
        posts = problem_doors.posts_of(problem_doors.handlers_of(record), self.now.date())
        person, post = next((one, post) for one, post in posts.items() if post.role == Role.BUREAU_CHIEF)
        return seat_for(person, post, self.now.date())

    def _officer(self, flag: RedFlag) -> Seat | None:
        """Return whoever answers for the unit of a question, and may."""
        for post in questions.posts_with_role(Role.CLERK, flag.org.path, self.now.date()):
            for person in sorted(current_holders(post, self.now.date())):
                seat = seat_for(person, post, self.now.date())
                if policy.may(seat, Action.FLAG_ANSWER, flag):
                    return seat
        return None

    def _seat_of(self, role: Role, org: Org) -> Seat | None:
        posts = questions.posts_with_role(role, org.path, self.now.date())
        return self._seat(posts[0]) if posts else None

    def _seat(self, post: Post) -> Seat:
        return seat_for(min(rectifying.holders(post, self.now.date())), post, self.now.date())


def _who() -> tuple[str, str]:
    return _("The clerk"), _("The principal")


def _no_change() -> str:
    return _("The step is right as it is written; it was only not done.")
