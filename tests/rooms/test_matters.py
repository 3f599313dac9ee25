"""A matter: opened, moved by the people who take its steps, held against the flowchart it began with."""

from datetime import date
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianjing.access import powers
from lianjing.access.matters import events_of
from lianjing.domain.authority import Role
from lianjing.domain.power.deviations import Deviation
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Holding, JournalEntry, Matter, MatterEvent, MatterHand, PowerVersion, WorkItem
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

    def found(self):
        return sorted((one.kind, one.step) for one in self.read().findings)


def papers(*names):
    return tuple({"paper": name, "name": "1号", "sha256": "", "revision": 1} for name in names)


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


def test_a_named_colleague_counts_only_once_they_confirm(canteen):
    canteen.take(canteen.buyer, "1", "2026-10-11", papers=papers("order"))
    event = canteen.take(
        canteen.receiver, "2", papers=papers("weigh_record", "quality_cert"), colleagues=(canteen.keeper.person_id,)
    )
    assert canteen.found() == [(Deviation.TOO_FEW, "2")]
    hand = MatterHand._base_manager.get(event=event, person=canteen.keeper.person_id)
    with pytest.raises(RuleBroken, match="hand_not_yours"):
        matters.confirm(post=canteen.store, hand=hand, there=True, now=at())
    matters.confirm(post=canteen.keeper, hand=hand, there=True, now=at())
    assert canteen.found() == []
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
    old = PowerVersion._base_manager.get(item="ST-03")
    old.state = "retired"
    old.save()
    stricter = old.text.replace("people: 2\n        reads: [order]", "people: 3\n        reads: [order]")
    assert stricter != old.text
    new = PowerVersion(item="ST-03", org=old.org, number=2, state="effective", text=stricter, drafted_at=at())
    new.sha256 = powers.digest(stricter)
    new.save()
    canteen.take(canteen.buyer, "1", "2026-10-11", papers=papers("order"))
    event = canteen.take(
        canteen.receiver, "2", papers=papers("weigh_record", "quality_cert"), colleagues=(canteen.keeper.person_id,)
    )
    hand = MatterHand._base_manager.get(event=event, confirmed_at=None)
    matters.confirm(post=canteen.keeper, hand=hand, there=True, now=at())
    assert canteen.found() == []
    assert canteen.begin(title="十一月").version_id == new.pk


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
