"""The flag's path in a browser: explained with a paper, six reviewed at a desk, danger to a child reported."""

from tests.browser.hands import file_in
from tests.browser.journeys import hold

PDF = b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n"


def test_a_clerk_explains_a_question_and_attaches_a_paper(window, house, size, tmp_path):
    house.inside("open_flags", least=1)
    clerk = window(size)
    page = clerk.come_as("clerk", "/flags/?state=self_check")
    clerk.choose("table.list tbody a")
    for said in ("说明：有正当原因", "自纠：情况属实", "异议：疑点本身有误"):
        assert said in page.locator("form[action$='/explain/']").inner_text()
    clerk.look("question-with-step")
    clerk.choose("form[action$='/explain/'] input[name=support]")
    clerk.type("explanation", "含冬季运输费，合同见附件。", within="form[action$='/explain/']")
    page.set_input_files("input[name=papers]", file_in(tmp_path, "运费合同.pdf", PDF))
    clerk.choose("form[action$='/explain/'] button.btn-primary")
    page.wait_for_url("**/flags/")
    clerk.look()
    hold("clerk-answers-flag", clerk)


def test_a_group_leader_reviews_six_answers_at_a_desk(window, house):
    house.inside("answer_flags", least=6)
    leader = window("desk")
    page = leader.come_as("group leader", "/flags/?state=answered")
    leader.look("answers-to-review")
    reviewed = 0
    while reviewed < 6 and page.locator("table.list tbody a").count():
        leader.choose("table.list tbody a")
        if reviewed == 0:
            leader.look("answer")
        form = page.locator("form[action$='/dismiss/']")
        if not form.is_visible():
            leader.choose("details:has(form[action$='/dismiss/']) > summary")
        reviewed += 1 + form.locator("input[name=also]:checked").count()
        leader.type("reason", "已看附件，属实。", within="form[action$='/dismiss/']")
        leader.choose("form[action$='/dismiss/'] button.btn-primary")
        leader.go("/flags/?state=answered")
    assert reviewed >= 6
    hold("leader-reviews", leader)
    leader.look()


def test_danger_to_a_child_is_reported_by_a_teacher_and_noted_by_the_head_on_phones(window, house):
    teacher = window("phone")
    page = teacher.come_as("teacher", "/flags/danger/")
    teacher.look("danger")
    teacher.choose("input[name=kind][value=injury]")
    teacher.choose("form:has([name=kind]) button.btn-danger")
    assert "已同时通知单位负责人" in page.locator("main").inner_text()
    assert "120" in page.locator("main").inner_text()
    assert teacher.clicks <= 2
    teacher.look("danger-told")

    head = window("phone")
    page = head.come_as("principal", "/work/")
    page.get_by_text("危及学生安全").first.click()
    page.wait_for_load_state()
    head.choose("a.btn-primary")
    assert "第十一条" in page.locator("main").inner_text()
    head.look("danger-head")
    head.choose("input[name=bodies][value=police]")
    head.choose("input[name=bodies][value=education]")
    head.choose("form[action$='/reported/'] button.btn-primary")
    assert head.clicks <= 6, head.clicks
    head.look()

    clerk = window("desk")
    page = clerk.come_as("clerk", "/flags/?state=danger")
    assert page.locator("table.list tbody a").count() == 0
    clerk.look()


def test_what_points_to_a_person_is_handed_over_by_two(window, house):
    known = house.inside("to_hand_over")
    first = window("desk")
    page = first.come_as("group leader", known["flag"])
    first.choose("details:has(form[action$='/transfer/first/']) > summary")
    page.locator("form[action$='/transfer/first/'] [name=receiving_body]").fill("派驻第七纪检监察组")
    page.locator("form[action$='/transfer/first/'] [name=named_facts]").fill("9月3日第12号凭证，付款给亲属企业")
    first.choose("form[action$='/transfer/first/'] button")
    assert "移送待第二人签字" in page.locator("main").inner_text()
    first.look("handed-over-first")

    second = window("desk")
    page = second.come_as("bureau office", known["flag"])
    second.look("handed-over-second")
    second.choose("form[action$='/transfer/second/'] button")
    words = page.locator("main").inner_text()
    assert "派驻第七纪检监察组" in words
    assert "第12号凭证" not in words
    assert second.clicks <= 2
    second.look()
