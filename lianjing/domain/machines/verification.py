"""A verification file: for a numbered reason, and for so long, somebody may follow a supplier, a school and a person.

Outside of one nobody looks from a school's contracts to the people behind them. The one who asks for it does not agree
to it; whoever is tied to the school can do neither, nor refuse it. Every look is written down and shown one level up.
Source: product D5, G4, G13, S12; abuse story (c).
"""

from lianjing.domain.machine import CLOCK, Clock, Machine, Step

HANDLER, UPPER = "verifier", "upper"
_NOT = ("asker",)

VERIFICATION = Machine(
    name="verification",
    start="asked",
    ends=frozenset({"refused", "lapsed", "closed"}),
    people=("asker",),
    source="product D5, G4, G13",
    steps=(
        Step("agree", "asked", "open", by=(UPPER,), needs=("no_tie",), other_than=_NOT),
        Step("refuse", "asked", "refused", by=(UPPER,), needs=("reason", "no_tie"), other_than=_NOT),
        Step("lapse", "asked", "lapsed", by=(CLOCK,)),
        Step("close", "open", "closed", by=(HANDLER,), needs=("result",)),
        Step("expire", "open", "closed", by=(CLOCK,)),
    ),
    clocks={
        "asked": (Clock("verification.agree", then="lapse"),),
        "open": (Clock("verification.open", then="expire"),),
    },
)
