"""A matter: opened, moved by the people who take its steps, held against the flowchart it began with."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianjing.access import powers
from lianjing.access.matters import acting_posts, events_of
from lianjing.domain.authority import Role
from lianjing.domain.power.courses import Happened
from lianjing.domain.power.deviations import Deviation
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Holding, JournalEntry, Matter, MatterEvent, MatterHand, Post, PowerVersion, WorkItem
from lianjing.rooms.powers import running
from lianjing.rooms.powers.usecases import matters, publishing
from lianjing.rooms.powers.usecases.matters import Taken
from tests.rooms.rosters import sign_in
from tests.world import DAY, at

DAYS = {"delivery": date(2026, 10, 12), "month_end": date(2026, 10, 31)}


class Canteen:
    """A school with everybody whom a canteen's purchase needs, and one matter begun."""

    def __init__(self, county):
        self.county = county
        publishing.publish_catalogue(at("2026-09-01"))
        self.buyer = county.holder("采购", "s001", Role.CLERK, "CGY", "采购员")
        self.receiver = county.holder("验收", "s001", Role.CLERK, "YSY", "验收员")
        self.keeper = county.holder("食堂", "s001", Role.CLERK, "STG", "食堂管理员")
        self.store = county.holder("库管", "s001", Role.CLERK, "KGY", "库管")
        self.matter = self.begin()

    def begin(self, **said):
        asked = {"item": "ST-03", "title": "十月大米", "amount": None, "days": DAYS, "now": at("2026-10-11")}
        return matters.open_matter(post=self.buyer, unit=self.county.org("s001"), **{**asked, **said})

    def take(self, seat, step, day="2026-10-12", hour=9, **said):
        taken = Taken(step=step, happened_at=at(day, hour), **said)
        return matters.take(post=seat, matter=self.matter, taken=taken, now=at("2026-10-12", 20))

    def read(self, on=DAY):
        return running.read(Matter._base_manager.select_related("org", "version").get(pk=self.matter.pk), on)

    def found(self, on=DAY):
        return sorted((one.kind, one.step) for one in self.read(on).findings)


def papers(*names):
    return tuple({"paper": name, "name": "1号", "sha256": "", "revision": 1} for name in names)


def written(window, address, said):
    """Return the answer to a step that deviates: what would be found is shown first, then written."""
    return window.post(address, {**said, "told": window.post(address, said).context["signs"]})


def stricter_from(first):
    """Let a version that asks for three people at step 2 follow the county's; return the old and the new one."""
    old = PowerVersion._base_manager.get(item="ST-03")
    text = old.text.replace("people: 2\n        reads: [order]", "people: 3\n        reads: [order]")
    assert text != old.text
    old.state, old.last_day = "retired", first - timedelta(days=1)
    old.save()
    new = PowerVersion(item="ST-03", org=old.org, number=2, state="effective", text=text, drafted_at=at())
    new.sha256, new.first_day = powers.digest(text), first
    new.save()
    return old, new


@pytest.fixture
def canteen(county):
    return Canteen(county)


def test_a_matter_says_what_is_next_who_can_do_it_and_when(canteen):
    due = canteen.read().due
    assert [one.step.no for one in due] == ["1"]
    assert [holder.name for holder in due[0].can] == ["采购"]
    assert due[0].days.last == date(2026, 10, 11)
    canteen.take(canteen.buyer, "1", "2026-10-11", papers=papers("order"))
    due = canteen.read().due
    assert [one.step.no for one in due] == ["2"]
    assert {holder.name for holder in due[0].can} == {"验收", "食堂"}
    assert due[0].days.last == date(2026, 10, 12)


def test_whoever_comes_next_has_it_on_the_list_and_the_one_before_no_longer(canteen):
    canteen.take(canteen.buyer, "1", "2026-10-11", papers=papers("order"))
    open_ones = WorkItem._base_manager.filter(state="open", code="matter_step")
    assert {item.post_id for item in open_ones} == {canteen.receiver.post_id, canteen.keeper.post_id}
    canteen.take(canteen.receiver, "2", papers=papers("weigh_record", "quality_cert"))
    assert {item.post_id for item in open_ones.all()} == {canteen.store.post_id}


def test_of_those_who_share_a_post_only_those_who_can_take_the_step_are_asked(canteen, county):
    """Whoever shares the receivers' post and ordered is barred; who teaches besides is asked as a receiver."""
    both = county.holder("兼采", "s001", Role.CLERK, "CGY", "采购员")
    shared = Post._base_manager.get(pk=canteen.receiver.post_id)
    Holding(post=shared, person_id=both.person_id, valid_from=date(2021, 9, 1)).save()
    teachers = Post._base_manager.get(pk=county.teacher.post_id)
    for seat in (canteen.receiver, both, canteen.buyer):
        Holding(post=teachers, person_id=seat.person_id, valid_from=date(2020, 9, 1)).save()
    canteen.take(both, "1", "2026-10-11", papers=papers("order"))
    asked = WorkItem._base_manager.filter(state="open", code="matter_step").values_list("post", "person")
    assert set(asked) == {(shared.pk, canteen.receiver.person_id), (canteen.keeper.post_id, None)}


def test_a_tap_on_an_empty_form_writes_nothing_before_it_was_said_what_it_would_write(canteen, client):
    canteen.take(canteen.buyer, "1", "2026-10-11", papers=papers("order"))
    address, window = f"/powers/matters/{canteen.matter.pk}/take/", sign_in(client, canteen.county.teacher)
    said = {"step": "2", "day": "2026-10-12", "hour": "08:00", "remark": ""}
    page = window.post(address, said, headers={"Accept-Language": "zh-hans"})
    assert page.status_code == 422
    assert all(words in page.content.decode() for words in ("岗位不符", "缺材料", "确实如此，照此登记"))
    assert len(events_of(canteen.matter)) == 1
    shown = page.context["signs"]
    assert window.post(address, {**said, "told": "late:2"}).status_code == 422  # not what was shown
    so = {**said, "told": f"{shown} late:2"}  # what was shown and is mended since stands in no way
    assert window.post(address, so).status_code == 302  # and what is so is written, never blocked
    assert {Deviation.WRONG_POST, Deviation.NO_PAPER} <= {kind for kind, _ in canteen.found()}


def test_a_named_colleague_counts_only_once_they_confirm(canteen):
    canteen.take(canteen.buyer, "1", "2026-10-11", papers=papers("order"))
    event = canteen.take(
        canteen.receiver, "2", papers=papers("weigh_record", "quality_cert"), colleagues=(canteen.keeper.person_id,)
    )
    assert canteen.found() == []  # nobody knows yet; the colleague is asked until 19 October
    assert [kind for kind, _ in canteen.found(date(2026, 10, 20))] == [Deviation.TOO_FEW]
    hand = MatterHand._base_manager.get(event=event, person=canteen.keeper.person_id)
    with pytest.raises(RuleBroken, match="hand_not_yours"):
        matters.confirm(post=canteen.store, hand=hand, there=True, now=at())
    matters.confirm(post=canteen.keeper, hand=hand, there=True, now=at())
    assert canteen.found(date(2026, 10, 20)) == []
    with pytest.raises(RuleBroken, match="hand_settled"):
        matters.confirm(post=canteen.keeper, hand=hand, there=False, now=at())


def test_who_did_a_step_that_is_kept_apart_is_barred_and_told_who_can(canteen, county):
    both = county.holder("兼职", "s001", Role.CLERK, "CGY", "采购员")
    second = county.post("s001", Role.CLERK, "YSY", "验收员")
    Holding(post=second, person_id=both.person_id, valid_from=date(2021, 9, 1)).save()
    canteen.take(both, "1", "2026-10-11", papers=papers("order"))
    due = canteen.read().due[0]
    assert both.person_id not in {holder.person_id for holder in due.can}
    assert {(holder.person_id, step) for holder, step in due.barred} == {(both.person_id, "1")}
    canteen.take(both, "2", papers=papers("weigh_record", "quality_cert"))
    assert (Deviation.SAME_PERSON, "2") in canteen.found()


def test_a_tiny_school_is_helped_by_the_central_schools_people_and_its_waiver_holds(canteen, county):
    tiny = county.unit("s003", "业州三村小", "school", "zj01", size_class="C")
    buyer = county.holder("村小采购", "s003", Role.CLERK, "CGY", "采购员")
    lent = county.holder("中心验收", "s001", Role.CLERK, "YSY", "验收员")
    county.posts[lent.post_id].serves.through.objects.create(post_id=lent.post_id, org_id=tiny.pk)
    canteen.matter = matters.open_matter(
        post=buyer, unit=tiny, item="ST-03", title="村小大米", amount=None, days=DAYS, now=at("2026-10-11")
    )
    canteen.take(buyer, "1", "2026-10-11", papers=papers("order"))
    due = canteen.read().due[0]
    assert [(holder.name, holder.lent) for holder in due.can] == [("中心验收", True)]
    item = powers.compiled(canteen.matter.version).item
    assert ("2", "3") in item.apart("A")
    assert ("2", "3") not in item.apart("C")


def test_what_really_happened_is_written_down_and_said_never_refused(canteen):
    canteen.take(canteen.buyer, "1", "2026-10-11", papers=papers("order"))
    canteen.take(canteen.store, "3", hour=8, papers=papers("inbound_note"))
    canteen.take(canteen.county.teacher, "2", hour=9)
    kinds = {kind for kind, _ in canteen.found()}
    assert {Deviation.EARLY, Deviation.WRONG_POST, Deviation.NO_PAPER, Deviation.TOO_FEW} <= kinds


def test_a_self_check_finds_the_same_and_leaves_no_trace(canteen, client):
    window = sign_in(client, canteen.store)
    before = (MatterEvent._base_manager.count(), JournalEntry._base_manager.count(), WorkItem._base_manager.count())
    said = {"step": "3", "day": "2026-10-12", "hour": "08:00", "remark": ""}
    page = window.post(f"/powers/matters/{canteen.matter.pk}/check/", said, headers={"Accept-Language": "zh-hans"})
    assert page.status_code == 200
    assert "提前" in page.content.decode() or "漏步" in page.content.decode()
    assert before == (
        MatterEvent._base_manager.count(),
        JournalEntry._base_manager.count(),
        WorkItem._base_manager.count(),
    )


def test_back_filling_is_allowed_and_marked(canteen, client):
    taken = Taken(step="1", happened_at=at("2026-10-08"), papers=papers("order"))
    matters.take(post=canteen.buyer, matter=canteen.matter, taken=taken, now=at("2026-10-12"))
    page = sign_in(client, canteen.buyer).get(
        f"/powers/matters/{canteen.matter.pk}/", headers={"Accept-Language": "zh-hans"}
    )
    assert "补录（晚4天）" in page.content.decode()
    matters.take(
        post=canteen.buyer, matter=canteen.matter, taken=Taken(step="5", happened_at=at("2026-10-09")), now=at()
    )
    said = sign_in(client, canteen.buyer).get(
        f"/powers/matters/{canteen.matter.pk}/", headers={"Accept-Language": "zh-hans"}
    )
    assert "依据：中华人民共和国食品安全法" in said.content.decode()
    with pytest.raises(RuleBroken, match="step_in_future"):
        canteen.take(canteen.buyer, "1", "2026-10-13", 23)


def test_a_file_is_kept_as_its_fingerprint_alone(canteen, client):
    file = SimpleUploadedFile("订单.pdf", b"%PDF-1.7 order")
    said = {"step": "1", "day": "2026-10-11", "hour": "09:00", "remark": "", "file_order": file, "paper_order": "11号"}
    done = sign_in(client, canteen.buyer).post(f"/powers/matters/{canteen.matter.pk}/take/", said)
    assert done.status_code == 302
    paper = events_of(canteen.matter)[0].papers[0]
    assert paper["name"] == "11号"
    assert paper["sha256"] == sha256(b"%PDF-1.7 order").hexdigest()


def test_a_matter_is_judged_by_the_version_it_began_with(canteen):
    _, new = stricter_from(DAY)
    canteen.take(canteen.buyer, "1", "2026-10-11", papers=papers("order"))
    event = canteen.take(
        canteen.receiver, "2", papers=papers("weigh_record", "quality_cert"), colleagues=(canteen.keeper.person_id,)
    )
    hand = MatterHand._base_manager.get(event=event, confirmed_at=None)
    matters.confirm(post=canteen.keeper, hand=hand, there=True, now=at())
    assert canteen.found() == []
    assert canteen.begin(title="十一月", now=at()).version_id == new.pk


def test_a_first_step_of_an_earlier_day_takes_the_matter_to_the_version_of_that_day(canteen):
    old, new = stricter_from(date(2026, 11, 1))
    asked = canteen.county.org("s001")
    assert [powers.in_force("ST-03", asked, day).pk for day in (DAY, date(2026, 11, 1))] == [old.pk, new.pk]
    now = at("2026-11-25")
    canteen.matter = canteen.begin(title="补记", now=now)
    assert canteen.matter.version_id == new.pk
    first = Taken(step="1", happened_at=at("2026-10-11"), papers=papers("order"))
    matters.take(post=canteen.buyer, matter=canteen.matter, taken=first, now=now)
    taken = Taken(
        step="2",
        happened_at=at(),
        papers=papers("weigh_record", "quality_cert"),
        colleagues=(canteen.keeper.person_id,),
    )
    event = matters.take(post=canteen.receiver, matter=canteen.matter, taken=taken, now=now)
    hand = MatterHand._base_manager.get(event=event, confirmed_at=None)
    matters.confirm(post=canteen.keeper, hand=hand, there=True, now=now)
    assert canteen.read().matter.version_id == old.pk
    assert canteen.found(date(2026, 12, 24)) == []
    later = canteen.begin(title="十一月", now=now)
    matters.take(post=canteen.buyer, matter=later, taken=replace(first, happened_at=at("2026-11-24")), now=now)
    later.refresh_from_db()
    assert later.version_id == new.pk


def test_a_check_before_writing_judges_by_the_version_that_the_step_would_bring(canteen, client):
    stricter_from(date(2026, 11, 1))
    canteen.matter = canteen.begin(title="补记", now=at("2026-11-25"))
    read = canteen.read(date(2026, 11, 25))
    happened = Happened("2", at(), people=("1", "2"), post="YSY")
    assert Deviation.TOO_FEW not in {
        one.kind for one in running.what_if(read.matter, read.events, happened, date(2026, 11, 25))
    }
    happened = replace(happened, at=at("2026-11-25"))
    assert Deviation.TOO_FEW in {
        one.kind for one in running.what_if(read.matter, read.events, happened, date(2026, 11, 25))
    }


def test_a_step_of_an_office_or_of_a_body_outside_is_taken_by_whoever_is_said_to_have(canteen, county, client):
    county.unit("gs-zz", "资助中心", "section", "jyj")
    aid = county.holder("资助员", "gs-zz", Role.SECTION_OFFICER, "GZ", "股长")
    canteen.matter = canteen.begin(item="ZZ-02", title="秋季资助", days={})
    address = f"/powers/matters/{canteen.matter.pk}/"
    said = {"step": "3", "day": "2026-10-12", "hour": "08:00", "remark": ""}
    page = sign_in(client, aid).get(f"{address}?step=3", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "财政局" in page
    assert written(client, f"{address}take/", said).status_code == 302
    sign_in(client, canteen.buyer).post(f"{address}take/", {**said, "who": "CZJ"})
    office, outside = events_of(canteen.matter)
    assert (office.post_code, office.outside) == ("GS-ZZ", "")
    assert [hand.person_id for hand in office.hands.all()] == [aid.person_id]
    assert (outside.post_code, outside.outside, list(outside.hands.all())) == ("", "CZJ", [])
    assert client.post(f"{address}take/", {**said, "who": "JHR"}).status_code == 422
    own = sign_in(client, canteen.buyer).post(f"{address}check/", said, headers={"Accept-Language": "zh-hans"})
    assert "岗位" in own.content.decode()  # a clerk of the school cannot have taken the county's step


def test_a_step_that_only_somebody_outside_takes_asks_nobody_who_it_was(canteen, client):
    canteen.matter = canteen.begin(item="ZZ-02", title="秋季资助", days={})
    said = {"step": "4", "day": "2026-10-12", "hour": "08:00", "remark": ""}
    written(sign_in(client, canteen.buyer), f"/powers/matters/{canteen.matter.pk}/take/", said)
    event = events_of(canteen.matter)[0]
    assert (event.outside, list(event.hands.all())) == ("YH", [])


def test_an_amount_is_asked_for_may_come_later_and_is_told_once(canteen, client):
    window = sign_in(client, canteen.buyer)
    assert window.post("/powers/CW-03/begin/", {"title": "课桌"}).status_code == 422
    assert window.post("/powers/CW-03/begin/", {"title": "课桌", "later": "on"}).status_code == 302
    canteen.matter = Matter._base_manager.get(title="课桌")
    assert canteen.matter.amount is None
    address = f"/powers/matters/{canteen.matter.pk}/"
    page = window.get(address, headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "金额还不知道" in page
    assert window.post(f"{address}amount/", {"amount": ""}).status_code == 422
    assert window.post(f"{address}amount/", {"amount": "20000"}).status_code == 302
    canteen.matter.refresh_from_db()
    assert canteen.matter.amount == 20_000_00
    entry = JournalEntry._base_manager.filter(action="matter.act").order_by("id").last()
    assert b"2000000" in bytes(entry.canonical)
    assert "金额还不知道" not in window.get(address, headers={"Accept-Language": "zh-hans"}).content.decode()
    assert window.post(f"{address}amount/", {"amount": "30000"}).status_code == 422
    with pytest.raises(RuleBroken, match="amount_told"):
        matters.tell_amount(post=canteen.buyer, matter=canteen.matter, amount=1, now=at())
    window.post("/powers/ST-03/begin/", {"title": "大米"})
    assert Matter._base_manager.filter(title="大米").exists()


def test_whoever_has_a_last_day_is_called_until_it_has_come(canteen):
    until = date(2026, 12, 20)
    Holding._base_manager.filter(post=canteen.receiver.post_id).update(valid_to=until)
    second = canteen.county.post("s010", Role.TEACHER, "JS", "教师")
    Holding(post=second, person_id=canteen.keeper.person_id, valid_from=date(2020, 9, 1)).save()
    people = [canteen.receiver.person_id, canteen.keeper.person_id]
    for on, found in ((until, [canteen.receiver.post_id]), (date(2026, 12, 21), [])):
        posts = [post.pk for post in acting_posts(people, on, canteen.county.org("s001"))]
        assert posts == [*found, canteen.keeper.post_id]
    assert [post.pk for post in acting_posts(people[1:], until, canteen.county.org("s010"))] == [second.pk]
    canteen.take(canteen.buyer, "1", "2026-10-11", papers=papers("order"))
    called = WorkItem._base_manager.filter(state="open", code="matter_step")
    assert {item.post_id for item in called} == {canteen.receiver.post_id, canteen.keeper.post_id}


def test_a_day_before_the_calendar_is_a_year_typed_wrong(canteen):
    with pytest.raises(RuleBroken, match="step_too_old"):
        canteen.take(canteen.buyer, "1", "2006-10-11")


def test_a_complete_chart_closes_and_another_end_asks_for_a_reason(canteen):
    with pytest.raises(RuleBroken, match="step_refused"):
        matters.close(post=canteen.buyer, matter=canteen.matter, name="complete", reason="", now=at())
    with pytest.raises(RuleBroken, match="step_refused"):
        matters.close(post=canteen.buyer, matter=canteen.matter, name="stop", reason=" ", now=at())
    matters.close(post=canteen.buyer, matter=canteen.matter, name="stop", reason="学校停餐", now=at())
    with pytest.raises(RuleBroken, match="matter_closed"):
        canteen.take(canteen.buyer, "1", "2026-10-11")
    assert not WorkItem._base_manager.filter(state="open", subject_table="matter").exists()


def test_nobody_of_another_school_sees_or_moves_it(canteen, client):
    window = sign_in(client, canteen.county.other_clerk)
    assert window.get(f"/powers/matters/{canteen.matter.pk}/").status_code == 404
    said = {"step": "1", "day": "2026-10-11"}
    assert window.post(f"/powers/matters/{canteen.matter.pk}/take/", said).status_code == 404
    with pytest.raises(RuleBroken, match="not_yours"):
        canteen.take(canteen.county.other_clerk, "1", "2026-10-11")


def test_the_recused_do_not_find_the_matter(canteen, client):
    canteen.county.recuse(canteen.receiver, canteen.matter)
    assert sign_in(client, canteen.receiver).get(f"/powers/matters/{canteen.matter.pk}/").status_code == 404


@pytest.mark.parametrize("title", ["", "  ", "米" * 81])
def test_a_title_is_needed_and_fits_the_lists(canteen, title):
    with pytest.raises(RuleBroken, match="matter_"):
        canteen.begin(title=title)


def test_the_list_the_power_its_questions_and_its_drawing_open_in_both_languages(canteen, client):
    window = sign_in(client, canteen.buyer)
    for language in ("zh-hans", "en"):
        for address in ("", "ST-03/", "ST-03/quiz/", "ST-03/begin/", "ST-03/drawing.svg", "matters/"):
            page = window.get(f"/powers/{address}", headers={"Accept-Language": language})
            assert page.status_code == 200, address
    assert window.get("/powers/XX-99/").status_code == 404
