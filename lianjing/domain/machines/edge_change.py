"""A change of who supervises whom needs a second pair of eyes. Sources: product D9, D1; mission C2."""

from lianjing.domain.machine import CLOCK, Clock, Machine, Step

EDITOR, PROPOSER = "editor", "proposer"

EDGE_CHANGE = Machine(
    name="edge_change",
    start="proposed",
    ends=frozenset({"confirmed", "declined", "withdrawn", "lapsed"}),
    people=("proposer",),
    source="product D9",
    steps=(
        Step("confirm", "proposed", "confirmed", by=(EDITOR,), other_than=("proposer",)),
        Step("decline", "proposed", "declined", by=(EDITOR,), needs=("reason",), other_than=("proposer",)),
        Step("withdraw", "proposed", "withdrawn", by=(PROPOSER,)),
        Step("lapse", "proposed", "lapsed", by=(CLOCK,)),
    ),
    clocks={"proposed": (Clock("network.edge_confirm", then="lapse"),)},
)
