"""What is typed by hand is counted as a number for whoever asked; and an office's urgent table (abuse story g)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from lianjing.domain.directives import Burden, week_of
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Directive, Matter, TypedValues
from lianjing.rooms.directives import supervising
from lianjing.rooms.directives.usecases import deciding, issuing, receiving
from lianjing.ui import handwork
from tests.rooms.demanding import doing, draft, fresh, issued, matter, replied, tick
from tests.rooms.test_worklist import signed_in
from tests.world import DAY, at


@pytest.fixture(autouse=True)
def _the_day(monkeypatch):
    monkeypatch.setattr("lianjing.access.clock.now", at)


def browser(seat):
    return signed_in(Client(), seat)


def test_a_week_runs_from_monday_to_sunday():
    assert (week_of(date(2026, 10, 18)).first, week_of(date(2026, 10, 18)).last) == (
        date(2026, 10, 12),
        date(2026, 10, 18),
    )


def test_what_asks_for_nothing_burdens_nobody():
    assert Burden(typed=500, open=9, asked=0, budget=10).kept
    assert not Burden(typed=5, open=5, asked=1, budget=10).kept
    assert Burden(typed=5, open=4, asked=1, budget=10).kept


def test_only_what_a_person_typed_is_counted(county):
    from django import forms

    class Mixed(forms.Form):
        said = forms.CharField()
        amount = forms.IntegerField()
        picked = forms.ChoiceField(choices=[("a", "A")])
        kept = forms.CharField(initial="as it was")
        unseen = forms.CharField(widget=forms.HiddenInput, required=False)

    form = Mixed({"said": "x", "amount": "3", "picked": "a", "kept": "as it was", "unseen": "y"})
    assert form.is_valid()
    assert handwork.typed_values(form) == 2


def test_a_reply_is_counted_on_its_issuer_and_never_with_what_was_said_or_who(county):
    made, record = doing(county), matter(county)
    url = reverse("directives:step", args=[made.pk, "reply"])
    told = {"record": f"matter:{record.pk}", "words": "已逐笔核对"}
    assert browser(county.principal).post(url, told).status_code == 302
    row = TypedValues._base_manager.get()
    assert (row.values, row.asked_by_id, row.path) == (1, county.officer.post_id, "/js/jyj/jcs/")
    columns = {field.name for field in TypedValues._meta.get_fields()}
    assert columns == {"id", "path", "asked_by", "demand", "post", "day", "values"}


def test_a_refused_form_counts_nothing(county):
    made = doing(county)
    url = reverse("directives:step", args=[made.pk, "reply"])
    assert browser(county.principal).post(url, {"record": "matter:999", "words": "已办"}).status_code == 422
    assert not TypedValues._base_manager.exists()


def test_the_cost_is_the_issuers_figure_and_stands_on_no_page_of_those_who_typed(county):
    made = doing(county)
    TypedValues(
        asked_by_id=county.officer.post_id,
        path="/js/jyj/jcs/",
        demand=f"directive:{made.pk}",
        post_id=county.clerk.post_id,
        day=DAY,
        values=37,
    ).save()
    for seat in (county.officer, county.chief, county.inspector):
        text = browser(seat).get(reverse("directives:burden")).content.decode()
        assert "37" in text
        assert "李账" not in text
        assert "报账员</td>" not in text
    assert [cost.values for cost in supervising.costs(county.section, DAY)] == []
    for seat in (county.principal, county.clerk, county.teacher):
        assert browser(seat).get(reverse("directives:burden")).status_code == 404


URGENT = {
    "title": "【特急】食堂情况统计表",
    "text": "30列，每校一行，今日下班前报",
    "asked_values": 30,
    "filled_by": "clerk",
}


def test_story_g_an_office_sends_a_thirty_column_urgent_table(county):
    """It is shown the burden and the twin before anybody knows; over the budget it is refused or goes one level up."""
    issued(county, by=county.section, title="食堂情况统计表", text="每校一行，报食堂情况")
    TypedValues(post_id=county.clerk.post_id, day=DAY, demand="x", values=45).save()
    desk = browser(county.officer)
    page = desk.post(
        reverse("directives:new"),
        {
            **URGENT,
            "org": county.org("s001").pk,
            "basis": "电话通知",
            "kind": "listed",
            "topic": "other",
            "power": "",
            "due_on": "2026-10-13",
        },
        follow=True,
    )
    text = page.content.decode()
    made = Directive._base_manager.get(title=URGENT["title"])
    assert made.state == "drafted"
    assert "45" in text
    assert "食堂情况统计表" in text.replace(URGENT["title"], "")  # the twin, by name
    issue = reverse("directives:step", args=[made.pk, "issue"])
    refused = desk.post(issue, {"not_twin": "领导要"})
    assert refused.status_code == 422
    assert fresh(made).state == "drafted"
    assert not browser(county.principal).get(reverse("directives:home")).content.decode().count(URGENT["title"])
    issuing.ask_above(post=county.officer, directive=fresh(made), now=at())
    issuing.allow(post=county.chief, directive=fresh(made), reason="市里统一要", now=at())
    assert desk.post(issue, {"not_twin": "口径不同"}).status_code == 302
    assert fresh(made).state == "issued"
    (month,) = [
        one for one in supervising.months(county.chief, DAY.replace(day=1)) if one.post.pk == county.officer.post_id
    ]
    assert month.figures["over"] == 1


def test_control_of_story_g_without_the_counting_the_table_would_go_out(county, monkeypatch):
    """The guard can fail: with the burden taken for kept, the same table is issued, so the story tests something."""
    TypedValues(post_id=county.clerk.post_id, day=DAY, demand="x", values=45).save()
    made = draft(county, **URGENT)
    with pytest.raises(RuleBroken):
        issuing.issue(post=county.officer, directive=fresh(made), now=at())
    monkeypatch.setattr(Burden, "kept", property(lambda self: True))
    assert issuing.issue(post=county.officer, directive=fresh(made), now=at()).state == "issued"


def test_the_month_of_an_issuer_is_seen_one_level_up_and_by_the_issuer(county):
    replied(county)
    tick("2026-10-20")
    first = DAY.replace(day=1)

    def figures(seat):
        return {month.post.pk: month.figures for month in supervising.months(seat, first)}

    for seat in (county.officer, county.chief):
        assert figures(seat)[county.officer.post_id]["unreviewed"] == 1
    assert county.officer.post_id not in figures(county.section)
    assert county.officer.post_id not in figures(county.leader)
    assert not figures(county.principal)
    text = (
        browser(county.chief)
        .get(reverse("directives:supervision") + f"?month=2026-10&issuer={county.officer.post_id}&what=unreviewed")
        .content.decode()
    )
    assert "示例督〔2026〕1号" in text


def test_the_chiefs_own_month_is_seen_by_the_team(county):
    issued(county, by=county.chief)
    assert [month.post.pk for month in supervising.months(county.inspector, DAY.replace(day=1))] == [
        county.chief.post_id
    ]


def test_a_figure_of_the_month_counts_the_directives_it_opens_to(county):
    """One that was returned and then accepted was reviewed twice, and is one row."""
    made, month = replied(county), DAY.replace(day=1)
    deciding.send_back(post=county.officer, directive=made, missing=["合同"], now=at("2026-10-13"))
    receiving.reply(
        post=county.principal, directive=made, record=Matter._base_manager.get(), words="", now=at("2026-10-14")
    )
    deciding.accept(post=county.officer, directive=made, now=at("2026-10-15"))
    (told,) = supervising.months(county.officer, month)
    behind = {name: supervising.behind(county.officer, month, told.post.pk, name).count() for name in told.figures}
    assert told.figures == behind
    assert told.figures["reviewed"] == 1
