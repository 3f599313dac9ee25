"""What §4 promises beside the paths of flags, notices and meetings: signing, declaring, being heard, reading, handing
over. Each as its role at its width, held to `journeys.toml`.
"""

from tests.browser.hands import SIZES
from tests.browser.house import ROOT
from tests.browser.journeys import JOURNEYS, hold
from tests.browser.test_parents import WECHAT


def test_every_journey_is_walked_by_a_test():
    tests = {path.name: path.read_text() for path in (ROOT / "tests/browser").glob("test_*.py")}
    for name, journey in JOURNEYS.items():
        assert any(f'hold("{name}"' in text for text in tests.values()), f"{name} is walked by nobody"
        assert set(journey.at) <= set(SIZES)


def test_a_principal_signs_for_a_directive_on_the_phone(window, house):
    house.inside("demand", title="食堂留样记录抽查结果")
    principal = window("phone")
    page = principal.come_as("principal", "/directives/")
    principal.choose("a:has-text('食堂留样记录抽查结果')")
    principal.look("directive-to-sign-for")
    principal.choose("form[action$='/sign/'] button")
    assert "承办中" in page.locator("main").inner_text()
    hold("principal-signs", principal)
    principal.look()


def test_a_teacher_declares_a_relative_on_the_phone(window):
    teacher = window("phone")
    page = teacher.come_as("teacher", "/network/declarations/")
    teacher.look("declarations")
    teacher.click("申报", "link", exact=True)
    teacher.look("declaring")
    page.select_option("[name=kind]", "kin")
    teacher.type("relation", "配偶")
    teacher.type("other_name", "向某某")
    teacher.type("valid_from", page.evaluate("new Date(Date.now()-864e5).toISOString().slice(0,10)"))
    teacher.choose("main form[method=post] button.btn-primary")
    assert "向某某" in page.locator("main").inner_text()
    hold("teacher-declares", teacher)
    teacher.look("declared")


def test_a_teacher_is_told_the_facts_and_answers_on_the_phone(window, house):
    known = house.inside("concerned", username=house.people["teacher"]["username"], step="told")
    teacher = window("phone")
    page = teacher.come_as("teacher", f"/rectifications/own/{known}/")
    said = page.locator("main").inner_text()
    assert "只有一人签字" in said
    assert "您的权利" in said
    assert house.people["bureau office"]["name"] not in said
    teacher.look("own-matter")
    teacher.type("lines", "当天另一位验收员请假，有请假条。")
    teacher.choose("form[action$='/speak/'] button")
    assert "当天另一位验收员请假" in page.locator("main").inner_text()
    hold("teacher-is-heard", teacher)
    teacher.look("own-answered")


def test_a_parent_reads_the_sum_and_what_is_owed(window, house):
    parent = window("phone", user_agent=WECHAT)
    parent.page.goto(house.people["parent"]["address"])
    page = parent.page
    parent.look("parent-reads")
    said = page.locator("main").inner_text()
    assert "应公开未公开" in said
    assert "食堂" in said
    parent.choose("section[aria-labelledby=owed] a")
    assert "天" in page.locator("main").inner_text()
    hold("parent-reads", parent)
    parent.look("parent-owed")


def test_a_group_leader_looks_at_the_drawn_rows_on_site_with_a_phone(window, house):
    known = house.inside("to_look_at")
    leader = window("phone")
    page = leader.come_as("group leader", "/work/?tab=open")
    leader.choose(f"table.list tbody a:has-text('{known['unit']}'):has-text('验收')")
    leader.choose("a.btn-primary")
    assert page.url.endswith(f"/rectifications/{known['number']}/")
    assert not page.locator("main input[type=file]").count()  # nobody asks for a photo
    rows = page.locator("form[action$='/accept/'] input[name=looked_at]")
    for row in rows.all():
        row.check()
    leader.look("visit")
    if not page.locator("form[action$='/return/']").is_visible():
        leader.choose("details:has(form[action$='/return/']) > summary")
    leader.type("lines", "第一行的签字只有一人，另一人当天请假", within="form[action$='/return/']")
    leader.choose("form[action$='/return/'] button")
    assert page.locator("ol.stages li.here").inner_text().strip() == "整改中"
    hold("leader-visits", leader)
    leader.look("visited")


def test_the_office_opens_a_problem_and_two_hand_it_over(window, house):
    known = house.inside("verified")
    office = window("desk")
    page = office.come_as("bureau office", "/rectifications/")
    office.choose(f"table.list tbody a[href='/rectifications/{known}/']")
    office.choose("a[href*='/problems/new/']")
    office.look("problem-begin")
    page.select_option("[name=person]", index=1)
    page.select_option("[name=kind]", "manager")
    page.locator("[name=weight][value=breach]").check()
    office.type("facts", "9月3日第12号凭证，验收与采购为同一人。")
    office.choose("main form[method=post] button.btn-primary")
    assert "9月3日第12号凭证" in page.locator("main").inner_text()
    hold("inspector-opens-problem", office)
    number = page.url.rstrip("/").rpartition("/")[2]
    office.look("problem-begun")

    office.rest()
    form = "form[action$='/transfer/']"
    if not page.locator(form).is_visible():
        office.choose(f"details:has({form}) > summary")
    office.type("number", "移〔2026〕9号", within=form)
    office.type("body", "派驻第七纪检监察组", within=form)
    office.choose(f"{form} button")
    office.look("problem-signed-once")
    second = window("desk")
    second.page.goto(house.url + house.inside("second_of", problem=int(number)))
    second.go(f"/rectifications/problems/{number}/")
    second.look("problem-to-sign")
    if not second.page.locator("form[action$='/sign/']").is_visible():
        second.choose("details:has(form[action$='/sign/']) > summary")
    second.choose("form[action$='/sign/'] button")
    said = second.page.locator("main").inner_text()
    assert "派驻第七纪检监察组" in said
    assert "第12号凭证" not in said
    hold("inspector-transfers", office, second)
    second.look("problem-handed-over")
