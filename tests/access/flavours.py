"""Which rows are planted: every table at every kind of place, and each of its flavours for a few people."""

from lianjing.records import models as m
from tests.access.matrix import Chair
from tests.access.planted import Planted
from tests.access.rows import HIDING, OPEN, Rows

FAR = "/k/"


def plant_rows(county: Planted, tables: list[type], places: list[str], watched: list[Chair]) -> None:
    """Plant rows of every table at `places`, and rows that belong to, name, concern or are kept from `watched`."""
    rows = Rows(county, county.post(FAR, ""))
    for table in tables:
        for path in places:
            rows.build(table, path)
        for number, chair in enumerate(watched):
            _kept_away(rows, table, chair, (HIDING[number % 2], OPEN[number // 2 % 2]))
    for number, chair in enumerate(watched):
        person, post = m.Person(pk=chair.person), m.Post(pk=chair.post)
        for path in (chair.own, FAR)[: 1 + number % 2]:
            _owned(rows, path, person, post)
            _flags(rows, path, person)
            _work(rows, path, person, post)
            _directives(rows, path, post)
            _casework(rows, path, person, post)
            _hanging(rows, path, person, post)


def _kept_away(rows: Rows, table: type, chair: Chair, states: tuple[str, ...]) -> None:
    """Plant a row at the chair's own unit for each state of its recusal: decided, undecided or denied."""
    person = m.Person(pk=chair.person)
    for state in states:
        before = set(rows.county.truths[table])
        rows.build(table, chair.own)
        for key in sorted(set(rows.county.truths[table]) - before):
            rows.build(m.Recusal, chair.own, about=person, of=table(pk=key), state=state)


def _owned(rows: Rows, path: str, person: m.Person, post: m.Post) -> None:
    for table in (m.Holding, m.Declaration, m.Handover, m.JournalEntry):
        rows.build(table, path, owner=person)
    for owner in (None, person):
        rows.build(m.JournalEntry, path, owner=owner, sealed=True)
    rows.build(m.Handover, path, post=post)
    rows.build(m.Recusal, path, about=person)
    hidden = rows.build(m.Handover, path, owner=person, post=post)
    rows.build(m.Recusal, path, about=person, of=hidden)


def _directives(rows: Rows, path: str, post: m.Post) -> None:
    """Plant directives that the post issued, received or was called for, and values it asked others to type."""
    for way in ("post", "receiver", "called"):
        rows.build(m.Directive, path, **{way: post})
    rows.build(m.TypedValues, path, post=post)


def _flags(rows: Rows, path: str, person: m.Person) -> None:
    """Plant flags about, named, sealed in every combination, the same kept away from the person, and exceptions."""
    rows.build(m.ModelException, path, about=person)
    for sealed in (False, True):
        for about in (None, person):
            for named in (None, person):
                rows.build(m.RedFlag, path, about=about, named=named, sealed=sealed)
        hidden = rows.build(m.RedFlag, path, named=person, sealed=sealed)
        rows.build(m.Recusal, path, about=person, of=hidden)
        rows.build(m.ModelException, path, of=hidden)
        rows.build(m.JournalEntry, path, of=hidden)
        rows.build(m.JournalEntry, path, owner=person, of=hidden)


def _casework(rows: Rows, path: str, person: m.Person, post: m.Post) -> None:
    """Plant what the post puts right, issued or accepts, what concerns the person, and problems of and with them."""
    hidden = rows.build(m.RedFlag, path)
    rows.build(m.Recusal, path, about=person, of=hidden)
    for table in (m.Rectification, m.RectificationMove):
        for way in ("responsible", "issuer", "acceptor"):
            rows.build(table, path, post=post, way=way)
        rows.build(table, path, about=person)
    rows.build(m.Rectification, path, post=post, of=hidden)
    for about, named in ((person, None), (None, person), (person, person)):
        rows.build(m.Problem, path, person=about, named=named)
    rows.build(m.Problem, path, named=person, of=hidden)


def _hanging(rows: Rows, path: str, person: m.Person, post: m.Post) -> None:
    """Plant what hangs on records about the person, and on a rectification of a flag that is kept from them."""
    flag, second, kept = (rows.build(m.RedFlag, path, about=about) for about in (person, person, None))
    rows.build(m.Recusal, path, about=person, of=kept)
    asked = rows.build(m.Recusal, path, of=flag, state="raised")
    rights = [
        rows.build(m.Rectification, path, of=flag, post=post),
        rows.build(m.Rectification, path, of=kept),
        rows.build(m.Rectification, path, about=person),
    ]
    for of in (flag, *rights):
        rows.build(m.Waiting, path, of=of, post=post)
        rows.build(m.Recusal, path, of=of, state="raised")
        for owner in (None, person):
            rows.build(m.JournalEntry, path, of=of, owner=owner)
    for of, ways in ((flag, ("post", "raised_by", "copied", "signed")), *((of, ("post",)) for of in (asked, *rights))):
        for way in ways:
            rows.build(m.WorkItem, path, of=of, **{way: post})
    rows.build(m.RectificationMove, path, of=second, post=post)
    for about, named in ((None, person), (person, None)):
        rows.build(m.Problem, path, of=second, person=about, named=named)


def _work(rows: Rows, path: str, person: m.Person, post: m.Post) -> None:
    """Plant work that lies with, was raised by, is copied to or signed by the post; also about what is kept away."""
    for sealed in (False, True):
        hidden = rows.build(m.RedFlag, path, sealed=sealed)
        rows.build(m.Recusal, path, about=person, of=hidden)
        rows.build(m.Waiting, path, of=hidden, sealed=sealed)
        rows.build(m.Waiting, path, post=post, sealed=sealed)
        for about in (None, hidden):
            for way in ("post", "raised_by", "copied", "signed"):
                rows.build(m.WorkItem, path, of=about, sealed=sealed, **{way: post})
        for alone in (person, m.Person(pk=rows.county.chairs[0].person)):
            for way in ("post", "copied", "signed"):
                rows.build(m.WorkItem, path, alone=alone, sealed=sealed, **{way: post})
    _work_on_recusals(rows, path, person, post)


def _work_on_recusals(rows: Rows, path: str, person: m.Person, post: m.Post) -> None:
    """Plant work on a recusal: of somebody from an open record, from one kept from the person, and of the person."""
    opened, kept = rows.build(m.RedFlag, path), rows.build(m.RedFlag, path)
    rows.build(m.Recusal, path, about=person, of=kept)
    asked = [rows.build(m.Recusal, path, of=flag, state="raised") for flag in (opened, kept)]
    asked.append(rows.build(m.Recusal, path, about=person, of=opened, state="raised"))
    for recusal in asked:
        for way in ("post", "copied", "signed"):
            rows.build(m.WorkItem, path, of=recusal, **{way: post})
