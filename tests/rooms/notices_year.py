"""A school whose calendar of disclosures began, and short ways through it."""

import pytest

from lianjing.access import notice_slots
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Disclosure
from lianjing.rooms.notices import contents
from lianjing.rooms.notices.usecases import approving, calendar, preparing
from lianjing.rooms.powers.usecases import matters, publishing
from lianjing.rooms.powers.usecases.matters import Taken
from tests.world import at

BEGAN = "2026-10-12"
PHONE = "13987654321"
RECIPE = {"recipe": "周一：米饭、土豆烧肉、青菜汤", "unit_price": "午餐 4.50 元"}


class Calendar:
    """A school whose calendar began on 12 October, with a clerk and a principal."""

    def __init__(self, county):
        self.county = county
        publishing.publish_catalogue(at("2026-09-01"))
        calendar.put_on_calendar(at(BEGAN))
        self.clerk, self.principal, self.leader = county.clerk, county.principal, county.leader

    def slot(self, item="ST-04", step="2w", slot="2026-10-12", org="s001"):
        rows = Disclosure._base_manager.select_related("org__parent", "version", "matter")
        return rows.get(item=item, step=step, slot=slot, org__code=org)

    def again(self, slot):
        return Disclosure._base_manager.select_related("org__parent", "version", "matter").get(pk=slot.pk)

    def prepare(self, slot=None, day=BEGAN, **typed):
        slot = slot or self.slot()
        preparing.prepare(post=self.clerk, disclosure=slot, typed=typed or RECIPE, now=at(day))
        return self.again(slot)

    def publish(self, slot=None, day=BEGAN, **typed):
        slot = self.prepare(slot, day, **typed)
        preparing.send(post=self.clerk, disclosure=slot, now=at(day))
        approving.approve(post=self.principal, disclosure=slot, now=at(day))
        return self.again(slot)

    def purchase(self, title="学校厕所维修", amount=3_000_000):
        """Run a purchase up to its public notice of the result; return the slot of that notice."""
        matter = matters.open_matter(
            post=self.clerk,
            unit=self.county.org("s001"),
            item="JF-01",
            title=title,
            amount=None,
            days={},
            now=at(BEGAN),
        )
        for step in ("1", "2", "2a"):
            taken = Taken(step=step, happened_at=at(BEGAN, 8))
            matters.take(post=self.clerk, matter=matter, taken=taken, now=at(BEGAN))
        calendar.put_on_calendar(at(BEGAN, 10))
        return self.slot("JF-01", "3", f"m{matter.pk}")

    def notice(self):
        """Return the slot of a public notice that runs five working days from 12 October: 13 to 19 October."""
        slot = self.purchase()
        words = {"book_title": "练习册", "list_price": "12.80 元", "voluntary": "自愿", "refund": "两周内可退"}
        return self.publish(slot, **words)


def refused(code, call):
    with pytest.raises(RuleBroken) as caught:
        call()
    assert caught.value.code == code
    return caught.value.facts


def make_content(year, slot, content):
    """Make a content as its builder would have made it."""
    contents.BUILDERS["ZZ-01", "5"], kept = (lambda asked: content), contents.BUILDERS["ZZ-01", "5"]
    try:
        preparing.prepare(post=year.clerk, disclosure=slot, typed={}, now=at(BEGAN))
    finally:
        contents.BUILDERS["ZZ-01", "5"] = kept


def publish_content(year, slot, content):
    """Publish a content as its builder would have made it."""
    make_content(year, slot, content)
    preparing.send(post=year.clerk, disclosure=year.again(slot), now=at(BEGAN))
    approving.approve(post=year.principal, disclosure=year.again(slot), now=at(BEGAN))
    return notice_slots.current(slot)
