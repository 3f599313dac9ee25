"""The proof in the room: a generated county, broken in one place, read as a sentence, mended on a page, closed."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from lianjing.access import network, policy, posts, proof
from lianjing.county import generate
from lianjing.domain.authority import Action, Role
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import (
    CoverageCell,
    CoverageRun,
    Declaration,
    Edge,
    Gap,
    Holding,
    JournalEntry,
    Org,
    Person,
    Post,
    Supervisor,
)
from lianjing.rooms.network import proving, staleness
from lianjing.rooms.network.loader import load_county
from lianjing.rooms.network.queries import coverage as queries
from lianjing.rooms.network.usecases import coverage, editing
from tests.rooms.rosters import sign_in
from tests.world import at

DAY = date(2026, 10, 12)
NOW = at(DAY)


@pytest.fixture
def loaded(db, tmp_path):
    """A twentieth of the county, as the demo has it."""
    generate(seed=7, out=tmp_path / "county", scale=0.05)
    load_county(tmp_path / "county", keys=settings.COLUMN_KEYS, demo=True, now=NOW)


def seat(role, code):
    post = Post._base_manager.filter(role=role, org__code=code, holdings__valid_to=None).order_by("pk").first()
    person = Holding._base_manager.filter(post=post, valid_to=None).first()
    return posts.seat_for(person.person_id, post, DAY)


@pytest.fixture
def officer(loaded):
    return seat(Role.BUREAU_OFFICER, "jcs")


@pytest.fixture
def second(officer):
    """Another officer of the same office, for the second pair of eyes."""
    rows = Holding._base_manager.filter(post__org__code="jcs", post__role=Role.BUREAU_OFFICER, valid_to=None)
    other = rows.exclude(person=officer.person_id).select_related("post__org").order_by("pk").first()
    return posts.seat_for(other.person_id, other.post, DAY)


def proven(officer):
    county = Org._base_manager.get(parent=None)
    return coverage.run(post=officer, county=county, proven=proving.prove(NOW), now=NOW)


def cut_peers(of):
    """Take away every peer of a group but the commission's: nobody looks at its schools from beside."""
    Edge._base_manager.filter(kind="peer", object__code=of).update(valid_to=date(2026, 10, 1))


def test_a_gap_is_read_mended_by_two_people_and_closed(client, officer, second, monkeypatch):
    """The journey of the counterexample: cut, prove, read, follow the suggestion, confirm, prove, closed."""
    monkeypatch.setattr("lianjing.access.clock.now", lambda: NOW)
    cut_peers("zj01")
    broken = proven(officer)
    assert broken.covered < broken.steps
    desk = sign_in(client, officer)
    page = desk.get(reverse("network:coverage")).content.decode()
    gap = re.search(r'href="(/network/coverage/gaps/\d+/)"', page)[1]
    shown = desk.get(gap).content.decode()
    link = re.search(r'href="(/network/lines/new/\?[^"]+kind=peer)"', shown)
    assert link, "the proof suggests a pair across groups"
    suggested = desk.get(link[1].replace("&amp;", "&"))
    form = suggested.context["form"]
    asked = {name: form.initial[name] for name in ("kind", "subject", "object")}
    asked |= {"counts_from": "2026-10-12", "reason": "按覆盖证明的建议跨片区结对"}
    done = desk.post(reverse("network:edge_new"), asked)
    assert done.status_code == 302, done.context["form"].errors
    assert proven(officer).covered == broken.covered  # a proposal counts for nothing

    waiting = sign_in(client, second).get(reverse("network:changes")).content.decode()
    confirm = re.search(r'href="(/network/lines/changes/\d+/confirm/)"', waiting)[1]
    client.post(confirm)
    assert proof.newest().stale_since is not None
    mended = coverage.prove_if_stale(now=NOW)
    assert mended.covered == mended.steps
    assert "/network/coverage/gaps/" not in client.get(reverse("network:coverage")).content.decode()


def test_a_whole_county_has_a_cell_for_every_step(officer):
    run = proven(officer)
    assert run.steps > 1000
    cells = CoverageCell._base_manager.filter(run=run)
    assert sum(cell.steps for cell in cells) == run.steps
    assert sum(cell.covered for cell in cells) == run.covered
    assert Supervisor._base_manager.filter(run=run).count() >= 2 * run.covered
    entry = JournalEntry._base_manager.get(action="coverage.run")
    assert entry.person_id == officer.person_id


def test_supervisors_are_kept_for_the_newest_run_only(officer):
    first, second = proven(officer), proven(officer)
    assert not Supervisor._base_manager.filter(run=first).exists()
    assert Supervisor._base_manager.filter(run=second).exists()
    assert first.network_sha256 == second.network_sha256
    assert CoverageRun._base_manager.count() == 2


def test_a_change_makes_the_proof_stale_until_it_is_made_anew(officer):
    proven(officer)
    assert coverage.prove_if_stale(now=NOW) is None
    holding = Holding._base_manager.filter(post__org__code="s001", valid_to=None).first()
    editing.end_holding(post=officer, holding=holding, last_day=DAY, now=NOW)
    staleness.mark_stale(now=at(DAY, 10))
    assert proof.newest().stale_since == NOW
    assert coverage.prove_if_stale(now=NOW).stale_since is None


def test_a_network_that_changes_while_it_is_proven_leaves_the_proof_stale(officer):
    early = proving.prove(NOW)
    Edge._base_manager.filter(kind="peer").first().delete()
    made = coverage.run(post=officer, county=Org._base_manager.get(parent=None), proven=early, now=NOW)
    assert made.stale_since == NOW
    assert coverage.prove_if_stale(now=NOW).stale_since is None


def test_nobody_waits_for_the_prover(officer, monkeypatch):
    """The proof is worked out before the transaction: inside it, nothing is proven."""
    early = proving.prove(NOW)
    monkeypatch.setattr("lianjing.domain.coverage.prove", lambda *found: pytest.fail("proven inside the transaction"))
    coverage.run(post=officer, county=Org._base_manager.get(parent=None), proven=early, now=NOW)


def test_another_network_has_another_fingerprint(officer):
    before = network.fingerprint(network.history(), DAY)
    assert network.fingerprint(network.history(), DAY) == before
    Edge._base_manager.filter(kind="peer").first().delete()
    assert network.fingerprint(network.history(), DAY) != before


def test_gaps_are_sentences_with_places_steps_and_counts(officer, settings):
    settings.LANGUAGE_CODE = "en"
    cut_peers("zj01")
    run = proven(officer)
    rows = queries.gap_rows(officer, run)
    assert rows
    said = rows[0]["sentence"]
    assert "supervisor from beside" in said
    assert "%(" not in said
    gap = rows[0]["gap"]
    assert re.search(rf"\b{gap.facts['looked_at']}\b", said) or not gap.facts["looked_at"]
    sheet = queries.gap_sheet(officer, gap)
    assert [one for one in sheet["advice"] if one["url"].startswith("/network/")]
    assert len(sheet["candidates"]) == len(gap.facts["candidates"])


def test_a_declared_tie_is_told_only_to_who_may_read_it(officer):
    """The section reads the county's gaps, and nobody's declarations."""
    section = seat(Role.SECTION_OFFICER, "gs-jj")
    school = Org._base_manager.get(code="s001")
    person = Person._base_manager.filter(home__code="zj01").first()
    row = Declaration(
        person=person, kind="interest", relation="shareholder", other_name="甲", declared_at=NOW, valid_from=DAY
    )
    row.save()
    run = proven(officer)
    post = Post._base_manager.filter(org=school).first()
    facts = {"units": [school.pk], "steps": [], "short": 1, "reasons": {"kin": 1}, "looked_at": 1, "advice": []}
    facts["candidates"] = [[person.pk, post.pk, "kin"]]
    gap = Gap(run=run, org=school, code="no_supervisor", side="peer", facts=facts)
    gap.save()
    told = queries.gap_sheet(officer, gap)["candidates"][0]
    hidden = queries.gap_sheet(section, gap)["candidates"][0]
    assert told["person"] == person
    assert hidden["person"] is None
    assert str(hidden["why"]) != str(told["why"])
    assert "relative" not in str(hidden["why"])


def test_a_school_reads_its_own_coverage_and_nobody_elses(officer):
    cut_peers("zj01")
    proven(officer)
    principal = seat(Role.PRINCIPAL, "s001")
    cells = policy.visible(principal, Action.COVERAGE_READ, CoverageCell)
    assert {cell.org.code for cell in cells} == {"s001"}
    with pytest.raises(RuleBroken) as refused:
        proven(principal)
    assert refused.value.code == "not_yours"


def test_who_supervises_what_comes_from_the_proof(client, officer):
    run = proven(officer)
    school = Org._base_manager.get(code="s001")
    powers = queries.who_supervises(officer, school)
    lines = Supervisor._base_manager.filter(run=run, org=school)
    assert {power["id"] for power in powers} == set(lines.values_list("power", flat=True))
    step = powers[0]["steps"][0]
    assert {"upper", "peer"} <= set(step)
    assert step["peer"].org.path.split("/")[3] != school.path.split("/")[3] or step["peer"].org_id != school.pk
    page = sign_in(client, officer).get(reverse("network:supervisors", args=[school.pk]))
    assert step["upper"].title in page.content.decode()


def test_without_a_proof_everything_is_grey_and_nothing_green(client, officer):
    page = sign_in(client, officer).get(reverse("network:home")).content.decode()
    assert 'class="cell grey"' in page
    assert 'class="cell green"><title>' not in page
