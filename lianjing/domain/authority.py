"""Who may do what, and how far: one table of grants, read by the policy, the documents and the tests.

A grant is role x action -> reach. Nothing that is not listed is allowed. Three rules beat every grant:
the recused see nothing of the item (D4), nobody decides about themselves, and a sealed item is open only
to the people named on it (D10). Sources: mission C2, R1-R5; product D4, D5, D8, D10; domain 0.5 and 4.6.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What a signed-in post is in the network. A parent has none: public pages need no account."""

    TEAM_INSPECTOR = "team_inspector"
    BUREAU_CHIEF = "bureau_chief"
    BUREAU_OFFICER = "bureau_officer"
    TOWNSHIP_OFFICER = "township_officer"
    GUIDING_OFFICER = "guiding_officer"
    SECTION_OFFICER = "section_officer"
    GROUP_LEADER = "group_leader"
    GROUP_MEMBER = "group_member"
    PRINCIPAL = "principal"
    CLERK = "clerk"
    TEACHER = "teacher"
    TECH_ADMIN = "tech_admin"


class Action(StrEnum):
    """One verb on one kind of record."""

    NETWORK_READ = "network.read"
    NETWORK_EDIT = "network.edit"
    PERSON_READ = "person.read"
    CONTACT_READ = "contact.read"
    STAFF_IMPORT = "staff.import"
    IMPORT_READ = "import.read"
    LEDGER_IMPORT = "ledger.import"
    HANDOVER_OPEN = "handover.open"
    HANDOVER_READ = "handover.read"
    HANDOVER_SIGN = "handover.sign"
    DECLARATION_WRITE = "declaration.write"
    DECLARATION_READ = "declaration.read"
    RECUSAL_REQUEST = "recusal.request"
    RECUSAL_READ = "recusal.read"
    RECUSAL_DECIDE = "recusal.decide"
    COVERAGE_READ = "coverage.read"
    COVERAGE_RUN = "coverage.run"
    DRAW_RUN = "draw.run"
    FLAG_READ = "flag.read"
    FLAG_READ_SEALED = "flag.read_sealed"
    FLAG_ANSWER = "flag.answer"
    FLAG_REVIEW = "flag.review"
    FLAG_WEIGH = "flag.weigh"
    DANGER_REPORT = "danger.report"
    DANGER_HANDLE = "danger.handle"
    MODEL_KEEP = "model.keep"
    LINK_DECIDE = "link.decide"
    WORK_READ = "work.read"
    WORK_ACT = "work.act"
    WORK_REMIND = "work.remind"
    IMPACT_READ = "impact.read"
    IMPACT_WRITE = "impact.write"
    IMPACT_SIGN = "impact.sign"
    JOURNAL_READ = "journal.read"
    ACCOUNT_MANAGE = "account.manage"
    STORY_READ = "story.read"
    POWER_READ = "power.read"
    POWER_EDIT = "power.edit"
    POWER_APPROVE = "power.approve"
    MATTER_READ = "matter.read"
    MATTER_ACT = "matter.act"
    QUESTION_READ = "question.read"
    QUESTION_ANSWER = "question.answer"
    QUESTION_REVIEW = "question.review"
    MEETING_READ = "meeting.read"
    MEETING_PREPARE = "meeting.prepare"
    MEETING_CHAIR = "meeting.chair"
    RESOLUTION_READ = "resolution.read"
    RESOLUTION_REPORT = "resolution.report"
    RESOLUTION_VERIFY = "resolution.verify"
    QUARTER_READ = "quarter.read"
    QUARTER_COMPARE = "quarter.compare"
    NOTICE_READ = "notice.read"
    NOTICE_PREPARE = "notice.prepare"
    NOTICE_APPROVE = "notice.approve"
    NOTICE_OVERSEE = "notice.oversee"
    DIRECTIVE_DRAFT = "directive.draft"
    DIRECTIVE_READ = "directive.read"
    DIRECTIVE_ACT = "directive.act"
    BURDEN_READ = "burden.read"
    RECTIFY_READ = "rectify.read"
    RECTIFY_ACT = "rectify.act"
    RECTIFY_OPEN = "rectify.open"
    PROBLEM_BEGIN = "problem.begin"
    PROBLEM_HANDLE = "problem.handle"
    PROBLEM_OWN = "problem.own"
    VERIFICATION_ASK = "verification.ask"
    VERIFICATION_READ = "verification.read"
    VERIFICATION_AGREE = "verification.agree"
    VERIFICATION_WATCH = "verification.watch"


class Reach(StrEnum):
    """The five data scopes (D8), from widest to narrowest."""

    COUNTY = "county"  # every unit
    BELOW = "below"  # the post's own unit, the units its edges name, and all below them
    OWN = "own"  # the post's own unit only
    SELF = "self"  # what belongs to this person or this post
    LISTED = "listed"  # the people named on the item


OPENS_SEALED = frozenset({Reach.LISTED, Reach.SELF})  # a sealed item is open to those it names or belongs to
OWN_TOO = frozenset(  # wherever it lies: one's own details, hand-over, ties, reminders, traces (PIPL 44-45, D7, C12)
    # and what one demands or is asked for (D5)
    {
        Action.PERSON_READ,
        Action.CONTACT_READ,
        Action.HANDOVER_READ,
        Action.DECLARATION_READ,
        Action.WORK_REMIND,
        Action.JOURNAL_READ,
        Action.DIRECTIVE_READ,
        Action.BURDEN_READ,
    }
)


@dataclass(frozen=True)
class Seat:
    """The post a person is acting in. `paths` are the units it reaches down from, its own among them."""

    person_id: int
    post_id: int
    role: Role
    own_path: str
    paths: tuple[str, ...]
    on: date


@dataclass(frozen=True)
class Facts:
    """What the policy needs to know of a record. Numbers are person ids, `posts` are post ids.

    alone: whose alone it is of all who hold its posts; empty: everybody's of the post.
    recused: from whom it is kept, by a recusal of it or of what it hangs on, or since that is about them.
    """

    path: str
    owner: frozenset[int] = field(default_factory=frozenset)
    posts: frozenset[int] = field(default_factory=frozenset)
    alone: frozenset[int] = field(default_factory=frozenset)
    about: frozenset[int] = field(default_factory=frozenset)
    listed: frozenset[int] = field(default_factory=frozenset)
    recused: frozenset[int] = field(default_factory=frozenset)
    sealed: bool = False


@dataclass(frozen=True)
class Verdict:
    """An answer with its reason: granted, no_grant, out_of_reach, recused, about_you or sealed."""

    allowed: bool
    reason: str
    reach: Reach | None = None


def verdict(seat: Seat, action: Action, facts: Facts, grants: "Mapping[tuple[Role, Action], Reach]") -> Verdict:
    """Return whether `seat` may take `action` on a record with `facts`, and why."""
    reach = grants.get((seat.role, action))
    if reach is None:
        return Verdict(False, "no_grant")
    if seat.person_id in facts.recused:
        return Verdict(False, "recused", reach)
    if action in OWN_TOO and _within(seat, Reach.SELF, facts):
        return Verdict(True, "granted", Reach.SELF)
    if facts.sealed and reach not in OPENS_SEALED:
        return Verdict(False, "sealed", reach)
    if seat.person_id in facts.about and reach is not Reach.SELF:
        return Verdict(False, "about_you", reach)
    allowed = _within(seat, reach, facts)
    return Verdict(allowed, "granted" if allowed else "out_of_reach", reach)


def reaches(seat: Seat, action: Action, facts: Facts) -> bool:
    """Return whether the published table of grants lets `seat` take `action` on a record with `facts`."""
    return verdict(seat, action, facts, GRANTS).allowed


def _within(seat: Seat, reach: Reach, facts: Facts) -> bool:
    match reach:
        case Reach.COUNTY:
            return True
        case Reach.BELOW:
            return any(facts.path.startswith(path) for path in seat.paths)
        case Reach.OWN:
            return facts.path == seat.own_path
        case Reach.SELF:
            of_post = seat.post_id in facts.posts and seat.person_id in (facts.alone or {seat.person_id})
            return seat.person_id in facts.owner or of_post
        case Reach.LISTED:
            return seat.person_id in facts.listed


STAFF: tuple[Role, ...] = tuple(role for role in Role if role is not Role.TECH_ADMIN)


def _grants() -> dict[tuple[Role, Action], Reach]:
    rows: list[tuple[Action, Reach, tuple[Role, ...]]] = [
        (action, reach, roles) for action, reach_roles in _TABLE.items() for reach, roles in reach_roles.items()
    ]
    table: dict[tuple[Role, Action], Reach] = {}
    for action, reach, roles in rows:
        for role in roles:
            if (role, action) in table:
                raise ValueError(f"two reaches for {role} {action}")
            table[role, action] = reach
    return table


_TEAM, _CHIEF, _OFFICE = Role.TEAM_INSPECTOR, Role.BUREAU_CHIEF, Role.BUREAU_OFFICER
_TOWNSHIP, _GUIDING, _SECTION = Role.TOWNSHIP_OFFICER, Role.GUIDING_OFFICER, Role.SECTION_OFFICER
_LEADER, _MEMBER, _PRINCIPAL = Role.GROUP_LEADER, Role.GROUP_MEMBER, Role.PRINCIPAL
_CLERK, _TEACHER, _TECH = Role.CLERK, Role.TEACHER, Role.TECH_ADMIN

_TABLE: dict[Action, dict[Reach, tuple[Role, ...]]] = {
    Action.NETWORK_READ: {Reach.COUNTY: (*STAFF, _TECH)},
    Action.NETWORK_EDIT: {Reach.BELOW: (_OFFICE,), Reach.OWN: (_TEAM,)},
    Action.PERSON_READ: {
        Reach.COUNTY: (_TEAM,),
        Reach.BELOW: (_CHIEF, _OFFICE, _TOWNSHIP, _LEADER, _MEMBER),
        Reach.OWN: (_SECTION, _GUIDING, _PRINCIPAL, _CLERK),
        Reach.SELF: (_TEACHER,),
    },
    Action.CONTACT_READ: {
        Reach.BELOW: (_OFFICE, _LEADER),
        Reach.OWN: (_PRINCIPAL, _CLERK),
        Reach.SELF: (_TEAM, _CHIEF, _TOWNSHIP, _GUIDING, _SECTION, _MEMBER, _TEACHER),
    },
    Action.STAFF_IMPORT: {Reach.BELOW: (_OFFICE, _LEADER), Reach.OWN: (_TEAM, _PRINCIPAL, _CLERK)},
    Action.IMPORT_READ: {Reach.BELOW: (_OFFICE, _LEADER), Reach.OWN: (_TEAM, _PRINCIPAL, _CLERK)},
    Action.LEDGER_IMPORT: {Reach.BELOW: (_OFFICE, _LEADER), Reach.OWN: (_PRINCIPAL, _CLERK)},
    Action.HANDOVER_OPEN: {Reach.BELOW: (_OFFICE, _LEADER), Reach.OWN: (_TEAM, _PRINCIPAL)},
    Action.HANDOVER_READ: {
        Reach.COUNTY: (_TEAM,),
        Reach.BELOW: (_CHIEF, _OFFICE, _LEADER),
        Reach.OWN: (_PRINCIPAL,),
        Reach.SELF: (_TOWNSHIP, _GUIDING, _SECTION, _MEMBER, _CLERK, _TEACHER, _TECH),
    },
    Action.HANDOVER_SIGN: {Reach.SELF: (*STAFF, _TECH)},
    Action.DECLARATION_WRITE: {Reach.SELF: STAFF},
    Action.DECLARATION_READ: {
        Reach.COUNTY: (_TEAM,),
        Reach.BELOW: (_OFFICE,),  # a leader who decides on a recusal is shown the one tie in question, there
        Reach.SELF: (_CHIEF, _TOWNSHIP, _GUIDING, _SECTION, _LEADER, _MEMBER, _PRINCIPAL, _CLERK, _TEACHER),
    },
    Action.RECUSAL_REQUEST: {Reach.SELF: STAFF},
    Action.RECUSAL_READ: {Reach.COUNTY: (_TEAM,), Reach.BELOW: (_OFFICE, _LEADER)},
    Action.RECUSAL_DECIDE: {Reach.COUNTY: (_TEAM,), Reach.BELOW: (_OFFICE, _LEADER)},
    Action.COVERAGE_READ: {
        Reach.COUNTY: (_TEAM, _CHIEF, _OFFICE, _SECTION, _GUIDING),
        Reach.BELOW: (_TOWNSHIP, _LEADER, _MEMBER),
        Reach.OWN: (_PRINCIPAL, _CLERK, _TEACHER),
    },
    Action.COVERAGE_RUN: {Reach.COUNTY: (_TEAM, _OFFICE)},
    Action.DRAW_RUN: {Reach.COUNTY: (_TEAM, _OFFICE)},
    Action.FLAG_READ: {
        Reach.COUNTY: (_TEAM,),
        Reach.BELOW: (_OFFICE, _TOWNSHIP, _LEADER),
        Reach.OWN: (_PRINCIPAL, _CLERK),
    },
    Action.FLAG_READ_SEALED: {Reach.LISTED: (_TEAM, _OFFICE, _LEADER)},
    Action.FLAG_ANSWER: {Reach.OWN: (_CLERK,)},
    Action.FLAG_REVIEW: {Reach.COUNTY: (_TEAM,), Reach.BELOW: (_OFFICE, _LEADER)},
    Action.FLAG_WEIGH: {Reach.LISTED: (_TEAM, _OFFICE)},
    Action.DANGER_REPORT: {  # whoever works with children must report (L15 art. 11), whatever their post
        Reach.COUNTY: (_TEAM, _SECTION),
        Reach.BELOW: (_CHIEF, _OFFICE, _TOWNSHIP, _LEADER, _MEMBER),
        Reach.OWN: (_PRINCIPAL, _CLERK, _TEACHER),
    },
    Action.DANGER_HANDLE: {Reach.COUNTY: (_TEAM,), Reach.BELOW: (_OFFICE, _LEADER), Reach.OWN: (_PRINCIPAL,)},
    Action.MODEL_KEEP: {Reach.COUNTY: (_TEAM, _OFFICE)},
    Action.LINK_DECIDE: {Reach.LISTED: (_TEAM, _OFFICE)},
    Action.WORK_READ: {Reach.SELF: (*STAFF, _TECH)},
    Action.WORK_ACT: {Reach.SELF: (*STAFF, _TECH)},
    Action.WORK_REMIND: {
        Reach.COUNTY: (_TEAM,),
        Reach.BELOW: (_CHIEF, _OFFICE, _LEADER),
        Reach.SELF: (_TOWNSHIP, _GUIDING, _SECTION, _MEMBER, _PRINCIPAL, _CLERK, _TEACHER, _TECH),
    },
    Action.IMPACT_READ: {Reach.COUNTY: (_TEAM, _CHIEF, _OFFICE, _TECH)},
    Action.IMPACT_WRITE: {Reach.COUNTY: (_TEAM, _CHIEF, _OFFICE)},
    Action.IMPACT_SIGN: {Reach.COUNTY: (_TEAM, _CHIEF)},
    Action.JOURNAL_READ: {
        Reach.COUNTY: (_TEAM,),
        Reach.BELOW: (_CHIEF, _OFFICE, _LEADER),
        Reach.SELF: (_TOWNSHIP, _GUIDING, _SECTION, _MEMBER, _PRINCIPAL, _CLERK, _TEACHER, _TECH),
    },
    Action.ACCOUNT_MANAGE: {Reach.COUNTY: (_TECH,)},
    Action.STORY_READ: {Reach.COUNTY: (*STAFF, _TECH)},
    Action.POWER_READ: {Reach.COUNTY: (*STAFF, _TECH)},
    Action.POWER_EDIT: {Reach.BELOW: (_OFFICE,), Reach.OWN: (_PRINCIPAL, _CLERK)},
    Action.POWER_APPROVE: {Reach.COUNTY: (_TEAM, _CHIEF)},
    Action.MATTER_READ: {
        Reach.COUNTY: (_TEAM, _SECTION),
        Reach.BELOW: (_CHIEF, _OFFICE, _TOWNSHIP, _LEADER, _MEMBER),
        Reach.OWN: (_PRINCIPAL, _CLERK, _TEACHER),
    },
    Action.MATTER_ACT: {
        Reach.COUNTY: (_SECTION,),
        Reach.BELOW: (_OFFICE, _LEADER),
        Reach.OWN: (_PRINCIPAL, _CLERK, _TEACHER),
    },
    Action.QUESTION_READ: {
        Reach.COUNTY: (_TEAM,),
        Reach.BELOW: (_CHIEF, _OFFICE, _LEADER, _MEMBER),
        Reach.OWN: (_PRINCIPAL, _CLERK),
    },
    Action.QUESTION_ANSWER: {Reach.OWN: (_PRINCIPAL, _CLERK)},
    Action.QUESTION_REVIEW: {Reach.BELOW: (_OFFICE, _LEADER)},
    Action.MEETING_READ: {Reach.COUNTY: (_TEAM, _CHIEF, _OFFICE)},
    Action.MEETING_PREPARE: {Reach.COUNTY: (_TEAM, _CHIEF, _OFFICE)},
    Action.MEETING_CHAIR: {Reach.COUNTY: (_TEAM, _CHIEF)},
    Action.RESOLUTION_READ: {
        Reach.COUNTY: (_TEAM, _CHIEF, _OFFICE),
        Reach.OWN: (_TOWNSHIP, _GUIDING, _SECTION, _LEADER, _PRINCIPAL),
    },
    Action.RESOLUTION_REPORT: {Reach.OWN: (_TEAM, _CHIEF, _OFFICE, _TOWNSHIP, _GUIDING, _SECTION, _LEADER, _PRINCIPAL)},
    Action.RESOLUTION_VERIFY: {Reach.COUNTY: (_TEAM, _CHIEF, _OFFICE)},
    Action.QUARTER_READ: {
        Reach.COUNTY: (_TEAM, _CHIEF, _OFFICE),
        Reach.BELOW: (_LEADER,),
        Reach.OWN: (_PRINCIPAL,),
    },
    Action.QUARTER_COMPARE: {Reach.COUNTY: (_TEAM, _CHIEF, _OFFICE), Reach.BELOW: (_LEADER,)},
    Action.NOTICE_READ: {
        Reach.COUNTY: (_TEAM, _SECTION),
        Reach.BELOW: (_CHIEF, _OFFICE, _TOWNSHIP, _LEADER, _MEMBER),
        Reach.OWN: (_PRINCIPAL, _CLERK, _TEACHER),
    },
    Action.NOTICE_PREPARE: {Reach.OWN: (_CLERK,)},
    Action.NOTICE_APPROVE: {Reach.OWN: (_PRINCIPAL,)},
    Action.NOTICE_OVERSEE: {Reach.COUNTY: (_TEAM,), Reach.BELOW: (_OFFICE, _LEADER)},
    Action.DIRECTIVE_DRAFT: {Reach.COUNTY: (_TEAM, _SECTION), Reach.BELOW: (_CHIEF, _OFFICE, _LEADER)},
    Action.DIRECTIVE_READ: {
        Reach.COUNTY: (_TEAM,),
        Reach.BELOW: (_CHIEF, _OFFICE, _LEADER),
        Reach.OWN: (_PRINCIPAL,),
        Reach.SELF: (_TOWNSHIP, _GUIDING, _SECTION, _MEMBER, _CLERK),  # what they issued, received or were called for
    },
    Action.DIRECTIVE_ACT: {Reach.SELF: tuple(role for role in STAFF if role is not _TEACHER)},
    Action.BURDEN_READ: {Reach.COUNTY: (_TEAM,), Reach.BELOW: (_CHIEF, _OFFICE), Reach.SELF: (_SECTION, _LEADER)},
    Action.RECTIFY_READ: {
        Reach.COUNTY: (_TEAM,),
        Reach.BELOW: (_CHIEF, _OFFICE, _TOWNSHIP, _LEADER),
        Reach.OWN: (_PRINCIPAL, _CLERK),
        Reach.SELF: (_SECTION, _MEMBER),  # as far as their post is named on it
    },
    Action.RECTIFY_ACT: {  # whoever the rectification names, each as what it names them
        Reach.SELF: (_TEAM, _CHIEF, _OFFICE, _SECTION, _LEADER, _MEMBER, _PRINCIPAL, _CLERK)
    },
    Action.RECTIFY_OPEN: {  # a child is in danger: whoever reads of it, at once (G15)
        Reach.COUNTY: (_TEAM,),
        Reach.BELOW: (_OFFICE, _LEADER),
        Reach.OWN: (_PRINCIPAL,),
    },
    Action.PROBLEM_BEGIN: {Reach.COUNTY: (_TEAM,), Reach.BELOW: (_OFFICE,)},
    Action.PROBLEM_HANDLE: {Reach.LISTED: (_TEAM, _OFFICE, _CHIEF)},
    Action.PROBLEM_OWN: {Reach.SELF: STAFF},
    Action.VERIFICATION_ASK: {Reach.COUNTY: (_TEAM,), Reach.BELOW: (_OFFICE,)},
    Action.VERIFICATION_READ: {Reach.LISTED: (_TEAM, _OFFICE, _CHIEF)},
    Action.VERIFICATION_AGREE: {Reach.COUNTY: (_TEAM, _CHIEF)},
    Action.VERIFICATION_WATCH: {Reach.COUNTY: (_TEAM, _CHIEF)},  # who looked at whom: numbers and names, no rows
}

GRANTS: Mapping[tuple[Role, Action], Reach] = _grants()
