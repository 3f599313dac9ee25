"""Which rows are looked at: drawn from a public seed, so nobody picks them and anybody can draw them again (G12)."""

from collections.abc import Iterable
from hashlib import sha256

RULE = "lianjing-sample-1"  # changes whenever the rule does, so that old samples stay repeatable


def drawn(seed: str, names: Iterable[str], most: int) -> tuple[str, ...]:
    """Return at most `most` of `names`, twice-named ones once: those with the smallest SHA-256 of rule, seed and name.

    The three are joined by line feeds, in UTF-8; the order is that of the digests.
    """
    ranked = sorted(set(names), key=lambda name: sha256("\n".join((RULE, seed, name)).encode()).digest())
    return tuple(ranked[: max(0, most)])
