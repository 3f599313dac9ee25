"""SM1 red flag, education installation. Sources: product SM1, C6, S2, S14 and the two installations; domain 11.4.

Ordinary flags go to the officer first, for self-correction; nobody may confirm one before the officer's
days are over. Flags of sealed rules are weighed by two people and the school sees nothing. What points to a
person ends in a transfer: number, date, receiving body and class of result are all that stays here.
"""

from lianjing.domain.machine import CLOCK, SYSTEM, Clock, Machine, Step

MAKER, REVIEWER, SECOND, UPPER = "maker", "reviewer", "second", "upper"
SEALED_REVIEWER = "sealed_reviewer"
_TWO = (SEALED_REVIEWER,)
_POINTS_AT_FACTS = ("named_facts", "receiving_body")

RED_FLAG = Machine(
    name="red_flag",
    start="raised",
    ends=frozenset({"closed_false", "closed_corrected", "to_rectify", "transferred"}),
    people=("maker",),
    source="product SM1",
    steps=(
        Step("sort_ordinary", "raised", "self_check", by=(SYSTEM,), needs=("snapshot", "rule_ordinary")),
        Step("sort_sealed", "raised", "sealed", by=(SYSTEM,), needs=("snapshot", "rule_sealed")),
        Step("unseal", "sealed", "self_check", by=_TWO, together=_TWO, needs=("reason",), other_than=("maker",)),
        Step("dismiss", "sealed", "closed_false", by=_TWO, together=_TWO, needs=("reason",), other_than=("maker",)),
        Step(
            "transfer", "sealed", "transferred", by=_TWO, together=_TWO, needs=_POINTS_AT_FACTS, other_than=("maker",)
        ),
        Step("explain", "self_check", "answered", by=(MAKER,), needs=("explanation", "support")),
        Step("lapse", "self_check", "overdue", by=(CLOCK,)),
        Step("explain_late", "overdue", "answered", by=(MAKER,), needs=("explanation", "support")),
        Step(
            "rectify",
            "overdue",
            "to_rectify",
            by=(REVIEWER,),
            needs=("flow_step", "basis", "no_recusal"),
            other_than=("maker",),
        ),
        Step(
            "transfer",
            "overdue",
            "transferred",
            by=(REVIEWER,),
            together=(SECOND,),
            needs=_POINTS_AT_FACTS,
            other_than=("maker",),
        ),
        Step(
            "send_back",
            "answered",
            "self_check",
            by=(REVIEWER,),
            needs=("what_is_missing",),
            other_than=("maker",),
            at_most=1,
        ),
        Step("dismiss", "answered", "closed_false", by=(REVIEWER,), needs=("reason",), other_than=("maker",)),
        Step(
            "confirm_corrected",
            "answered",
            "closed_corrected",
            by=(REVIEWER,),
            needs=("rerun_passed",),
            other_than=("maker",),
        ),
        Step("rectify", "answered", "to_rectify", by=(REVIEWER,), needs=("flow_step", "basis"), other_than=("maker",)),
        Step(
            "transfer",
            "answered",
            "transferred",
            by=(REVIEWER,),
            together=(SECOND,),
            needs=_POINTS_AT_FACTS,
            other_than=("maker",),
        ),
    ),
    clocks={
        "raised": (Clock("redflag.sort", calls=SYSTEM),),
        "sealed": (Clock("redflag.sealed", calls=UPPER),),
        "self_check": (Clock("redflag.self_check", then="lapse"),),
        "answered": (Clock("redflag.review", calls=REVIEWER), Clock("redflag.review_escalate", calls=UPPER)),
        "overdue": (Clock("redflag.overdue", calls=UPPER),),
    },
)
