"""When a closed question is put once more: twice as much, a year later, or put right and there again."""

from datetime import date

import pytest

from lianjing.domain.asking_anew import Settled, asks_anew, follow_up
from lianjing.domain.supervision_models import Figures

ON = date(2025, 10, 12)


@pytest.mark.parametrize(
    ("settled", "now", "day", "anew"),
    [
        (Settled(ON, False, 100, 5.0), Figures(99, 1, amount=199), date(2025, 10, 13), False),
        (Settled(ON, False, 100, 5.0), Figures(1, 1, amount=200), date(2025, 10, 13), True),
        (Settled(ON, False, None, 5.0), Figures(10.9, 1), date(2025, 10, 13), False),
        (Settled(ON, False, None, 5.0), Figures(11, 1), date(2025, 10, 13), True),
        (Settled(ON, False, None, -5.0), Figures(-9, 1), date(2025, 10, 13), True),
        (Settled(ON, False, 0, 5.0), Figures(11, 1, amount=7), date(2025, 10, 13), True),
        (Settled(ON, False, None, None), Figures(999, 1, amount=999), date(2025, 10, 13), False),
        (Settled(ON, False, None, 0.0), Figures(1, 1), date(2025, 10, 13), False),
        (Settled(ON, False, None, None), Figures(1, 1), date(2026, 10, 11), False),
        (Settled(ON, False, None, None), Figures(1, 1), date(2026, 10, 12), True),
        (Settled(ON, True, 100, 5.0), Figures(2, 1, amount=1), date(2025, 10, 13), True),
    ],
    ids=["less", "twice the money", "nearer", "twice as far", "twice as far below", "no money then", "emptied",
         "at the threshold", "the last day of the year", "a year later", "put right before"],
)  # fmt: skip
def test_what_is_another_matter(settled, now, day, anew):
    assert asks_anew(settled, now, day, 2.0, 365) is anew


def test_a_question_that_follows_another_has_a_key_of_its_own():
    assert len({"k", follow_up("k"), follow_up(follow_up("k"))}) == 3
