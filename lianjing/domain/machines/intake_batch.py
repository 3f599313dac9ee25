"""One uploaded workbook of staff. Sources: issue "network room"; product C1, C15, D1, D9.

Nothing is half-saved: what is accepted is written whole or not at all; wrong rows stay out only when the person
accepting says so, the file goes back as a marked workbook, and a corrected one replaces it. Real people's rows
wait until the impact assessment is in force. Rows that open a desk to somebody need one level up as well (D9).
"""

from lianjing.domain.machine import CLOCK, SYSTEM, Clock, Machine, Step

UPLOADER, UPPER = "uploader", "upper"

INTAKE_BATCH = Machine(
    name="intake_batch",
    start="received",
    ends=frozenset({"accepted", "rejected", "replaced"}),
    people=("uploader",),
    source="product C1, C15",
    steps=(
        Step("check", "received", "checked", by=(SYSTEM,), needs=("rows_read",)),
        Step("refuse_file", "received", "rejected", by=(SYSTEM,), needs=("file_problem",)),
        Step("give_up", "received", "rejected", by=(CLOCK,)),
        Step(
            "accept",
            "checked",
            "accepted",
            by=(UPLOADER,),
            needs=("all_rows_right", "real_rows_allowed", "opens_no_desk"),
        ),
        Step(
            "accept_above",
            "checked",
            "accepted",
            by=(UPPER,),
            needs=("all_rows_right", "real_rows_allowed"),
            other_than=("uploader",),
        ),
        Step("reject", "checked", "rejected", by=(UPLOADER, UPPER), needs=("reason",)),
        Step("replace", "checked", "replaced", by=(SYSTEM,), needs=("newer_batch",)),
        Step("expire", "checked", "rejected", by=(CLOCK,)),
    ),
    clocks={
        "received": (Clock("intake.check", then="give_up"),),
        "checked": (Clock("intake.accept", then="expire"),),
    },
)
