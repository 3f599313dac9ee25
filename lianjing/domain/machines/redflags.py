"""SM1 red flag, education installation. Sources: product SM1, C6, S2, S14 and the two installations; domain 11.4.

Ordinary flags go to the officer first, for self-correction; nobody may confirm one before the officer's
days are over. Flags of sealed rules are weighed by two people and the school sees nothing. What points to a
person ends in a transfer: number, date, receiving body and class of result are all that stays here. Danger to a
child waits for no officer: it goes to head, group and bureau at once, with the duty to report (G15; L15 art. 11).
"""

from lianjing.domain.machine import CLOCK, SYSTEM, Clock, Machine, Step

MAKER, REVIEWER, SECOND, UPPER, HEAD = "maker", "reviewer", "second", "upper", "head"
SEALED_REVIEWER = "sealed_reviewer"
_TWO = (SEALED_REVIEWER,)
_POINTS_AT_FACTS = ("named_facts", "receiving_body")
_FREE = "no_tie"  # the reviewer is neither kin nor partner of those concerned, nor below them, nor watched by them
_WHOEVER_SEES = (MAKER, HEAD, REVIEWER)

RED_FLAG = Machine(
    name="red_flag",
    start="raised",
    ends=frozenset({"closed_false", "closed_corrected", "to_rectify", "transferred"}),
    people=("maker",),
    source="product SM1",
    steps=(
        Step("sort_ordinary", "raised", "self_check", by=(SYSTEM,), needs=("snapshot", "rule_ordinary")),
        Step("sort_sealed", "raised", "sealed", by=(SYSTEM,), needs=("snapshot", "rule_sealed")),
        Step("sort_danger", "raised", "danger", by=(SYSTEM,), needs=("snapshot", "danger_named")),
        Step("unseal", "sealed", "self_check", by=_TWO, together=_TWO, needs=("reason",), other_than=("maker",)),
        Step("dismiss", "sealed", "closed_false", by=_TWO, together=_TWO, needs=("reason",), other_than=("maker",)),
        Step(
            "transfer", "sealed", "transferred", by=_TWO, together=_TWO, needs=_POINTS_AT_FACTS, other_than=("maker",)
        ),
        Step("explain", "self_check", "answered", by=(MAKER,), needs=("explanation", "support")),
        Step("lapse", "self_check", "overdue", by=(CLOCK,)),
        Step("explain_late", "overdue", "answered", by=(MAKER,), needs=("explanation", "support")),
        Step("report", "danger", "answered", by=(HEAD, REVIEWER), needs=("reported_to",), other_than=("maker",)),
        *(
            Step(
                "rectify",
                state,
                "to_rectify",
                by=(REVIEWER,),
                needs=("flow_step", "basis", _FREE),
                other_than=("maker",),
            )
            for state in ("overdue", "answered")
        ),
        *(
            Step(
                "transfer",
                state,
                "transferred",
                by=(REVIEWER,),
                together=(SECOND,),
                needs=(*_POINTS_AT_FACTS, _FREE),
                other_than=("maker",),
            )
            for state in ("overdue", "answered")
        ),
        Step(
            "send_back",
            "answered",
            "self_check",
            by=(REVIEWER,),
            needs=("what_is_missing", _FREE),
            other_than=("maker",),
            at_most=1,
        ),
        Step("dismiss", "answered", "closed_false", by=(REVIEWER,), needs=("reason", _FREE), other_than=("maker",)),
        Step(
            "confirm_corrected",
            "answered",
            "closed_corrected",
            by=(REVIEWER,),
            needs=("rerun_passed", _FREE),
            other_than=("maker",),
        ),
        *(
            Step("mark_danger", state, "danger", by=_WHOEVER_SEES, needs=("danger_named",))
            for state in ("self_check", "overdue", "answered")
        ),
    ),
    clocks={
        "raised": (Clock("redflag.sort", calls=SYSTEM),),
        "sealed": (Clock("redflag.sealed", calls=UPPER),),
        "danger": (Clock("redflag.danger", calls=UPPER),),
        "self_check": (Clock("redflag.self_check", then="lapse"),),
        "answered": (Clock("redflag.review", calls=REVIEWER), Clock("redflag.review_escalate", calls=UPPER)),
        "overdue": (Clock("redflag.overdue", calls=UPPER),),
    },
)
