"""The glossary: each term once, and the code words it says exist do exist."""

import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest
from pydantic import ValidationError

from lianjing.engines.content import CATALOGUE, KINDS
from lianjing.engines.content.glossary import glossary_schema, read_glossary, render_glossary

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


def test_the_published_schema_is_the_one_in_use_and_refuses_a_worse_file():
    published = json.loads((ROOT / "docs/reference/schemas/glossary.json").read_text("utf-8"))
    assert published == glossary_schema()
    check = jsonschema.Draft202012Validator(published)
    said = tomllib.loads((CATALOGUE / "glossary.toml").read_text("utf-8"))
    check.validate(said)
    first = said["terms"][0]
    for worse in ({}, {"terms": []}, {"terms": [first | {"en": ""}]}, {"terms": [first | {"english": "x"}]}):
        with pytest.raises(jsonschema.ValidationError):
            check.validate(worse)


def without_schema(folder):
    """Files that people write and no published schema is for; a format's is that of its folder."""
    found = []
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.toml")]):
        kind = re.search(r"^kind: (\w+)$", path.read_text("utf-8"), re.MULTILINE)
        if not (kind and kind[1] in KINDS) and path.parent.name != "formats" and path.name != "glossary.toml":
            found.append(path.name)
    return found


def test_no_kind_of_content_file_is_without_a_schema(tmp_path):
    assert without_schema(CATALOGUE) == []
    (tmp_path / "new.yaml").write_text("kind: strange\n", "utf-8")
    assert without_schema(tmp_path) == ["new.yaml"]
