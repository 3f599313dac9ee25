"""SM6 directive. Sources: product SM6, N1, N2, D5, S20; domain 7.1, 7.2.

Clocks run against both sides: silence of the receiver is a signature, silence of the issuer an acceptance. A
contest that its issuer leaves undecided goes one level up. It never counts as upheld by itself: the product's table
lets nobody but the issuer withdraw what was issued, and a demand about food or safety must not die of somebody's
silence. While it is contested the receiver owes nothing. What went out for a resolution of the joint meeting is over
with it. The four levels of "doing" are counted from its last day.
"""

from lianjing.domain.machine import CLOCK, SYSTEM, Clock, Machine, Step

ISSUER, RECEIVER, UPPER, LEVEL = "issuer", "receiver", "upper", "level"
PRINCIPAL, LEADER, CHIEF, MEETING = "level_principal", "level_leader", "level_chief", "level_meeting"
_DECIDED = ("reason",)
OWED = ("issued", "contested", "contested_above", "doing")  # issued, and not replied to yet

DIRECTIVE = Machine(
    name="directive",
    start="drafted",
    ends=frozenset({"accepted", "withdrawn"}),
    people=("contester", "replier"),
    source="product SM6",
    stands_in_vacation=True,
    steps=(
        Step("allow", "drafted", "drafted", by=(UPPER,), needs=("reason",)),
        Step(
            "issue",
            "drafted",
            "issued",
            by=(ISSUER,),
            needs=("basis", "receiver_held", "within_burden", "twin_answered"),
        ),
        Step("discard", "drafted", "withdrawn", by=(ISSUER,)),
        Step("lapse", "drafted", "withdrawn", by=(CLOCK,)),
        Step("sign", "issued", "doing", by=(RECEIVER,)),
        Step("sign_by_silence", "issued", "doing", by=(CLOCK,)),
        Step("contest", "issued", "contested", by=(RECEIVER,), needs=("contest_ground",), at_most=1),
        Step("withdraw", "issued", "withdrawn", by=(ISSUER,), needs=("reason",)),
        Step("uphold", "contested", "withdrawn", by=(ISSUER,), other_than=("contester",)),
        Step("overrule", "contested", "doing", by=(ISSUER,), needs=_DECIDED, other_than=("contester",)),
        Step("go_up", "contested", "contested_above", by=(CLOCK,)),
        Step("uphold", "contested_above", "withdrawn", by=(UPPER,), needs=_DECIDED, other_than=("contester",)),
        Step("overrule", "contested_above", "doing", by=(UPPER,), needs=_DECIDED, other_than=("contester",)),
        Step("reply", "doing", "replied", by=(RECEIVER,), needs=("bound_record",)),
        Step(
            "contest",
            "doing",
            "contested",
            by=(RECEIVER,),
            needs=("contest_ground",),
            at_most=1,
            within="directive.contest_window",
        ),
        Step("intervene", "doing", "doing", by=(LEVEL,), needs=("measure", "new_day")),
        Step("withdraw", "doing", "withdrawn", by=(ISSUER,), needs=("reason",)),
        Step("accept", "replied", "accepted", by=(ISSUER,), other_than=("replier",)),
        Step("accept_by_silence", "replied", "accepted", by=(CLOCK,)),
        Step(
            "send_back",
            "replied",
            "doing",
            by=(ISSUER,),
            needs=("what_is_missing",),
            other_than=("replier",),
            at_most=2,
        ),
        *(Step("over", state, "withdrawn", by=(SYSTEM,), needs=("resolution_over",)) for state in OWED),
    ),
    clocks={
        "drafted": (Clock("directive.draft", then="lapse"),),
        "issued": (Clock("directive.sign", then="sign_by_silence"),),
        "contested": (Clock("directive.contest", then="go_up"),),
        "contested_above": (Clock("directive.contest_above", calls=UPPER),),
        "doing": (
            Clock("directive.level_1", calls=PRINCIPAL),
            Clock("directive.level_2", calls=LEADER),
            Clock("directive.level_3", calls=CHIEF),
            Clock("directive.level_4", calls=MEETING),
        ),
        "replied": (Clock("directive.review", then="accept_by_silence"),),
    },
)
LEVELS = (PRINCIPAL, LEADER, CHIEF, MEETING)
