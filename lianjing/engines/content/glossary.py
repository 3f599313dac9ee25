"""The words of the house, from `catalogue/glossary.toml`, and their reference page."""

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from lianjing.engines.content.library import CATALOGUE
from lianjing.engines.content.shapes_base import Shape


class Term(Shape):
    """One word: Chinese, English, the names in the source, and whether they exist yet."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    code: list[str]
    part: Literal["", "1", "later"] = ""
    note: str = ""


class GlossaryFile(Shape):
    """Every word of the house: one word, one meaning."""

    terms: list[Term] = Field(min_length=1)


def read_glossary(path: Path = CATALOGUE / "glossary.toml") -> list[Term]:
    """Return the terms in their order. Raises pydantic's ValidationError for a wrong entry."""
    return GlossaryFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).terms


def glossary_schema() -> dict[str, Any]:
    """Return the JSON Schema of the file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **GlossaryFile.model_json_schema()}


def render_glossary() -> str:
    """Return the reference page's body: a row a term."""
    rows = ["| \u4e2d\u6587 | English | code | note |", "|---|---|---|---|"]
    for term in read_glossary():
        code = ", ".join(f"`{word}`" for word in term.code) + (" (later)" if term.part == "later" else "")
        rows.append(f"| {term.zh} | {term.en} | {code} | {term.note} |")
    return "\n".join(rows) + "\n"
