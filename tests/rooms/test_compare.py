"""Schools of like size beside each other: nothing new is counted, nothing is ranked, and few cases are merged (K12)."""

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.rooms.test_agenda import ordinary
from tests.rooms.test_quarter import inside
from tests.rooms.test_worklist import signed_in
from tests.world import at

NOW = at("2026-11-28")
PAGE = "/meetings/quarter/compare/"


@pytest.fixture
def schools(county, monkeypatch):
    """Return the county with nine schools of class B: six village schools of zj01 have six questions each."""
    monkeypatch.setattr("lianjing.access.clock.now", lambda: NOW)
    for code in ("s001", "s002", "s010"):
        county.org(code).size_class = "B"
        county.org(code).save()
    for number in range(6):
        county.unit(f"v{number}", f"村小{number}", "school", "zj01", size_class="B")
        for flag in range(6):
            late = "2026-11-02" if flag < number else "2026-10-13"
            ordinary(county, org=f"v{number}", answered_at=at(late), state="answered")
    ordinary(county, org="s010", answered_at=at("2026-10-13"), state="answered")
    ordinary(county, org="s001", answered_at=None, state="overdue")
    return county


@pytest.fixture
def page(schools, client):
    return signed_in(client, schools.inspector)


def words_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def cells(html, school):
    """Return what the row of a school says, column by column."""
    row = re.search(rf'<th scope="row">\s*{school}.*?</tr>', html, re.S)[0]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", one)).strip() for one in re.findall(r"<td.*?</td>", row, re.S)]


def test_figures_are_those_of_the_quarters_page(page):
    html = page.get(PAGE + "?quarter=2026Q4").content.decode()
    quarter = page.get("/meetings/quarter/?quarter=2026Q4&unit=v3").content.decode()
    assert cells(html, "村小3")[3].startswith("3 / 6 50%")  # half of six were answered late
    assert "<b>3</b> / 6</a>" in quarter
    assert cells(html, "业州二小")[3] == "无数据"  # grey: not zero


def test_each_figure_opens_to_its_rows(page, schools):
    html = page.get(PAGE + "?quarter=2026Q4&area=ST").content.decode()
    address = re.search(r'href="(/meetings/quarter/rows/[^"]*unit=v3[^"]*figure=answered[^"]*)"', html)[1]
    rows = page.get(address.replace("&amp;", "&")).content.decode()
    assert "area=ST" in address
    assert len(set(re.findall(r'href="(/flags/\d+/)"', rows))) == 6
    assert "3 / 6" in rows


def test_a_power_and_an_area_narrow_the_figures_and_leave_the_schools(page):
    for asked, shown in (
        ("power=ST-03", "3 / 6"),
        ("area=ST", "3 / 6"),
        ("power=CW-01", "无数据"),
        ("area=ZS", "无数据"),
    ):
        told = cells(page.get(f"{PAGE}?quarter=2026Q4&{asked}").content.decode(), "村小3")
        assert told[3].startswith(shown), asked


def test_a_state_is_counted_of_all_records_of_its_kind(page):
    html = page.get(PAGE + "?quarter=2026Q4&state=redflag.overdue").content.decode()
    assert cells(html, "业州中心学校")[2].startswith("1 / 1")
    assert cells(html, "村小3")[2].startswith("0 / 6")
    address = re.search(r'href="(/meetings/quarter/rows/[^"]*unit=s001[^"]*figure=standing[^"]*)"', html)[1]
    rows = page.get(address.replace("&amp;", "&"))
    assert len(re.findall(r'href="/flags/\d+/"', rows.content.decode())) == 1


def test_filters_of_the_unit_narrow_the_list_and_the_names_on_the_strips(page):
    html = page.get(PAGE + "?group=zj10").content.decode()
    assert cells(html, "花坪中心学校")
    assert "村小3" not in inside(html)
    assert html.count('class="dot"') >= 6  # the others of the size class stay, without names
    for asked in ("size=B", "kind=school", "figure=answered", "q=cunxiao"):
        assert page.get(f"{PAGE}?{asked}").status_code == 200, asked
    for wrong in ("size=Z", "kind=bureau", "state=redflag.sealed", "state=redflag.nonsense", "sort=answered", "area=x"):
        assert page.get(f"{PAGE}?{wrong}").status_code == 422, wrong


def test_nothing_in_a_request_sorts_it_and_the_order_is_the_networks(page, schools):
    html = page.get(PAGE + "?quarter=2026Q4").content.decode()
    assert not re.search(r"aria-sort|[?&]sort=|<th[^>]*><a", html)
    shown = re.findall(r'<th scope="row">\s*(.*?)\s*</th>', re.sub("<a[^>]*>|</a>|<span>|</span>", "", html))
    assert [org.name for org in sorted(map(schools.org, CODES), key=lambda org: org.path)] == shown
    for more in ("order=desc", "o=1", "ordering=-part"):
        asked = page.get(f"{PAGE}?quarter=2026Q4&{more}").content.decode().replace(f"&amp;{more}", "")
        assert inside(asked) == inside(html), more
    for word in ("排名", "名次", "总分", "得分", "合计"):
        assert word not in html


CODES = ("s001", "s002", "s010", "v0", "v1", "v2", "v3", "v4", "v5")


def test_few_cases_are_merged_for_whoever_does_not_review(schools, client):
    """K12: the chief reads figures and reviews nothing; a school with one case is not shown by itself."""
    chief = signed_in(client, schools.chief).get(PAGE + "?quarter=2026Q4").content.decode()
    assert cells(chief, "花坪中心学校")[3] == "不足5件"
    assert cells(chief, "村小3")[3].startswith("3 / 6")  # six are enough
    assert "花坪中心学校 1 / 1" not in chief
    assert "unit=s010" not in chief
    assert "2所学校不足5件" in re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", chief))
    sheet = workbook(signed_in(client, schools.chief).get(PAGE + "?quarter=2026Q4&as=xlsx"))
    assert "不足5件" in next(row for row in sheet if row[0] == "花坪中心学校")
    reviewer = signed_in(client, schools.inspector).get(PAGE + "?quarter=2026Q4").content.decode()  # the control
    assert cells(reviewer, "花坪中心学校")[3].startswith("1 / 1")


def workbook(answer):
    book = load_workbook(io.BytesIO(answer.content), read_only=True)
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def test_excel_and_paper_hold_what_the_page_holds(page):
    rows = workbook(page.get(PAGE + "?quarter=2026Q4&as=xlsx&figure=answered"))
    assert [len(row) for row in rows] == [6] * 10
    assert next(row for row in rows if row[0] == "村小3")[3:] == [3, 6, 50]
    paper = page.get(PAGE + "?quarter=2026Q4&as=print&figure=answered")
    assert "3 / 6" in words_of(paper)
    assert "2026" in words_of(paper)


def test_a_leader_compares_the_own_group_with_unnamed_others(schools, client):
    html = signed_in(client, schools.other_leader).get(PAGE + "?quarter=2026Q4&unit=v3").content.decode()
    assert cells(html, "花坪中心学校")[3].startswith("1 / 1")
    assert "村小" not in inside(html)
    assert 'class="dot"' in html
    assert "strip-band" in html  # the band is the county's: six schools of the size have cases


def test_who_may_not_compare_finds_no_page(schools, client):
    for seat in (schools.principal, schools.clerk, schools.teacher, schools.member, schools.section, schools.tech):
        assert signed_in(client, seat).get(PAGE).status_code == 404


def test_what_one_is_recused_from_is_no_case(schools, client):
    from lianjing.records.models import RedFlag

    address = PAGE + "?quarter=2026Q4&state=redflag.answered"
    before = cells(signed_in(client, schools.inspector).get(address).content.decode(), "村小3")
    assert before[2].startswith("6 / 6")
    schools.recuse(schools.inspector, RedFlag._base_manager.filter(org=schools.org("v3")).last())
    after = cells(signed_in(client, schools.inspector).get(address).content.decode(), "村小3")
    assert after[2].startswith("5 / 5")
    assert after[4].startswith("3 / 5")
    officer = cells(signed_in(client, schools.officer).get(address).content.decode(), "村小3")  # the control
    assert officer[2].startswith("6 / 6")


def test_thirty_schools_ask_no_more_than_three(schools, client):
    page, asked = signed_in(client, schools.inspector), []
    for many in (0, 30):
        for number in range(many):
            county = schools
            county.unit(f"w{number}", f"湾小{number}", "school", "zj10", size_class="C")
            ordinary(county, org=f"w{number}", answered_at=at("2026-10-13"), state="answered")
        page.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            assert page.get(PAGE + "?state=disclosure.overdue").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[0] <= 40


def test_the_inspectors_desk_leads_there(schools, client):
    assert PAGE in signed_in(client, schools.inspector).get("/work/").content.decode()
    assert PAGE not in signed_in(client, schools.principal).get("/work/").content.decode()


def test_without_any_case_everything_is_grey(county, client):
    county.org("s001").size_class = "B"
    county.org("s001").save()
    html = signed_in(client, county.inspector).get(PAGE).content.decode()
    assert set(cells(html, "业州中心学校")[2:]) == {"无数据"}
    assert "<circle" not in html
