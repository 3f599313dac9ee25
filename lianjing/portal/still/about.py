"""The page for programs: which open data there are, and how they are asked for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lianjing.access import public
from lianjing.portal.still import open_data, openapi, school_data, search

_ENDINGS = (("JSON", "json"), ("CSV", "csv"), ("JSON Schema", "schema.json"))


@dataclass(frozen=True)
class File:
    """One kind of file. whole: path names one file, and every installation has it."""

    path: str
    words: str
    whole: bool = True


def page(on: date, language: str) -> dict[str, Any]:
    """Return the page; its examples ask for a school that there is."""
    titles = open_data.titles()
    return {
        "title": _("Open data"),
        "files": _files(),
        "sets": [(name, zh if language.startswith("zh") else en) for name, (zh, en) in titles.items()],
        "endings": _ENDINGS,
        "root": "/",
        "school_data": school_data.path(example(on)),
    }


def example(on: date) -> str:
    """Return the code of a school that there is."""
    schools = public.schools(on)
    return schools[0].code if schools else "s001"


def _files() -> list[File]:
    code = "{code}"
    return [
        File(openapi.NAME, _("the description of all of it by OpenAPI 3.1, for tools that write programs from it")),
        File("data/index.json", _("every set as one file: JSON for programs, CSV for spreadsheets")),
        File(
            school_data.path(code), _("one school: what it owes, published and answered, with hashes and proofs"), False
        ),
        File(
            f"s/{code}/figures/{{kind}}.json", _("a school's figures, as their hashes stand in the public log"), False
        ),
        File("feed.xml", _("what is new, by Atom; every school has one of its own")),
        File(search.NAME, _("what the search box finds, in Chinese and pinyin")),
        File(
            "log/checkpoint",
            _("the public log's head; tiles, proofs and two programs that check it stand beside it"),
            whole=False,
        ),
    ]
