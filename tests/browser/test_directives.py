"""A principal objects with one tap at a phone; an office sees at its desk what a demand costs before it asks."""

from tests.browser.journeys import hold


def test_a_principal_objects_with_one_tap(window):
    principal = window("phone")
    page = principal.come_as("principal", "/directives/")
    principal.look("directives")
    principal.choose("a:has-text('食堂大宗食材采购自查情况统计')")
    assert "系统找到一件近似的" in page.locator("main").inner_text()
    principal.look("directive-to-sign")
    principal.click("月督办单重复")
    assert "有异议" in page.locator("main").inner_text()
    principal.look("directive-contested")
    hold("principal-objects", principal)


def test_an_office_sees_the_burden_and_the_twin_before_anybody_is_asked(window):
    office = window("desk")
    page = office.come_as("bureau office", "/directives/")
    office.look("directives")
    office.choose("a:has-text('30列')")
    assert "不能这样下达" in page.locator("main").inner_text()
    assert not page.get_by_role("button", name="下达", exact=True).count()
    office.look("directive-over-burden")

    page = office.go("/directives/new/")
    office.rest()
    page.select_option("[name=org]", label="业州镇中心学校")
    page.select_option("[name=topic]", index=1)
    typed = {
        "title": "食堂大宗食材采购自查汇总",
        "text": "请对照小微权力清单自查本学期食堂大宗食材采购，逐笔核对合同、验收和付款，说明不一致的地方。",
        "basis": "县教育局本学期监督工作安排",
    }
    for name, words in typed.items():
        page.fill(f"[name={name}]", words)
    page.fill("[name=due_on]", page.evaluate("new Date(Date.now()+14*864e5).toISOString().slice(0,10)"))
    office.look("directive-draft")
    office.click("保存拟稿")
    assert "近似、仍在办" in page.locator("main").inner_text()
    office.look("directive-before-issuing")
    page.fill("[name=not_twin]", "只汇总监察室已收到的自查，不要学校再填")
    office.choose("form[action$='/issue/'] button.btn-primary")
    assert "已下达" in page.locator("main").inner_text()
    hold("inspector-demands", office)
    office.look("directive-issued")


def test_the_chief_sees_each_issuers_month_and_what_demands_cost(window):
    chief = window("desk")
    page = chief.come_as("bureau chief", "/directives/supervision/")
    assert "县教育局监察室" in page.locator("main").inner_text()
    chief.look("supervision")
    for figure in ("due", "late"):
        chief.choose(f"main table tbody td a[href$='what={figure}']")
        assert page.locator("main section li").count() > 0
    chief.choose("main table tbody td a:not([href$='what=due'], [href$='what=late'], [href*='journal'])")
    assert page.locator("main section li a").count() > 0
    chief.look()
    chief.go("/directives/burden/")
    chief.look("burden")
    phone = window("phone")
    phone.come_as("bureau chief", "/directives/supervision/")
    phone.look("supervision")
    phone.go("/directives/burden/")
    phone.look()
