"""Questions and objections from outside (SM8, B7-B11): who answers, what the clock does, what is never kept."""

import json
from datetime import timedelta

import pytest

from lianjing.access import asking, asking_text, asking_work, masking, public_answers, unwatched
from lianjing.access.asking import Asked
from lianjing.domain.authority import Role
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import tick
from lianjing.records.models import JournalEntry, PublicMasking, PublicQuestion, SpentWork, WorkItem
from lianjing.rooms.answering import usecases
from tests.world import at

TEXT = "食堂这个月结余为什么比上个月多了一千多元？"


@pytest.fixture(autouse=True)
def little_work(monkeypatch):
    """One second of a test is worth more than one of an asker's phone; the difficulty has its own tests."""
    monkeypatch.setattr(asking_work, "whole", lambda name, now: {"objection.proof_bits": 4}.get(name, 30))


def file(county, text=TEXT, *, now=None, makers=(), kind="question", power="ST-03", **more):
    now = now or at("2026-10-12")
    school = county.org("s001")
    task = asking_work.task_for(school, now)
    from lianjing.domain.asking_work import solve

    asked = Asked(kind=kind, text=asking_text.as_kept(text), power=power, makers=makers, **more)
    return asking.ask(school=school, asked=asked, task=task.text, found=solve(task.text, 12), now=now)


def only():
    return PublicQuestion._base_manager.select_related("org__parent").get()


def works(code):
    return list(WorkItem._base_manager.filter(code=code, state="open").select_related("post"))


def refused(call, code="step_refused"):
    with pytest.raises(RuleBroken) as caught:
        call()
    assert caught.value.code == code
    return caught.value.facts


def test_a_question_goes_to_the_school_is_answered_and_found_by_its_number_alone(county):
    number = file(county)
    question = asking.by_number(number)
    assert (question.state, question.due_on.isoformat()) == ("answering", "2026-10-19")
    assert [item.post.title for item in works("question_to_answer")] == ["校长"]
    usecases.answer(
        post=county.principal, question=question, words="多出的是国庆停餐的退款，下月退。", now=at("2026-10-14")
    )
    shown = public_answers.answered("s001")
    assert [(one.asked, one.answered_as) for one in shown] == [(TEXT, "业州中心学校 校长")]
    assert not works("question_to_answer")
    asking.say(question=asking.by_number(number), content=4, now=at("2026-10-15"))
    assert only().state == "closed"


@pytest.mark.parametrize("wrong", ["1234", "0000000000000001", "abcd efgh ijkl mnop"])
def test_a_wrong_number_is_told_from_an_unknown_one(county, wrong):
    refused(lambda: asking.by_number(wrong), "question_number_wrong")
    refused(lambda: asking.by_number("0000 0000 0000 0000"), "question_unknown")


def test_whoever_published_it_never_answers_and_somebody_else_may(county):
    """The control: the same person answers what somebody else published."""
    deputy = county.holder("邓副", "s001", Role.PRINCIPAL, "FX", "副校长")
    file(county, makers={county.principal.person_id}, kind="objection")
    question = only()
    assert [item.post.title for item in works("question_to_answer")] == ["副校长"]
    facts = refused(lambda: usecases.answer(post=county.principal, question=question, words="没问题", now=at()))
    assert facts["why"] == ("same_person",)
    usecases.answer(post=deputy, question=question, words="已核对。", now=at())
    PublicQuestion._base_manager.all().update(state="answering")
    question = only()
    PublicQuestion.makers.through._base_manager.all().delete()
    usecases.answer(post=county.principal, question=question, words="已核对。", now=at())


def test_when_everybody_at_the_school_had_a_hand_in_it_the_group_has_it_from_the_start(county):
    file(county, makers={county.principal.person_id, county.clerk.person_id}, kind="objection")
    assert (only().state, only().level, only().moved_up_by) == ("reviewing", "group", "nobody")
    assert [item.post_id for item in works("question_to_review")] == [county.leader.post_id]


def test_silence_of_the_school_moves_it_up_by_itself_and_silence_above_once_more(county):
    file(county)
    assert tick.run(at("2026-10-19", 23))["questions.move"] == 0
    assert tick.run(at("2026-10-20", 1))["questions.move"] == 1
    assert tick.run(at("2026-10-20", 1))["questions.move"] == 0
    question = only()
    assert (question.state, question.level, question.moved_up_by) == ("reviewing", "group", "clock")
    assert public_answers.waiting("s001", at("2026-10-20").date()).open == 1
    tick.run(at("2026-11-04", 1))
    assert only().level == "bureau"
    assert [item.post_id for item in works("question_to_review")] == [county.officer.post_id]
    refused(lambda: usecases.reply(post=county.leader, question=only(), reason="x", now=at("2026-11-04")), "not_yours")
    usecases.reply(post=county.officer, question=only(), reason="账目相符。", now=at("2026-11-04"))
    assert only().state == "closed"


def test_silence_of_the_asker_closes_after_fourteen_days(county):
    file(county)
    usecases.answer(post=county.principal, question=only(), words="已说明。", now=at("2026-10-12"))
    assert tick.run(at("2026-10-26", 23))["questions.move"] == 0
    assert tick.run(at("2026-10-27", 0))["questions.move"] == 1
    assert only().state == "closed"


@pytest.mark.parametrize("content", [1, 2])
def test_one_tap_moves_it_up_without_a_reason(county, content):
    number = file(county)
    usecases.answer(post=county.principal, question=only(), words="已说明。", now=at("2026-10-12"))
    asking.say(question=asking.by_number(number), content=content, now=at("2026-10-13"))
    question = only()
    assert (question.state, question.level, question.moved_up_by) == ("reviewing", "group", "asker")
    refused(lambda: asking.say(question=asking.by_number(number), content=content, now=at("2026-10-13")))
    usecases.uphold(post=county.leader, question=question, reason="结余数写错了。", now=at("2026-10-14"))
    assert only().upheld
    assert only().due_on.isoformat() == "2026-10-19"
    usecases.put_right(post=county.leader, question=only(), words="公示已更正。", now=at("2026-10-15"))
    assert (only().state, only().put_right) == ("closed", "公示已更正。")


def test_three_to_five_close_it(county):
    number = file(county)
    usecases.answer(post=county.principal, question=only(), words="已说明。", now=at("2026-10-12"))
    refused(lambda: asking.say(question=only(), content=6, now=at("2026-10-13")), "content_unknown")
    asking.say(question=asking.by_number(number), content=3, now=at("2026-10-13"))
    assert only().state == "closed"


def test_after_four_weeks_it_may_come_back_to_the_responsible_post_and_the_number_goes_with_it(county):
    number = file(county)
    usecases.answer(post=county.principal, question=only(), words="已改。", now=at("2026-10-12"))
    asking.say(question=asking.by_number(number), content=5, now=at("2026-10-13"))
    early = asking.by_number(number)
    refused(lambda: asking.look_back(question=early, solved=False, now=at("2026-11-09")), "look_back_early")
    asking.look_back(question=asking.by_number(number), solved=False, now=at("2026-11-11"))
    again = asking.by_number(number)
    assert again.follows_id == early.pk
    assert again.state == "answering"
    assert [item.post_id for item in works("question_to_answer")] == [county.principal.post_id]
    assert [item.post_id for item in works("question_came_back")] == [county.leader.post_id]
    old = PublicQuestion._base_manager.get(pk=early.pk)
    assert (old.followed_up, old.answer) == ("again", "已改。")
    refused(lambda: asking.look_back(question=old, solved=True, now=at("2026-11-12")), "look_back_done")


def test_what_was_asked_before_is_looked_at_first_and_goes_on_by_itself(county):
    file(county)
    usecases.answer(post=county.principal, question=only(), words="已说明。", now=at("2026-10-12"))
    file(county, now=at("2026-10-13"))
    second = PublicQuestion._base_manager.order_by("-id").first()
    assert (second.state, second.same_as.answer) == ("filed", "已说明。")
    usecases.close_repeated(post=county.leader, question=second, now=at("2026-10-13"))
    assert PublicQuestion._base_manager.get(pk=second.pk).state == "closed"
    file(county, now=at("2026-10-13", 11))
    third = PublicQuestion._base_manager.order_by("-id").first()
    tick.run(at("2026-10-15", 1))
    third.refresh_from_db(using=None, from_queryset=PublicQuestion._base_manager.all())
    assert third.state == "answering"


def test_the_group_takes_out_what_accuses_a_person_after_all(county):
    file(county)
    usecases.divert(post=county.leader, question=only(), now=at("2026-10-12"))
    assert (only().state, only().asked) == ("diverted", "")
    assert not public_answers.answered("s001")


def test_words_masked_by_a_person_are_sealed_and_the_reason_is_public(county):
    file(county, "覃小花家的资助为什么少了？", power="ZZ-01")
    usecases.mask(post=county.leader, question=only(), words="覃小花", reason="name", now=at("2026-10-12"))
    assert only().asked == "■■■家的资助为什么少了？"
    refused(
        lambda: usecases.mask(post=county.leader, question=only(), words="没有", reason="name", now=at()),
        "words_not_there",
    )
    usecases.answer(post=county.principal, question=only(), words="按月发放。", now=at("2026-10-12"))
    assert public_answers.answered("s001")[0].masks == ("name",)
    sealed = PublicMasking._base_manager.get().sealed_before
    assert "覃小花".encode() not in bytes(sealed)


def test_words_are_masked_in_an_answer_too_and_in_what_came_back(county):
    """B14: what is said to a question stands in public as well, and a question that comes back bears its words."""
    number = file(county, "谁定的菜谱，是田老三吗？")
    usecases.answer(post=county.principal, question=only(), words="不是田老三，是膳食委员会。", now=at("2026-10-12"))
    asking.say(question=asking.by_number(number), content=5, now=at("2026-10-13"))
    back = asking.look_back(question=asking.by_number(number), solved=False, now=at("2026-11-20"))
    usecases.mask(post=county.leader, question=back, words="田老三", reason="name", now=at("2026-11-20"))
    told = PublicQuestion._base_manager.order_by("id").values_list("asked", "answer")
    assert list(told) == [("谁定的菜谱，是■■■吗？", "不是■■■，是膳食委员会。"), ("谁定的菜谱，是■■■吗？", "")]
    assert PublicMasking._base_manager.count() == 2


def test_nothing_about_the_asker_is_in_any_table(county, caplog):
    text = "我电话13872345678，身份证42282219900307123X，娃叫覃小花住城南路12号，请退餐费"
    number = file(county, text)
    planted = ["13872345678", "42282219900307123X", "城南路12号", number, "小花"]
    told = []
    for table in (PublicQuestion, JournalEntry, SpentWork, WorkItem):
        told += [repr(row) for row in table._base_manager.values_list()]
    whole = "\n".join(told) + caplog.text
    assert not [one for one in planted if one in whole]
    assert len(only().masked) == 4
    columns = {field.name for table in (PublicQuestion, SpentWork) for field in table._meta.get_fields()}
    assert not columns & {"ip", "address", "user_agent", "phone", "account", "session", "cookie", "asker", "contact"}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("我的电话是 138 7234 5678", ["phone"]),
        ("电话138-7234-5678或0718-3222222", ["phone", "phone"]),
        ("号码１３８７２３４５６７８", ["phone"]),
        ("卡号6222021817001234567请退款", ["account"]),
        ("身份证422822 19900307 1234", ["identity"]),
        ("微信号：abc_12345", ["chat"]),
        ("每餐5元，一天3餐，20个工作日共300元", []),
        ("2026年10月食堂支出12345678.90元", []),
        ("招生片区是朝阳路以东吗", []),
        ("采购编号2026-10-0012是什么", []),
    ],
)
def test_personal_data_is_masked_and_figures_are_not(text, kinds):
    done = masking.masked(text)
    assert [mask.kind for mask in done.masks] == kinds, done.text
    assert (done.text == text) == (not kinds)


# Work


def test_forty_questions_of_one_phone_are_held_by_work_not_by_identity(county, monkeypatch):
    monkeypatch.setattr(asking_work, "whole", lambda name, now: {"objection.proof_bits": 16}.get(name, 30))
    school, now = county.org("s001"), at("2026-10-12")
    needed = []
    for number in range(40):
        needed.append(asking_work.task_for(school, now).bits)
        SpentWork(path=school.path, kind="proof", nonce_hash=f"n{number}", at=now).save()
    assert needed[:5] == [16] * 5
    assert needed[-1] == 24
    assert sum(2**bits for bits in needed) > 40 * 100 * 2**16 / 2
    assert asking_work.task_for(county.org("s010"), now).bits == 16  # nobody else's school pays
    assert asking_work.task_for(school, now + timedelta(hours=1, minutes=1)).bits == 16


def test_without_a_script_forty_questions_take_hours(county):
    school, now = county.org("s001"), at("2026-10-12")
    tasks = [asking_work.task_for(school, now).text for _ in range(40)]
    asked, moment, codes = 0, now, set()
    while asked < 40 and moment < now + timedelta(hours=24):
        moment += timedelta(seconds=30)
        try:
            asking_work.spend(school=school, task=tasks[asked], found="", now=moment)
        except RuleBroken as refusal:
            if refusal.code == "work_old":
                break
            codes.add(refusal.code)
        else:
            asked += 1
    assert codes == {"work_too_soon"}
    assert 4 < asked < 35
    assert moment - now >= timedelta(hours=2)  # then the forms themselves are too old


def test_work_is_verified_here_refused_twice_forged_old_and_of_another_school(county):
    from lianjing.domain.asking_work import proves, solve

    school, now = county.org("s001"), at("2026-10-12")
    task = asking_work.task_for(school, now).text
    good = solve(task, 4)
    bad = next(str(n) for n in range(10**6) if not proves(task, str(n), 4))
    forged = task[:-1] + ("B" if task.endswith("A") else "A")
    refused(lambda: asking_work.spend(school=school, task=task, found=bad, now=now), "work_missing")
    refused(lambda: asking_work.spend(school=county.org("s010"), task=task, found=good, now=now), "work_forged")
    refused(lambda: asking_work.spend(school=school, task=forged, found=good, now=now), "work_forged")
    refused(lambda: asking_work.spend(school=school, task=task, found=good, now=now + timedelta(hours=3)), "work_old")
    asking_work.spend(school=school, task=task, found=good, now=now)
    refused(lambda: asking_work.spend(school=school, task=task, found=good, now=now), "work_spent")
    refused(
        lambda: asking_work.spend(school=school, task=asking_work.task_for(school, now).text, found="", now=now),
        "work_too_soon",
    )
    assert asking_work.forget_spent(now + timedelta(hours=3)) == 1


def test_a_refused_question_leaves_nothing_behind(county):
    school, now = county.org("s001"), at("2026-10-12")
    asked = Asked(kind="question", text=asking_text.as_kept(TEXT))
    refused(lambda: asking.ask(school=school, asked=asked, task="x", found="1", now=now), "work_forged")
    assert not PublicQuestion._base_manager.exists()
    assert not JournalEntry._base_manager.exists()


def test_the_journal_knows_the_hour_and_no_person(county):
    file(county, now=at("2026-10-12", 9) + timedelta(minutes=47, seconds=12))
    entry = JournalEntry._base_manager.get(action="public._file")
    assert (entry.person_id, entry.at.minute, entry.at.second) == (None, 0, 0)
    assert json.loads(bytes(entry.canonical))["facts"] == {}


# An objection to a notice


def object_to(county, slot, now):
    from lianjing.access import notices
    from lianjing.domain.asking_work import solve

    school = county.org("s001")
    task = asking_work.task_for(school, now)
    asked = Asked(
        kind="objection",
        text=asking_text.as_kept("定价和书后面印的不一样。"),
        power=slot.item,
        item_table="disclosure",
        item_id=slot.pk,
        makers=notices.publishers(slot.pk),
    )
    return asking.ask(school=school, asked=asked, task=task.text, found=solve(task.text, 12), now=now)


def test_an_objection_holds_the_notice_is_refused_to_its_publishers_and_ends_with_the_correction(year):
    from lianjing.rooms.notices.usecases import approving, preparing

    deputy = year.county.holder("邓副", "s001", Role.PRINCIPAL, "FX", "副校长")
    slot = year.notice()
    number = object_to(year.county, slot, at("2026-10-13"))
    assert year.again(slot).objections_open == 1
    assert year.again(slot).state == "paused"
    question = only()
    for publisher in (year.clerk, year.principal):  # the clerk prepared it, the principal approved it
        facts = refused(lambda who=publisher: usecases.answer(post=who, question=question, words="没错", now=at()))
        assert facts["why"] == ("same_person",)
    usecases.answer(post=deputy, question=question, words="以公示为准。", now=at("2026-10-14"))
    assert year.again(slot).objections_open == 0
    assert year.again(slot).state == "published"
    asking.say(question=asking.by_number(number), content=1, now=at("2026-10-15"))
    assert year.again(slot).objections_open == 1
    usecases.uphold(post=year.leader, question=only(), reason="定价写错，异议成立。", now=at("2026-10-16"))
    words = {"book_title": "练习册", "list_price": "11.80 元", "voluntary": "自愿", "refund": "两周内可退"}
    preparing.prepare(post=year.clerk, disclosure=year.again(slot), typed=words, now=at("2026-10-16"))
    preparing.send(post=year.clerk, disclosure=year.again(slot), now=at("2026-10-16"))
    approving.correct(post=year.principal, disclosure=year.again(slot), reason="定价写错，已更正", now=at("2026-10-16"))
    assert (only().state, only().put_right) == ("closed", "定价写错，已更正")
    assert (year.again(slot).state, year.again(slot).objections_open) == ("corrected", 0)


def test_a_notice_whose_objection_was_answered_waits_for_its_close_before_it_ends(year):
    """Abuse: say no on the last day, and the notice is out of reach before the asker can move it up."""
    from lianjing.rooms.notices.usecases import approving, course, preparing

    deputy = year.county.holder("邓副", "s001", Role.PRINCIPAL, "FX", "副校长")
    slot = year.notice()
    number = object_to(year.county, slot, at("2026-10-19"))
    usecases.answer(post=deputy, question=only(), words="以公示为准。", now=at("2026-10-19", 10))
    assert year.again(slot).state == "published"  # its days run on
    assert course.expire_due(at("2026-10-21")) == 0
    facts = refused(lambda: course.end(post=year.principal, disclosure=year.again(slot), now=at("2026-10-21")))
    assert facts["missing"] == ("no_objection_open",)
    left = [one for one in unwatched.unwatched(at("2026-10-28")) if one.startswith(f"disclosure {slot.pk} ")]
    assert left == []  # the asker's days are the clock that runs
    asking.say(question=asking.by_number(number), content=1, now=at("2026-10-22"))
    usecases.uphold(post=year.leader, question=only(), reason="定价写错，异议成立。", now=at("2026-10-23"))
    words = {"book_title": "练习册", "list_price": "11.80 元", "voluntary": "自愿", "refund": "两周内可退"}
    preparing.prepare(post=year.clerk, disclosure=year.again(slot), typed=words, now=at("2026-10-23"))
    preparing.send(post=year.clerk, disclosure=year.again(slot), now=at("2026-10-23"))
    approving.correct(post=year.principal, disclosure=year.again(slot), reason="定价写错", now=at("2026-10-23"))
    assert (only().state, year.again(slot).state) == ("closed", "corrected")


def test_the_silence_of_an_objection_s_asker_lets_its_notice_end(year):
    from lianjing.rooms.notices.usecases import course

    deputy = year.county.holder("邓副", "s001", Role.PRINCIPAL, "FX", "副校长")
    slot = year.notice()
    object_to(year.county, slot, at("2026-10-19"))
    usecases.answer(post=deputy, question=only(), words="以公示为准。", now=at("2026-10-19", 10))
    assert course.expire_due(at("2026-11-02")) == 0
    usecases.move_overdue(at("2026-11-04"))
    assert only().state == "closed"
    assert course.expire_due(at("2026-11-04")) == 1
