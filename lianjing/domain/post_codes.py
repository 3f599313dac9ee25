"""Post codes: who takes a step of a power, as `catalogue/org/post_codes.yaml` says. Source: domain 0.5."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lianjing.domain.orgtree import Rank
from lianjing.domain.refusals import RuleBroken


class CodeKind(StrEnum):
    """What a post code stands for: a post, several posts together, a county body, or nobody of the network."""

    POST = "post"
    BODY = "body"
    OFFICE = "office"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class PostCode:
    """One code of `catalogue/org/post_codes.yaml`; what the fields mean is written there."""

    code: str
    kind: CodeKind
    rank: Rank = Rank.STAFF
    many: bool = False
    supervises: bool = False
    members: tuple[str, ...] = ()
    stand_in: tuple[str, ...] = ()
    slug: str = ""
    at_county: bool = False


def read_post_codes(raw: Mapping[str, Any]) -> dict[str, PostCode]:
    """Return the post codes of a parsed `post_codes.yaml`. Raises RuleBroken("catalogue_wrong", at, why)."""
    codes: dict[str, PostCode] = {}
    for row in raw["codes"]:
        code = row["code"]
        if code in codes:
            raise RuleBroken("catalogue_wrong", at=code, why="twice")
        codes[code] = PostCode(
            code=code,
            kind=CodeKind(row["kind"]),
            rank=Rank[row.get("rank", "staff").upper()],
            many=row.get("seats") == "many",
            supervises=row.get("supervises", False),
            members=tuple(row.get("members", ())),
            stand_in=tuple(row.get("stand_in", ())),
            slug=row.get("slug", ""),
            at_county=row.get("place") == "county",
        )
    for one in codes.values():
        for other in (*one.members, *one.stand_in):
            if other not in codes or codes[other].kind is not CodeKind.POST:
                raise RuleBroken("catalogue_wrong", at=one.code, why="names_no_post", names=other)
        if (one.kind is CodeKind.BODY) != bool(one.members) or (one.kind is CodeKind.OFFICE) != bool(one.slug):
            raise RuleBroken("catalogue_wrong", at=one.code, why="kind_and_fields")
    return codes
