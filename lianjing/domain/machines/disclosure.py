"""SM7 disclosure: what a unit owes the public, from the day it is foreseen to its place in the archive.

A state is public in itself, "due and not published" too. Nobody ends a running notice before its days are over, and
withdrawing one does not discharge it: the unit owes it again. Sources: product SM7, B2-B5; domain 1, rules of notices
(a change starts the days anew, an objection holds the end).
"""

from lianjing.domain.machine import CLOCK, SYSTEM, Clock, Machine, Step

HANDLER, APPROVER, UPPER = "handler", "approver", "upper"
UP = ("published", "corrected")  # what can be read and runs its days
AT_UNIT = ("scheduled", "overdue", "prepared", "blocked")  # the unit must act; the days of what hangs run on
PREPARER = "preparer"  # whoever made the content or sent it for approval


def _running(state: str) -> tuple[Step, ...]:
    """Return the steps out of a state in which a notice hangs and runs its days."""
    return (
        Step("correct", state, "corrected", by=(APPROVER,), needs=("reason", "verdict_clean"), other_than=(PREPARER,)),
        Step("hold", state, "paused", by=(SYSTEM,), needs=("objection_open",)),
        Step("pause", state, "paused", by=(APPROVER, UPPER), needs=("reason",)),
        Step("expire", state, "expired", by=(CLOCK,), needs=("days_over", "no_objection_open")),
        Step("end", state, "expired", by=(APPROVER,), needs=("days_over", "no_objection_open")),
        Step("withdraw", state, "scheduled", by=(APPROVER, UPPER), needs=("reason",)),
    )


def _prepared_from(state: str, name: str = "prepare") -> Step:
    return Step(name, state, "prepared", by=(SYSTEM, HANDLER), needs=("content",))


DISCLOSURE = Machine(
    name="disclosure",
    start="scheduled",
    ends=frozenset({"archived"}),
    people=(PREPARER,),
    stands_in_vacation=True,
    source="product SM7",
    steps=(
        _prepared_from("scheduled"),
        Step("declare_nothing", "scheduled", "nothing", by=(HANDLER,), needs=("no_such_matter",)),
        Step("lapse", "scheduled", "overdue", by=(CLOCK,)),
        _prepared_from("overdue"),
        Step(
            "declare_nothing",
            "overdue",
            "nothing",
            by=(UPPER,),
            needs=("no_such_matter", "asked_for"),
            other_than=(PREPARER,),
        ),
        Step("find_matter", "nothing", "prepared", by=(SYSTEM,), needs=("content", "matter_found")),
        Step("find_without_content", "nothing", "overdue", by=(SYSTEM,), needs=("matter_found",)),
        Step("settle", "nothing", "archived", by=(CLOCK,), needs=("no_such_matter",)),
        _prepared_from("prepared"),
        Step("block", "prepared", "blocked", by=(SYSTEM,), needs=("findings",)),
        Step("send_back", "prepared", "prepared", by=(APPROVER,), needs=("reason", "sent")),
        Step(
            "approve", "prepared", "approved", by=(APPROVER,), needs=("sent", "verdict_clean"), other_than=(PREPARER,)
        ),
        _prepared_from("blocked"),
        Step("publish", "approved", "published", by=(CLOCK, SYSTEM), needs=("verdict_clean",)),
        Step("block", "approved", "blocked", by=(SYSTEM,), needs=("findings",)),
        Step("take_back", "approved", "prepared", by=(APPROVER,), needs=("reason",)),
        *_running("published"),
        *_running("corrected"),
        Step("go_on", "paused", "published", by=(SYSTEM,), needs=("no_objection_open",)),
        Step("resume", "paused", "published", by=(APPROVER, UPPER), needs=("reason", "no_objection_open")),
        Step(
            "correct", "paused", "corrected", by=(APPROVER,), needs=("reason", "verdict_clean"), other_than=(PREPARER,)
        ),
        Step("withdraw", "paused", "scheduled", by=(APPROVER, UPPER), needs=("reason",)),
        Step("archive", "expired", "archived", by=(CLOCK,)),
    ),
    clocks={
        "scheduled": (Clock("disclosure.due", then="lapse"),),
        "overdue": (Clock("disclosure.escalate", calls=UPPER),),
        "nothing": (Clock("disclosure.nothing", then="settle"),),
        "prepared": (Clock("disclosure.prepared", calls=HANDLER),),
        "blocked": (Clock("disclosure.blocked", calls=HANDLER),),
        "approved": (Clock("disclosure.publish", then="publish"),),
        "published": (Clock("notice.default", then="expire"),),
        "corrected": (Clock("notice.default", then="expire"),),
        "paused": (Clock("notice.paused", calls=UPPER),),
        "expired": (Clock("notice.kept", then="archive"),),
    },
)
