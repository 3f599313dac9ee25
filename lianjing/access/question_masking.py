"""A person masks words of a question (B14): what stood there is sealed, that and why it was masked is public."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from lianjing.access.masking import BLOCK
from lianjing.domain.refusals import RuleBroken
from lianjing.records.doors import unscoped
from lianjing.records.models import PublicMasking, PublicQuestion

REASONS = ("name", "private", "rude", "other_matter")
_COLUMN = "public_masking"
_TEXTS = ("asked", "answer", "review", "put_right")


def mask_words(question: PublicQuestion, words: str, reason: str, by_words: str, now: datetime) -> list[PublicQuestion]:
    """Mask every place of `words` in a question, in what was said to it, and in what it came back as; inside an act.

    Return the questions that were changed. Raises RuleBroken: words_not_there, mask_why.
    """
    if reason not in REASONS:
        raise RuleBroken("mask_why", field="reason")
    changed = [one for one in (question, *_beside(question)) if words.strip() and _texts_with(one, words)]
    if not changed:
        raise RuleBroken("words_not_there", field="words")
    keys: Any = settings.COLUMN_KEYS
    for one in changed:
        found = _texts_with(one, words)
        sealed = keys.seal(_COLUMN, "\n\n".join(getattr(one, text) for text in found))
        PublicMasking(question=one, reason=reason, sealed_before=sealed, on=now.date(), by_words=by_words).save()
        for text in found:
            setattr(one, text, getattr(one, text).replace(words, BLOCK * min(len(words), 6)))
        one.save(update_fields=found)
    return changed


def _texts_with(question: PublicQuestion, words: str) -> list[str]:
    return [text for text in _TEXTS if words in getattr(question, text)]


def _beside(question: PublicQuestion) -> Iterable[PublicQuestion]:
    """Return the question that this one follows, and those that follow it: what came back bears the same words."""
    rows = unscoped(PublicQuestion, reason="what came back bears the same words").select_related("org")
    return rows.filter(Q(follows=question) | Q(pk=question.follows_id)).order_by("id")
