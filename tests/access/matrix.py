"""The expected answers: `matrix.csv`, written by hand from the documents, and how one row of it is read.

Nothing here imports the grants, the reaches or the policy. Rows: action, role; columns: how a record lies to the post.

own..elsewhere  where the record's unit lies, seen from the post's unit and the units its line edges name
named           open, and the person is one of its handlers        self    the person's or the post's own
about           about the person who asks                          sealed  sealed, and neither named nor one's own
sealed_named    sealed, and named or one's own                     recused the person is kept away from it
"""

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("matrix.csv")


@dataclass
class Truth:
    """What is true of one record, as planted. `names` are the (table, key) under which a recusal hides it.

    `kept`: whom what it hangs on is about, less whose own it is.
    """

    path: str
    owners: set[int] = field(default_factory=set)
    posts: set[int] = field(default_factory=set)
    alone: set[int] = field(default_factory=set)  # of all who hold the posts, whose alone it is
    about: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)
    sealed: bool = False
    names: list[tuple[str, int]] = field(default_factory=list)
    kept: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Chair:
    """A post somebody holds today, as planted: the unit, and the units that line edges of today name."""

    person: int
    post: int
    role: str
    own: str
    reaches: frozenset[str]


def read_matrix() -> dict[tuple[str, str], dict[str, bool]]:
    """Return (action, role) -> column -> whether it is allowed. Raises ValueError for a cell that is not yes or no."""
    table = {}
    with FILE.open(newline="") as lines:
        for row in csv.DictReader(lines):
            key = row.pop("action"), row.pop("role")
            if key in table or not set(row.values()) <= {"yes", "no"}:
                raise ValueError(f"twice, or not yes and no: {key} {row}")
            table[key] = {column: cell == "yes" for column, cell in row.items()}
    return table


@cache
def place(chair: Chair, path: str) -> str:
    """Return where a unit lies, compared segment by segment: own, below, above, sibling or elsewhere."""
    own, there = chair.own.strip("/").split("/"), path.strip("/").split("/")
    if there == own:
        return "own"
    for reached in (chair.own, *chair.reaches):
        top = reached.strip("/").split("/")
        if there[: len(top)] == top:
            return "below"
    if own[: len(there)] == there:
        return "above"
    return "sibling" if there[:-1] == own[:-1] else "elsewhere"


def columns(chair: Chair, truth: Truth, recused: dict[tuple[str, int], set[int]]) -> tuple[str, ...]:
    """Return the columns of which one "yes" is enough: recused, about oneself and sealed come before every place.

    What hangs on something about oneself is kept away like what one is recused from; so is what hangs further off on
    what one is recused from, but for one's own.
    """
    away = [chair.person in recused.get(name, ()) for name in truth.names]
    from_it, further = any(away[:2]), any(away[2:])
    if from_it or chair.person in truth.kept or (further and chair.person not in truth.owners):
        return ("recused",)
    if chair.person in truth.about:
        return ("about",)
    of_post = chair.post in truth.posts and (not truth.alone or chair.person in truth.alone)
    mine, named = chair.person in truth.owners or of_post, chair.person in truth.named
    if truth.sealed:
        return ("sealed_named",) if mine or named else ("sealed",)
    return (place(chair, truth.path), *(["self"] if mine else []), *(["named"] if named else []))


def expected(row: dict[str, bool], chair: Chair, truth: Truth, recused: dict[tuple[str, int], set[int]]) -> bool:
    """Return the answer the matrix gives in its row for one role and action."""
    return any(row[column] for column in columns(chair, truth, recused))
