"""SM12: a version of a power item, from a draft to the rule by which matters are judged.

Source: product SM12, K4-K6. Two bodies approve (the bureau and the commission's team); nothing takes effect without the
working days of consultation; a version in force is replaced, never changed.
"""

from lianjing.domain.machine import CLOCK, SYSTEM, Clock, Machine, Step

DRAFTER, APPROVER = "drafter", "approver"

POWER_VERSION = Machine(
    name="power_version",
    start="draft",
    ends=frozenset({"retired", "dropped"}),
    people=("first_approver",),
    source="product SM12",
    steps=(
        Step(
            "check", "draft", "checked", by=(DRAFTER,), needs=("file_right", "chart_sound", "no_looser", "all_watched")
        ),
        Step("drop", "draft", "dropped", by=(DRAFTER,), needs=("reason",)),
        Step("amend", "checked", "draft", by=(DRAFTER,)),
        Step("consult", "checked", "consulting", by=(DRAFTER,)),
        Step("take_back", "consulting", "draft", by=(DRAFTER,), needs=("reason",)),
        Step("approve", "consulting", "approved_once", by=(APPROVER,), needs=("days_heard", "opinions_answered")),
        Step("send_back", "approved_once", "draft", by=(APPROVER,), needs=("reason",)),
        Step(
            "countersign",
            "approved_once",
            "approved",
            by=(APPROVER,),
            needs=("other_body",),
            other_than=("first_approver",),
        ),
        Step("withdraw", "approved", "draft", by=(APPROVER,), needs=("reason",)),
        Step("take_effect", "approved", "effective", by=(CLOCK,), needs=("day_come",)),
        Step("overtake", "approved", "draft", by=(SYSTEM,), needs=("looser_than_county",)),
        Step("replace", "effective", "retired", by=(SYSTEM,), needs=("newer_version",)),
    ),
    clocks={
        "draft": (Clock("power.draft", calls=DRAFTER),),
        "checked": (Clock("power.consult_within", calls=DRAFTER),),
        "consulting": (Clock("power.consult_days", calls=APPROVER),),
        "approved_once": (Clock("power.countersign", calls=APPROVER),),
        "approved": (Clock("power.take_effect", then="take_effect"),),
        "effective": (Clock("power.look_again", calls=DRAFTER),),
    },
)
