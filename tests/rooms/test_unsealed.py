"""An unsealed question is an ordinary one from then on, the whole way; who weighed it is read by nobody else."""

import pytest
from django.urls import reverse

from lianjing.domain.authority import Role
from lianjing.jobs import duties
from lianjing.records.models import RedFlag
from lianjing.rooms.redflags import queries, usecases, usecases_sealed, usecases_transfer
from lianjing.rooms.redflags.asking import ask_the_two
from tests.rooms.flag_world import FACTS, NOW, asked, dismissed_by, explained, kin, now, work_of
from tests.rooms.rosters import sign_in
from tests.world import at

WHY = "台账登记晚了一个月，像是差错"
LATE = at("2026-10-16")


@pytest.fixture
def second(county):
    return county.holder("向兰", "jcs", Role.BUREAU_OFFICER, "ZY", "科员")


@pytest.fixture
def unsealed(county, second):
    """Handed to the clerk of s001 by the two of the office."""
    return unsealed_by(county.officer, second, asked(county))


def unsealed_by(one, other, flag):
    RedFlag._base_manager.filter(pk=flag.pk).update(sealed=True, state="sealed")
    ask_the_two(now(flag), NOW)
    usecases_sealed.sign_first(post=one, flag=now(flag), step="unseal", words={"reason": WHY}, now=NOW)
    usecases_sealed.sign_second(post=other, flag=now(flag), now=NOW)
    return now(flag)


def page_of(client, seat, flag):
    answer = sign_in(client, seat).get(f"/flags/{flag.pk}/")
    return answer.content.decode() if answer.status_code == 200 else ""


def tells_nobody_who(county, client, flag):
    """Hold that neither the school nor those above it read who weighed the flag, or why, on its page or its journal."""
    journal = reverse("network:journal_record", args=["redflag", flag.pk])
    for seat in (county.clerk, county.principal, county.leader, county.inspector):
        for page in (page_of(client, seat, flag), client.get(journal).content.decode()):
            for kept in ("谭敏", "向兰", WHY):
                assert kept not in page


def test_it_is_answered_dismissed_and_nobody_reads_who_weighed_it(county, unsealed, client):
    tells_nobody_who(county, client, unsealed)
    explained(county, unsealed)
    assert "复核人正与另一人共同办理" not in page_of(client, county.clerk, unsealed)
    assert work_of(county.leader) == ["flag_to_review"]
    tells_nobody_who(county, client, unsealed)
    page = page_of(client, county.leader, unsealed)
    assert f"/flags/{unsealed.pk}/dismiss/" in page
    assert f"/flags/{unsealed.pk}/transfer/second/" not in page
    assert sign_in(client, county.leader).post(f"/flags/{unsealed.pk}/dismiss/", {"reason": "属实"}).status_code == 302
    assert (now(unsealed).state, now(unsealed).reviewed_by_id) == ("closed_false", county.leader.person_id)
    tells_nobody_who(county, client, unsealed)


def test_an_answer_is_sent_back_and_the_school_reads_no_name_of_those_who_weighed(county, unsealed, client):
    explained(county, unsealed)
    usecases.send_back(post=county.leader, flag=now(unsealed), missing="附发票", now=NOW)
    assert work_of(county.clerk) == ["flag_to_answer"]
    assert "附发票" in page_of(client, county.clerk, unsealed)
    tells_nobody_who(county, client, unsealed)
    explained(county, now(unsealed))
    assert dismissed_by(county.leader, unsealed).state == "closed_false"


def test_the_other_ends_are_open_too(county, unsealed, second):
    explained(county, unsealed)
    usecases_transfer.sign_first(post=county.leader, flag=now(unsealed), words=FACTS, now=NOW)
    signer = next(one for one in (county.officer, second) if "flag_to_countersign" in work_of(one))
    usecases_transfer.put_back(post=signer, flag=now(unsealed), reason="先核凭证", now=NOW)
    usecases.to_rectification(post=county.leader, flag=now(unsealed), flow_step="2", basis="x", now=NOW)
    assert now(unsealed).state == "to_rectify"


def test_what_was_not_answered_in_time_may_still_be_answered_late(county, unsealed, client):
    assert duties.ALL["redflag.lapse"](LATE) == 1
    assert work_of(county.leader) == ["flag_unanswered"]
    tells_nobody_who(county, client, unsealed)
    address = f"/flags/{unsealed.pk}/explain_late/"
    assert address in page_of(client, county.clerk, unsealed)
    assert client.post(address, {"support": "transition", "explanation": "交接中"}).status_code == 302
    assert (now(unsealed).state, now(unsealed).late) == ("answered", True)
    assert dismissed_by(county.leader, unsealed).state == "closed_false"


def test_it_is_answered_and_reviewed_together_with_those_alike(county, unsealed, second, client):
    other, third = asked(county), unsealed_by(second, county.officer, asked(county))
    assert page_of(client, county.clerk, other).count('name="also"') == 2
    said = {"support": "transition", "explanation": "交接中", "also": [unsealed.pk, third.pk]}
    assert client.post(f"/flags/{other.pk}/explain/", said).status_code == 302
    assert [one.pk for one in queries.sheet(county.leader, now(other)).alike] == sorted([unsealed.pk, third.pk])
    said = {"reason": "属实", "also": [other.pk]}
    assert sign_in(client, county.leader).post(f"/flags/{unsealed.pk}/dismiss/", said).status_code == 302
    assert [now(one).state for one in (unsealed, other, third)] == ["closed_false", "closed_false", "answered"]


def test_whoever_is_tied_to_whom_it_is_about_is_found_when_it_comes_within_their_reach(county, second):
    flag = asked(county)
    flag.about.through(redflag_id=flag.pk, person_id=county.teacher.person_id).save()
    kin(county.leader, county.teacher)
    unsealed_by(county.officer, second, flag)
    assert work_of(county.officer) == ["recusal_to_decide"]
    explained(county, now(flag))
    assert "flag_to_review" not in work_of(county.leader)
