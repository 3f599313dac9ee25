"""What stands against a draft; the prover is asked only when somebody wants it checked, for it takes a second."""

from dataclasses import replace
from datetime import datetime

from lianjing.access import power_exams, powers
from lianjing.access.matters import bureau
from lianjing.access.power_exams import Exam
from lianjing.domain.authority import Seat
from lianjing.domain.power.item import Item
from lianjing.records.models import PowerVersion
from lianjing.rooms.network.queries import changed


def quick(version: PowerVersion, item: Item, now: datetime) -> Exam:
    """Return what can be said at once, while somebody types. item: what the draft would say."""
    return power_exams.examine(item, version.sha256, power_exams.county_item(version, now.date()))


def full(post: Seat, version: PowerVersion, now: datetime) -> Exam:
    """Return everything that stands against a draft as it is written down, the prover asked."""
    item = powers.item_of(version.text, version.item)
    exam = quick(version, item, now)
    keeper = bureau()
    unit = None if keeper is not None and version.org_id == keeper.pk else version.org
    names = {step.no: step.name for step in item.steps}
    gaps = changed.gaps_if(post, power_exams.for_prover(item), names, unit, now)
    return replace(exam, gaps=tuple(gaps))
