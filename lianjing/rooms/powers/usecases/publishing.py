"""The catalogue's items become the county's first versions, in force from their own first day."""

from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError

from lianjing.access import powers, public_entries
from lianjing.access.acts import act_of
from lianjing.access.matters import bureau
from lianjing.domain.power.item import Item
from lianjing.engines.content import CATALOGUE
from lianjing.engines.content.powers import FOLDER
from lianjing.records.models import Org, PowerVersion


def publish_catalogue(now: datetime) -> int:
    """Bring in every item of the catalogue that the county has no version of; return how many. Safe to run again."""
    keeper = bureau()
    if keeper is None:
        return 0
    known = set(powers.versions([keeper.path]).values_list("item", flat=True))
    found = 0
    for path in sorted((CATALOGUE / FOLDER).glob("*/item.yaml")):
        if path.parent.name not in known:
            with suppress(IntegrityError):  # another worker has brought it in at the same moment
                bring_in(keeper=keeper, text=path.read_text(encoding="utf-8"), shown=path.parent.name, now=now)
                found += 1
    return found


@act_of("operator", on="result")
def bring_in(*, keeper: Org, text: str, shown: str, now: datetime) -> PowerVersion:
    """Put one shipped item in force for the county. Raises RuleBroken: content_wrong, and those of its chart."""
    item: Item = powers.item_of(text, shown)
    version = PowerVersion(
        item=item.id,
        org=keeper,
        number=item.version,
        state="effective",
        text=text,
        sha256=powers.digest(text),
        first_day=min(item.first, now.date()),
        drafted_at=now,
        approved_at=now,
    )
    version.automaton = powers.compiled(version).judge.machine.fingerprint
    version.save()
    public_entries.enter_power(version, now)
    return version
