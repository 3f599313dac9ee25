"""What the publisher asks beside the pages' own questions: which schools there are, and which of them changed since."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max

from lianjing.access.posts import in_force
from lianjing.domain.orgtree import SCHOOL_KINDS
from lianjing.records.doors import unscoped
from lianjing.records.models import (
    Disclosure,
    JournalEntry,
    LedgerBatch,
    NoticeVersion,
    Org,
    PublicCheckpoint,
    PublicCosignature,
    PublicLeaf,
    PublicQuestion,
)

_WHY = "the public side shows what is public; of the journal only the numbers are read"
# An entry about one of these may change the pages of every school; about a slot, a question or a batch, of its school.
_ALL = frozenset({"org", "edge", "edgechange", "post", "coveragerun", "powerversion", "orgplace"})


def last_entry() -> int:
    """Return the number of the newest entry of the journal, 0 when it is empty."""
    newest = unscoped(JournalEntry, reason=_WHY).aggregate(newest=Max("id"))["newest"]
    return int(newest or 0)


def touched_since(entry: int) -> set[str] | None:
    """Return the codes of the schools whose pages may have changed since an entry, None when all may have."""
    rows = unscoped(JournalEntry, reason=_WHY).filter(id__gt=entry)
    about = set(rows.values_list("subject_table", "subject_id"))
    if any(table in _ALL for table, _key in about):
        return None
    found: set[str] = set()
    slots = [key for held, key in about if held == "disclosure"]
    found |= set(unscoped(Disclosure, reason=_WHY).filter(pk__in=slots).values_list("org__code", flat=True))
    asked = [key for held, key in about if held == "publicquestion"]
    found |= set(unscoped(PublicQuestion, reason=_WHY).filter(pk__in=asked).values_list("org__code", flat=True))
    batches = [key for held, key in about if held == "ledgerbatch"]
    for schools in unscoped(LedgerBatch, reason=_WHY).filter(pk__in=batches).values_list("schools", flat=True):
        found |= set(schools)
    return found


def schools(on: date, only: Iterable[str] | None = None) -> list[Org]:
    """Return the schools in force, or those of them that are named, in order of their codes."""
    rows = unscoped(Org, reason=_WHY).filter(in_force(on), kind__in=[kind.value for kind in SCHOOL_KINDS])
    return list((rows if only is None else rows.filter(code__in=list(only))).order_by("code"))


def head() -> list[int]:
    """Return the size of the log's newest head and how many signatures of witnesses it has."""
    row = unscoped(PublicCheckpoint, reason=_WHY).order_by("-size").first()
    signatures = unscoped(PublicCosignature, reason=_WHY)
    return [row.size, signatures.filter(checkpoint=row).count()] if row else [0, 0]


def proved_between(first: int, end: int) -> set[str]:
    """Return the codes of the schools whose notices, answers, figures stand at places `first` to `end` - 1."""
    leaves = unscoped(PublicLeaf, reason=_WHY).filter(place__gte=first, place__lt=end)
    notices = leaves.filter(subject_table="noticeversion").values("subject_id")
    hung = unscoped(NoticeVersion, reason=_WHY).filter(pk__in=notices).values_list("disclosure__org__code", flat=True)
    questions = leaves.filter(subject_table="publicquestion").values("subject_id")
    asked = unscoped(PublicQuestion, reason=_WHY).filter(pk__in=questions).values_list("org__code", flat=True)
    figures = leaves.filter(subject_table="org").values("subject_id")
    told = unscoped(Org, reason=_WHY).filter(pk__in=figures).values_list("code", flat=True)
    return {*hung, *asked, *told}


def newest_notices(count: int) -> list[int]:
    """Return the slots of the notices that were published last and may be read by everybody, the newest first."""
    rows = unscoped(NoticeVersion, reason=_WHY).filter(published_at__isnull=False)
    rows = rows.exclude(disclosure__audience="staff").order_by("-published_at", "-id")
    return list(dict.fromkeys(rows.values_list("disclosure_id", flat=True)[: 2 * count]))[:count]
