"""What the page of a file of an open standard shows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lianjing.access.policy import visible
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import formats
from lianjing.records.models import Org
from lianjing.rooms.uploads.queries import problem_words
from lianjing.rooms.uploads.standard_files import StandardReading
from lianjing.ui.wording import intake, ledgers

SHOWN = 50


def school_named(post: Seat, unit: Org, code: str) -> str:
    """Return the code of the school whose rows come in: the unit's own where none is named.

    Raises RuleBroken("school_unknown") for one whose ledgers the post does not hand in.
    """
    code = code.strip() or unit.code
    if not visible(post, Action.LEDGER_IMPORT, Org).filter(code=code).exists():
        raise RuleBroken("school_unknown", school=code[:40])
    return code


def preview(reading: StandardReading) -> dict[str, Any]:
    """Return a reading in words: the rows of each table, what the file says beside them, what is wrong."""
    found = reading.found
    rows = [(ledgers.title(formats.load(ledger.table)), ledger.rows.num_rows) for ledger in reading.ledgers()]
    return {
        "reading": reading,
        "tables": rows,
        "right": sum(count for _name, count in rows),
        "figures": [
            {"label": _("Processes or cases"), "value": found.cases},
            {"label": _("Rows that can be taken in"), "value": sum(count for _name, count in rows)},
            {"label": _("Cells to correct"), "value": len(found.problems)},
        ],
        "county": [ledgers.title(formats.load(name)) for name in reading.filled if name not in reading.kept],
        "left_out": [(intake.LEFT_OUT[reason], count) for reason, count in sorted(found.left_out.items())],
        "problems": [problem_words(one) for one in found.problems[:SHOWN]],
        "problems_more": max(0, len(found.problems) - SHOWN),
    }
