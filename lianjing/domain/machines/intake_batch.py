"""One uploaded workbook of staff. Sources: issue "network room"; product C1, C15, D1.

Nothing is half-saved: a batch is accepted whole or not at all, a wrong one goes back as a marked workbook
and a corrected file replaces it. Real people's rows wait until the impact assessment is in force.
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
        Step("accept", "checked", "accepted", by=(UPLOADER,), needs=("all_rows_right", "real_rows_allowed")),
        Step("reject", "checked", "rejected", by=(UPLOADER, UPPER), needs=("reason",)),
        Step("replace", "checked", "replaced", by=(SYSTEM,), needs=("newer_batch",)),
        Step("expire", "checked", "rejected", by=(CLOCK,)),
    ),
    clocks={
        "received": (Clock("intake.check", then="give_up"),),
        "checked": (Clock("intake.accept", then="expire"),),
    },
)
