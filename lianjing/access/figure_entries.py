"""Public figures enter the public log as soon as accepted rows change them: one entry a figure, with its hash.

A figure without rows any more (a batch was taken out) is entered once with an empty hash. What nothing changed stays as
it is entered: a quiet tick reads one row.
"""

import hashlib
from datetime import datetime

from lianjing.access import figures, lake, public_log
from lianjing.access.acts import act_of
from lianjing.access.lake_views import versions_of
from lianjing.access.once import once
from lianjing.access.public_entries import Mark, marks_by_kind
from lianjing.engines.publiclog import canonical
from lianjing.records.doors import unscoped
from lianjing.records.models import LakeTable, Org, PublicLeaf

_WHY = "what is published is for everybody"
_KIND = "figure_"
_STAND = "figures"  # the row of the lake's tables that says at which versions figures were entered
TABLES = (
    *("canteen_months", "meals", "food_in", "fee_charges", "fee_catalogue", "pupils", "aid_payments"),
    *("material_orders", "material_catalogue", "enrolments", "classes"),
)


def mark(kind: str, school: Org) -> Mark | None:
    """Return what a page says of the newest entry of a figure."""
    return _marks(school.pk).get(_KIND + kind)


@once
def _marks(school: int) -> dict[str, Mark]:
    return marks_by_kind("org", school)


def sha256(one: figures.Figure | None) -> str:
    """Return the hash of a figure's published bytes, "" where there is no figure."""
    return hashlib.sha256(figures.plain(one)).hexdigest() if one else ""


def enter_new(now: datetime) -> int:
    """Enter every figure that is not entered as it is now; return how many schools had one."""
    stand, versions = lake.table_named(_STAND), dict(versions_of(TABLES))
    if stand.made_from == versions:
        return 0
    entered, new = _entered(), {}
    for kind, of_all in figures.KINDS.items():
        found = of_all()
        known = {school for school, held in entered if held == kind}
        for school in known | set(found):
            if entered.get((school, kind), "") != sha256(found.get(school)):
                new.setdefault(school, {})[kind] = found.get(school)
    orgs = {org.code: org for org in unscoped(Org, reason=_WHY).filter(code__in=list(new)).order_by("pk")}
    for code, org in orgs.items():
        enter_figures(org=org, found=new[code], now=now)
    note_versions(stand=stand, versions=versions, now=now)
    return len(orgs)


@act_of("clock", on="org")
def enter_figures(*, org: Org, found: dict[str, figures.Figure | None], now: datetime) -> Org:
    """Enter the figures of one school that changed, by kind; None: there is none any more."""
    for kind, one in sorted(found.items()):
        said = {"unit": org.code, "figure": kind, "period": one.period if one else "", "sha256": sha256(one)}
        batches = list(one.batches) if one else []
        public_log.publish(_KIND + kind, {**said, "batches": batches}, now, of=org)
    return org


@act_of("clock", on="stand")
def note_versions(*, stand: LakeTable, versions: dict[str, int], now: datetime) -> LakeTable:
    """Remember at which versions of the lake every figure was entered."""
    stand.made_from = versions
    stand.save(update_fields=["made_from"])
    return stand


def _entered() -> dict[tuple[str, str], str]:
    """Return the hash of the newest entry of every figure, by school and kind."""
    rows = unscoped(PublicLeaf, reason=_WHY).filter(kind__startswith=_KIND).order_by("id")
    found = {}
    for entry in rows.values_list("entry", flat=True).iterator(chunk_size=2000):
        said = canonical.read(bytes(entry))["payload"]
        found[said["unit"], said["figure"]] = said["sha256"]
    return found
