"""A person masks words of a question (B14): what stood there is sealed, that and why it was masked is public."""

from datetime import datetime
from typing import Any

from django.conf import settings

from lianjing.access.masking import BLOCK
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import PublicMasking, PublicQuestion

REASONS = ("name", "private", "rude", "other_matter")
_COLUMN = "public_masking"


def mask_words(question: PublicQuestion, words: str, reason: str, by_words: str, now: datetime) -> None:
    """Mask every place of `words` in a question; called inside an act. Raises RuleBroken: words_not_there, mask_why."""
    if reason not in REASONS:
        raise RuleBroken("mask_why", field="reason")
    if not words.strip() or words not in question.asked:
        raise RuleBroken("words_not_there", field="words")
    keys: Any = settings.COLUMN_KEYS
    sealed = keys.seal(_COLUMN, question.asked)
    PublicMasking(question=question, reason=reason, sealed_before=sealed, on=now.date(), by_words=by_words).save()
    question.asked = question.asked.replace(words, BLOCK * min(len(words), 6))
    question.save(update_fields=["asked"])
