"""A published notice in words: its fields by their names, lists of rows as tables, and when it hung."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjing.access import powers
from lianjing.access.notices import PublicDisclosure, PublicFile, PublicNotice
from lianjing.ui.amounts import money

_AS = {
    "corrected": gettext_lazy("corrected"),
    "withdrawn": gettext_lazy("withdrawn"),
    "expired": gettext_lazy("its days are over"),
}

_ENDINGS = frozenset({"txt", "csv", "pdf", "xlsx", "docx", "pptx"})


@dataclass(frozen=True)
class TableWords:
    """A table of a notice: its heads and its cells in words."""

    title: str
    heads: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class FileWords:
    """A file beside a notice: its name, what it weighs, its mark, and the last part of its address ("12.pdf")."""

    name: str
    size: int
    sha256: str
    at: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class VersionWords:
    """One version of a notice as the page shows it; absent: why its content is not here."""

    title: str
    told: str
    why: str
    lines: list[tuple[str, str]]
    tables: list[TableWords]
    files: list[FileWords]
    absent: str
    sha256: str


def version_words(one: PublicNotice, slot: PublicDisclosure, language: str) -> VersionWords:
    """Return one version of a notice in words."""
    content = one.content or {}
    lines, tables = _content(content, language)
    return VersionWords(
        title=_("Version %(no)s") % {"no": one.number},
        told=told(one, slot.kind),
        why=one.why,
        lines=lines,
        tables=tables,
        files=[FileWords(f.name, f.size, f.sha256, file_at(f), f.data) for f in one.files],
        absent="" if one.content is not None else _absent(one, slot),
        sha256=one.sha256,
    )


def told(one: PublicNotice, kind: str) -> str:
    """Return when a version hung, and how it came down. kind: "notice" runs its days, a "disclosure" stands open."""
    runs = kind == "notice"
    day = date_format(one.published_at, "DATE_FORMAT")
    if one.down_at is not None:
        ended = date_format(one.down_at, "DATE_FORMAT")
        said = {"day": day, "ended": ended, "how": _AS.get(one.down_as, one.down_as)}
        if runs:
            return _("Hung from %(day)s to %(ended)s: %(how)s.") % said
        return _("Public from %(day)s to %(ended)s: %(how)s.") % said
    if one.ends_on is not None:
        words = _("Hangs since %(day)s, until %(end)s.") if runs else _("Public since %(day)s, until %(end)s.")
        return words % {"day": day, "end": date_format(one.ends_on, "DATE_FORMAT")}
    return _("Stands since %(day)s.") % {"day": day}


def file_at(one: PublicFile) -> str:
    """Return the last part of a file's address; it ends so that any web server knows its kind."""
    said = one.name.rpartition(".")[2].lower()
    return f"{one.id}.{said if said in _ENDINGS else 'bin'}"


def _absent(one: PublicNotice, slot: PublicDisclosure) -> str:
    if slot.audience == "school" and one.names_people:
        return _("It names people and hangs at the school only, not on the net.")
    if slot.audience == "school":
        return _("It is made public at the school only, not on the net.")
    return _("Its content came down by itself at its end; that it hung, and its mark, stay.")


def _content(content: dict[str, Any], language: str) -> tuple[list[tuple[str, str]], list[TableWords]]:
    lines: list[tuple[str, str]] = []
    tables: list[TableWords] = []
    for key, value in content.items():
        if value in ("", [], None):
            continue
        if isinstance(value, dict):
            more, further = _content(value, language)
            lines += more
            tables += further
        elif isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
            heads = list(dict.fromkeys(name for row in value for name in row))
            rows = [[_cell(name, row.get(name, "")) for name in heads] for row in value]
            title = "" if key == "rows" else _label(key, language)
            tables.append(TableWords(title, [_label(name, language) for name in heads], rows))
        elif isinstance(value, list):
            lines.append((_label(key, language), _(", ").join(map(str, value))))
        else:
            lines.append((_label(key, language), _cell(key, value)))
    return lines, tables


def _label(key: str, language: str) -> str:
    if key == "rows":
        return _("Line by line")
    fields = powers.notice_words().fields
    return fields[key].say(language) if key in fields else key


def _cell(name: str, value: Any) -> str:
    return money(value) if name.endswith("_fen") and isinstance(value, int) else str(value)
