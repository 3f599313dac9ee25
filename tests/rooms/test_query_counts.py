"""The number of queries of a page does not grow with its rows: the same at 3 and at 30."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianjing.access import journal, work
from lianjing.domain.authority import Action, Role, Seat
from lianjing.records.models import Declaration, Directive, DirectiveMove, ImportBatch, Post, TypedValues
from tests.rooms.test_worklist import signed_in
from tests.world import DAY, County, at

PAGES = [
    ("officer", "/work/"),
    ("officer", "/work/?tab=raised"),
    ("officer", "/flags/"),
    ("officer", "/uploads/"),
    ("officer", "/network/"),
    ("officer", "/network/tree/"),
    ("officer", "/network/units/"),
    ("officer", "/network/people/"),
    ("officer", "/network/vacancies/"),
    ("officer", "/network/coverage/"),
    ("officer", "/network/search/?q=" + "%E6%9D%91"),
    ("officer", "/directives/"),
    ("chief", "/directives/supervision/?month=2026-10"),
    ("chief", "/directives/burden/"),
    ("inspector", "/network/recusals/"),
    ("inspector", "/network/journal/"),
    ("chief", "/meetings/"),
    ("chief", "/meetings/resolutions/"),
    ("inspector", "/meetings/quarter/"),
    ("inspector", "/meetings/quarter/?by=school"),
    ("inspector", "/meetings/quarter/rows/?figure=flagged"),
    ("tech", "/people/"),
    ("teacher", "/"),
    ("teacher", "/s/s001/"),
]


def demand(county: County, code: str, officer: Post, clerk: Seat) -> None:
    """Add a directive of an office to a school, and what its clerk typed for it."""
    made = Directive(org=county.org(code), path=county.org(code).path, issuer=officer, title="x", text="x", due_on=DAY)
    made.drafted_at = made.issued_at = made.waits_since = made.waits_until = at()
    made.state = "issued"
    made.save()
    DirectiveMove(directive=made, step="issue", by=officer, at=at()).save()
    typed = TypedValues(asked_by=officer, path=officer.org.path, demand=f"directive:{made.pk}", day=DAY, values=3)
    typed.post_id = clerk.post_id
    typed.save()


def grow(county: County, rows: int) -> None:
    """Add `rows` village schools, each with a clerk, a vacancy, a flag, a declaration, a batch, work and an entry."""
    for number in range(rows):
        code = f"v{number:03d}"
        county.unit(code, f"村小{number:03d}", "school", "zj01")
        clerk = county.holder(f"村员{number:03d}", code, Role.CLERK, "BZY", "报账员")
        county.post(code, "", "KGY", "库管员")
        flag = county.flag(code)
        flag.facts = {"person": "村员", "posts": ["采购员", "验收员"], "items": ["ST-03"]}
        flag.save()
        officer = county.posts[county.officer.post_id]
        work.assign(
            code="vacancy",
            about=county.org(code),
            post=officer,
            url="/",
            now=at(),
            facts={"post": "-"},
            raised_by=officer,
        )
        demand(county, code, officer, clerk)
        Declaration(
            person_id=clerk.person_id, kind="kin", relation="夫妻", other_name="某", declared_at=at(), valid_from=DAY
        ).save()
        batch = ImportBatch(
            org=county.org(code), table_format="staff", filename=f"{code}.xlsx", sha256=f"{number:064d}"
        )
        batch.received_at, batch.received_by, batch.sealed_file, batch.sealed_rows = (
            at(),
            county.posts[clerk.post_id],
            b"",
            b"",
        )
        batch.state = "accepted"
        batch.save()
        journal.write(kind="read", action=Action.CONTACT_READ, post=clerk, record=county.org(code), now=at(), facts={})


def counted(client, county, rows, who, address):
    grow(county, rows)
    page = signed_in(client, getattr(county, who))
    page.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = page.get(address)
    assert answer.status_code == 200, address
    return len(queries)


@pytest.mark.parametrize(("who", "address"), PAGES)
def test_thirty_rows_ask_no_more_than_three(db, client, who, address):
    from django.db import transaction

    counts = []
    for rows in (3, 30):
        with transaction.atomic():
            counts.append(counted(client, County(), rows, who, address))
            transaction.set_rollback(True)
    assert counts[0] == counts[1], f"{address}: {counts[0]} queries at 3 rows, {counts[1]} at 30"
    assert counts[0] <= 40


def test_a_page_that_asks_once_a_row_would_be_seen(county):
    from lianjing.records.models import RedFlag

    grow(county, 3)
    with CaptureQueriesContext(connection) as queries:
        assert [flag.org.name for flag in RedFlag._base_manager.all()]
    assert len(queries) == 1 + 3
