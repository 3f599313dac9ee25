"""Posters: every item has one in both languages, in our own font, the same bytes each time, readable on a wall."""

import re
from dataclasses import asdict

import pytest

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content import read_library
from lianjing.engines.content.powers import read_items
from lianjing.engines.papers import typesetting
from lianjing.engines.papers.typesetting import FONTS, pdf_of, rare
from lianjing.ui import power_poster
from tests.powers.random_items import legend

LEGEND = legend()
ITEMS = read_items(read_library())
A3 = rb"/MediaBox\s*\[0 0 1190\.\d+ 841\.\d+\]"


@pytest.fixture
def said(monkeypatch):
    """The words of a poster instead of its PDF: said(item, language) -> plain values."""
    monkeypatch.setattr(power_poster, "poster_pdf", asdict)
    return lambda item, language: power_poster.poster_of(item, LEGEND, language, contact="0718-1")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ITEMS)
def test_every_item_says_its_risks_and_how_to_object_in_characters_that_we_have(said, name, language):
    item, values = ITEMS[name], said(ITEMS[name], language)
    assert not rare(values)
    assert [row["step"].split()[0] for row in values["rows"]] == [step.no for step in item.steps if step.risk]
    assert all(row["control"] and row["who"] for row in values["rows"])
    lines = [line for section in values["sections"] for line in section["lines"]]
    assert any("0718-1" in line for line in lines)
    assert 1 <= len(values["drawings"]) <= 3


@pytest.mark.parametrize(("name", "language", "pages"), [("ST-03", "zh", 1), ("CW-03", "en", 3), ("ZS-01", "zh", 2)])
def test_a_poster_is_set_on_a3_and_its_bytes_repeat(name, language, pages):
    made = power_poster.poster_of(ITEMS[name], LEGEND, language, address="http://localhost/s/s002/")
    assert made == power_poster.poster_of(ITEMS[name], LEGEND, language, address="http://localhost/s/s002/")
    assert len(re.findall(A3, made)) == pages


def test_our_font_is_small_and_has_what_it_says():
    font = next(FONTS.glob("*.otf"))
    assert font.stat().st_size < 3_000_000
    assert typesetting.FAMILY in typesetting._fonts(system=False).families()


def test_a_rare_character_is_noticed_and_still_set():
    assert rare({"title": "㐀", "rows": [["𠮷", "廉镜 ◎▣Ⅰ①"]]}) == {"㐀", "𠮷"}
    assert not rare("ABC é ·")


def test_what_cannot_be_set_is_refused():
    with pytest.raises(RuleBroken, match="paper_not_set"):
        pdf_of("poster", {"title": "x"})
