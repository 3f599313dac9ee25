"""A group leader accepts what was put right, a principal names what shows it, an inspector finds a receipt only."""

from tests.browser.journeys import hold


def open_row(person, words, path="/rectifications/"):
    """Open the oldest one whose row has these words: the demo's own, whatever other journeys began."""
    person.go(path)
    person.choose(f"table.list tbody tr:has-text('{words}') a >> nth=-1")


def test_a_group_leader_looks_at_the_drawn_rows_and_accepts(window):
    leader = window("desk")
    page = leader.come_as("group leader", "/rectifications/")
    leader.look("rectifications")
    open_row(leader, "待验收")
    assert "同一检查已重跑，没有再查出来" in page.locator("main").inner_text()
    leader.look("to-accept")
    for box in page.locator("form[action$='/accept/'] input[name=looked_at]").all():
        box.check()
    assert page.locator("form[action$='/accept/'] input[type=text], form[action$='/accept/'] textarea").count() == 0
    leader.choose("form[action$='/accept/'] button.btn-primary")
    hold("leader-accepts", leader)
    assert page.locator("ol.stages li.here").inner_text().strip() == "观察期"
    leader.look("observed")


def test_a_principal_names_the_records_that_show_it_on_a_phone(window):
    principal = window("phone")
    page = principal.come_as("principal", "/rectifications/")
    principal.look()
    open_row(principal, "整改中")
    assert "升一级" in page.locator("main").inner_text()
    principal.look("came-back")
    page.locator("form[action$='/submit/'] input[name=evidence]").first.check()
    page.fill("form[action$='/submit/'] [name=why_none]", "步骤没有问题，已明确由两人当天签字。")
    principal.choose("form[action$='/submit/'] button.btn-primary")
    hold("principal-puts-right", principal)
    assert page.locator("ol.stages li.here").inner_text().strip() == "待验收"
    principal.look("submitted")


def test_of_what_was_handed_over_only_a_receipt_is_left(window):
    office = window("desk")
    page = office.come_as("bureau office", "/rectifications/problems/")
    office.look("problems")
    open_row(office, "已移送", "/rectifications/problems/")
    said = page.locator("main").inner_text()
    assert "移〔2026〕3号" in said
    assert "校长" not in said
    office.look("receipt")
    open_row(office, "不属实", "/rectifications/problems/")
    office.look("cleared")
