"""One builder a table: a row at a unit, and what is true of it. A table without a builder fails the policy test."""

import hashlib
from datetime import UTC, datetime

from lianjing.engines.content import CATALOGUE
from lianjing.records import models as m
from tests.access.planted import DAY, LONG_AGO, Planted

POWER = (CATALOGUE / "power_items" / "ST-03" / "item.yaml").read_text(encoding="utf-8")
NOON = datetime(2026, 10, 12, 4, tzinfo=UTC)
HIDING, OPEN = ("recused", "replaced"), ("raised", "kept")


class Rows:
    """Builders by table name. Each takes the unit's path and, where the table has them, people and posts."""

    def __init__(self, county: Planted, poster) -> None:
        self.county, self.poster = county, poster  # poster: a post nobody asked about, for required columns

    def build(self, table: type, path: str, **flavour):
        """Return a new row of `table` at `path`."""
        builder = getattr(self, table.__name__.lower(), None)
        if builder is None:
            raise AssertionError(f"{table.__name__} has no builder here: write one, and its rows in matrix.csv")
        return builder(path, **flavour)

    def _save(self, record, path, **facts):
        record.save()
        return self.county.note(record, path, **facts)

    def org(self, path):
        return self.county.unit(f"{path}u{self.county.next()}/")

    def orgplace(self, path):
        row = m.OrgPlace(org=self.county.unit(path), path="/j/", valid_from=LONG_AGO, valid_to=LONG_AGO)
        row.valid_from = row.valid_to = datetime.fromordinal(LONG_AGO.toordinal() + self.county.next()).date()
        return self._save(row, path)

    def edge(self, path):
        subject = self.county.unit(f"{path}u{self.county.next()}/")
        return self.county.edge(subject.path, path, "public")

    def edgechange(self, path):
        unit = self.county.unit(path)
        asked = {"what": "add", "kind": "line", "counts_from": DAY, "proposed_at": NOON, "due_at": NOON}
        person = self._somebody()
        return self._save(m.EdgeChange(subject=unit, object=unit, proposed_by=person, **asked), path)

    def post(self, path):
        return self.county.post(path, "")

    def holding(self, path, owner=None):
        person = owner or self._somebody()
        post = self.county.post(path, "")
        row = m.Holding(post=post, person=person, valid_from=LONG_AGO)
        return self._save(row, path, owners={person.pk})

    def person(self, path):
        return self.county.person(path)

    def declaration(self, path, owner=None):
        person = owner or self.county.person(path)
        home = self.county.truths[m.Person][person.pk].path
        row = m.Declaration(person=person, kind="kin", relation="x", declared_at=NOON, valid_from=DAY)
        return self._save(row, home, owners={person.pk})

    def recusal(self, path, about=None, of=None, state="recused"):
        """`of` is the record kept from the person; without it one that does not exist."""
        person = about or self._somebody()
        names = self._chain(of)
        table, key = names[0]
        row = m.Recusal(person=person, table=table, record_id=key, path=path, ground="kin", raised_by="own")
        row.state, row.raised_at = state, NOON
        self._save(row, path, about={person.pk}, names=names)
        if state in HIDING:
            self.county.recused[table, key].add(person.pk)
        return row

    def redflag(self, path, about=None, named=None, sealed=False):
        row = m.RedFlag(org=self.county.unit(path), code="c", sealed=sealed, raised_at=NOON)
        row.state = "sealed" if sealed else "answered"  # put to somebody: what waits its turn is on no page
        row.dedup_key = f"k{self.county.next()}"
        row.save()
        people = {"about": about, "handlers": named}
        for column, person in people.items():
            if person is not None:
                getattr(m.RedFlag, column).through(redflag_id=row.pk, person_id=person.pk).save()
        facts = {"about": {about.pk} if about else set(), "named": {named.pk} if named else set()}
        return self.county.note(row, path, sealed=sealed, **facts)

    def rectification(self, path, about=None, post=None, of=None, way="responsible"):
        table, key = (of._meta.model_name, of.pk) if of is not None else ("redflag", 10**9 + self.county.next())
        named = {name: self.poster for name in ("responsible", "issuer", "acceptor")} | ({way: post} if post else {})
        row = m.Rectification(org=self.county.unit(path), about_table=table, about_id=key, **named)
        row.opened_at = row.entered_at = NOON
        row.save()
        if about is not None:
            row.about.add(about)
        facts = {"about": {about.pk} if about else set(), "posts": {one.pk for one in named.values()}}
        return self.county.note(row, path, names=[(table, key)], **facts)

    def rectificationmove(self, path, **flavour):
        of = self.rectification(path, **flavour)
        truth = self.county.truths[m.Rectification][of.pk]
        facts = {"about": set(truth.about), "posts": set(truth.posts), "names": truth.names[1:]}
        return self._save(m.RectificationMove(rectification=of, step="plan", at=NOON), path, **facts)

    def problem(self, path, person=None, named=None, of=None):
        """Always sealed; `person` is whom it is about, and whose own it is."""
        table, key = (of._meta.model_name, of.pk) if of is not None else ("redflag", 10**9 + self.county.next())
        row = m.Problem(org=self.county.unit(path), about_table=table, about_id=key, person=person)
        row.begun_at, row.entered_at, row.begun_by = NOON, NOON, self._somebody()
        row.state = "told"  # what the person was not told of is on no page of theirs
        row.save()
        if named is not None:
            row.handlers.add(named)
        mine = {person.pk} if person else set()
        facts = {"about": set(mine), "owners": mine, "named": {named.pk} if named else set(), "sealed": True}
        return self.county.note(row, path, names=[(table, key)], **facts)

    def flagpaper(self, path):
        row = m.FlagPaper(flag=self.redflag(path), name="x", sha256="0", kind="pdf", size=1, sealed_file=b"x")
        row.added_at = NOON
        return self._save(row, path)

    def modelexception(self, path, about=None, of=None):
        flag = of or self.redflag(path, about=about)
        row = m.ModelException(org=self.county.unit(path), flag=flag, code="c", subject="x", reason="r", until=DAY)
        row.asked_by, row.asked_at = self._somebody(), NOON
        return self._save(row, path, about={about.pk} if about else set(), names=[("redflag", flag.pk)])

    def modelsuspension(self, path):
        row = m.ModelSuspension(path=path, code=f"c{self.county.next()}", version=1, right=1, innocent=19)
        row.suspended_at = NOON
        return self._save(row, path)

    def powerversion(self, path):
        row = m.PowerVersion(org=self.county.unit(path), item="ST-03", number=self.county.next(), text=POWER)
        row.sha256 = "0"
        row.drafted_by, row.drafted_at = self._somebody(), NOON
        return self._save(row, path)

    def poweropinion(self, path):
        row = m.PowerOpinion(version=self.powerversion(path), said="x", said_by=self._somebody(), said_at=NOON)
        return self._save(row, path)

    def powerdrawing(self, path):
        row = m.PowerDrawing(version=self.powerversion(path), name="x", content=b"<x/>", sha256=str(self.county.next()))
        row.kept_by, row.kept_at = self._somebody(), NOON
        return self._save(row, path)

    def matter(self, path):
        row = m.Matter(version=self.powerversion(path), org=self.county.unit(path), title="x", opened_at=NOON)
        row.opened_by = self._somebody()
        return self._save(row, path)

    def matterevent(self, path):
        row = m.MatterEvent(matter=self.matter(path), step="1", happened_at=NOON, recorded_at=NOON)
        row.recorded_by = self._somebody()
        return self._save(row, path)

    def matterhand(self, path, owner=None):
        person = owner or self._somebody()
        row = m.MatterHand(event=self.matterevent(path), person=person, post_code="XZ")
        return self._save(row, path, owners={person.pk})

    def disclosure(self, path):
        row = m.Disclosure(org=self.county.unit(path), item="ST-03", step="6", slot=str(self.county.next()))
        row.kind, row.version, row.since, row.made_at = "disclosure", self.powerversion(path), NOON, NOON
        row.first_day = row.last_day = row.due_on = DAY
        return self._save(row, path)

    def noticeversion(self, path):
        row = m.NoticeVersion(
            disclosure=self.disclosure(path), content=b"{}", sha256="0", prepared_at=NOON, salt=b"x" * 16
        )
        return self._save(row, path)

    def noticefile(self, path):
        row = m.NoticeFile(notice=self.noticeversion(path), name="x", media="text/csv", data=b"x", sha256="0")
        return self._save(row, path)

    def lightrun(self, path):
        return self._save(m.LightRun(item="ST-03", source="matters", on=DAY, counted_at=NOON), path)

    def lightcell(self, path):
        row = m.LightCell(run=self.lightrun(path), org=self.county.unit(path), half="2026-2027-1", step="1")
        return self._save(row, path)

    def publicquestion(self, path):
        row = m.PublicQuestion(org=self.county.unit(path), number_hash=f"q{self.county.next()}", kind="question")
        row.asked, row.asked_on, row.state = "x", DAY, "answering"
        return self._save(row, path)

    def publicquestionmove(self, path):
        return self._save(m.PublicQuestionMove(question=self.publicquestion(path), step="assign", on=DAY), path)

    def publicmasking(self, path):
        row = m.PublicMasking(question=self.publicquestion(path), reason="phone", sealed_before=b"", on=DAY)
        return self._save(row, path)

    def spentwork(self, path):
        return self._save(m.SpentWork(path=path, kind="wait", nonce_hash=f"n{self.county.next()}", at=NOON), path)

    def readiness(self, path):
        unit = self.county.unit(path)  # a unit has one
        row = m.Readiness._base_manager.filter(org=unit).first() or m.Readiness(org=unit, on=DAY)
        return self._save(row, path)

    def linkdecision(self, path, named=None, sealed=False):
        row = m.LinkDecision(path=path, kind="staff_supplier", left_id=f"t{self.county.next()}", right_id="c")
        row.likeness, row.raised_at, row.sealed = 0.7, NOON, sealed
        row.save()
        if named is not None:
            row.deciders.add(named)
        return self.county.note(row, path, sealed=sealed, named={named.pk} if named else set())

    def workitem(self, path, post=None, raised_by=None, copied=None, signed=None, sealed=False, of=None, alone=None):
        names = self._chain(of)
        table, key = names[0]
        row = m.WorkItem(post=post or self.poster, raised_by=raised_by, path=path, code="c", url="/", sealed=sealed)
        row.subject_table, row.subject_id, row.opened_at, row.person = table, key, NOON, alone
        row.save()
        posts = {one.pk for one in (row.post, raised_by, copied, signed) if one is not None}
        whose = {"alone": {alone.pk} if alone else set(), "sealed": sealed}
        self.county.note(row, path, posts=posts, names=names, **whose)
        self._around(row, path, copied, signed, posts)
        return row

    def _around(self, item, path, copied, signed, posts):
        """Add a move to the item, and the copy and the signature that it asks for."""
        truth = self.county.truths[m.WorkItem][item.pk]
        names, whose = truth.names[1:], {"alone": truth.alone, "sealed": truth.sealed}
        move = m.WorkMove(item=item, step="open", at=NOON)
        self._save(move, path, posts=set(posts), names=list(names), **whose)
        if copied is not None:
            copy = m.WorkCopy(item=item, post=copied)
            self._save(copy, path, posts={copied.pk}, names=list(names), **whose)
        if signed is not None:
            facts = {"posts": {signed.pk, item.post.pk}, "names": list(names), **whose}
            self._save(m.WorkSignature(item=item, post=signed), path, **facts)

    def waiting(self, path, post=None, sealed=False, of=None):
        names = self._chain(of)
        table, key = names[0]
        row = m.Waiting(path=path, post=post, sealed=sealed, table=table, record_id=key, machine="red_flag")
        row.state, row.since, row.due_at = "answered", NOON, NOON
        return self._save(row, path, posts={post.pk} if post else set(), sealed=sealed, names=names)

    def workcopy(self, path, **flavour):
        self.workitem(path, copied=flavour.pop("post", None) or self.poster, **flavour)

    def worksignature(self, path, **flavour):
        self.workitem(path, signed=flavour.pop("post", None) or self.poster, **flavour)

    def workmove(self, path, **flavour):
        self.workitem(path, **flavour)

    def journalentry(self, path, owner=None, of=None, sealed=False):
        names = self._chain(of)
        table, key = names[0]
        row = m.JournalEntry(at=NOON, kind="act", action="x", person=owner, path=path, canonical=b"x", salt=b"x" * 16)
        row.subject_table, row.subject_id, row.sealed = table, key, sealed
        row.leaf = row.chain = hashlib.sha256(str(self.county.next()).encode()).hexdigest()
        return self._save(row, path, owners={owner.pk} if owner else set(), sealed=sealed, names=names)

    def impactassessment(self, path):
        return self._save(m.ImpactAssessment(path=path, drafted_at=NOON), path)

    def importbatch(self, path):
        row = m.ImportBatch(org=self.county.unit(path), received_at=NOON, sealed_file=b"", sealed_rows=b"")
        return self._save(row, path)

    def laketable(self, path):
        row = m.LakeTable(name=f"t{self.county.next()}")
        return self._save(row, "")

    def ledgerbatch(self, path):
        table = m.LakeTable(name=f"t{self.county.next()}")
        table.save()
        row = m.LedgerBatch(org=self.county.unit(path), table=table, slot=path, taken_in_at=NOON)
        row.taken_in_by = self._somebody()
        return self._save(row, path)

    def columnchoice(self, path):
        unit, number = self.county.unit(path), self.county.next()
        return self._save(m.ColumnChoice(org=unit, table_format=f"f{number}", chosen_at=NOON), path)

    def handover(self, path, owner=None, post=None):
        """`post` is whoever's post changes hands; the row lies at that post's unit."""
        post = post or self.county.post(path, "")
        there = self.county.truths[m.Post][post.pk].path
        row = m.Handover(post=post, coming=owner, opened_at=NOON, due_at=NOON)
        return self._save(row, there, owners={owner.pk} if owner else set(), posts={post.pk})

    def coveragerun(self, path):
        figures = {"as_of": DAY, "ran_at": NOON, "steps": 1, "covered": 1, "seconds": 0.0}
        return self._save(m.CoverageRun(path=path, network_sha256="x", **figures), path)

    def coveragecell(self, path):
        row = m.CoverageCell(run=self.coveragerun("/j/"), org=self.county.unit(path), area="ST", steps=1, covered=1)
        return self._save(row, path)

    def supervisor(self, path):
        row = m.Supervisor(run=self.coveragerun("/j/"), org=self.county.unit(path), post=self.poster)
        return self._save(row, path)

    def gap(self, path):
        return self._save(m.Gap(run=self.coveragerun("/j/"), org=self.county.unit(path), code="c", side="upper"), path)

    def draw(self, path):
        return self._save(m.Draw(path=path, term="t", seed_source="s", inputs={}), path)

    def meeting(self, path):
        number = self.county.next()
        row = m.Meeting(path=path, quarter=f"{1000 + number // 4}Q{1 + number % 4}", host="bureau", covers_from=DAY)
        row.planned_at = NOON
        return self._save(row, path)

    def attendance(self, path):
        row = m.Attendance(meeting=self.meeting(path), person=self._somebody(), post=self.poster, side="bureau")
        return self._save(row, path)

    def agendaline(self, path):
        return self._save(m.AgendaLine(meeting=self.meeting(path), matter="findings", words="x"), path)

    def outcome(self, path):
        row = m.Outcome(line=self.agendaline(path), kind="inform", recorded_by=self._somebody(), recorded_at=NOON)
        return self._save(row, path)

    def resolution(self, path):
        row = m.Resolution(outcome=self.outcome(path), lead=self.county.unit(path), side="bureau", words="x")
        row.due_on, row.recorded_at = DAY, NOON
        return self._save(row, path)

    def resolutionmove(self, path):
        return self._save(m.ResolutionMove(resolution=self.resolution(path), step="report", at=NOON), path)

    def directive(self, path, post=None, receiver=None, called=None):
        """`post` issued it, `receiver` received it, `called` was called since it is late."""
        row = m.Directive(path=path, issuer=post or self.poster, receiver=receiver, org=self.county.unit(path))
        row.title, row.text, row.due_on, row.drafted_at = "x", "x", DAY, NOON
        row.waits_since = row.waits_until = NOON
        row.save()
        posts = {one.pk for one in (row.issuer, receiver, called) if one is not None}
        self.county.note(row, path, posts=posts)
        facts, names = {"posts": set(posts)}, [("directive", row.pk)]
        self._save(m.DirectiveMove(directive=row, step="issue", at=NOON), path, names=list(names), **facts)
        call = m.DirectiveCall(directive=row, level=1, post=called, called_at=NOON)
        self._save(call, path, names=list(names), **facts)
        return row

    def directivemove(self, path, **flavour):
        self.directive(path, **flavour)

    def directivecall(self, path, **flavour):
        self.directive(path, **flavour)

    def typedvalues(self, path, post=None):
        row = m.TypedValues(path=path, asked_by=post, demand=f"d{self.county.next()}", post=self.poster, day=DAY)
        return self._save(row, path, posts={post.pk} if post else set())

    def verification(self, path, named=None):
        row = m.Verification(org=self.county.unit(path), number=f"V{self.county.next()}", power="CW-03", reason="x")
        row.asker, row.asked_in, row.due_on = self._somebody(), self.poster, DAY
        row.asked_at = row.entered_at = NOON
        row.save()
        if named is not None:
            row.handlers.add(named)
        return self.county.note(row, path, named={named.pk} if named else set())

    def verificationlook(self, path, named=None):
        of = self.verification(path, named)
        row = m.VerificationLook(verification=of, person=self._somebody(), kind="school", name="x", rows=1, at=NOON)
        return self._save(row, path, named={named.pk} if named else set())

    def _chain(self, of) -> list[tuple[str, int]]:
        """Return the names of what hides a row that hangs on `of`: that record, and what it hangs on in its turn."""
        if of is None:
            return [("redflag", 10**9 + self.county.next())]
        further = self.county.truths[type(of)][of.pk].names[1:] if type(of) in (m.Rectification, m.Recusal) else []
        return [(of._meta.model_name, of.pk), *further]

    def _somebody(self):
        return self.county.person("/k/")
