"""Lists: only what is declared filters and sorts; the same rows on page, paper and in Excel."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lianjing.access.policy import visible
from lianjing.domain.authority import Action
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Account, Org
from lianjing.ui import listing as listing_module
from lianjing.ui import listing_xlsx, wording
from lianjing.ui.listing import Choice, Column, Days, Listing, Search


def listing(county, **changes) -> Listing:
    """Return a list of the county's units."""
    declared = {
        "rows": visible(county.inspector, Action.NETWORK_READ, Org).select_related("parent"),
        "columns": [
            Column("name", "名称", lambda row: row.name, sort="name"),
            Column("above", "上级", lambda row: row.parent.name if row.parent else None),
            Column("since", "自", lambda row: row.valid_from, kind="date", sort="valid_from"),
            Column("money", "金额", lambda row: row.pk * 100, kind="money"),
        ],
        "filters": [
            Search("q", "名称", ("name", "sought")),
            Choice("kind", "类别", [("school", "学校"), ("section", "股室")], "kind"),
            Days("since", "自", "valid_from"),
        ],
        "title": "单位",
        "order": ("path",),
    }
    return Listing(**{**declared, **changes})


def asked(query: str = ""):
    request = RequestFactory().get(f"/list/?{query}")
    request.user = Account.objects.first()
    request.session = {}
    return request


def names(shown) -> list[str]:
    return [line[0].value for line in shown.lines]


def test_a_filter_narrows_and_is_said(county):
    shown = listing(county).page(asked("kind=school"))
    assert names(shown) == ["业州二小"]
    assert shown.sieved
    assert listing(county).said(asked("kind=school&q=业州")) == [("名称", "业州"), ("类别", "学校")]


def test_what_is_not_declared_is_ignored(county):
    everything = names(listing(county).page(asked()))
    assert names(listing(county).page(asked("parent__code=jw&people__name=何立&order_by=pk"))) == everything


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("kind=county", "listing_choice_unknown"),
        ("sort=parent__name", "listing_sort_unknown"),
        ("sort=--name", "listing_sort_unknown"),
        ("q=" + "长" * 41, "listing_search_too_long"),
        ("since_from=2026-13-01", "listing_day_unreadable"),
        ("since_from=2026-02-01&since_to=2026-01-01", "listing_days_reversed"),
    ],
)
def test_a_wrong_wish_is_refused_in_words(county, query, code):
    with pytest.raises(RuleBroken) as refusal:
        listing(county).page(asked(query))
    assert refusal.value.code == code
    assert "%(" not in wording.sentence(refusal.value)


def test_sorting_goes_both_ways_and_says_so(county):
    up, down = listing(county).page(asked("sort=name")), listing(county).page(asked("sort=-name"))
    assert names(up) == sorted(names(up))
    assert names(down) == names(up)[::-1]
    assert up.headings[0].sorted == "ascending"
    assert "sort=-name" in up.headings[0].url


@pytest.mark.parametrize("page", ["0", "-3", "999999", "9" * 5000, "two", "1e3", "", "\x00"])
def test_any_page_number_shows_a_page(county, page):
    query = QueryDict(mutable=True)
    query["page"] = page
    assert listing(county, page_rows=5).page(asked(query.urlencode())).lines


def test_pages_do_not_overlap_and_keep_the_filter(county):
    first = listing(county, page_rows=5).page(asked("since_from=2000-01-01"))
    second = listing(county, page_rows=5).page(asked(first.next_url.lstrip("?")))
    assert not set(names(first)) & set(names(second))
    assert "since_from=2000-01-01" in first.next_url


def test_queries_do_not_grow_with_rows(county, django_assert_num_queries):
    request = asked()
    with django_assert_num_queries(2):
        listing(county, page_rows=3).page(request)
    for number in range(30):
        county.unit(f"s9{number:02}", f"第{number}小学", "school", "zj01")
    with django_assert_num_queries(2):
        listing(county, page_rows=50).page(request)


def workbook(response) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(response.content))


def test_excel_has_the_same_rows_with_what_was_asked(county):
    response = listing(county).respond(asked("as=xlsx&kind=school"), "", {})
    book = workbook(response)
    rows = list(book["单位"].iter_rows(values_only=True))
    assert rows[0] == ("名称", "上级", "自", "金额")
    assert rows[1][0] == "业州二小"
    assert rows[1][2].date() == date(2020, 6, 12)
    assert rows[1][3] == county.org("s002").pk
    assert len(rows) == 2
    about = {row[0]: row[1] for row in book.worksheets[1].iter_rows(values_only=True)}
    assert "学校" in about.values()
    assert "filename*=utf-8''%E5%8D%95%E4%BD%8D" in response["Content-Disposition"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "＝", "＠"])
def test_a_formula_stays_text_in_excel_even_when_edited(county, sign):
    text = f'{sign}HYPERLINK("http://x","y")'
    rows = listing(county, columns=[Column("x", "x", lambda row: text)])
    cell = workbook(rows.respond(asked("as=xlsx"), "", {})).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_without_the_quote_prefix_the_formula_test_would_fail(county, monkeypatch):
    monkeypatch.setattr(listing_xlsx, "_FORMULA", ("~",))
    rows = listing(county, columns=[Column("x", "x", lambda row: "=1+1")])
    assert not workbook(rows.respond(asked("as=xlsx"), "", {})).worksheets[0]["A2"].quotePrefix


def test_too_long_a_list_is_refused(county, monkeypatch):
    monkeypatch.setattr(listing_xlsx, "EXCEL_ROWS", 3)
    monkeypatch.setattr(listing_module, "PRINT_ROWS", 3)
    for form in ("xlsx", "print"):
        with pytest.raises(RuleBroken) as refusal:
            listing(county).respond(asked(f"as={form}"), "", {})
        assert refusal.value.facts == {"rows": 14, "at_most": 3}


def test_paper_has_all_rows_and_no_navigation(county):
    page = listing(county, page_rows=2).respond(asked("as=print"), "", {}).content.decode()
    assert page.count("<tr>") == 15
    assert 'class="rail"' not in page
    assert re.search(r'<a class="btn" href="\?">', page)


@given(st.text(max_size=60))
def test_any_sheet_name_is_one_that_excel_takes(title):
    name = listing_xlsx._sheet_name(title)
    assert 1 <= len(name) <= 31
    assert not set(name) & set("[]:*?/\\")
    assert not name.startswith("'")


class AnySearch(TestCase):
    """Free text is data: whatever is typed, the answer is rows or a refusal."""

    @given(st.text(max_size=40))
    def test_any_text_can_be_sought(self, text):
        list(Search("q", "名称", ("name", "sought")).narrow(visible_to_nobody(), {"q": text}))


def visible_to_nobody():
    """Return an empty set of units that still goes to the database."""
    from lianjing.records.doors import unscoped

    return unscoped(Org, reason="a test of search text")
