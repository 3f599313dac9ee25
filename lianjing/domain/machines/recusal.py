"""SM14 recusal: silence recuses, and the recused are replaced. Sources: product SM14, D4, S4; domain 4.7.

An item that was kept may be asked for once more, as a new recusal: see `may_ask_again`.
"""

from lianjing.domain.machine import CLOCK, SYSTEM, Clock, Machine, Step

UPPER = "upper"

RECUSAL = Machine(
    name="recusal",
    start="raised",
    ends=frozenset({"kept", "replaced"}),
    people=("subject", "requester", "recused"),
    source="product SM14",
    steps=(
        Step("grant_own", "raised", "recused", by=(SYSTEM,), needs=("own_request",)),
        Step("recuse", "raised", "recused", by=(UPPER,), needs=("ground",), other_than=("subject", "requester")),
        Step("recuse_by_silence", "raised", "recused", by=(CLOCK,)),
        Step("keep", "raised", "kept", by=(UPPER,), needs=("reason",), other_than=("subject", "requester")),
        Step("replace", "recused", "replaced", by=(SYSTEM,), needs=("successor", "successor_clear")),
        Step(
            "replace_by_hand",
            "recused",
            "replaced",
            by=(UPPER,),
            needs=("successor", "successor_clear", "reason"),
            other_than=("recused",),
        ),
    ),
    clocks={
        "raised": (Clock("recusal.decide", then="recuse_by_silence"),),
        "recused": (Clock("recusal.replace", calls=UPPER),),
    },
)


def may_ask_again(kept_before: int, allowed: int) -> bool:
    """Return whether the same person may ask for a recusal on the same item once more.

    kept_before: how often it was decided that no recusal is needed. allowed: parameter `recusal.requests`.
    """
    return kept_before < allowed
