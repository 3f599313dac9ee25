"""SM8: a question or an objection from outside, until it is answered, reviewed or put right.

Sources: product SM8, B7-B11, S3. Whoever published or did the thing never answers; silence of the answerer moves it one
level up by itself, silence of the asker ends it. What accuses a person is never taken in here: it is diverted.
"""

from lianjing.domain.machine import CLOCK, SYSTEM, Clock, Machine, Step

ASKER, ANSWERER, REVIEWER, UPPER = "asker", "answerer", "reviewer", "upper"
AT_SCHOOL = ("answering", "upheld")  # the school must act: to answer, to put right
_APART = ("maker",)

OBJECTION = Machine(
    name="objection",
    start="filed",
    ends=frozenset({"closed", "diverted"}),
    people=("maker", "answerer"),
    stands_in_vacation=True,
    source="product SM8",
    steps=(
        Step("assign", "filed", "answering", by=(SYSTEM,), needs=("answerer_apart",)),
        Step("assign_above", "filed", "reviewing", by=(SYSTEM,), needs=("nobody_apart",)),
        Step("assign_by_clock", "filed", "answering", by=(CLOCK,)),
        Step("divert", "filed", "diverted", by=(SYSTEM,), needs=("accuses_person",)),
        Step("admit", "filed", "answering", by=(REVIEWER,)),
        Step("close_repeated", "filed", "closed", by=(REVIEWER,), needs=("answer_cited",), other_than=_APART),
        Step("divert_read", "answering", "diverted", by=(REVIEWER,), needs=("accuses_person",)),
        Step("answer", "answering", "answered", by=(ANSWERER,), needs=("answer",), other_than=_APART),
        Step("lapse", "answering", "reviewing", by=(CLOCK,)),
        Step("accept", "answered", "closed", by=(ASKER,)),
        Step("silence", "answered", "closed", by=(CLOCK,)),
        Step("move_up", "answered", "reviewing", by=(ASKER,)),
        Step("uphold", "reviewing", "upheld", by=(REVIEWER,), needs=("reason",), other_than=("maker", "answerer")),
        Step("reply", "reviewing", "closed", by=(REVIEWER,), needs=("reason",), other_than=("maker", "answerer")),
        Step("settle", "upheld", "closed", by=(SYSTEM,), needs=("put_right",)),
    ),
    clocks={
        "filed": (Clock("objection.look", then="assign_by_clock"),),
        "answering": (Clock("objection.answer", then="lapse"),),
        "answered": (Clock("objection.asker", then="silence"),),
        "reviewing": (Clock("objection.review", calls=UPPER),),
        "upheld": (Clock("objection.put_right", calls=UPPER),),
    },
)
