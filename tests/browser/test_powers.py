"""A canteen's delivery run by the people who take its steps, at phones; an inspector reads the lit chart."""

from datetime import date, timedelta

import pytest


def come(hands, house, code, path):
    """Sign in as whoever holds a post at the demo's school, who has no printed address, and open a path."""
    hands.go(house.inside("whoever_holds", code=code))
    return hands.go(path)


def write_down(hands, step):
    """Fill in a step's form, name whoever took it too, and write it down; the form of what is one's own is open."""
    form = hands.page.locator(f"form:has(input[name=step][value='{step}'])")
    form.locator("[name=remark]").wait_for()
    for paper in form.locator("input[type=text][name^=paper_]").all():
        paper.fill("1128-1")
    for colleague in form.locator("input[name=colleagues]").all():
        colleague.check()
    form.locator("button.btn-primary").click()
    hands.page.wait_for_load_state()


@pytest.fixture
def phones(window):
    return lambda: window("phone")


def begin(buyer, house):
    """Begin a matter at the buyer's phone, check its first step, write it down; return the matter's path."""
    page = come(buyer, house, "CGY", "/powers/ST-03/")
    buyer.look("power")
    buyer.click("开始办件", role="link")
    page.fill("[name=title]", "十一月第五周面粉")
    page.fill("[name=day_delivery]", (date.today() + timedelta(days=1)).isoformat())
    buyer.look("begin")
    buyer.choose("form button.btn-primary")
    buyer.look("matter")
    page.locator("form:has(input[name=step][value='1'])").get_by_role("button", name="先自查").click()
    page.wait_for_load_state()
    assert "自查不留任何痕迹" in page.locator("main").inner_text()
    assert "缺材料" in page.locator("main").inner_text()
    buyer.look("self-check")
    address = page.url.removeprefix(house.url).removesuffix("check/")
    write_down(buyer, "1")
    return address


def count_and_close(counted, house, address):
    """The stocktake, and the end of the matter."""
    page = come(counted, house, "ZW", address)
    write_down(counted, "6")
    counted.look("counted")
    assert "尚未确认" in page.locator("main").inner_text()  # the two others whom it names may still say so
    assert "人数不足" not in page.locator("main").inner_text()
    counted.choose("form[action$='/close/complete/'] button")
    assert "办结" in page.locator("main").inner_text()
    counted.look("complete")


def test_people_of_a_canteen_run_a_delivery_at_their_phones(phones, house):
    address = begin(phones(), house)

    receiver = phones()
    page = come(receiver, house, "YSY", "/work/")
    assert "十一月第五周面粉" in page.locator("main").inner_text()
    receiver.go(address)
    assert page.locator("form:has(input[name=step][value='2']) input[name=colleagues]").count() >= 1
    write_down(receiver, "2")
    assert "尚未确认" in page.locator("main").inner_text()
    assert "人数不足" not in page.locator("main").inner_text()
    receiver.look("waits-for-a-colleague")

    canteen = phones()
    page = come(canteen, house, "STG", address)
    canteen.click("是，我参加了")
    assert "人数不足" not in page.locator("main").inner_text()
    canteen.look()

    store = phones()
    page = come(store, house, "KGY", address)
    write_down(store, "3")
    store.look("stored")
    assert page.locator("main ol.power-steps > li").count() == 3
    write_down(store, "4")
    write_down(store, "5")
    come(canteen, house, "STG", address)
    canteen.click("是，我参加了")

    count_and_close(phones(), house, address)
    principal = phones()
    page = principal.come_as("principal", address)
    assert "入库" in page.locator("main").inner_text()
    principal.look()


def test_a_power_its_questions_and_its_lit_chart(window, size):
    inspector = window(size)
    page = inspector.come_as("inspector", "/powers/")
    inspector.look("powers")
    inspector.go("/powers/ZS-01/")
    inspector.look("power-long")
    inspector.go("/powers/CW-03/quiz/")
    inspector.choose("details summary")
    inspector.look("quiz")
    inspector.go("/powers/ST-03/light/?unit=s001")
    assert "件" in "".join(page.locator("main .flow-drawing svg text").all_text_contents())
    inspector.look("light")
    inspector.go("/powers/matters/")
    inspector.look("matters")
