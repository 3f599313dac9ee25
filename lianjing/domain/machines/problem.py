"""A problem: what an education body decides about a verified flag and the people responsible, and what it hands over.

Source: product G5, G7, G9-G11, S2, S3, S5, S14 and the two installations; domain 4.1, 4.5-4.7; rows of SM3 and SM4 in
their education form. Nothing automatic begins or decides one: the clock may only end the days of hearing, the choice of
how widely a name is cleared, the month in which a review may be asked for, and an effect. No way leads to a decision
past the hearing. A served decision is reviewed once, where the person asks for it: by somebody one level up who neither
decided nor worked on it and is no kin and no subordinate of whoever did; it ends as it was, lighter, or void.
"""

from lianjing.domain.machine import CLOCK, Clock, Machine, Step

HANDLER, SECOND, APPROVER, PERSON, UPPER = "case_handler", "second", "approver", "person", "upper"
REVIEWER = "reviewer"
UNTOLD = frozenset({"begun", "transferred"})  # in these the person is not to learn of it here (S2): it could warn them
HANDLED = frozenset({"begun", "told", "heard", "weighed", "decided"})  # in these two handlers must be there
UNDECIDED = HANDLED - {"decided"}  # and somebody else who decides, where the body is competent
CHALLENGED = HANDLED - {"begun"}  # in these the person may ask that a handler be kept away
_TRANSFER = ("transfer_number", "receiving_body")
_NOT = ("person",)
_NOT_BEFORE = ("person", "worked_on_it", "decided_it")
_REVIEWED = ("reviewer_apart", "reason")


def _hand_over(src: str) -> Step:
    return Step(
        "transfer", src, "transferred", by=(HANDLER,), together=(SECOND,), needs=_TRANSFER, other_than=("person",)
    )


def _ask_review(src: str) -> Step:
    return Step("ask_review", src, "reviewing", by=(PERSON,), needs=("in_time",), at_most=1)


def _review(name: str, dst: str, *more: str) -> Step:
    return Step(name, "reviewing", dst, by=(REVIEWER,), needs=(*_REVIEWED, *more), other_than=_NOT_BEFORE)


PROBLEM = Machine(
    name="problem",
    start="begun",
    ends=frozenset({"cleared", "unproven", "settled", "lapsed", "transferred"}),
    people=("person", "worked_on_it", "decided_it"),
    source="product G5, G7, G9-G11; SM3 and SM4 in their education form",
    steps=(
        Step(
            "tell",
            "begun",
            "told",
            by=(HANDLER,),
            needs=("named_facts", "competent", "both_responsibilities", "measure_proposed", "can_be_told"),
            other_than=_NOT,
        ),
        Step("speak", "told", "heard", by=(PERSON,), needs=("statement",)),
        Step("waive", "told", "heard", by=(PERSON,), needs=("waiver",)),
        Step("days_over", "told", "heard", by=(CLOCK,), needs=("days_heard",)),
        Step("look_again", "heard", "begun", by=(HANDLER,), needs=("reason",), other_than=_NOT, at_most=1),
        Step(
            "weigh",
            "heard",
            "weighed",
            by=(HANDLER,),
            needs=("statement_answered", "facts_found"),
            other_than=_NOT,
        ),
        Step(
            "decide",
            "weighed",
            "decided",
            by=(APPROVER,),
            needs=("something_so", "both_responsibilities", "first_form_only", "not_heavier"),
            other_than=("person", "worked_on_it"),
        ),
        Step(
            "clear", "weighed", "clearing", by=(APPROVER,), needs=("nothing_so",), other_than=("person", "worked_on_it")
        ),
        Step(
            "leave", "weighed", "unproven", by=(APPROVER,), needs=("not_shown",), other_than=("person", "worked_on_it")
        ),
        Step("choose", "clearing", "cleared", by=(PERSON,), needs=("circle",)),
        Step("letter_alone", "clearing", "cleared", by=(CLOCK,)),
        Step("serve", "decided", "in_effect", by=(HANDLER,), needs=("served", "has_period"), other_than=_NOT),
        Step("serve_once", "decided", "served", by=(HANDLER,), needs=("served", "no_period"), other_than=_NOT),
        Step("stand", "served", "settled", by=(CLOCK,), needs=("month_over",)),
        Step("lapse", "in_effect", "lapsed", by=(CLOCK,), needs=("period_over",)),
        *(_ask_review(src) for src in ("in_effect", "served")),
        _review("uphold", "in_effect", "has_period"),
        _review("uphold_once", "settled", "no_period"),
        _review("lighten", "in_effect", "lighter", "has_period"),
        _review("lighten_once", "settled", "lighter", "no_period"),
        _review("revoke", "clearing"),
        *(_hand_over(src) for src in ("begun", "told", "heard", "weighed")),
    ),
    clocks={
        "begun": (Clock("problem.tell", calls=UPPER),),
        "told": (Clock("problem.hearing", then="days_over"),),
        "heard": (Clock("problem.weigh", calls=UPPER),),
        "weighed": (Clock("problem.decide", calls=UPPER),),
        "clearing": (Clock("problem.letter", then="letter_alone"),),
        "decided": (Clock("problem.serve", calls=UPPER),),
        "served": (Clock("problem.review", then="stand"),),
        "in_effect": (Clock("problem.effect", then="lapse"),),
        "reviewing": (Clock("problem.review_decide", calls=UPPER),),
    },
)
