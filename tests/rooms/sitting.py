"""A county with a joint meeting on its way, for the tests of meetings, resolutions and papers."""

from datetime import date

from lianjing.access import meetings
from lianjing.records.models import AgendaLine, Meeting, Outcome, Resolution
from lianjing.rooms.meetings.usecases import planning, session
from tests.world import at

NOW, DAY, PREPARED = at("2026-10-12"), date(2026, 11, 18), at("2026-11-10")
SIGNED = at("2026-11-19")


class Table:
    """The quarter's meeting and everybody who has a say in it. Each step takes the meeting one state further."""

    def __init__(self, county):
        self.county = county
        planning.plan_due(NOW)
        self.meeting = Meeting._base_manager.get()

    def fresh(self):
        self.meeting = Meeting._base_manager.get(pk=self.meeting.pk)
        return self.meeting

    def collecting(self):
        planning.set_day(post=self.county.officer, meeting=self.fresh(), day=DAY, place="教育局三楼", now=NOW)
        return self

    def written(self):
        for seat, words in ((self.county.inspector, "食堂票据仍是薄弱处。"), (self.county.officer, "同意，先清票据。")):
            planning.write_view(post=seat, meeting=self.fresh(), words=words, now=PREPARED)
        return self

    def papers(self):
        self.collecting().written()
        planning.prepare(post=self.county.inspector, meeting=self.fresh(), now=PREPARED)
        return self

    def opened(self):
        self.papers()
        here = [self.county.inspector.post_id, self.county.chief.post_id]
        chair = self.county.chief if self.meeting.host == meetings.BUREAU else self.county.inspector
        session.open_session(post=chair, meeting=self.fresh(), present=here, excused=[], now=at(DAY))
        return self

    def line(self, code):
        return AgendaLine._base_manager.select_related("meeting").get(meeting=self.meeting, code=code)

    def record(self, code, kind="inform", words="", seat=None, **more):
        line = code if isinstance(code, AgendaLine) else self.line(code)
        return session.record(
            post=seat or self.county.officer, line=line, kind=kind, words=words, now=more.pop("now", at(DAY)), **more
        )

    def task(self, code="flags", lead="gs-jc", words="核对全县食堂票据"):
        return self.record(code, "task", words, lead=self.county.org(lead))

    def drafted(self):
        self.opened()
        self.task()
        session.draft(post=self.county.officer, meeting=self.fresh(), now=at(DAY))
        return self

    def confirmed(self):
        self.drafted()
        for seat in (self.county.inspector, self.county.chief):
            session.sign(post=seat, meeting=self.fresh(), now=SIGNED)
        self.fresh()
        return self

    def resolution(self):
        return Resolution._base_manager.select_related("lead", "outcome__line__meeting").get()

    def outcomes(self):
        return list(Outcome._base_manager.filter(line__meeting=self.meeting).order_by("pk"))
