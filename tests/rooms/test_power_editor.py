"""The editor of a draft: a table of plain forms, redrawn as somebody types, for the smallest row and for 300."""

import html
import re
import time
from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from lianjing.access import power_drawings, powers
from lianjing.domain.parameters import Words
from lianjing.engines.content.power_writing import text_of
from lianjing.engines.flowcharts.bpmn_export import bpmn_of
from lianjing.records.models import PowerVersion
from lianjing.rooms.powers import drawing_checks, editing
from lianjing.rooms.powers.forms_editor import RowForm
from lianjing.rooms.powers.usecases import drawings
from tests.powers.items import IDS, items
from tests.rooms.drafting import NOW, Desk
from tests.rooms.rosters import sign_in

PLAIN = {"Accept-Language": "en"}


@pytest.fixture
def desk(county):
    return Desk(county)


@pytest.fixture
def window(desk, client, settings):
    return sign_in(client, desk.county.officer)


def test_the_editor_works_by_plain_forms(desk, window):
    base = f"/powers/versions/{desk.draft.pk}"
    page = window.get(f"{base}/edit/?row=1", headers=PLAIN).content.decode()
    assert 'name="name_zh" value="下单"' in page
    seen = desk.fresh().sha256
    moved = window.post(f"{base}/move/", {"row": 1, "what": "add-step", "seen": seen})
    assert (moved.status_code, moved.url) == (302, f"{base}/edit/?row=2#row-2")
    assert desk.item().steps[1].no == "1a"
    stale = window.post(f"{base}/move/", {"row": 1, "what": "down", "seen": seen}, headers=PLAIN)
    assert stale.status_code == 422
    assert "Somebody else has changed this draft" in stale.content.decode()
    for row, what in ((0, "up"), (1, "nonsense"), (1, "add-nonsense"), (999, "up"), (-5, "up")):
        answer = window.post(f"{base}/move/", {"row": row, "what": what, "seen": desk.fresh().sha256}, headers=PLAIN)
        assert answer.status_code == 422, (row, what)
    assert window.post(f"{base}/move/", {"row": "x", "what": "up"}).status_code == 404
    assert window.get(f"{base}/edit/?row=x").status_code == 200


def typed(page):
    """Return what the open form of a page would send."""
    from django.test.html import parse_html

    said = {}

    def walk(node, option_of=None):
        if isinstance(node, str):
            return
        marks = dict(node.attributes)
        sent = marks.get("type") not in ("checkbox", "radio") or "checked" in marks
        if node.name == "input" and marks.get("name") and sent:
            said.setdefault(marks["name"], []).append(marks.get("value", ""))
        if node.name == "select":
            option_of = marks["name"]
        if node.name == "option" and "selected" in marks:
            said[option_of] = [marks.get("value", "")]
        for child in node.children:
            walk(child, option_of)

    start = page.index('<form class="row-form"')
    form = page[start : page.index("</form>", start) + 7]
    walk(parse_html(form))
    for name, inside in re.findall(r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        said[name] = [html.unescape(inside)]
    said.pop("csrfmiddlewaretoken", None)
    return said


def test_a_row_is_saved_by_a_plain_form_and_untouched_it_changes_nothing(desk, window):
    before = desk.fresh()
    for at_row in (0, 2, 4, 10):
        page = window.get(f"/powers/versions/{desk.draft.pk}/edit/?row={at_row}", headers=PLAIN).content.decode()
        answer = window.post(f"/powers/versions/{desk.draft.pk}/rows/{at_row}/", typed(page), headers=PLAIN)
        assert answer.status_code == 302, answer.content.decode()
    assert desk.fresh().text == before.text
    said = {**typed(window.get(f"/powers/versions/{desk.draft.pk}/edit/?row=2").content.decode()), "name_zh": ["验"]}
    window.post(f"/powers/versions/{desk.draft.pk}/rows/2/", said)
    assert desk.item().step("2").name.zh == "验"


def as_sent(form):
    """Return what a browser would send of a form that nobody touched."""
    sent = MultiValueDict()
    for bound in form:
        value = bound.value()
        sent.setlist(
            bound.html_name, [str(one) for one in (value if isinstance(value, list) else [value]) if one is not None]
        )
    return sent


@pytest.mark.django_db
@pytest.mark.parametrize("power", IDS)
def test_the_form_of_every_row_of_the_catalogue_gives_back_what_it_was_given(power):
    item, choices = items()[power], editing.choices()
    for at_row, row in enumerate(editing.rows_of(item)):
        form = RowForm(item, row, choices, as_sent(RowForm(item, row, choices)))
        assert form.is_valid(), (row, form.errors)
        assert powers.item_of(text_of(editing.typed(item, at_row, form.given(), form.papers)), power).flow == item.flow


def test_what_is_typed_is_redrawn_and_nothing_is_written(desk, window):
    page = window.get(f"/powers/versions/{desk.draft.pk}/edit/?row=2", headers=PLAIN).content.decode()
    said, before = typed(page), desk.fresh().text
    address = f"/powers/versions/{desk.draft.pk}/rows/2/preview/"
    shown = window.post(address, {**said, "name_zh": ["双人验收"], "name_en": ["Two accept"]}, headers=PLAIN)
    assert "Two accept" in shown.content.decode()
    for field in [name for name in said if re.fullmatch(r"watch\d_who", name)]:
        said[field] = [""]
    shown = window.post(address, said, headers=PLAIN).content.decode()
    assert re.search(r'id="problems-2"[^>]*>\s*<p class="row-problem">.*nobody but those who take it', shown, re.DOTALL)
    shown = window.post(address, {**said, "name_zh": [""]}, headers=PLAIN)
    assert "Fill this in, or choose one." in shown.content.decode()
    shown = window.post(address, {**said, "notice_kind": ["notice"]}, headers=PLAIN)
    assert shown.status_code == 200
    assert desk.fresh().text == before


@pytest.mark.parametrize(
    ("field", "said", "why"),
    [
        ("name_zh", "", "required"),
        ("name_zh", "长" * 81, "80"),
        ("people", "0", "1"),
        ("people", "二", "number"),
        ("post0", "QQ", "valid choice"),
        ("apart", "1, 99", "no other step 99"),
        ("limit0_count", "-1", "0"),
        ("notice_kind", "notice", "post"),
        ("risk_what_zh", "", "risk"),
    ],
)
def test_a_wrong_row_is_not_written_and_what_was_typed_stays(desk, window, field, said, why):
    before = desk.fresh().text
    page = window.get(f"/powers/versions/{desk.draft.pk}/edit/?row=2", headers=PLAIN).content.decode()
    answer = window.post(f"/powers/versions/{desk.draft.pk}/rows/2/", {**typed(page), field: [said]}, headers=PLAIN)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert desk.fresh().text == before


def test_three_hundred_rows_are_shown_moved_and_saved(desk, window):
    step = desk.item().step("5")
    flow = tuple(replace(step, no=str(no), name=Words(f"第{no}步", f"Step {no}"), limits=()) for no in range(1, 301))
    desk.write(
        replace(desk.item(), flow=flow, separate=(), waiver=None, days={}, papers={"daily_balance": Words("表", "T")})
    )
    began = time.process_time()
    base = f"/powers/versions/{desk.draft.pk}"
    page = window.get(f"{base}/edit/?row=150", headers=PLAIN).content.decode()
    assert page.count('id="row-') == 300
    assert window.post(f"{base}/move/", {"row": 150, "what": "up", "seen": desk.fresh().sha256}).status_code == 302
    assert [one.no for one in desk.item().steps][149:151] == ["151", "150"]
    assert time.process_time() - began < 30


def test_the_head_is_saved_and_days_keep_their_codes(desk, window):
    page = window.get(f"/powers/versions/{desk.draft.pk}/edit/", headers=PLAIN).content.decode()
    assert 'value="2026-11-11"' in page
    said = {
        "name_zh": "食材收存",
        "guide_zh": "一句话",
        "first": "2026-12-01",
        "why": "多留一天",
        "days": "月末 | Month's end\n约定送货日\n寒假",
    }
    answer = window.post(
        f"/powers/versions/{desk.draft.pk}/head/", {**said, "seen": desk.fresh().sha256}, headers=PLAIN
    )
    assert answer.status_code == 302
    assert list(desk.item().days.items()) == [
        ("month_end", Words("月末", "Month's end")),
        ("delivery", Words("约定送货日", "约定送货日")),
        ("day_1", Words("寒假", "寒假")),
    ]
    assert (desk.fresh().why, desk.fresh().first_day, desk.item().name.en) == (
        "多留一天",
        date(2026, 12, 1),
        "食材收存",
    )
    gone = window.post(
        f"/powers/versions/{desk.draft.pk}/head/", {**said, "days": "寒假", "seen": desk.fresh().sha256}, headers=PLAIN
    )
    assert gone.status_code == 422
    assert "there is no step delivery" in gone.content.decode()


def test_staff_find_what_they_are_heard_about(desk, client):
    window = sign_in(client, desk.county.teacher)
    assert "Say what you think of it" not in window.get("/powers/", headers=PLAIN).content.decode()
    desk.heard()
    PowerVersion._base_manager.filter(pk=desk.draft.pk).update(heard_until=date(2099, 1, 1))  # pages live today
    page = window.get("/powers/", headers=PLAIN).content.decode()
    assert "Say what you think of it" in page
    assert f"/powers/versions/{desk.draft.pk}/" in page


def test_pages_of_versions_are_shown_to_each_in_both_languages(desk, client):
    desk.heard()
    seats = (desk.county.officer, desk.county.chief, desk.county.inspector, desk.county.principal, desk.county.teacher)
    for seat in seats:
        window = sign_in(client, seat)
        for language in ("zh-hans", "en"):
            for address in ("ST-03/versions/", f"versions/{desk.draft.pk}/"):
                assert window.get(f"/powers/{address}", headers={"Accept-Language": language}).status_code == 200
    window = sign_in(client, desk.county.teacher)
    assert window.get(f"/powers/versions/{desk.draft.pk}/edit/").status_code == 404
    assert window.post(f"/powers/versions/{desk.draft.pk}/approve/").status_code == 404
    assert sign_in(client, desk.county.officer).get(f"/powers/versions/{desk.draft.pk}/edit/").status_code == 404


FOREIGN = """<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
<process id="p" name="Buy"><laneSet id="ls"><lane id="l" name="采购员"><flowNodeRef>b</flowNodeRef></lane></laneSet>
<startEvent id="s"/><task id="a" name="下单"/><task id="b" name="上门看货"/><task id="c" name="日清"/>{more}
<endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
<sequenceFlow id="f3" sourceRef="b" targetRef="c"/><sequenceFlow id="f4" sourceRef="c" targetRef="e"/>
</process></definitions>"""


def put(window, desk, text):
    file = SimpleUploadedFile("x.bpmn", text.encode() if isinstance(text, str) else text)
    said = {"file": file, "seen": desk.fresh().sha256}
    return window.post(f"/powers/versions/{desk.draft.pk}/bpmn/", said, headers=PLAIN, follow=True)


def test_a_drawing_of_anybodys_becomes_the_flow_and_names_what_is_lost(desk, window):
    before = desk.item()
    page = put(window, desk, FOREIGN.replace("{more}", '<dataObject id="paper"/>')).content.decode()
    one, new, daily = desk.item().steps
    assert (one, daily.no, daily.gives) == (before.step("1"), "5", before.step("5").gives)
    assert (new.name.zh, new.posts, new.no) == ("上门看货", ("CGY",), "7")
    assert "Step 5 has lost a limit" in page
    assert "dataObject" in page


TWO = (
    FOREIGN.replace("{more}", "")
    .replace('name="采购员"', 'name="后勤采购组"')
    .replace(
        "</definitions>",
        """<collaboration id="co"><participant id="m" name="School" processRef="p"/>
<participant id="n" name="Bureau" processRef="q"/></collaboration><process id="q"><task id="z" name="核准"/></process>
</definitions>""",
    )
)


def test_a_second_pool_and_a_lane_that_is_no_post_are_named(desk, window):
    page = html.unescape(put(window, desk, TWO).content.decode())
    assert "核准" not in [step.name.zh for step in desk.item().steps]
    assert "process Bureau: a flow of its own" in page
    assert "lane 后勤采购组: the lane is no post" in page
    assert "participant m" in page  # the first process keeps its own name


def test_what_is_left_of_a_group_kept_apart_stays(desk, window):
    waiver = replace(desk.item().waiver, separate=(("1", "2", "5"), ("2", "3")))
    desk.write(replace(desk.item(), separate=(("1", "2", "5"), ("2", "3")), waiver=waiver))
    page = put(window, desk, FOREIGN.replace("{more}", "")).content.decode()
    item = desk.item()
    assert (item.separate, item.waiver.separate) == ((("1", "5"),), (("1", "5"),))
    assert all(f"Step {no} was kept apart from a step that is gone" in page for no in "15")
    assert "Step 7 was kept apart" not in page


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<x/>", "BPMN"),
        ("no", "XML"),
        ("", "empty"),
    ],
)
def test_what_is_no_chart_of_blocks_changes_nothing(desk, window, text, why):
    before = desk.fresh().text
    answer = put(window, desk, text)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert desk.fresh().text == before


def test_our_own_drawing_comes_back_whole(desk, window):
    item = desk.item()
    put(window, desk, bpmn_of(item, powers.legend(NOW.date()), "zh-hans"))
    assert (desk.item().flow, desk.item().separate, desk.item().waiver) == (item.flow, item.separate, item.waiver)


TANGLED = FOREIGN.replace("{more}", '<task id="lost" name="补单"/><sequenceFlow id="f9" sourceRef="b" targetRef="a"/>')


def test_a_drawing_that_is_no_chart_of_blocks_is_kept_byte_for_byte(desk, window):
    before = desk.fresh().text
    page = put(window, desk, TANGLED)
    said = page.content.decode()
    assert page.status_code == 200
    assert desk.fresh().text == before
    assert "补单" in said  # what stands in the way
    assert "kept beside it" in said
    (kept,) = power_drawings.of_version(desk.draft)
    assert window.get(f"/powers/drawings/{kept.pk}/chart.bpmn").content == TANGLED.encode()
    assert kept.name in window.get(f"/powers/versions/{desk.draft.pk}/").content.decode()
    put(window, desk, TANGLED)
    assert len(power_drawings.of_version(desk.draft)) == 1  # the same bytes are kept once
    window.post(f"/powers/drawings/{kept.pk}/discard/")
    assert not power_drawings.of_version(desk.draft)


def test_a_kept_drawing_is_folded_once_however_often_it_is_shown(desk, window, monkeypatch):
    folded, fold = [], drawing_checks.imported
    monkeypatch.setattr(drawing_checks, "imported", lambda *said: folded.append(1) or fold(*said))
    put(window, desk, TANGLED.replace("补单", "只画一次"))
    (kept,) = power_drawings.of_version(desk.draft)
    for _ in range(3):
        assert "只画一次" in window.get(f"/powers/drawings/{kept.pk}/").content.decode()
    assert len(folded) == 1


def test_what_is_drawn_on_the_page_goes_the_same_way(desk, window):
    form = {"drawn": FOREIGN.replace("{more}", ""), "seen": desk.fresh().sha256}
    window.post(f"/powers/versions/{desk.draft.pk}/bpmn/", form, headers=PLAIN)
    assert [step.name.zh for step in desk.item().steps][1] == "上门看货"
    chart = window.get(f"/powers/versions/{desk.draft.pk}/chart.bpmn")
    assert b"definitions" in chart.content
    assert "bpmn-modeler" in window.get(f"/powers/versions/{desk.draft.pk}/draw/").content.decode()


def test_only_so_many_drawings_are_kept(desk, window):
    for n in range(drawings.MOST):
        put(window, desk, TANGLED.replace("补单", f"补单{n}"))
    answer = put(window, desk, TANGLED)
    assert answer.status_code == 422
    assert len(power_drawings.of_version(desk.draft)) == drawings.MOST
