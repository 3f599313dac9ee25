"""What matching needs past the policy: rows of the lake without sealed columns, answers given, who is named."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from lianjing.access.lake import lake, pinned
from lianjing.access.posts import in_force
from lianjing.access.rulebook import library
from lianjing.domain.authority import Role
from lianjing.engines.content import read_content
from lianjing.records.doors import unscoped
from lianjing.records.models import Holding, LinkDecision

if TYPE_CHECKING:
    import pyarrow as pa

    from lianjing.engines.matching import Decision, Levels, Variants

NAMED = 2  # how many people see a pair


def levels(on: date) -> "Levels":
    """Return the thresholds of a day."""
    from lianjing.engines.matching import Levels

    figures = library().parameters
    found: dict[str, Any] = {name: float(figures[f"matching.{name}"].on(on)) for name in Levels.names()}
    return Levels(**{**found, "crowd": int(found["crowd"])})


def variants() -> "Variants":
    """Return the words that differ between spellings of a name."""
    from lianjing.engines.matching import Variants

    said = read_content("org/name_variants.yaml")
    words = {name: tuple(said[name]) for name in ("legal_forms", "region_ends", "regions")}
    return Variants(**words, common_names=frozenset(said["common_names"]))


def rows_to_match(versions: dict[str, int]) -> "dict[str, pa.Table]":
    """Return what matching reads of each table at its version."""
    from lianjing.engines.matching import READS

    return {
        name: lake().columns(name, version, READS[name]) for name, version in sorted(versions.items()) if name in READS
    }


def questions() -> list[LinkDecision]:
    """Return every pair that was ever put to a person."""
    return list(unscoped(LinkDecision, reason="an answer stands in every later run, whoever starts it").order_by("id"))


def decisions(asked: Sequence[LinkDecision]) -> "dict[tuple[str, str, str, str], Decision]":
    """Return the answers given, by pair; not those on a staff number from before its school was written down."""
    from lianjing.engines.matching import Decision

    return {
        (one.kind, one.school_code, one.left_id, one.right_id): Decision(one.same, frozenset(one.evidence))
        for one in asked
        if one.same is not None and (one.school_code or not one.kind.startswith("staff"))
    }


def named_two(now: datetime) -> list[Holding]:
    """Return the two whom a pair is shown to: of the supervision office, by rank; the inspector where one is alone."""
    return who_weigh(now)[:NAMED]


def who_weigh(now: datetime) -> list[Holding]:
    """Return whoever may be named on what is sealed, a person once: the supervision office, then the team, by rank."""
    rows = unscoped(Holding, reason="who holds a post decides who may act in it").filter(in_force(now.date()))
    rows = rows.select_related("post__org").order_by("post__rank", "post_id", "id")
    found: dict[int, Holding] = {}
    for role in (Role.BUREAU_OFFICER, Role.TEAM_INSPECTOR):
        for holding in rows.filter(in_force(now.date(), "post__"), post__role=role.value):
            found.setdefault(holding.person_id, holding)
    return list(found.values())


def described(pair: LinkDecision) -> list[dict[str, Any]]:
    """Return the two records of a pair by name and unit, as the lake holds them now. No relative is among them."""
    sides = (("staff_register", "staff_no"), ("suppliers", "credit_code"))
    wanted = (
        (pair.left_id, sides[0] if pair.kind.startswith("staff") else sides[1], pair.school_code),
        (pair.right_id, sides[1], ""),
    )
    versions, found = pinned(), []
    for value, (table, column), school in wanted:
        names = (column, "name", "school_code")
        rows = lake().where(table, versions[table], names, column, value) if table in versions else []
        known = next((row for row in rows if not school or row["school_code"] == school), {})
        found.append({"id": value, "name": known.get("name"), "school": known.get("school_code")})
    return found
