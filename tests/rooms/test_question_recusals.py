"""A question from outside: whoever reviews it may step aside, its journal opens, and who decides sees the tie."""

import pytest
from django.urls import reverse

from lianjing.access import question_routes
from lianjing.records.models import Declaration, PublicQuestion, Recusal
from tests.rooms.rosters import sign_in
from tests.world import DAY, at

NOW = at()


@pytest.fixture
def question(county):
    """Answered by the head of s001, and with the group's leader since the asker was not content."""
    made = PublicQuestion(
        org=county.org("s001"), number_hash="x", kind="question", asked="结余为什么多了？", asked_on=DAY, due_on=DAY
    )
    made.state, made.level, made.answered_by_id = "reviewing", "group", county.principal.person_id
    made.save()
    return made


def aside(question):
    return reverse("network:recusal_ask", args=["publicquestion", question.pk])


def journal(question):
    return reverse("network:journal_record", args=["publicquestion", question.pk])


def test_a_reviewer_steps_aside_and_finds_it_nowhere(county, question, client):
    page = f"/answering/{question.pk}/"
    leader = sign_in(client, county.leader)
    shown = leader.get(page).content.decode()
    assert aside(question) in shown
    assert journal(question) in shown
    assert leader.get(journal(question)).status_code == 200
    assert leader.get(aside(question)).status_code == 200
    assert leader.post(aside(question), {"ground": "kin", "reason": ""}).status_code == 302
    assert Recusal._base_manager.get().state in ("recused", "replaced")
    for address in (page, journal(question), aside(question)):
        assert leader.get(address).status_code == 404
    assert question.asked not in leader.get("/answering/").content.decode()
    assert sign_in(client, county.officer).get(page).status_code == 200


def test_who_decides_is_shown_the_tie(county, question, client):
    people = {"person_id": county.leader.person_id, "kin_id": county.principal.person_id}
    Declaration(kind="kin", relation="表亲", declared_at=NOW, valid_from=DAY, **people).save()
    question_routes.give(question, "question_to_review", [county.posts[county.leader.post_id]], NOW)
    recusal = Recusal._base_manager.get()
    assert (recusal.table, recusal.ground, recusal.state) == ("publicquestion", "kin", "raised")
    shown = sign_in(client, county.officer).get(reverse("network:recusal", args=[recusal.pk])).content.decode()
    assert "表亲" in shown


def test_what_was_diverted_is_on_no_desk(county, question, client):
    PublicQuestion._base_manager.filter(pk=question.pk).update(state="diverted")
    window = sign_in(client, county.leader)
    for address in (f"/answering/{question.pk}/", journal(question), aside(question)):
        assert window.get(address).status_code == 404
