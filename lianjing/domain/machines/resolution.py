"""SM10 resolution of a joint meeting: one lead body, verified by the other side, ended unfinished only by a meeting.

Sources: product SM10, E5; domain 7.2 (what was resolved is handed over within seven days).
"""

from lianjing.domain.machine import SYSTEM, Clock, Machine, Step

LEAD, OTHER_SIDE, THE_MEETING, UPPER = "lead", "other_side", "the_meeting", "upper"

RESOLUTION = Machine(
    name="resolution",
    start="recorded",
    ends=frozenset({"done", "ended"}),
    people=("reporter",),
    source="product SM10",
    steps=(
        Step("dispatch", "recorded", "doing", by=(SYSTEM,), needs=("one_lead", "minutes_confirmed")),
        Step("report", "doing", "reported", by=(LEAD,), needs=("system_record",)),
        Step("verify", "reported", "done", by=(OTHER_SIDE,), other_than=("reporter",)),
        Step("return", "reported", "doing", by=(OTHER_SIDE,), needs=("what_is_missing",), other_than=("reporter",)),
        Step("end", "doing", "ended", by=(THE_MEETING,), needs=("in_session", "reason")),
        Step("end", "reported", "ended", by=(THE_MEETING,), needs=("in_session", "reason")),
    ),
    clocks={
        "recorded": (Clock("resolution.dispatch", calls=SYSTEM),),
        "doing": (Clock("resolution.due", calls=LEAD), Clock("resolution.escalate", calls=UPPER)),
        "reported": (Clock("resolution.verify", calls=OTHER_SIDE),),
    },
)
