"""Drawings: never a broken number, never outside the frame, always said in words."""

import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjing.ui import charts

figures = st.one_of(st.none(), st.floats(0, 1e12, allow_nan=False), st.integers(0, 10**9))
labels = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40)
tones = st.sampled_from(["grey", "green", "yellow", "red"])


def read(drawing: str) -> ET.Element:
    """Return the svg element; a drawing that is not well-formed XML fails here."""
    svg = ET.fromstring(drawing).find("svg")
    assert svg is not None
    return svg


def outside(svg: ET.Element) -> list[str]:
    """Return the parts that reach out of the viewBox, or whose numbers are no numbers."""
    _, _, width, height = (float(part) for part in svg.get("viewBox", "").split())
    wrong = []
    for part in svg.iter():
        if part.tag == "rect":
            x, y, wide, high = (float(part.get(name, "nan")) for name in ("x", "y", "width", "height"))
            if not (0 <= x <= x + wide <= width + 0.1 and 0 <= y <= y + high <= height + 0.1):
                wrong.append(ET.tostring(part, encoding="unicode"))
        for pair in re.findall(r"[^\s]+", part.get("points", "")):
            across, down = (float(number) for number in pair.split(","))
            if not (math.isfinite(across) and 0 <= across <= width and 0 <= down <= height):
                wrong.append(pair)
    return wrong


@given(st.lists(st.tuples(labels, figures), max_size=12), labels)
def test_bars_stay_inside(rows, title):
    svg = read(charts.bars(rows, title=title, unit="件"))
    assert not outside(svg)
    assert svg.find("title") is not None
    assert svg.get("aria-label")


@given(st.lists(figures, max_size=40))
def test_sparklines_stay_inside(values):
    assert not outside(read(charts.sparkline(values, title="近月")))


@given(st.lists(st.tuples(labels, st.lists(st.tuples(tones, labels, st.just("")), max_size=40)), max_size=8))
def test_cells_stay_inside_and_each_is_drawn(rows):
    svg = read(charts.cells(rows, title="覆盖"))
    assert not outside(svg)
    drawn = [part for part in svg.iter("g") if (part.get("class") or "").startswith("cell ")]
    assert len(drawn) == sum(len(line) for _label, line in rows)


def test_an_escaping_part_is_noticed():
    svg = ET.fromstring('<svg viewBox="0 0 10 10"><rect x="5" y="0" width="9" height="2"/></svg>')
    assert outside(svg)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1])
def test_what_is_no_figure_is_refused(value):
    with pytest.raises(charts.NotDrawable):
        charts.bars([("一", value)], title="数")


def test_the_unknown_is_not_drawn_as_zero():
    svg = read(charts.bars([("有", 0), ("无", None)], title="数"))
    words = [text.text for text in svg.iter("text")]
    assert "0" in words
    assert any(word and word not in {"有", "无", "0"} for word in words)


def test_nothing_to_draw_says_so():
    for drawing in (charts.bars([], title="数"), charts.sparkline([None], title="数"), charts.cells([], title="数")):
        assert read(drawing).find("text") is not None


def test_words_are_escaped():
    assert "<script>" not in charts.bars([("<script>", 1)], title="<b>")


def test_equal_values_draw_a_level_line():
    points = next(part.get("points") for part in read(charts.sparkline([5, 5, 5], title="数")).iter("polyline"))
    assert len({pair.split(",")[1] for pair in (points or "").split()}) == 1


@pytest.mark.parametrize("others", [[1, 2, 2, 2, 3], [5.5] * 40, [0], list(range(300))])
def test_a_strip_of_dots_stays_inside_and_shows_every_peer_without_a_name(others):
    drawn = charts.dots(4, others, line=3, title="同类", unit="元", labels=("本校", "同类学校", "提示线"))
    svg = read(drawn[: drawn.index("</figure>") + 9])
    assert not outside(svg)
    assert sum(part.get("class") == "dot" for part in svg.iter("circle")) == len(others)
    assert sum(part.get("class") == "dot-mine" for part in svg.iter("circle")) == 1
    with pytest.raises(charts.NotDrawable):
        charts.dots(4, [None], line=None, title="数", unit="", labels=("", "", ""))
