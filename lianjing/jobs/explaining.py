"""One flag in words at the console: what was asked, which rows raised it, what would be innocent."""

from typing import Any

from django.utils.translation import get_language

from lianjing.access import clock, journal, modelbook
from lianjing.domain.refusals import RuleBroken
from lianjing.records.doors import unscoped
from lianjing.records.models import RedFlag
from lianjing.ui.wording import redflags, states


def explain(number: int) -> dict[str, Any]:
    """Return a flag in words; the journal says that it was read. Raises RuleBroken: flag_unknown, flag_sealed.

    A sealed flag is open to the two people named on it, and the console is nobody's post.
    """
    flag = unscoped(RedFlag, reason="the operator explains a flag; it is journalled").filter(pk=number).first()
    if flag is None:
        raise RuleBroken("flag_unknown", flag=number)
    if flag.sealed:
        raise RuleBroken("flag_sealed", flag=number)
    journal.write(kind="read", action="operator.explain", post=None, record=flag, now=clock.now(), facts={})
    model, language = modelbook.models().get(flag.code), get_language() or "zh"
    return {
        "flag": flag.pk,
        "unit": str(flag.org),
        "state": str(states.state("red_flag", flag.state)[1]),
        "model": flag.code,
        "version": flag.facts.get("version"),
        "question": redflags.question(flag),
        "asks": model.asks.say(language) if model else "",
        "innocent_reasons": [str(words) for words in redflags.reasons(flag).values()],
        "run": flag.run_id,
        "rows": [
            {"table": row["table"], "version": row["version"], "row_id": row["row_id"], **row["cells"]}
            for row in flag.rows
        ]
        if flag.run_id
        else flag.rows,
    }
