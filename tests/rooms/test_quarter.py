"""This quarter on one screen (A8): recomputed from what is downloaded, never sorted, never added up."""

import csv
import io
import re
from collections import Counter
from datetime import date

import pytest

from lianjing.domain.shares import Share
from lianjing.records.models import Org
from tests.access.walking import bare
from tests.rooms.test_agenda import ordinary
from tests.rooms.test_worklist import signed_in
from tests.world import at

NOW = at("2026-11-28")


@pytest.fixture
def page(county, client, monkeypatch):
    """The inspector's window on 28 November 2026: four schools asked, three answered, one of them late."""
    monkeypatch.setattr("lianjing.access.clock.now", lambda: NOW)
    for code, answered in (("s001", "2026-10-13"), ("s002", "2026-11-02"), ("s010", None), ("s001", "2026-10-14")):
        org = county.org(code)
        org.size_class = "B"
        org.save()
        ordinary(county, org=code, answered_at=at(answered) if answered else None, state="overdue")
    return signed_in(client, county.inspector)


def table(page, address):
    text = page.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_every_figure_is_recomputed_from_the_cases_that_are_downloaded(page):
    cases = table(page, "/meetings/quarter/cases.csv?quarter=2026Q4")
    figures = table(page, "/meetings/quarter/figures.csv?quarter=2026Q4")
    assert len(cases) > 5
    part, whole = Counter(), Counter()
    for case in cases:
        for key in (("power", case["power"]), ("school", case["unit"]), ("supervisors", "")):
            part[*key, case["figure"]] += int(case["counted"])
            whole[*key, case["figure"]] += 1
    checked = 0
    for row in figures:
        key = row["scope"], row["code"], row["figure"]
        share = Share(part[key], whole[key])
        assert (int(row["part"]), int(row["whole"])) == (share.part, share.whole), row
        if share.whole:
            checked += 1
            told = [float(row[name]) for name in ("share", "low", "high")]
            assert told == [round(share.value, 6), *(round(end, 6) for end in share.interval)]
        else:
            assert row["share"] == ""
    assert checked > 5


def test_figures_say_what_happened(page):
    found = {
        (row["code"], row["figure"]): (row["part"], row["whole"])
        for row in table(page, "/meetings/quarter/figures.csv?quarter=2026Q4")
        if row["scope"] == "power"
    }
    assert found["ST-03", "answered"] == ("2", "4")  # one late, one never
    assert found["ST-03", "flagged"] == ("3", "3")
    assert found["ST-03", "overdue"] == ("1", "4")
    assert found["CW-01", "answered"] == ("0", "0")


def inside(text):
    """Return what stands in the page itself: its frame repeats the address."""
    return bare(text.partition("<main")[2] or text)


def test_nothing_in_a_request_sorts_it(page):
    home = "/meetings/quarter/"
    for address in (home, f"{home}figures.csv", f"{home}cases.csv"):
        plain = page.get(f"{address}?quarter=2026Q4").content.decode()
        for more in ("sort=answered", "sort=-answered", "order=desc", "o=1", "as=xlsx&sort=-flagged", "ordering=-part"):
            assert inside(page.get(f"{address}?quarter=2026Q4&{more}").content.decode()) == inside(plain), more
    plain, sorted_ = (page.get(f"{home}?by=school{more}").content.decode() for more in ("", "&sort=-answered"))
    assert inside(sorted_) == inside(plain)
    html = page.get("/meetings/quarter/?quarter=2026Q4").content.decode()
    assert not re.search(r"aria-sort|[?&]sort=|<th[^>]*><a", html)


def test_downloads_have_the_order_of_the_screen(page, county):
    html = page.get("/meetings/quarter/?quarter=2026Q4&by=school").content.decode()
    rows = table(page, "/meetings/quarter/figures.csv?quarter=2026Q4")
    names = [row["name"] for row in rows if row["scope"] == "school"]
    shown = re.findall(r'<section class="figure-row" aria-label="([^"]+)"', html)
    assert names[::5] == shown
    paths = [county.org(row["code"]).path for row in rows if row["scope"] == "school"]
    assert paths == sorted(paths)  # along the network, whatever the figures
    scopes = [row["scope"] for row in rows]
    assert scopes == sorted(scopes, key=["supervisors", "unit", "power", "school"].index)


def test_the_supervisors_stand_first_and_nothing_is_added_up(page):
    html = page.get("/meetings/quarter/?quarter=2026Q4").content.decode()
    assert html.index("按时复核说明") < html.index("figure-row")
    figures = {row["figure"] for row in table(page, "/meetings/quarter/figures.csv")}
    assert not {"total", "rank", "score", "sum"} & figures
    assert "无数据" in html  # grey, not zero


def test_each_figure_opens_to_its_rows_in_two_clicks(page):
    html = page.get("/meetings/quarter/?quarter=2026Q4").content.decode()
    address = re.search(r'href="(/meetings/quarter/rows/[^"]*figure=answered[^"]*power=ST-03)"', html)[1]
    rows = page.get(address.replace("&amp;", "&")).content.decode()
    flags = re.findall(r'href="(/flags/\d+/)"', rows)
    assert len(flags) == 4
    assert page.get(flags[0]).status_code == 200


def test_a_principal_sees_the_own_school_alone(page, county, client):
    own = signed_in(client, county.principal)
    html = own.get("/meetings/quarter/?quarter=2026Q4&unit=s010").content.decode()
    assert "业州中心学校" in html
    assert "花坪" not in html
    units = {row["unit"] for row in table(own, "/meetings/quarter/cases.csv?quarter=2026Q4&unit=s010")}
    assert units == {"s001"}
    assert signed_in(client, county.teacher).get("/meetings/quarter/").status_code == 404


@pytest.mark.parametrize(("others", "shown"), [(4, False), (5, True)])
def test_a_band_of_peers_needs_five_like_schools(page, county, client, others, shown):
    for number in range(others - 1):  # s002 is one of them already
        code = f"v{number:03d}"
        county.unit(code, f"村小{number}", "school", "zj01", size_class="B")
        ordinary(county, org=code, answered_at=at("2026-10-13"), state="answered")
    s010 = county.org("s010")
    s010.size_class = "C"
    s010.save()
    html = page.get("/meetings/quarter/?quarter=2026Q4&unit=s001").content.decode()
    assert ("同规模学校：" in html) is shown


def test_a_quarter_nobody_knows_is_the_one_that_runs(page):
    for asked in ("", "?quarter=2026Q9", "?quarter=x", "?quarter=2026Q4&figure=nonsense&unit=nowhere"):
        assert page.get(f"/meetings/quarter/{asked}").status_code == 200
    assert page.get("/meetings/quarter/rows/?figure=nonsense").status_code == 200


def test_a_school_that_was_closed_stands_in_the_quarters_it_lived_in(page, county):
    """One closed on 31 August is no school without rows of the quarters after it."""
    Org._base_manager.filter(code="s002").update(valid_to=date(2026, 8, 31))

    def codes(address, column):
        return {row[column] for row in table(page, address)}

    assert "s002" in codes("/meetings/quarter/figures.csv?quarter=2026Q3", "code")
    assert "s002" not in codes("/meetings/quarter/figures.csv?quarter=2026Q4", "code")
    shown = [page.get(f"/meetings/quarter/compare/?quarter=2026Q{number}").content.decode() for number in (3, 4)]
    assert ['unit=s002"' in html or county.org("s002").name in inside(html) for html in shown] == [True, False]


@pytest.mark.parametrize("code", ["0001Q1", "0001Q4", "9999Q4", "2026Q5"])
def test_a_quarter_at_the_edge_of_time_is_as_if_none_were_named(page, code):
    assert page.get(f"/meetings/quarter/?quarter={code}").status_code == 200
