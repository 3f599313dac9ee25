"""A paper as GB/T 9704 wants it, measured in the PDF itself: sheet, margins, lines, characters, sizes, page numbers."""

import io
from itertools import pairwise

import pytest
from pypdf import PdfReader

from lianjing.engines.papers import official
from lianjing.engines.papers.official import Block, Official, official_pdf

MM = 72 / 25.4
LONG = Official(title="联席会议纪要", blocks=(Block("监" * 2_000),))
MINUTES = Official(
    title="2026年第四季度联席会议纪要",
    mark="建始县清廉学校联席会议纪要",
    blocks=(Block("监督检查发现问题", 1), Block("会议听取了通报。")),
    people=(("出席", "何立、向东"), ("请假", "覃刚")),
    day="2026年11月19日",
)


def runs(paper):
    """Return, page by page, the runs of text: (left, baseline, size, characters, text), from the top."""
    pages = []
    for page in PdfReader(io.BytesIO(official_pdf(paper))).pages:
        found = []

        def seen(text, cm, _tm, _font, size, found=found):
            if text.strip():
                found.append((cm[4], cm[5], size, len(text.strip()), text.strip()))

        page.extract_text(visitor_text=seen)
        pages.append((page.mediabox, found))
    return pages


@pytest.fixture(scope="module")
def pages():
    return runs(LONG)


def test_the_sheet_is_a4(pages):
    for box, _found in pages:
        assert (round(float(box.width) / MM), round(float(box.height) / MM)) == (210, 297)


def test_a_page_has_22_lines_of_28_characters(pages):
    _box, found = pages[1]
    lines = [one for one in found if one[2] == 16]
    assert [one[3] for one in lines] == [28] * 22
    steps = {round(above[1] - below[1], 1) for above, below in pairwise(lines)}
    assert steps == {29.0}  # 225 mm / 22 lines = 28.99 points


def test_the_text_stands_28_mm_from_the_left_and_37_from_the_top(pages):
    _box, found = pages[1]
    left, baseline = found[0][:2]
    assert left == pytest.approx(28 * MM, abs=0.1)
    top = 297 * MM - baseline - 0.8 * 16  # the top of the first line's characters
    assert top == pytest.approx(37 * MM, abs=1 * MM)
    lines = [one for one in found if one[2] == 16]
    assert lines[-1][1] - 0.2 * 16 >= 35 * MM - 0.1  # nothing below the text block


def test_sizes_are_those_of_the_standard(pages):
    assert pages[0][1][0][2] == 22  # the title, size two
    assert {one[2] for one in pages[1][1]} == {16, 14}  # text of size three, page numbers of size four


def test_page_numbers_stand_outside_odd_right_even_left(pages):
    numbers = [next(one for one in found if one[2] == 14) for _box, found in pages]
    assert [one[4].strip("\u2014 ") for one in numbers] == [str(place + 1) for place in range(len(pages))]
    for place, (left, baseline, *_rest) in enumerate(numbers, 1):
        wide = left > 105 * MM
        assert wide is bool(place % 2)
        if not wide:
            assert left == pytest.approx(28 * MM + 14, abs=0.5)  # one character in from the text block
        dash = 35 * MM - baseline - 0.4 * 14
        assert dash == pytest.approx(7 * MM, abs=1)  # the dash 7 mm below the text block


def test_minutes_begin_with_their_red_mark_and_a_number_left_to_be_given():
    _box, found = runs(MINUTES)[0]
    said = "".join(one[4] for one in found)
    mark = next(one for one in found if one[4].startswith("建始县"))
    assert mark[2] == 32
    assert 297 * MM - mark[1] - 37 * MM == pytest.approx(35 * MM + 0.8 * 32, abs=3 * MM)
    assert "\u3014" in said
    assert "\u3015" in said
    number = said[said.index("\u3014") + 1 : said.index("\u3015")]
    assert not number.strip("\u3000 ")
    for words in ("出席：", "何立、向东", "请假：", "2026年11月19日"):
        assert words in said


def test_a_number_that_was_given_is_set_as_given():
    given = Official(title="题", mark="纪要", number="建纪〔2026〕5号", blocks=(Block("文"),))
    assert "建纪〔2026〕5号" in "".join(one[4] for one in runs(given)[0][1])


def test_what_faces_this_machine_lacks_is_said():
    assert set(official.lacking()) <= set(official.FACES)
