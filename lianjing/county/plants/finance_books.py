"""What several planters of school money need: who signs, entries and payments, a grant for what is spent."""


def away(value: float, line: float) -> float:
    """Return how far a value lies from where a question begins, as a share of that."""
    return round((value - line) / line, 4)
