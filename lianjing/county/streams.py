"""Chance, split by topic: a stream is named, so that a new topic never shifts the numbers of another."""

import random
from collections.abc import Callable


class Streams:
    """Named random streams of one seed. The same seed and name always give the same numbers."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def __call__(self, *topic: str) -> random.Random:
        """Return a fresh stream for a topic such as ("staff", "s001").

        A text seed is hashed with SHA-512 by the standard library: the same on every machine and version.
        """
        return random.Random(f"{self.seed}/{'/'.join(topic)}")


def unused(taken: set[str], draw: Callable[[], str]) -> str:
    """Draw until the value is new, remember it, return it."""
    while (value := draw()) in taken:
        pass
    taken.add(value)
    return value
