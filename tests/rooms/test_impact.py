"""No real row is taken in before two people of two bodies have signed one text, and only while it is in force."""

from datetime import timedelta

import pytest

from lianjing.access import clock
from lianjing.access.rulebook import due_day
from lianjing.domain.authority import Role
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import ImpactAssessment, ImportBatch, JournalEntry, WorkItem
from lianjing.rooms.uploads import assessing
from lianjing.rooms.uploads.usecases import impact
from tests.rooms.rosters import book, row, sign_in, staff, teachers, upload
from tests.world import DAY, at

TEXTS = dict.fromkeys(assessing.TEXTS, "写明了的内容")


def draft(county, **texts):
    return impact.draft(post=county.officer, county=county.org("js"), texts={**TEXTS, **texts}, now=at())


def sign(seat, assessment, now=None):
    return impact.sign(post=seat, assessment=assessment, now=now or at())


def code(work, *arguments, **named):
    with pytest.raises(RuleBroken) as refusal:
        work(*arguments, **named)
    return refusal.value.code


@pytest.fixture
def real(settings):
    settings.DEMO = False


def test_two_signatures_of_two_bodies_bring_it_into_force_for_its_time(county, real):
    made = draft(county)
    assert code(assessing.require_in_force, DAY) == "impact_not_signed"
    sign(county.inspector, made)
    assert made.state == "signed_once"
    assert code(assessing.require_in_force, DAY) == "impact_not_signed"
    sign(county.chief, made)
    assert (made.state, made.in_force_from) == ("in_force", DAY)
    assessing.require_in_force(DAY)
    assert made.expires_on == due_day("impact.valid", at())
    assessing.require_in_force(made.expires_on)
    assert code(assessing.require_in_force, made.expires_on + timedelta(days=1)) == "impact_not_signed"
    assert code(assessing.require_in_force, DAY - timedelta(days=1)) == "impact_not_signed"


def test_a_demo_needs_none(county):
    assessing.require_in_force(DAY)


@pytest.mark.parametrize("missing", ["purpose", "risks", "measures", "retention"])
def test_an_empty_part_cannot_be_signed(county, missing):
    assert code(sign, county.inspector, draft(county, **{missing: "  "})) == "step_refused"


def test_one_person_cannot_sign_twice_nor_one_body(county):
    made = draft(county)
    sign(county.inspector, made)
    assert code(sign, county.inspector, made) == "step_refused"
    colleague = county.holder("龚平", "pz7", Role.TEAM_INSPECTOR, "ZY", "组员")
    assert code(sign, colleague, made) == "impact_same_body"
    made.refresh_from_db()
    assert (made.state, made.second_signer_id) == ("signed_once", None)


@pytest.mark.parametrize("who", ["officer", "leader", "clerk", "principal", "tech", "teacher", "township"])
def test_nobody_else_signs(county, who):
    made = draft(county)
    assert code(sign, getattr(county, who), made) == "not_yours"


def test_a_text_that_changed_after_the_first_signature_is_not_countersigned(county):
    made = draft(county)
    sign(county.inspector, made)
    assert code(impact.rewrite, post=county.officer, assessment=made, texts=TEXTS, now=at()) == "impact_text_signed"
    ImpactAssessment._base_manager.filter(pk=made.pk).update(measures="悄悄改过")
    made.refresh_from_db()
    assert code(sign, county.chief, made) == "step_refused"


def test_sending_back_takes_the_signature_away(county):
    made = draft(county)
    sign(county.inspector, made)
    impact.close(post=county.chief, assessment=made, name="amend", reason="期限写得不清", now=at())
    assert (made.state, made.first_signer_id, made.signed_sha256) == ("draft", None, "")
    impact.rewrite(post=county.officer, assessment=made, texts={**TEXTS, "retention": "三年"}, now=at())
    sign(county.chief, made)
    sign(county.inspector, made)
    assert made.state == "in_force"


def test_revoking_stops_imports_at_once(county, real):
    made = draft(county)
    sign(county.inspector, made)
    sign(county.chief, made)
    assert code(impact.close, post=county.officer, assessment=made, name="revoke", reason="x", now=at())
    impact.close(post=county.chief, assessment=made, name="revoke", reason="处理活动变了", now=at())
    assert code(assessing.require_in_force, DAY) == "impact_not_signed"


def test_the_clock_ends_it(county):
    made = draft(county)
    sign(county.inspector, made)
    sign(county.chief, made)
    assert impact.expire_all(at(made.expires_on)) == 0
    assert impact.expire_all(at(made.expires_on + timedelta(days=1))) == 1
    made.refresh_from_db()
    assert made.state == "expired"


def test_both_signers_have_it_on_their_list_until_it_is_in_force(county):
    for seat in (county.inspector, county.chief):
        county.posts[seat.post_id].rank = 0
        county.posts[seat.post_id].save()
    made = draft(county)
    waiting = WorkItem._base_manager.filter(code="impact_to_sign")
    assert {item.post_id for item in waiting} == {county.inspector.post_id, county.chief.post_id}
    sign(county.inspector, made)
    sign(county.chief, made)
    assert {item.state for item in waiting.all()} == {"overtaken"}
    assert [entry.action for entry in JournalEntry._base_manager.all()] == [
        "impact.write",
        "impact.sign",
        "impact.sign",
    ]


def test_a_real_import_is_refused_until_then_even_to_look(client, county, real):
    teachers(county)
    staff(county, "张伟", 1)
    clerk, data = sign_in(client, county.clerk), book(row("张伟", 1))
    for door in ("check", "marked", "hand-in"):
        assert clerk.post(f"/uploads/{door}/", {"file": upload(data)}).status_code == 422
    assert ImportBatch._base_manager.count() == 0
    made = draft(county)
    sign(county.inspector, made, clock.now())
    sign(county.chief, made, clock.now())
    assert clerk.post("/uploads/hand-in/", {"file": upload(data)}).status_code == 302


def test_a_batch_handed_in_before_a_revocation_is_not_taken_in(client, county, settings):
    teachers(county)
    clerk = sign_in(client, county.clerk)
    clerk.post("/uploads/hand-in/", {"file": upload(book(row("张伟", 1)))})
    batch = ImportBatch._base_manager.get()
    settings.DEMO = False
    shown = clerk.get(f"/uploads/{batch.pk}/").content.decode().split('name="shown" value="')[1][:64]
    assert clerk.post(f"/uploads/{batch.pk}/accept/", {"shown": shown}).status_code == 422
    batch.refresh_from_db()
    assert batch.state == "checked"


def test_the_pages_lead_from_draft_to_force(client, county):
    officer = sign_in(client, county.officer)
    assert officer.get("/uploads/impact/new/").status_code == 200
    assert officer.post("/uploads/impact/new/", TEXTS | {"risks": ""}).status_code == 422
    made = officer.post("/uploads/impact/new/", TEXTS)
    address = made.url
    assert officer.post(f"{address}sign/").status_code == 404
    assert officer.post(f"{address}text/", TEXTS | {"purpose": "改过"}).status_code == 302
    inspector = sign_in(client, county.inspector)
    assert inspector.post(f"{address}sign/").status_code == 302
    assert inspector.post(f"{address}sign/").status_code == 422
    chief = sign_in(client, county.chief)
    assert chief.get(address).status_code == 200
    assert chief.post(f"{address}amend/", {"reason": ""}).status_code == 422
    assert chief.post(f"{address}nonsense/", {"reason": "x"}).status_code == 404
    assert chief.post(f"{address}sign/").status_code == 302
    assert ImpactAssessment._base_manager.get().state == "in_force"
    assert sign_in(client, county.clerk).get("/uploads/impact/").status_code == 404
