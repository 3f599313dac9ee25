"""A desk with a draft of the canteen's power, for the tests of versions and of the editor."""

from dataclasses import replace
from datetime import date

from lianjing.access import powers
from lianjing.domain.parameters import Unit
from lianjing.domain.power.steps import Bound, Span, StepLimit
from lianjing.records.models import PowerVersion
from lianjing.rooms.powers import editing, exams
from lianjing.rooms.powers.usecases import publishing, versions
from tests.world import at

NOW, HEARD, AFTER = at("2026-10-12"), date(2026, 10, 19), at("2026-10-20")
FIRST = date(2026, 11, 2)


class Desk:
    """The bureau's office with a draft of the canteen's power, and everybody who has a say in it."""

    def __init__(self, county):
        self.county = county
        publishing.publish_catalogue(at("2026-09-01"))
        self.draft = versions.start(post=county.officer, unit=county.org("jyj"), item="ST-03", now=NOW)

    def item(self):
        return powers.compiled(self.fresh()).item

    def fresh(self, version=None):
        return PowerVersion._base_manager.select_related("org").get(pk=(version or self.draft).pk)

    def write(self, item=None, seat=None, **said):
        asked = {"item": replace(item or self.item(), first=FIRST), "seen": self.fresh().sha256, "now": NOW, **said}
        return versions.save(post=seat or self.county.officer, version=self.fresh(), **asked)

    def check(self, gaps=()):
        exam = replace(exams.quick(self.fresh(), self.item(), NOW), gaps=gaps)
        return versions.check(post=self.county.officer, version=self.fresh(), exam=exam, now=NOW)

    def heard(self):
        self.write(why="多留一天")
        self.check()
        return versions.consult(post=self.county.officer, version=self.fresh(), until=HEARD, now=NOW)

    def approved(self):
        self.heard()
        versions.approve(post=self.county.chief, version=self.fresh(), now=AFTER)
        return versions.countersign(post=self.county.inspector, version=self.fresh(), now=AFTER)


def longer(item, no="5", days=9):
    """Return the item with another limit at a step."""
    return changed(item, no, limits=(StepLimit(Bound.WITHIN, Span(days, Unit.DAYS), "4"),))


def changed(item, no, **said):
    rows = editing.rows_of(item)
    at_row = next(n for n, row in enumerate(rows) if row.no == no)
    row = replace(rows[at_row], step=replace(rows[at_row].step, **said))
    return editing.typed(item, at_row, row, item.papers)
