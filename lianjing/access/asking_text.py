"""What is heard in a question before it is kept, and which answered ones are like it."""

from collections.abc import Iterable
from functools import cache

from lianjing.access.masking import Masked, masked
from lianjing.access.notice_rows import pupil_names
from lianjing.access.rulebook import content
from lianjing.engines.asking import Heard, Known, QuestionWords, heard, most_alike
from lianjing.records.doors import unscoped
from lianjing.records.models import PublicQuestion

_WHY = "answered questions are public"
SAME = 0.9  # from here on somebody looks first whether it was asked before
SHOWN = ("answered", "reviewing", "upheld", "closed")


@cache
def words() -> QuestionWords:
    """Return the words by which questions are heard."""
    read = content("questions/words.yaml")
    return QuestionWords.of(read)


def listen(text: str) -> Heard:
    """Return whether a text accuses somebody, tells of a danger to a child, or is rude. Keeps nothing."""
    return heard(text, words())


def as_kept(text: str, school: str = "") -> Masked:
    """Return a text as it may be kept: personal data, names of a school's pupils, rude words masked, with reasons."""
    return masked(text.strip(), words().rude, pupil_names(school) if school else ())


def alike(text: str, school: str, power: str, at_most: int = 3) -> list[PublicQuestion]:
    """Return the answered questions of a school, and of the county about the same power, most like a text."""
    rows = {row.pk: row for row in _answered() if row.org.code == school or (power and row.power == power)}
    return [rows[key] for key, _likeness in _most(text, power, rows.values(), at_most)]


def repeats(question: PublicQuestion) -> PublicQuestion | None:
    """Return the answered question of the same school that this one seems to repeat, if there is one."""
    if question.follows_id or question.kind == "objection":
        return None
    rows = {row.pk: row for row in _answered() if row.org_id == question.org_id and row.pk != question.pk}
    likest = _most(question.asked, question.power, rows.values(), 1)
    return rows[likest[0][0]] if likest and likest[0][1] >= SAME else None


def _most(text: str, power: str, rows: Iterable[PublicQuestion], at_most: int) -> list[tuple[int, float]]:
    return most_alike(text, power, [Known(row.pk, row.asked, row.power) for row in rows], words().empty, at_most)


def _answered() -> Iterable[PublicQuestion]:
    rows = unscoped(PublicQuestion, reason=_WHY).filter(state__in=SHOWN).exclude(answer="", review="")
    return rows.select_related("org").order_by("-id")[:5000]
