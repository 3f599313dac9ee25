"""SM9 joint meeting: two sides, one agenda that gathers itself, outcomes only while it sits, minutes signed by both.

A quarter without a session is written down as missed by the clock; nothing leads back from there, so that it cannot
be made up for on paper. Sources: mission, mechanism one; product SM9, E1, E2, E4, E6.
"""

from lianjing.domain.machine import CLOCK, SYSTEM, Clock, Machine, Step

LIAISON, CHAIR, RECORDER = "liaison", "chair", "recorder"
COMMISSION_SIDE, BUREAU_SIDE = "commission_side", "bureau_side"
EITHER = (COMMISSION_SIDE, BUREAU_SIDE)

MEETING = Machine(
    name="meeting",
    start="planned",
    ends=frozenset({"closed", "missed"}),
    source="product SM9",
    steps=(
        Step("gather", "planned", "collecting", by=(SYSTEM,), needs=("day_set",)),
        Step("miss", "planned", "missed", by=(CLOCK,)),
        Step("move_day", "collecting", "planned", by=EITHER, needs=("reason",), at_most=1),
        Step("prepare", "collecting", "papers", by=(LIAISON,), needs=("views_exchanged", "days_to_read")),
        Step("miss", "collecting", "missed", by=(CLOCK,)),
        Step("postpone", "papers", "planned", by=(CHAIR,), needs=("reason",), at_most=1),
        Step("open", "papers", "session", by=(CHAIR,), needs=("both_sides_present", "meeting_day")),
        Step("miss", "papers", "missed", by=(CLOCK,)),
        Step("draft", "session", "minutes", by=(RECORDER,), needs=("outcome_recorded",)),
        Step("confirm", "minutes", "confirmed", by=(COMMISSION_SIDE,), together=(BUREAU_SIDE,)),
        Step("object", "minutes", "session", by=EITHER, needs=("reason",), at_most=1),
        Step("file", "confirmed", "closed", by=(SYSTEM,), needs=("resolutions_dispatched",)),
    ),
    clocks={
        "planned": (Clock("meeting.fix_day", calls=LIAISON), Clock("meeting.held_by", then="miss", since="start")),
        "collecting": (Clock("meeting.gathered", calls=LIAISON), Clock("meeting.held_by", then="miss", since="start")),
        "papers": (Clock("meeting.papers", calls=CHAIR), Clock("meeting.held_by", then="miss", since="start")),
        "session": (Clock("meeting.session", calls=RECORDER),),
        "minutes": (Clock("meeting.minutes", calls=CHAIR),),
        "confirmed": (Clock("meeting.confirmed", calls=SYSTEM),),
    },
)
