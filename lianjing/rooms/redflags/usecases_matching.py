"""Who is who: the table of links is made anew when its rows changed; what is in doubt is put to two named people."""

from datetime import datetime
from typing import Any

import pyarrow as pa

from lianjing.access import bulk, lake, links
from lianjing.access.acts import act_of
from lianjing.engines.matching import LINKS, READS, match
from lianjing.records.models import LakeTable, LinkDecision

TABLE = "links"


@act_of("clock", on="table")
def match_anew(*, table: LakeTable, now: datetime) -> LakeTable:
    """Make the links from the named versions of their tables, write them to the lake, and ask about what is in doubt.

    table: the lake's table of links, held by this act. An answer given stands; a pair is asked about again only when
    there is evidence that whoever said no did not see.
    """
    held = lake.hold(table.name)
    asked, levels, versions = links.questions(), links.levels(now.date()), lake.pinned()
    found = match(links.rows_to_match(versions), levels, links.variants(), links.decisions(asked))
    version = lake.lake().write(TABLE, _numbered(found), slot=TABLE, named_version=held.version)
    held.made_from = _made_from(versions, asked, levels)
    held.save(update_fields=["made_from"])
    lake.name_version(held, version, now)
    _ask(found, asked, levels.high, now)
    return held


def match_if_changed(now: datetime) -> int:
    """Make the links anew if a table, a threshold or an answer changed since; return 1 if so, else 0."""
    versions = lake.pinned()
    if not READS.keys() & versions.keys():
        return 0
    made = _made_from(versions, links.questions(), links.levels(now.date()))
    table = lake.table_named(TABLE)
    if table.made_from == made:
        return 0
    match_anew(table=table, now=now)
    return 1


def _made_from(versions: dict[str, int], asked: list[LinkDecision], levels: Any) -> dict[str, Any]:
    answers = sorted(f"{one.pk}:{one.same}" for one in asked if one.same is not None)
    read = {name: version for name, version in versions.items() if name in READS}
    return {"tables": read, "levels": vars(levels), "answers": answers, "columns": LINKS.names}


def _numbered(found: pa.Table) -> pa.Table:
    """Return the links as the lake keeps them. They came from no file: batch 0, and numbers below nothing."""
    numbers = pa.array(range(-1, -1 - found.num_rows, -1), pa.int64())
    zeros = pa.array([0] * found.num_rows, pa.int64())
    return found.replace_schema_metadata().append_column("batch_id", zeros).append_column("row_id", numbers)


def _ask(found: pa.Table, asked: list[LinkDecision], high: float, now: datetime) -> None:
    """Put new pairs in doubt to the two, refresh those still open, and close those no longer in doubt."""
    doubtful = {
        (row["kind"], row["school_code"], row["left_id"], row["right_id"]): row
        for row in found.to_pylist()
        if row["decided"] is None and row["likeness"] < high
    }
    known = {(one.kind, one.school_code, one.left_id, one.right_id): one for one in asked}
    for key in [key for key, one in known.items() if one.same is None and key not in doubtful]:
        known[key].delete()
    two = links.named_two(now)
    for key, row in doubtful.items():
        one = known.get(key) or LinkDecision(kind=key[0], school_code=key[1], left_id=key[2], right_id=key[3])
        evidence = row["evidence"].strip("|").split("|")
        if not two or (one.pk and one.same is None and one.evidence == evidence):
            continue
        one.likeness, one.evidence, one.same = row["likeness"], evidence, None
        one.raised_at, one.path = now, two[0].post.org.path
        one.save()
        if key not in known:
            link = LinkDecision.deciders.through
            bulk.link(link, [link(linkdecision_id=one.pk, person_id=holding.person_id) for holding in two])
