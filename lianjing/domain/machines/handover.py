"""D7 hand-over of a post: what is in flight moves as one set with a list that both sides sign.

A post without holder shows yellow when `handover.yellow` has passed since the hand-over was opened,
whichever state it waits in. Sources: product D7; domain 0.5.
"""

from lianjing.domain.machine import SYSTEM, Clock, Machine, Step

OUTGOING, INCOMING, UPPER = "outgoing", "incoming", "upper"
_YELLOW = (Clock("handover.yellow", calls=UPPER, since="start"),)

HANDOVER = Machine(
    name="handover",
    start="opened",
    ends=frozenset({"signed_in", "cancelled"}),
    people=("outgoing", "incoming"),
    source="product D7",
    steps=(
        Step("list", "opened", "listed", by=(SYSTEM,), needs=("items_listed",)),
        Step("relist", "listed", "listed", by=(SYSTEM,), needs=("items_listed", "list_changed")),
        Step("sign_out", "listed", "signed_out", by=(OUTGOING,), needs=("list_unchanged",), other_than=("incoming",)),
        Step(
            "sign_out_for",
            "listed",
            "signed_out",
            by=(UPPER,),
            needs=("list_unchanged", "reason"),
            other_than=("outgoing", "incoming"),
        ),
        Step("relist", "signed_out", "listed", by=(SYSTEM,), needs=("items_listed", "list_changed")),
        Step("sign_in", "signed_out", "signed_in", by=(INCOMING,), needs=("list_unchanged",), other_than=("outgoing",)),
        Step("cancel", "opened", "cancelled", by=(UPPER,), needs=("reason",)),
        Step("cancel", "listed", "cancelled", by=(UPPER,), needs=("reason",)),
        Step("cancel", "signed_out", "cancelled", by=(UPPER,), needs=("reason",)),
    ),
    clocks={"opened": _YELLOW, "listed": _YELLOW, "signed_out": _YELLOW},
)
