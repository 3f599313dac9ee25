"""SM5: putting right what was verified, until nothing of it has come back.

Source: product SM5, G12, G15; journey 4.5. The plan names the cause; evidence is what the house already holds; whoever
accepts is neither responsible nor the issuer; after that ninety days in which the same question is asked again, and a
sample of later rows is looked at. What came back opens it again one level up. It closes only with its cause and the
step of the power that was changed, or why none. No way leads around the observation, not
even where a child was in danger. What can be asked no more once its days are over, since the school or the question is
gone, is ended by two hands; nobody says of it that it stayed right.
"""

from lianjing.domain.machine import CLOCK, Clock, Machine, Step

RESPONSIBLE, ISSUER, ACCEPTOR, UPPER = "responsible", "issuer", "acceptor", "upper"
CAUSES = ("system_gap", "execution_gap", "supervision_gap")
_PLANNED = ("cause", "measures", "finish_day")
_APART = ("responsible", "issuer", "about")

RECTIFICATION = Machine(
    name="rectification",
    start="opened",
    ends=frozenset({"closed", "void", "unasked"}),
    people=("responsible", "issuer", "about"),
    source="product SM5",
    steps=(
        Step("plan", "opened", "planned", by=(RESPONSIBLE,), needs=_PLANNED),
        Step("void", "opened", "void", by=(ISSUER,), together=(ACCEPTOR,), needs=("reason",)),
        Step("agree", "planned", "doing", by=(ISSUER,), other_than=("responsible",)),
        Step(
            "return_plan",
            "planned",
            "opened",
            by=(ISSUER,),
            needs=("what_is_missing",),
            other_than=("responsible",),
            at_most=1,
        ),
        Step("submit", "doing", "submitted", by=(RESPONSIBLE,), needs=("evidence", "change_or_why_none")),
        Step("return", "submitted", "doing", by=(ACCEPTOR,), needs=("itemised",), other_than=_APART),
        Step("accept", "submitted", "observing", by=(ACCEPTOR,), needs=("rerun_passed", "sampled"), other_than=_APART),
        Step(
            "close",
            "observing",
            "closed",
            by=(CLOCK,),
            needs=("days_observed", "rerun_passed", "look_back_passed", "cause", "change_or_why_none"),
        ),
        Step("relapse", "observing", "doing", by=(CLOCK,), needs=("came_back", "upper_named")),
        Step(
            "end_unasked",
            "observing",
            "unasked",
            by=(ISSUER,),
            together=(ACCEPTOR,),
            needs=("reason", "days_observed", "not_askable"),
        ),
    ),
    clocks={
        "opened": (Clock("rectification.plan", calls=UPPER),),
        "planned": (Clock("rectification.agree", calls=UPPER),),
        "doing": (Clock("rectification.doing", calls=RESPONSIBLE), Clock("rectification.escalate", calls=UPPER)),
        "submitted": (Clock("rectification.accept", calls=UPPER),),
        "observing": (
            Clock("rectification.observe", then="close"),
            Clock("rectification.observe", then="relapse"),
            Clock("rectification.look_back", calls=UPPER),
        ),
    },
)
