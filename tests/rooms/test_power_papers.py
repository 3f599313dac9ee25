"""What is generated from a power's file: drawing, BPMN, poster and blank notices, the same bytes each time."""

import pytest

from lianjing.rooms.powers.usecases import publishing
from tests.rooms.rosters import sign_in
from tests.world import at


@pytest.fixture
def window(county, client):
    publishing.publish_catalogue(at("2026-09-01"))
    return sign_in(client, county.clerk)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_paper_is_made_and_is_the_same_twice(window, language):
    for name, begins in (("drawing.svg", b"<svg"), ("chart.bpmn", b"<?xml"), ("poster.pdf", b"%PDF-")):
        first, second = (window.get(f"/powers/ST-03/{name}", headers={"Accept-Language": language}) for _ in range(2))
        assert first.status_code == 200
        assert first.content.startswith(begins), name
        assert first.content == second.content, name


def test_a_blank_notice_has_the_fields_it_may_have_and_no_others(window):
    page = window.get("/powers/ZZ-01/notices/", headers={"Accept-Language": "zh-hans"}).content.decode()
    heads = "".join(part.split("</thead>")[0] for part in page.split("<thead>")[1:])
    assert "姓名" in heads
    for never in ("身份证", "住址", "出生", "银行", "致困"):
        assert never not in heads
    assert window.get("/powers/XX-01/notices/").status_code == 404
