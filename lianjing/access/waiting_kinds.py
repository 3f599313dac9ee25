"""Which table holds the items of each machine, and who serves its clocks: one line a machine, read by the clock,
by the desks and by the tests that nothing waits without a clock.

`steps` names the duty that takes each step of the clock; `calls` the duty that calls whoever a clock calls: the one
of every machine, `clocks.call`, unless the room has its own.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from lianjing.access import notice_slots, pausing, question_clock, reviewing
from lianjing.domain.authority import Action
from lianjing.domain.machine import SYSTEM, Machine
from lianjing.domain.machines import ALL
from lianjing.domain.pauses import Standstill
from lianjing.records import models as m
from lianjing.records.base import Table
from lianjing.records.doors import unscoped

CALLS_ALL = "clocks.call"


@dataclass(frozen=True)
class Kind:
    """One machine's items.

    read: who may see an item. page: the name of its page, which takes the key; "" when it has none of its own.
    since: when the item came into its state, None when only the clock noticed. due: for a state, the column with its
    last day or moment, or what finds it; elsewhere the parameter of the clock counts. standstill: what may stop its
    clock. barred: whether none of the people may be called.
    """

    machine: Machine
    table: type[Table]
    read: Action
    page: str
    steps: Mapping[str, str] = field(default_factory=dict)
    calls: str = CALLS_ALL
    due: Mapping[str, str | Callable[[Any], date | None]] = field(default_factory=dict)
    since: Callable[[Any], datetime | None] = lambda _record: None
    standstill: Callable[[Any], Standstill] = pausing.standstill_of
    barred: Callable[[Any, Iterable[int], date], bool] = lambda _record, _people, _on: False

    @property
    def name(self) -> str:
        """Return the machine's name."""
        return self.machine.name

    @property
    def table_name(self) -> str:
        """Return how recusals and work items name the table."""
        return self.table._meta.model_name or ""

    def said(self, record: Any) -> date | datetime | None:
        """Return the last day or moment that an item names for its state itself, None where a parameter counts."""
        named = self.due.get(record.__dict__["state"])
        found: date | datetime | None = named(record) if callable(named) else getattr(record, named) if named else None
        return found

    @property
    def watched(self) -> tuple[str, ...]:
        """Return the states in which a clock calls a person; elsewhere the clock takes a step, or the system acts."""
        return tuple(
            state
            for state in self.machine.states
            if any(clock.calls not in (None, SYSTEM) for clock in self.machine.clocks_of(state))
        )


def _moved(flag: Any) -> datetime | None:
    moment: datetime | None = flag.moved_at or (flag.answered_at if flag.state == "answered" else None)
    return moment


def _hangs_until(slot: Any) -> date | None:
    """Return the last day of the version that hangs: days of objections and their askers, or years of showing."""
    up = notice_slots.current(slot)
    if up is None or up.ends_on is None or slot.kind != "notice":
        return up.ends_on if up else None
    askers = (one.due_on for one in question_clock.open_objections(slot.pk))
    return max((up.ends_on, *(day for day in askers if day is not None)))


def _all_tied(flag: Any, people: Iterable[int], on: date) -> bool:
    """Return whether ties keep all the people from a review; of a danger to a child everybody above may hear."""
    return flag.state in ("answered", "overdue") and reviewing.all_tied(flag, people, on)


def _entered(record: Any) -> datetime:
    moment: datetime = record.entered_at
    return moment


def _last_step(matter: Any) -> datetime:
    """Return when something was last written down in a matter: it is idle from then on."""
    rows = (
        unscoped(m.MatterEvent, reason="a clock runs for every item alike")
        .filter(matter=matter)
        .order_by("-recorded_at")
    )
    found: datetime | None = rows.values_list("recorded_at", flat=True).first()
    return found or matter.opened_at


def _since(directive: Any) -> datetime:
    moment: datetime = directive.waits_since
    return moment


_KINDS = (
    Kind(
        ALL["red_flag"],
        m.RedFlag,
        Action.FLAG_READ,
        "redflags:flag",
        steps={"lapse": "redflag.lapse"},
        due={"self_check": "due_on", "answered": "due_on", "overdue": "due_on", "sealed": "due_on"},
        since=_moved,
        barred=_all_tied,
    ),
    Kind(
        ALL["recusal"],
        m.Recusal,
        Action.RECUSAL_READ,
        "network:recusal",
        steps={"recuse_by_silence": "recusal.lapse"},
        due={"raised": "due_at"},
    ),
    Kind(
        ALL["work_item"],
        m.WorkItem,
        Action.WORK_REMIND,
        "worklist:item",
        steps={"go_on_without": "work.countersign"},
        due={"open": "due_on", "countersigning": "due_on"},
        since=lambda item: item.opened_at if item.state == "open" else None,
    ),
    Kind(
        ALL["intake_batch"],
        m.ImportBatch,
        Action.IMPORT_READ,
        "uploads:batch",
        steps={"give_up": "import.lapse", "expire": "import.lapse"},
        since=lambda batch: batch.received_at,
    ),
    Kind(
        ALL["handover"],
        m.Handover,
        Action.HANDOVER_READ,
        "network:handover",
        calls="handover.call",
        due={"opened": "due_at", "listed": "due_at", "signed_out": "due_at"},
    ),
    Kind(
        ALL["impact"],
        m.ImpactAssessment,
        Action.IMPACT_READ,
        "uploads:assessment",
        steps={"expire": "impact.expire"},
        due={"in_force": "expires_on"},
        since=lambda one: one.first_signed_at if one.state == "signed_once" else one.drafted_at,
    ),
    Kind(
        ALL["edge_change"],
        m.EdgeChange,
        Action.NETWORK_READ,
        "",
        steps={"lapse": "edge.lapse"},
        due={"proposed": "due_at"},
    ),
    Kind(
        ALL["power_version"],
        m.PowerVersion,
        Action.POWER_READ,
        "powers:version",
        steps={"take_effect": "powers.take_effect"},
        calls="powers.call",
        due={"consulting": "heard_until"},
        since=lambda one: one.approved_at or one.first_approved_at or one.drafted_at,
    ),
    Kind(ALL["matter"], m.Matter, Action.MATTER_READ, "powers:matter", since=_last_step),
    Kind(
        ALL["rectification"],
        m.Rectification,
        Action.RECTIFY_READ,
        "casework:rectification",
        steps={"close": "rectification.watch", "relapse": "rectification.watch"},
        calls="rectification.call",
        due={state: "due_on" for state in ALL["rectification"].clocks},
        since=_entered,
    ),
    Kind(
        ALL["problem"],
        m.Problem,
        Action.PROBLEM_HANDLE,
        "casework:problem",
        steps={
            "days_over": "problem.hear",
            "letter_alone": "problem.letter",
            "stand": "problem.stand",
            "lapse": "problem.lapse",
        },
        calls="problem.call",
        due={state: "due_on" for state in ALL["problem"].clocks},
        since=_entered,
    ),
    Kind(
        ALL["directive"],
        m.Directive,
        Action.DIRECTIVE_READ,
        "directives:directive",
        steps={step: "directive.clock" for step in ("lapse", "sign_by_silence", "go_up", "accept_by_silence")},
        calls="directive.clock",
        due={state: "waits_until" for state in ALL["directive"].clocks},
        since=lambda one: one.waits_since,
    ),
    Kind(
        ALL["meeting"],
        m.Meeting,
        Action.MEETING_READ,
        "meetings:meeting",
        steps={"miss": "meeting.miss"},
        calls="meeting.call",
    ),
    Kind(
        ALL["resolution"],
        m.Resolution,
        Action.RESOLUTION_READ,
        "meetings:resolution",
        calls="resolution.call",
        due={"doing": "due_on"},
    ),
    Kind(
        ALL["disclosure"],
        m.Disclosure,
        Action.NOTICE_READ,
        "notices:slot",
        steps={
            "lapse": "disclosure.lapse",
            "settle": "disclosure.settle",
            "publish": "disclosure.publish",
            "expire": "disclosure.end",
            "archive": "disclosure.archive",
        },
        calls="disclosure.escalate",
        due={"scheduled": "due_on", "published": _hangs_until, "corrected": _hangs_until},
        since=lambda one: one.since,
        standstill=pausing.of_slot,
    ),
    Kind(
        ALL["objection"],
        m.PublicQuestion,
        Action.QUESTION_READ,
        "answering:question",
        steps={"assign_by_clock": "questions.move", "lapse": "questions.move", "silence": "questions.move"},
        calls="questions.move",
        due=dict.fromkeys(("filed", "answering", "answered", "reviewing", "upheld"), "due_on"),
        standstill=pausing.of_question,
    ),
    Kind(
        ALL["verification"],
        m.Verification,
        Action.VERIFICATION_READ,
        "verification:file",
        steps={"lapse": "verification.clock", "expire": "verification.clock"},
        due={"asked": "due_on", "open": "due_on"},
        since=_entered,
    ),
)

_BESIDE_A_PROBLEM = ("problem_to_sign", "problem_away_to_decide")

# What a person must do in a state, as codes of `ui/wording/work.py`: every human step is on the work list (C12), and
# nobody strikes it off while the record waits for it. A child in danger is no mere notice to anybody.
WORK: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "red_flag": {
            "sealed": ("flag_to_weigh", "flag_to_sign"),
            "danger": ("danger_to_child", "flag_danger_late", "waits_too_long", "rectification_unopened"),
            "to_rectify": ("rectification_unopened",),
            "self_check": ("flag_to_answer",),
            "overdue": ("flag_unanswered",),
            "answered": ("flag_to_review", "flag_to_countersign"),
        },
        "recusal": {"raised": ("recusal_to_decide",), "recused": ("recusal_to_replace",)},
        "work_item": {},
        "intake_batch": {"checked": ("import_to_mend", "import_to_accept")},
        "handover": {
            "opened": ("vacancy",),
            "listed": ("handover_to_sign_out",),
            "signed_out": ("handover_to_sign_in",),
        },
        "impact": {"signed_once": ("impact_to_sign",)},
        "edge_change": {"proposed": ("edge_to_confirm",)},
        "power_version": {
            "draft": ("power_to_mend", "power_to_go_on"),
            "checked": ("power_to_go_on",),
            "consulting": ("power_to_answer", "power_to_approve"),
            "approved_once": ("power_to_approve",),
            "effective": ("power_to_look_at",),
        },
        "matter": {"running": ("matter_step", "matter_confirm")},
        "rectification": {
            "opened": ("rectification_to_plan", "rectification_to_void"),
            "planned": ("rectification_to_agree",),
            "doing": ("rectification_to_do",),
            "submitted": ("rectification_to_accept",),
            "observing": ("rectification_to_look_back", "rectification_to_end", "rectification_to_agree_end"),
        },
        "problem": {
            "begun": ("problem_to_tell", *_BESIDE_A_PROBLEM),
            "told": ("own_matter", *_BESIDE_A_PROBLEM),
            "heard": ("problem_to_weigh", *_BESIDE_A_PROBLEM),
            "weighed": ("problem_to_decide", *_BESIDE_A_PROBLEM),
            "decided": ("problem_to_serve", "problem_away_to_decide"),
            "served": ("own_matter",),
            "in_effect": ("own_matter",),
            "reviewing": ("problem_to_review",),
        },
        "directive": {
            "issued": ("directive_to_sign",),
            "contested": ("directive_to_decide",),
            "contested_above": ("directive_to_decide",),
            "doing": ("directive_to_do",),
            "replied": ("directive_to_review",),
            "drafted": ("directive_to_allow",),
        },
        "meeting": {
            "planned": ("meeting_to_fix",),
            "collecting": ("meeting_to_view", "meeting_to_prepare"),
            "papers": ("meeting_to_open",),
            "session": ("meeting_to_draft",),
            "minutes": ("meeting_to_sign",),
        },
        "resolution": {"doing": ("resolution_to_do",), "reported": ("resolution_to_verify",)},
        "disclosure": {
            "scheduled": ("notice_again",),
            "prepared": ("notice_to_send", "notice_to_approve"),
            "blocked": ("notice_blocked",),
            "overdue": ("notice_overdue",),
            "nothing": ("nothing_to_confirm",),
        },
        "verification": {"asked": ("verification_to_agree",)},
        "objection": {
            "filed": ("question_to_look",),
            "answering": ("question_to_answer",),
            "reviewing": ("question_to_review",),
            "upheld": ("question_to_put_right",),
        },
    }
)
# What waits in a state and may be left all the same: a person may keep silent, a year may pass with nothing to change.
MAY_BE_LEFT = frozenset({"own_matter", "power_to_look_at"})
KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _KINDS})
BY_TABLE: Mapping[str, Kind] = MappingProxyType({kind.table_name: kind for kind in KINDS.values()})
