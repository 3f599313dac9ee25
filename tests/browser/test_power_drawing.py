"""A draft's flow drawn on the page: a step renamed is taken over, a chart of loose ends is kept as a drawing."""

import os

SHAPE = ".djs-element[data-element-id=step_{no}]"


def open_tool(office, power):
    """Begin a draft and open its flow in the drawing tool; return the page and the draft's address."""
    page = office.go(f"/powers/{power}/versions/")
    office.choose("form[action$='/edit/'] button")
    version = page.url.split("edit/")[0].removeprefix(office.house.url)
    page.locator("summary", has_text="BPMN").click()
    office.click("在此绘制", role="link")
    page.locator("#take button:enabled").wait_for()
    return page, version


def test_what_is_drawn_is_taken_over_or_kept(window):
    office = window("desk")
    office.come_as("bureau office")
    page, version = open_tool(office, "ST-06")
    assert page.locator(".bjs-powered-by").is_visible()
    shoot(page, "draw")
    office.look()
    page.locator(SHAPE.format(no="1")).dblclick()
    page.keyboard.press("Control+A")
    page.keyboard.type("画图时改的名")
    page.locator(".djs-container > svg").click(position={"x": 700, "y": 8}, force=True)
    office.click("采用所画流程")
    page.locator(".edit-rows").wait_for()
    assert "画图时改的名" in page.locator(".edit-rows").inner_text()
    office.look()

    office.go(f"{version}draw/")
    page.locator("#take button:enabled").wait_for()
    page.locator(SHAPE.format(no="2")).click()
    page.locator(".djs-context-pad [data-action='append.append-task']").click()
    page.keyboard.type("另起一笔")
    page.locator(".djs-container > svg").click(position={"x": 700, "y": 8}, force=True)
    office.click("采用所画流程")
    page.locator("#chart .djs-container").wait_for()
    said = page.locator("main").inner_text()
    assert "为什么不能采用" in said
    assert "另起一笔" in said
    shoot(page, "kept")
    office.look()
    office.go(f"{version}edit/")
    assert "另起一笔" not in page.locator(".edit-rows").inner_text()


def shoot(page, name):
    """Keep a picture where somebody wants to look."""
    if folder := os.environ.get("LIANJING_TEST_LOOK"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
