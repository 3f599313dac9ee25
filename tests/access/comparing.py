"""The policy's answers beside the expected ones: seats first, then every seat, action and table in sets."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from django.apps import apps

from lianjing.access import facts, policy, posts
from lianjing.domain import authority
from lianjing.domain.authority import Action, Seat
from lianjing.records.base import Table
from lianjing.records.models import Account
from tests.access.matrix import Chair, columns, read_matrix
from tests.access.planted import DAY, Planted


def tables() -> list[type[Table]]:
    """Return every table with rows anybody may ask for."""
    found = [table for table in apps.get_app_config("records").get_models() if not table._meta.auto_created]
    return [table for table in found if table is not Account and table.scope.actions]


@dataclass
class Exam:
    """A planted county with its expected answers worked out once: (chair, action, table) -> keys."""

    county: Planted
    right: dict[tuple[Chair, Action, type], frozenset[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        matrix = read_matrix()
        for chair in self.county.chairs:
            for table in tables():
                alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
                for key, truth in self.county.truths[table].items():
                    alike[columns(chair, truth, self.county.recused)].append(key)
                for action in sorted(table.scope.actions):
                    row = matrix[str(action), chair.role]
                    allowed = [keys for said, keys in alike.items() if any(row[column] for column in said)]
                    self.right[chair, action, table] = frozenset(chain.from_iterable(allowed))

    @property
    def answers(self) -> int:
        """Return how many yes-or-no answers one run compares."""
        return sum(len(self.county.truths[table]) for _, _, table in self.right)

    def seats(self, few: "set[Chair] | None" = None) -> Iterator[tuple[Chair, Seat]]:
        """Yield each chair with the seat the product gives its holder, of all people or of those in `few` chairs.

        Raises KeyError for a seat nobody planted, and for a planted one that is missing.
        """
        people = {chair.person for chair in few or self.county.chairs}
        chairs = {(chair.person, chair.post): chair for chair in self.county.chairs if chair.person in people}
        for username in [name for name, person in self.county.accounts.items() if not few or person in people]:
            for seat in posts.seats_of_account(username, DAY):
                yield chairs.pop((seat.person_id, seat.post_id)), seat
        if chairs:
            raise KeyError(f"no seat for {chairs}")

    def wrong(self, chairs: "set[Chair] | None" = None) -> Iterator[str]:
        """Yield a line for each answer of the database, to `chairs` or to all, that is not the expected one."""
        try:
            seated = list(self.seats(chairs))
        except KeyError as error:
            yield f"seats: {error}"
            return
        for chair, seat in seated:
            for table in tables() if chairs is None or chair in chairs else ():
                for action in sorted(table.scope.actions):
                    yield from self._compared(chair, seat, action, table)

    def _compared(self, chair: Chair, seat: Seat, action: Action, table: type[Table]) -> Iterator[str]:
        found = list(policy.visible(seat, action, table).values_list("pk", flat=True))
        right = self.right[chair, action, table]
        where = f"{chair.role} of {chair.own} {action} {table.__name__}"
        if len(found) != len(set(found)):
            yield f"{where}: a row is listed twice"
        for key in sorted(right ^ set(found)):
            told = "shown" if key in found else "hidden"
            yield f"{where}: row {key} is {told}: {self.county.truths[table].get(key, 'unknown')}"

    def wrong_in_pure_rules(self) -> Iterator[str]:
        """Yield a line for each wrong answer of `authority.reaches`, on facts read from the database."""
        read = {table: {row.pk: facts.facts_of(row) for row in _sample(table)} for table in tables()}
        for chair, seat in self.seats():
            for table in tables():
                for action in sorted(table.scope.actions):
                    found = {key for key, known in read[table].items() if authority.reaches(seat, action, known)}
                    for key in sorted(found ^ (self.right[chair, action, table] & read[table].keys())):
                        yield f"{chair.role} of {chair.own} {action} {table.__name__} {key} {read[table][key]}"


def _sample(table: type[Table], most: int = 60) -> list[Table]:
    """Return up to `most` rows, evenly spread over a table; past the policy, for this is its test."""
    rows = list(table._base_manager.order_by("pk"))
    return rows[:: -(-len(rows) // most) or 1]
