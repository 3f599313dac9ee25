"""A question is answered on a phone and reviewed at a desk, the wrong way first; then on, within §4's limits."""

IN_VIEW = """name => {
  const box = document.querySelector(name).getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}"""
AT_MOST = 7  # one press more than the journey, for the form that was sent incomplete


def stand_below_one_another(choices):
    """Each on a line of its own, before its words."""
    boxes = choices.evaluate_all("all => all.map(one => one.getBoundingClientRect())")
    assert len({round(box["x"]) for box in boxes}) == 1, boxes
    assert [box["y"] for box in boxes] == sorted({box["y"] for box in boxes})


def to_matter(person, words, *, newest=False):
    """Open one thing to do of a kind, the most pressing or the newest, from the work list to the matter itself."""
    person.choose(f"table.list tbody a:has-text('{words}')" + (" >> nth=-1" if newest else ""))
    person.choose("a.btn-primary")


def test_a_question_is_answered_on_a_phone_and_reviewed_at_a_desk(window, house):
    house.inside("open_flags", least=1)
    clerk = window("phone")
    page = clerk.come_as("clerk", "/work/?tab=open")
    clerk.look("work-list")
    to_matter(clerk, "说明疑点")
    assert "疑点" in page.locator("h1").inner_text()
    assert page.locator("main table tbody tr").count() > 0
    unit = page.locator("dt:text-is('单位') + dd").first.inner_text().strip()
    clerk.look("question")
    stand_below_one_another(page.locator("input[name=support]"))
    clerk.choose("input[name=support]")
    clerk.expected |= {422}
    clerk.choose("form[action$='/explain/'] button.btn-primary")
    page.locator(".field-wrong [name=explanation][aria-invalid=true]:focus").wait_for()
    page.wait_for_function(IN_VIEW, arg="#id_explanation_wrong")  # the page moves to what is wrong by itself
    assert page.locator("input[name=support]").first.is_checked()
    clerk.look()
    clerk.expected.clear()
    page.fill("[name=explanation]", "验收员上月调离，新人本周到岗；交接单在总务处。")
    clerk.choose("form[action$='/explain/'] button.btn-primary")
    assert clerk.clicks <= AT_MOST, clerk.clicks
    clerk.look("answered")

    leader = window("desk")
    page = leader.come_as("group leader", "/work/?tab=open")
    leader.look("work-list")
    to_matter(leader, f"复核说明：{unit}", newest=True)
    assert "交接单在总务处" in page.locator("main").inner_text()
    leader.look("review")
    dismiss = page.locator("form[action$='/dismiss/']")
    if not dismiss.is_visible():
        leader.choose("details:has(form[action$='/dismiss/']) > summary")
    dismiss.locator("[name=reason]").fill("已看交接单，属实。")
    leader.choose("form[action$='/dismiss/'] button.btn-primary")
    assert leader.clicks <= AT_MOST, leader.clicks
    leader.look("reviewed")
    clerk.go("/flags/")
    clerk.look("flags")
