"""A model stands by its evidence: the shares at their edges, and the mutants that the table must notice."""

import pytest

from lianjing.domain import model_health
from lianjing.domain.model_health import Bar, Standing, Tally, fails, standing, tally
from lianjing.domain.supervision_models import Status

BAR = Bar(least=20, precision=0.2, innocent=0.6)
# status, right, innocent, asleep, woken -> standing
TABLE = [
    (Status.TRIAL, 0, 0, False, False, Standing.TRIAL),
    (Status.LIVE, 0, 0, False, False, Standing.LIVE),
    (Status.TRIAL, 0, 19, False, False, Standing.TRIAL),  # too few to say anything
    (Status.TRIAL, 19, 0, False, False, Standing.TRIAL),
    (Status.LIVE, 0, 19, False, False, Standing.LIVE),
    (Status.TRIAL, 3, 17, False, False, Standing.SUSPENDED),
    (Status.LIVE, 3, 17, False, False, Standing.SUSPENDED),
    (Status.TRIAL, 4, 16, False, False, Standing.TRIAL),  # exactly a fifth is not below a fifth
    (Status.LIVE, 4, 16, False, False, Standing.TRIAL),  # but more than three fifths were innocent
    (Status.LIVE, 8, 12, False, False, Standing.LIVE),  # exactly three fifths
    (Status.TRIAL, 8, 12, False, False, Standing.LIVE),
    (Status.LIVE, 7, 13, False, False, Standing.TRIAL),
    (Status.TRIAL, 20, 0, False, False, Standing.LIVE),
    (Status.TRIAL, 19, 1, True, False, Standing.SUSPENDED),  # what stopped stays stopped until somebody wakes it
    (Status.TRIAL, 0, 0, True, False, Standing.SUSPENDED),
    (Status.TRIAL, 0, 19, False, True, Standing.TRIAL),
    (Status.LIVE, 3, 17, False, True, Standing.RETIRED),  # woken once, and failed again
    (Status.LIVE, 8, 12, False, True, Standing.LIVE),
    (Status.LIVE, 0, 0, True, True, Standing.RETIRED),
    (Status.RETIRED, 20, 0, False, False, Standing.RETIRED),
    (Status.EXPERIMENTAL, 0, 20, False, False, Standing.EXPERIMENTAL),
    (Status.EXPERIMENTAL, 20, 0, True, False, Standing.EXPERIMENTAL),
]


def wrong(function=standing):
    return [
        row for row in TABLE if function(row[0], Tally(row[1], row[2]), BAR, suspended=row[3], woken=row[4]) != row[5]
    ]


def test_a_model_stands_where_its_evidence_carries_it():
    assert wrong() == []


def mutant(**change):
    """Return `standing` with one of its rules off."""

    def off(status, seen, bar, *, suspended=False, woken=False):
        said = {"status": status, "seen": seen, "bar": bar, "suspended": suspended, "woken": woken}
        return standing(**{**said, **{name: make(said) for name, make in change.items()}})

    return off


MUTANTS = {
    "a dismissed flag does not count": mutant(seen=lambda said: Tally(said["seen"].right, 0)),
    "a right flag does not count": mutant(seen=lambda said: Tally(0, said["seen"].innocent)),
    "judged one flag early": mutant(bar=lambda said: Bar(19, 0.2, 0.6)),
    "judged one flag late": mutant(bar=lambda said: Bar(21, 0.2, 0.6)),
    "a fifth fails": mutant(bar=lambda said: Bar(20, 0.2001, 0.6)),
    "three flags of twenty pass": mutant(bar=lambda said: Bar(20, 0.15, 0.6)),
    "three fifths are too many": mutant(bar=lambda said: Bar(20, 0.2, 0.599)),
    "two thirds are not": mutant(bar=lambda said: Bar(20, 0.2, 0.67)),
    "it wakes by itself": mutant(suspended=lambda said: False),
    "it may be woken again and again": mutant(woken=lambda said: False),
    "a retired file runs": mutant(
        status=lambda said: Status.LIVE if said["status"] == Status.RETIRED else said["status"]
    ),
    "an experiment is judged": mutant(
        status=lambda said: Status.TRIAL if said["status"] == Status.EXPERIMENTAL else said["status"]
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_each_broken_rule_is_noticed(name):
    assert wrong(MUTANTS[name])


def test_a_tally_counts_ends_and_nothing_else():
    ends = ["closed_false", "closed_corrected", "to_rectify", "transferred", "closed_false", "answered", "sealed"]
    assert tally(ends) == Tally(right=3, innocent=2)
    assert tally([]).precision is None
    assert Tally(1, 3).precision == 0.25
    assert not fails(Tally(0, 0), Bar(0, 0.2, 0.6))


def test_every_end_of_the_machine_is_counted_once():
    from lianjing.domain.machines.redflags import RED_FLAG

    assert {model_health.INNOCENT} | model_health.RIGHT == RED_FLAG.ends
