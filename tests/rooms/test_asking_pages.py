"""A parent at the public pages, without script or cookie: ask, object, be diverted, look up, follow up (B7-B11)."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from lianjing.access import asking, asking_work, clock
from lianjing.domain.asking_work import solve
from lianjing.jobs import tick
from lianjing.records.models import Disclosure, JournalEntry, PublicQuestion, SpentWork, WorkItem
from lianjing.rooms.answering import usecases
from lianjing.rooms.powers.usecases import publishing
from tests.world import at

TEXT = "这学期的作业本费为什么比上学期多？"
HERE = "/s/s001/"


@pytest.fixture(autouse=True)
def when(monkeypatch):
    """The moment in which the pages live; a test moves it."""
    held = [at("2026-10-12")]
    monkeypatch.setattr(clock, "now", lambda: held[0])
    monkeypatch.setattr(asking_work, "whole", lambda name, now: {"objection.proof_bits": 6}.get(name, 30))
    return held


@pytest.fixture
def parent():
    """Somebody whose browser keeps no cookie; a form that asked for one would be refused."""
    return Client(enforce_csrf_checks=True, headers={"user-agent": "MicroMessenger/8.0.33 secret-phone-7788"})


def field(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


def send(parent, text=TEXT, *, path="ask", about="p:JF-01", found=None):
    parent.cookies.clear()
    shown = parent.post(f"{HERE}{path}/", {"text": text, "about": about})
    assert shown.status_code == 200, shown.content.decode()[:400]
    task = field(shown, "task")
    proof = solve(task, 12) if found is None else found
    said = {"text": field(shown, "text"), "about": about, "task": task, "found": proof, "send": "1"}
    return parent.post(f"{HERE}{path}/", said)


def number_on(page):
    return re.search(r'question-number">([\d ]+)<', page.content.decode())[1]


def test_a_parent_asks_reads_the_answer_and_moves_it_up_in_one_tap(county, parent, when):
    first = parent.get(f"{HERE}ask/?about=p:JF-01").content.decode()
    assert "业州中心学校 校长" in first
    assert first.index("谁会看到") < first.index("<textarea")  # said before anything is typed
    number = number_on(send(parent))
    page = parent.post("/question/", {"number": number}).content.decode()
    assert TEXT in page
    assert "学校答复中" in page
    question = PublicQuestion._base_manager.select_related("org__parent").get()
    usecases.answer(post=county.principal, question=question, words="按目录第三条收取。", now=at("2026-10-13"))
    page = parent.post("/question/", {"number": number.replace(" ", "")}).content.decode()
    assert "按目录第三条收取。" in page
    assert parent.post("/question/", {"number": number, "content": "1"}).status_code == 200
    assert PublicQuestion._base_manager.get().state == "reviewing"
    assert "按目录第三条收取。" in parent.get(f"{HERE}answers/").content.decode()
    assert "杨校" not in parent.get(f"{HERE}answers/{question.pk}/").content.decode()


def test_without_a_script_it_takes_a_wait_and_what_was_typed_stays(county, parent, when):
    early = send(parent, found="")
    assert early.status_code == 422
    page = early.content.decode()
    assert TEXT in page
    assert "秒" in page
    assert not PublicQuestion._base_manager.exists()
    when[0] = at("2026-10-12") + timedelta(seconds=31)
    said = {"text": TEXT, "about": "p:JF-01", "task": field(early, "task"), "found": "", "send": "1"}
    assert number_on(parent.post(f"{HERE}ask/", said))
    again = parent.post(f"{HERE}ask/", said)
    assert again.status_code == 422
    assert PublicQuestion._base_manager.count() == 1


def test_an_accusation_of_a_person_is_diverted_and_not_a_word_of_it_is_kept(county, parent, caplog):
    text = "校长收了供货商好处费，还打了我家孩子"
    page = parent.post(f"{HERE}ask/", {"text": text, "about": "p:ST-03"})
    shown = page.content.decode()
    assert "12388" in shown
    assert "110" in shown
    assert "好处费" not in shown
    task = asking_work.task_for(county.org("s001"), at("2026-10-12")).text
    sneaked = {"text": text, "about": "p:ST-03", "task": task, "found": solve(task, 8), "send": "1"}
    assert "12388" in parent.post(f"{HERE}ask/", sneaked).content.decode()
    for table in (PublicQuestion, JournalEntry, SpentWork, WorkItem):
        assert not table._base_manager.exists()
    assert "好处费" not in caplog.text


def test_nothing_of_the_browser_reaches_a_table_or_a_log(county, parent, caplog):
    send(parent)
    told = caplog.text
    for table in (PublicQuestion, JournalEntry, SpentWork, WorkItem):
        told += repr(list(table._base_manager.values_list()))
    assert "secret-phone-7788" not in told
    assert "127.0.0.1" not in told


def test_similar_answered_questions_come_first(county, parent):
    send(parent, "学校食堂的米多少钱一斤，在哪里买的", about="p:ST-03")
    question = PublicQuestion._base_manager.select_related("org__parent").get()
    usecases.answer(post=county.principal, question=question, words="每斤二元七角。", now=at("2026-10-12"))
    shown = parent.post(f"{HERE}ask/", {"text": "想问一下食堂大米价钱多少一斤？", "about": "p:ST-03"}).content.decode()
    assert shown.index("每斤二元七角。") < shown.index('name="send"')
    other = parent.post(f"{HERE}ask/", {"text": "教师职称评审什么时候公示？", "about": "p:RS-01"}).content.decode()
    assert "每斤二元七角。" not in other


def test_personal_data_is_shown_masked_before_it_is_sent(county, parent):
    shown = parent.post(f"{HERE}ask/", {"text": "退费打13872345678这个电话可以吗", "about": "o"}).content.decode()
    assert "13872345678" not in shown
    assert "电话" in shown
    assert "■" in shown


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"text": "", "about": "o"}, 422),
        ({"text": "字" * 601, "about": "o"}, 422),
        ({"text": TEXT, "about": "p:XX-99"}, 422),
        ({"text": TEXT, "about": "d:999999"}, 422),
        ({"text": TEXT, "about": "d:" + "9" * 40}, 422),
        ({"text": TEXT, "about": "o", "task": "forged", "found": "1", "send": "1"}, 422),
        ({"text": TEXT, "about": "o", "task": "x" * 5000, "found": "9" * 500, "send": "1"}, 422),
        ({"text": "\x00\u202e" + TEXT, "about": "o"}, 200),
        ({"text": "<script>alert(1)</script>为什么", "about": "o"}, 200),
    ],
)
def test_whatever_is_sent_is_answered_with_a_page(county, parent, said, status):
    page = parent.post(f"{HERE}ask/", said)
    assert page.status_code == status
    assert "<script>alert" not in page.content.decode()
    assert parent.post("/question/", {"number": "'; DROP", "content": "abc"}).status_code == 422
    assert parent.post("/s/nobody/ask/", said).status_code == 404


@pytest.mark.parametrize("path", ["ask", "object"])
def test_nothing_is_asked_or_objected_to_that_nobody_chose(county, parent, year, path):
    """The first of the list was ready to be sent: an objection to it stopped a notice for everybody."""
    year.publish()
    page = parent.get(f"{HERE}{path}/").content.decode()
    assert re.search(r'<select id="about"[^>]* required>\s*<option value="">请选择</option>', page)
    assert " selected" not in page
    refused = parent.post(f"{HERE}{path}/", {"text": TEXT, "about": ""})
    assert refused.status_code == 422
    assert "请从列表里选关于哪件事" in refused.content.decode()
    assert parent.post(f"{HERE}object/", {"text": TEXT, "about": "o"}).status_code == 422  # objections are to something


def test_a_question_that_came_back_after_four_weeks(county, parent, when):
    number = number_on(send(parent))
    question = PublicQuestion._base_manager.select_related("org__parent").get()
    usecases.answer(post=county.principal, question=question, words="已改。", now=at("2026-10-12"))
    parent.post("/question/", {"number": number, "content": "5"})
    when[0] = at("2026-11-12")
    assert "真的解决了吗" in parent.post("/question/", {"number": number}).content.decode()
    page = parent.post("/question/", {"number": number, "look_back": "again"}).content.decode()
    assert "学校答复中" in page
    assert "问过，又出现" in page
    tick.run(at("2026-11-20", 1))
    assert "上一级复核中" in parent.post("/question/", {"number": number}).content.decode()


def test_anybody_may_follow_up_an_answered_question(county, parent):
    send(parent)
    question = PublicQuestion._base_manager.select_related("org__parent").get()
    usecases.answer(post=county.principal, question=question, words="已改。", now=at("2026-10-12"))
    page = parent.get(f"{HERE}ask/?follows={question.pk}&about=p:JF-01").content.decode()
    assert TEXT in page
    assert f'name="follows" value="{question.pk}"' in page
    task = asking_work.task_for(county.org("s001"), at("2026-10-12")).text
    said = {"text": "又多收了一次", "about": "p:JF-01", "follows": question.pk, "task": task, "send": "1"}
    number_on(parent.post(f"{HERE}ask/", {**said, "found": solve(task, 12)}))
    assert PublicQuestion._base_manager.order_by("-id").first().follows_id == question.pk


def test_the_school_and_power_pages_say_it_in_public_words(county, parent):
    publishing.publish_catalogue(at("2026-10-12"))
    page = parent.get(HERE).content.decode()
    assert (
        page.index("我想问")
        < page.index("我对公示有异议")
        < page.index("我要反映问题（保密）")
        < page.index("正在公开")
    )
    power = parent.get(f"{HERE}powers/ST-03/").content.decode()
    for words in ("流程图", "怎么防", "谁决定，谁监督", "<svg", "about=p:ST-03"):
        assert words in power, words
    assert len(power.encode()) < 90_000
    assert parent.get(f"{HERE}powers/XX-99/").status_code == 404
    assert parent.get(f"{HERE}gate.pdf").content.startswith(b"%PDF")
    assert parent.get(f"{HERE}calendar/").status_code == 200
    assert parent.get(f"{HERE}calendar/999999/").status_code == 404
    assert parent.get(f"{HERE}report/").status_code == 200


def test_no_hand_that_published_answers_a_question_about_it(year, parent):
    """Beside every item, also one that takes no objections, and by its power: the principal approved it (B7)."""
    slot = year.publish()
    page = parent.get(f"{HERE}calendar/{slot.pk}/").content.decode()
    assert f"ask/?about=d:{slot.pk}" in page
    assert f"object/?about=p:{slot.item}" in page
    for about, answers in ((f"d:{slot.pk}", False), (f"p:{slot.item}", False), ("p:JF-01", True)):
        assert ("业州中心学校 校长" in parent.get(f"{HERE}ask/?about={about}").content.decode()) is answers, about


def test_an_objection_is_taken_only_where_one_may_be(year, parent, when):
    slot = year.notice()
    rows, said = Disclosure._base_manager.filter(pk=slot.pk), {"text": TEXT, "about": f"d:{slot.pk}"}
    assert parent.post(f"{HERE}object/", said).status_code == 200  # the control
    when[0] = at("2026-10-21")
    assert parent.post(f"{HERE}object/", said).status_code == 422  # its days are over
    assert parent.post(f"{HERE}ask/", said).status_code == 200
    when[0] = at("2026-10-13")
    rows.update(audience="staff")
    for path in ("object", "ask"):
        answer = parent.post(f"{HERE}{path}/", said)
        assert answer.status_code == 422
        assert slot.slot not in answer.content.decode()
    rows.update(audience="public", state="prepared")
    assert parent.post(f"{HERE}object/", said).status_code == 422
    assert (year.again(slot).objections_open, PublicQuestion._base_manager.count()) == (0, 0)


def test_an_address_never_holds_a_number(county, parent):
    number = number_on(send(parent))
    assert parent.get("/question/", {"number": number}).content.decode().count(number) == 0
    page = parent.post("/question/", {"number": number})
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert asking.by_number(number)
