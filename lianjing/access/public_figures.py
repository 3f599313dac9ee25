"""What is published already about a question's matter: the draft of an answer begins with it, so nobody retypes it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lianjing.access import notices, powers
from lianjing.access.rulebook import powers as rulebook_powers
from lianjing.domain.worktime import china_day
from lianjing.records.models import PublicQuestion


def draft_for(question: PublicQuestion, language: str) -> str:
    """Return the beginning of an answer: what the power is for, what is published about it at the school."""
    on = question.asked_on
    version = powers.in_force(question.power, question.org, on) if question.power else None
    lines = [_("Thank you for asking.")]
    if version:
        item = powers.compiled(version).item
        lines.append(f"{rulebook_powers().names[question.power].say(language)}: {item.guide.say(language)}")
        lines += _published(question)
    return "\n".join(lines) + "\n"


def _published(question: PublicQuestion) -> Iterator[str]:
    """Yield what is up about the question's power: its slot and where it can be read."""
    for one in notices.of_school(question.org.code, question.asked_on, question.power):
        if one.newest and one.newest.content is not None:
            day = china_day(one.newest.published_at).isoformat()
            yield _("Published on %(day)s for %(slot)s: see the school's page.") % {"day": day, "slot": one.slot}
