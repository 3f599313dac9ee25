"""One item on the work list. Sources: product C12, U24.

The item a person works on has its own machine; this one only says who holds the to-do. When that machine
moves on without the holder, the system marks the to-do as overtaken: nobody keeps a task that is no longer one.
What is for one person alone of a post is theirs to finish, and nobody's to pass on: nobody else may hear of it.
What stands for a step of its matter ends by that step alone, and is struck off by nobody: `finish` is for notices.
"""

from lianjing.domain.machine import CLOCK, SYSTEM, Clock, Machine, Step

HOLDER, ALONE, SENDER, COUNTERSIGNER, UPPER = "holder", "alone", "sender", "countersigner", "upper"

WORK_ITEM = Machine(
    name="work_item",
    start="open",
    ends=frozenset({"done", "withdrawn", "overtaken"}),
    people=("signed", "holder"),
    source="product C12",
    steps=(
        Step("finish", "open", "done", by=(HOLDER, ALONE), needs=("outcome", "nothing_waits")),
        Step("remind", "open", "open", by=(SENDER, UPPER), needs=("gap_kept",)),
        Step("pass_on", "open", "open", by=(HOLDER,), needs=("successor", "successor_clear", "reason")),
        Step("return", "open", "returned", by=(HOLDER,), needs=("reason",), at_most=2),
        Step("withdraw", "open", "withdrawn", by=(SENDER,), needs=("reason",)),
        Step("overtake", "open", "overtaken", by=(SYSTEM,), needs=("moved_on",)),
        Step("ask_countersign", "open", "countersigning", by=(HOLDER,), needs=("countersigners", "question")),
        Step(
            "countersign",
            "countersigning",
            "countersigning",
            by=(COUNTERSIGNER,),
            needs=("opinion",),
            other_than=("signed", "holder"),
        ),
        Step("remind", "countersigning", "countersigning", by=(HOLDER, SENDER), needs=("gap_kept",)),
        Step("gather", "countersigning", "open", by=(SYSTEM,), needs=("all_signed",)),
        Step("stop_countersign", "countersigning", "open", by=(HOLDER,), needs=("reason",)),
        Step("go_on_without", "countersigning", "open", by=(CLOCK,)),
        Step("withdraw", "countersigning", "withdrawn", by=(SENDER,), needs=("reason",)),
        Step("overtake", "countersigning", "overtaken", by=(SYSTEM,), needs=("moved_on",)),
        Step("send_again", "returned", "open", by=(SENDER,), needs=("answer_to_return",)),
        Step("send_elsewhere", "returned", "open", by=(SENDER,), needs=("successor", "successor_clear")),
        Step("withdraw", "returned", "withdrawn", by=(SENDER,), needs=("reason",)),
        Step("overtake", "returned", "overtaken", by=(SYSTEM,), needs=("moved_on",)),
    ),
    clocks={
        "open": (Clock("work.open", calls=UPPER),),
        "countersigning": (Clock("work.countersign", then="go_on_without"),),
        "returned": (Clock("work.returned", calls=SENDER), Clock("work.returned_escalate", calls=UPPER)),
    },
)
