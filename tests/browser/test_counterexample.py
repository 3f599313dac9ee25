"""The counterexample read and mended: a gap in plain words, its suggestion, two people, and the proof closes it."""

GROUP = "zj01"


def test_a_gap_is_read_mended_by_two_people_and_proven_closed(window, house, size):
    first, second = house.inside("cut_peers", group=GROUP)[:2]
    officer = window(size)
    page = officer.go(first)
    page = officer.go("/network/coverage/")
    sentence = page.locator("a.gap").first.inner_text()
    assert "同级监督人" in sentence
    officer.look("coverage-gap")
    officer.choose("a.gap")
    assert "如何弥合" in page.locator("main").inner_text()
    officer.look("gap")
    officer.choose("ol.mend a[href*='kind=peer']")
    page.get_by_label("原因").fill("按覆盖证明的建议跨片区结对")
    officer.click("提出")
    assert "第二人确认" in page.locator("main").inner_text()
    officer.look("lines-proposed")
    assert page.get_by_role("link", name="确认").count() == 0  # not by whoever proposed it

    colleague = window(size)
    colleague.go(second)
    other = colleague.go("/network/lines/")
    colleague.choose("a[href$='/confirm/']")
    colleague.click("确认")
    assert "/network/lines/" in other.url
    colleague.look()

    officer.go("/network/coverage/")
    officer.click("立即重新证明")
    assert page.locator("a.gap").count() == 0
    assert "没有缺口" in page.locator("main").inner_text()
    officer.look("coverage-closed")
