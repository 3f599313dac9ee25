"""The papers of an answer: recognised by their content, fingerprinted, sealed. Reached through their flag alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings

from lianjing.access.rulebook import whole
from lianjing.domain.refusals import RuleBroken
from lianjing.records.doors import unscoped
from lianjing.records.models import FlagPaper, RedFlag

LARGEST = 8  # megabytes: a page photographed with a phone is smaller
_SEAL = "flag.paper"
_WHY = "a flag's papers belong to the flag, which the caller was allowed to see"
# What a file begins with says what it is; its name says nothing. Nothing here can run in a browser.
_KINDS = {
    "pdf": (b"%PDF-",),
    "jpg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "zip": (b"PK\x03\x04",),  # docx, xlsx, ofd
    "doc": (b"\xd0\xcf\x11\xe0",),
}
OFFICE = {"docx", "xlsx", "ofd"}


@dataclass(frozen=True)
class Paper:
    """A file that goes with an answer."""

    name: str
    data: bytes


def keep(flag: RedFlag, papers: Sequence[Paper], now: datetime) -> None:
    """Keep papers with an answer. Raises RuleBroken: papers_too_many, paper_too_big, paper_unknown_kind."""
    most = whole("redflag.papers", now)
    if len(papers) + count(flag) > most:
        raise RuleBroken("papers_too_many", field="papers", most=most)
    for paper in papers:
        if len(paper.data) > LARGEST * 1_000_000:
            raise RuleBroken("paper_too_big", field="papers", name=paper.name, most=LARGEST)
        FlagPaper(
            flag=flag,
            name=paper.name[-120:],
            sha256=sha256(paper.data).hexdigest(),
            kind=kind_of(paper),
            size=len(paper.data),
            sealed_file=settings.COLUMN_KEYS.seal_bytes(_SEAL, paper.data),
            added_at=now,
        ).save()


def kind_of(paper: Paper) -> str:
    """Return what a file is by its first bytes. Raises RuleBroken("paper_unknown_kind")."""
    kind = next((kind for kind, begins in _KINDS.items() if paper.data.startswith(begins)), "")
    ending = paper.name.rpartition(".")[2].lower()
    if not kind or (kind == "zip" and ending not in OFFICE):
        raise RuleBroken("paper_unknown_kind", field="papers", name=paper.name)
    return ending if kind == "zip" else kind


def papers_of(flag: RedFlag) -> list[FlagPaper]:
    """Return the papers of a flag without their content, oldest first."""
    return list(unscoped(FlagPaper, reason=_WHY).filter(flag=flag).defer("sealed_file").order_by("id"))


def count(flag: RedFlag) -> int:
    """Return how many papers a flag has."""
    return unscoped(FlagPaper, reason=_WHY).filter(flag=flag).count()


def opened(flag: RedFlag, key: int) -> tuple[FlagPaper, bytes] | None:
    """Return one paper of a flag with its content; None where there is no such paper, or it was emptied."""
    paper = unscoped(FlagPaper, reason=_WHY).filter(flag=flag, pk=key).first()
    if paper is None or not paper.sealed_file:
        return None
    return paper, settings.COLUMN_KEYS.open_bytes(_SEAL, bytes(paper.sealed_file))


def empty(flags: Iterable[RedFlag]) -> None:
    """Delete the papers of flags."""
    unscoped(FlagPaper, reason=_WHY).filter(flag__in=list(flags)).delete()
