"""What may stop the clock of one record: the recusals raised on it, the vacation of the unit that must act."""

from lianjing.access.rulebook import library
from lianjing.domain.pauses import Standstill
from lianjing.domain.worktime import china_day
from lianjing.records.base import Table, key_of
from lianjing.records.doors import unscoped
from lianjing.records.models import Org, Recusal

_WHY = "a clock stands still for whoever waits, whoever asks"


def standstill_of(record: Table, acting: Org | None = None, touches: frozenset[str] = frozenset()) -> Standstill:
    """Return what may stop the clock of `record`. acting: the unit that must act, None when it is no school.

    touches: what the record is about, of `domain.pauses.NEVER_PAUSED`.
    """
    table, key = key_of(record)
    raised = unscoped(Recusal, reason=_WHY).filter(table=table, record_id=key).order_by("raised_at")
    spans = tuple((china_day(row.raised_at), china_day(row.settled_at) if row.settled_at else None) for row in raised)
    days = library().parameters.whole("recusal.pause", spans[0][0]) if spans else 1
    return Standstill(acting.kind if acting else "", touches, spans, days)
