"""The three answers to a question, and which questions may be answered together. Sources: product SM1, C4, 4.1 (9)."""

EXPLAIN, CORRECT, OBJECT = "explain", "correct", "object"
KINDS = (EXPLAIN, CORRECT, OBJECT)
CORRECTED = "corrected"
WRONG_RULE, WRONG_ROWS = "wrong_rule", "wrong_rows"
OBJECTIONS = (WRONG_RULE, WRONG_ROWS)


def kind_of(support: str) -> str:
    """Return the kind of an answer by what it rests on: an innocent reason, a correction, or an objection."""
    if support in OBJECTIONS:
        return OBJECT
    return CORRECT if support == CORRECTED else EXPLAIN


def alike(code: str, *marks: str) -> str:
    """Return what questions of one unit share that one answer may serve: the question, and its period or step."""
    return "|".join((code, *marks))[:100]
