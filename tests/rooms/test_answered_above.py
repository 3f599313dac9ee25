"""What the level above says of a question or an objection, in the words in which everybody reads it (B7)."""

import pytest

from lianjing.access import clock
from lianjing.records.models import PublicQuestion
from lianjing.rooms.answering import usecases
from tests.rooms.rosters import sign_in
from tests.world import DAY, at


@pytest.mark.parametrize(("kind", "untrue"), [("question", False), ("objection", True)])
def test_a_plain_question_is_answered_and_only_an_objection_is_found_not_so(county, client, monkeypatch, kind, untrue):
    """The public read "not so" over the answer to what was only asked."""
    monkeypatch.setattr(clock, "now", at)
    made = PublicQuestion(
        org=county.org("s001"), number_hash="x", kind=kind, asked="怎么退？", asked_on=DAY, due_on=DAY
    )
    made.state, made.level, made.moved_up_by = "reviewing", "group", "clock"
    made.save()
    desk = sign_in(client, county.leader).get(f"/answering/{made.pk}/").content.decode()
    assert ("不成立" in desk) == untrue
    if not untrue:
        assert desk.index("<summary>答复</summary>") < desk.index("学校公开的有误，要求更正")
    usecases.reply(post=county.leader, question=made, reason="中途退出按月退。", now=at())
    assert PublicQuestion._base_manager.get().upheld is (False if untrue else None)
    page = client.get(f"/s/s001/answers/{made.pk}/").content.decode()
    assert ("不成立" in page, "上一级的答复" in page) == (untrue, not untrue)
