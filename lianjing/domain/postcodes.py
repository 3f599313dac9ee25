"""What a post's code says about its standing inside its unit. Source: domain 0.5 (codes), product 6.3 no. 4."""

from lianjing.domain.orgtree import Rank

HEADS = frozenset({"SJ", "XZ", "ZZ", "ZR", "JZ", "JWSJ"})
DEPUTIES = frozenset({"FX", "FZZ", "FZR", "FJZ", "FSJ"})


def rank_of(code: str) -> Rank:
    """Return the rank of a post with `code`: head, deputy, else staff."""
    if code in HEADS:
        return Rank.HEAD
    return Rank.DEPUTY if code in DEPUTIES else Rank.STAFF
