"""Pages of a school's figures: each with picture and table, the batches behind it and its entry in the public log."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lianjing.access import figure_entries, figures, public
from lianjing.access.public_entries import Mark
from lianjing.engines.intake import formats
from lianjing.portal.figure_words import PAGES, TITLES, FigureWords, words_of
from lianjing.records.models import Org
from lianjing.ui.wording import ledgers

KINDS = tuple(figures.KINDS)


@dataclass(frozen=True)
class Behind:
    """What a figure was made from: batches as (table in words, number, day), its bytes' hash, its entry in the log."""

    batches: list[tuple[str, int, date]]
    sha256: str
    entry: Mark | None


@dataclass(frozen=True)
class Brief:
    """One line of the school's page. said: None where nothing was delivered."""

    kind: str
    title: str
    said: FigureWords | None


def briefs(code: str, language: str) -> list[Brief]:
    """Return a line for each figure that has a page of its own."""
    found = ((kind, figures.figure(kind, code)) for kind in PAGES)
    return [Brief(kind, str(TITLES[kind]), words_of(one, language) if one else None) for kind, one in found]


def figure_page(code: str, kind: str, on: date, language: str) -> dict[str, Any] | None:
    """Return the page of one figure, grey where nothing was delivered; None without the school or the kind."""
    school, record = public.school(code, on), public.school_record(code, on)
    if school is None or record is None or kind not in PAGES:
        return None
    one = figures.figure(kind, code)
    return {
        "title": str(TITLES[kind]),
        "school": school,
        "kind": kind,
        "said": words_of(one, language) if one else None,
        "behind": behind(kind, record, one),
    }


def behind(kind: str, school: Org, one: figures.Figure | None) -> Behind | None:
    """Return what a figure was made from, None where there is no figure."""
    if one is None:
        return None
    batches = [(ledgers.title(formats.load(row.table)), row.batch, row.day) for row in figures.sources(one)]
    return Behind(batches, figure_entries.sha256(one), figure_entries.mark(kind, school))


def figure_bytes(code: str, kind: str, on: date) -> bytes | None:
    """Return a figure's published bytes, whose hash is in the log; None where there is none."""
    one = figures.figure(kind, code) if kind in figures.KINDS and public.school(code, on) else None
    return figures.plain(one) if one else None
