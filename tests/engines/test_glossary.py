"""The glossary: each term once, and the code words it says exist do exist."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from lianjing.engines.content.glossary import read_glossary, render_glossary

ROOT = Path(__file__).parents[2]


def is_named(word, source):
    name = re.escape(word)
    return bool(re.search(rf'class {name}\b|"{name}"|\bdef {name}\b|^\s+{name}\s*[:=]', source, re.MULTILINE))


def test_terms_are_unique():
    terms = read_glossary()
    for words in ([term.zh for term in terms], [term.en for term in terms], [w for term in terms for w in term.code]):
        assert len(set(words)) == len(words)


def test_code_words_that_exist_today_exist():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "lianjing").rglob("*.py"))
    today = [word for term in read_glossary() if term.part == "1" for word in term.code]
    assert today
    assert [word for word in today if not is_named(word, source)] == []
    assert not is_named("NoSuchWordAnywhere", source)


def test_a_term_without_english_is_refused(tmp_path):
    path = tmp_path / "glossary.toml"
    path.write_text('[[terms]]\nzh = "x"\ncode = []\n', encoding="utf-8")
    with pytest.raises(ValidationError, match="en"):
        read_glossary(path)


def test_the_reference_page_is_the_one_in_use():
    assert render_glossary() in (ROOT / "docs/reference/glossary.md").read_text(encoding="utf-8")
