"""What the clock does with versions of powers: takes them into force, retires the old ones, calls who is waited for.

Matters that run stay on the version they began with (K4): nothing here touches them.
"""

from datetime import datetime, timedelta

from lianjing.access import power_drafts, power_exams, powers, public_entries, rulebook, states
from lianjing.access.acts import act_of
from lianjing.access.matters import bureau
from lianjing.domain.machine import THE_CLOCK, THE_SYSTEM
from lianjing.domain.machines.power_version import POWER_VERSION
from lianjing.domain.worktime import china_day
from lianjing.records.models import PowerVersion
from lianjing.rooms.powers.calling import call


def take_all_into_force(now: datetime) -> int:
    """Take into force what is approved and due, or give it back where the county overtook it; return how many."""
    due = [row for row in power_drafts.in_state(["approved"]) if _has_come(row, now)]
    return states.each(due, lambda row: (give_back if _loose(row, now) else take_into_force)(version=row, now=now))


def _has_come(version: PowerVersion, now: datetime) -> bool:
    """Return whether its first day has come, and the days between approval and effect are over."""
    if version.approved_at is None or version.first_day is None:
        return False
    return now.date() >= max(version.first_day, rulebook.due_day("power.take_effect", version.approved_at))


def _loose(version: PowerVersion, now: datetime) -> bool:
    """Return whether a school's version is looser than what the county has put in force since it was checked."""
    county = power_exams.county_item(version, now.date())
    exam = power_exams.examine(powers.compiled(version).item, version.sha256, county)
    return "no_looser" not in exam.facts()


@act_of("clock", on="version")
def take_into_force(*, version: PowerVersion, now: datetime) -> PowerVersion:
    """Take an approved version into force today; the unit's older one ends yesterday.

    A county's version also ends the schools' own ones that have become looser than it.
    """
    step = POWER_VERSION.take(version.state, "take_effect", THE_CLOCK, facts={"day_come"})
    old = power_drafts.effective(version.item, version.org)
    if old is not None:
        _retire(old, now, "")
    version.state, version.first_day = step.dst, max(version.first_day or now.date(), now.date())
    states.swap(version, "approved")
    public_entries.enter_power(version, now)
    keeper = bureau()
    if keeper is not None and version.org_id == keeper.pk:
        for own in power_drafts.own_versions(version.item, keeper):
            if _loose(own, now):
                _retire(own, now, "looser_than_county")
    return version


@act_of("clock", on="version")
def give_back(*, version: PowerVersion, now: datetime) -> PowerVersion:
    """Give a school's approved version back to its drafter: what the county has put in force since is stricter."""
    step = POWER_VERSION.take(version.state, "overtake", THE_SYSTEM, facts={"looser_than_county"})
    version.closed_reason = "looser_than_county"
    power_drafts.move(version, step.dst, now)
    call(version, "power_to_mend", power_drafts.drafters(version, now.date()), now)
    return version


def _retire(old: PowerVersion, now: datetime, reason: str) -> None:
    step = POWER_VERSION.take(old.state, "replace", THE_SYSTEM, facts={"newer_version"})
    was, old.state = old.state, step.dst
    old.last_day, old.closed_reason = now.date() - timedelta(days=1), reason
    states.swap(old, was)
    if reason:
        call(old, "power_to_mend", power_drafts.drafters(old, now.date()), now)


def call_those_waited_for(now: datetime) -> int:
    """Put versions whose time is up on the lists of those who are to act on them; return how many were due."""
    called = 0
    for version in power_drafts.in_state(["draft", "checked", "consulting", "approved_once", "effective"]):
        code, posts = _waited_for(version, now)
        if posts:
            call(version, code, posts, now)
            called += 1
    return called


def _waited_for(version: PowerVersion, now: datetime) -> tuple[str, list[int]]:
    """Return what is to be done about a version, and by which posts; no posts when nobody is waited for."""
    match version.state:
        case "draft" | "checked":
            clock = "power.draft" if version.state == "draft" else "power.consult_within"
            due = now >= rulebook.due(clock, version.drafted_at)
            return "power_to_go_on", power_drafts.drafters(version, now.date()) if due else []
        case "consulting" if version.heard_until and now.date() > version.heard_until:
            if power_drafts.unanswered(version):
                return "power_to_answer", power_drafts.drafters(version, now.date())
            return "power_to_approve", [post.pk for post in power_drafts.approvers(now).values()]
        case "approved_once" if version.first_approver_id and version.first_approved_at:
            theirs = power_drafts.bodies_of(version.first_approver_id, china_day(version.first_approved_at))
            return "power_to_approve", [p.pk for body, p in power_drafts.approvers(now).items() if body not in theirs]
        case "effective" if version.approved_at and now >= rulebook.due("power.look_again", version.approved_at):
            return "power_to_look_at", power_drafts.drafters(version, now.date())
    return "", []
