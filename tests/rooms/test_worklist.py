"""The one work list: every step as the machine says, by the right hand, once; tabs, feed, pages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lianjing.access import work
from lianjing.domain.authority import Role
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import duties
from lianjing.records.models import Account, WorkItem, WorkMove
from lianjing.rooms.worklist import queries, usecases
from tests.world import DAY, at


@pytest.fixture
def item(county):
    """The group leader asks the school's clerk for something, with a copy to the principal."""
    return give(county)


def give(county, **more):
    return work.assign(
        code="vacancy",
        about=county.org("s001"),
        post=county.posts[county.clerk.post_id],
        raised_by=county.posts[county.leader.post_id],
        copies=[county.posts[county.principal.post_id]],
        url="/network/",
        now=at(),
        due_on=DAY + timedelta(days=3),
        facts={"post": "采购员"},
        **more,
    )


def tabs(seat):
    return {tab: queries.items(seat, tab).count() for tab in queries.TABS}


def signed_in(client, seat):
    client.force_login(Account.objects.get(person=seat.person_id))
    session = client.session
    session["trusted_sign_in"] = "demo"
    session.save()
    return client


def test_each_person_finds_the_item_in_their_own_tab_and_strangers_nowhere(county, item):
    assert tabs(county.clerk)["open"] == 1
    assert tabs(county.leader) == {"open": 0, "done": 0, "raised": 1, "copies": 0}
    assert tabs(county.principal)["copies"] == 1
    assert set(tabs(county.other_clerk).values()) == {0}
    assert set(tabs(county.tech).values()) == {0}


def test_the_same_item_is_not_put_twice(county, item):
    assert give(county).pk == item.pk


def test_finishing_needs_a_word(county, item):
    with pytest.raises(RuleBroken) as refusal:
        usecases.finish(post=county.clerk, item=item, outcome="  ", now=at())
    assert refusal.value.facts["missing"] == ("outcome",)
    usecases.finish(post=county.clerk, item=item, outcome="已补", now=at())
    assert tabs(county.clerk)["done"] == 1


def test_two_hands_at_once_exactly_one_wins(county, item):
    mine, theirs = (WorkItem._base_manager.get(pk=item.pk) for _ in range(2))
    usecases.finish(post=county.clerk, item=mine, outcome="甲", now=at())
    with pytest.raises(RuleBroken) as refusal:
        usecases.finish(post=county.clerk, item=theirs, outcome="乙", now=at())
    assert refusal.value.code == "somebody_was_faster"
    assert WorkMove._base_manager.filter(item=item, step="finish").count() == 1


def test_reminding_is_for_the_sender_and_once_a_day(county, item):
    usecases.remind(post=county.leader, item=item, now=at())
    with pytest.raises(RuleBroken) as refusal:
        usecases.remind(post=county.leader, item=item, now=at() + timedelta(hours=5))
    assert refusal.value.facts["missing"] == ("gap_kept",)
    usecases.remind(post=county.leader, item=item, now=at() + timedelta(days=1))
    with pytest.raises(RuleBroken):
        usecases.remind(post=county.principal, item=item, now=at() + timedelta(days=2))


def test_passing_on_stays_inside_the_unit_and_spares_the_recused(county, item):
    colleague = county.holder("周账", "s001", Role.CLERK, "CN", "出纳")
    other = county.posts[county.other_clerk.post_id]
    with pytest.raises(RuleBroken) as refusal:
        usecases.pass_on(post=county.clerk, item=item, to=other, reason="我出差", now=at())
    assert "successor" in refusal.value.facts["missing"]
    county.recuse(colleague, county.org("s001"))
    with pytest.raises(RuleBroken) as refusal:
        usecases.pass_on(post=county.clerk, item=item, to=county.posts[colleague.post_id], reason="我出差", now=at())
    assert refusal.value.facts["missing"] == ("successor_clear",)
    third = county.holder("郑库", "s001", Role.CLERK, "KGY", "库管员")
    usecases.pass_on(post=county.clerk, item=item, to=county.posts[third.post_id], reason="我出差", now=at())
    assert (tabs(county.clerk)["open"], tabs(third)["open"]) == (0, 1)


def test_returning_twice_is_the_limit(county, item):
    for day in (0, 1):
        usecases.send_back(post=county.clerk, item=item, reason="缺名单", now=at() + timedelta(days=day))
        assert tabs(county.leader)["open"] == 1
        usecases.send_again(post=county.leader, item=item, words="附名单", now=at() + timedelta(days=day))
    with pytest.raises(RuleBroken) as refusal:
        usecases.send_back(post=county.clerk, item=item, reason="还缺", now=at() + timedelta(days=3))
    assert refusal.value.facts["why"] == ("too_often",)


def test_an_item_of_the_clock_cannot_be_returned(county):
    item = work.assign(
        code="vacancy",
        about=county.org("s001"),
        post=county.posts[county.clerk.post_id],
        url="/",
        now=at(),
        facts={"post": "-"},
    )
    with pytest.raises(RuleBroken) as refusal:
        usecases.send_back(post=county.clerk, item=item, reason="缺", now=at())
    assert refusal.value.code == "no_sender"


def test_taking_back_is_for_the_sender(county, item):
    with pytest.raises(RuleBroken):
        usecases.withdraw(post=county.clerk, item=item, reason="不办", now=at())
    usecases.withdraw(post=county.leader, item=item, reason="重复", now=at())
    assert tabs(county.clerk)["open"] == 0


def test_countersigning_gathers_and_gives_back(county, item):
    one = county.holder("周账", "s001", Role.CLERK, "CN", "出纳")
    two = county.holder("郑库", "s001", Role.CLERK, "KGY", "库管员")
    of = [county.posts[seat.post_id] for seat in (one, two)]
    usecases.ask_signatures(post=county.clerk, item=item, of=of, question="是否属实", now=at())
    assert (tabs(one)["open"], tabs(county.clerk)["open"]) == (1, 0)
    usecases.sign(post=one, item=item, opinion="属实", now=at())
    assert item.state == "countersigning"
    with pytest.raises(RuleBroken) as refusal:
        usecases.sign(post=one, item=item, opinion="再签", now=at())
    assert "same_person" in refusal.value.facts["why"]
    usecases.sign(post=two, item=item, opinion="属实", now=at())
    assert (item.state, tabs(county.clerk)["open"]) == ("open", 1)


def test_missing_signatures_do_not_hold_an_item_for_ever(county, item):
    one = county.holder("周账", "s001", Role.CLERK, "CN", "出纳")
    usecases.ask_signatures(post=county.clerk, item=item, of=[county.posts[one.post_id]], question="?", now=at())
    late = at() + timedelta(days=10)
    assert duties.ALL["work.countersign"](at()) == 0
    assert duties.ALL["work.countersign"](late) == 1
    assert duties.ALL["work.countersign"](late) == 0
    item.refresh_from_db()
    assert item.state == "open"


def test_the_recused_find_no_trace_of_an_item(county, item, client):
    county.recuse(county.clerk, county.org("s001"))
    assert tabs(county.clerk)["open"] == 0
    page = signed_in(client, county.clerk)
    assert page.get(reverse("worklist:item", args=[item.pk])).status_code == 404
    assert page.get(reverse("worklist:item", args=[999999])).status_code == 404
    assert queries.feed_for(Account.objects.get(person=county.clerk.person_id).username, at())["count"] == 0


def test_a_sealed_item_is_for_its_holder_and_not_for_the_level_above(county):
    item = give(county, sealed=True)
    assert tabs(county.clerk)["open"] == 1
    assert not queries.overdue_below(county.officer, DAY + timedelta(days=30)).filter(pk=item.pk).exists()
    open_item = give(county)
    assert open_item.pk == item.pk


def test_the_level_above_sees_what_is_late_below(county, item):
    assert not queries.overdue_below(county.officer, DAY).exists()
    assert queries.overdue_below(county.officer, DAY + timedelta(days=4)).get().pk == item.pk
    assert not queries.overdue_below(county.other_leader, DAY + timedelta(days=4)).exists()
    assert not queries.overdue_below(county.teacher, DAY + timedelta(days=4)).exists()


def test_the_feed_counts_and_says_nothing_more(county, item, client, settings):
    settings.CONFIG = settings.CONFIG.model_copy(update={"feed_token": "a-secret-of-the-platform"})
    username = Account.objects.get(person=county.clerk.person_id).username
    assert client.get("/feed/todo.json", {"username": username}).status_code == 404
    right = {"Authorization": "Bearer a-secret-of-the-platform"}
    assert (
        client.get("/feed/todo.json", {"username": username}, headers={"Authorization": "Bearer x"}).status_code == 404
    )
    said = client.get("/feed/todo.json", {"username": username}, headers=right).json()
    assert (said["count"], set(said)) == (1, {"username", "count", "overdue", "url"})
    assert client.get("/feed/todo.json", {"username": "nobody"}, headers=right).json()["count"] == 0


@pytest.mark.parametrize("tab", queries.TABS)
def test_each_tab_is_a_page_a_workbook_and_paper(county, item, client, tab):
    page = signed_in(client, county.clerk)
    assert page.get("/work/", {"tab": tab}).status_code == 200
    assert page.get("/work/", {"tab": tab, "as": "xlsx"})["Content-Type"].startswith("application/vnd.openxml")
    assert page.get("/work/", {"tab": tab, "as": "print"}).status_code == 200


def test_steps_by_page_wrong_and_right(county, item, client):
    page = signed_in(client, county.clerk)
    address = reverse("worklist:step", args=[item.pk, "finish"])
    assert page.get(address).status_code == 404
    assert page.post(reverse("worklist:step", args=[item.pk, "explode"])).status_code == 404
    wrong = page.post(address, {"words": ""})
    assert wrong.status_code == 422
    assert page.post(address, {"words": "已办"}).status_code == 302
    assert page.get("/work/", {"tab": "nothing"}).status_code == 404
    item.refresh_from_db()
    assert item.state == "done"
