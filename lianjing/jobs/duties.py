"""The duties of the clock, by name. Each takes the moment and returns how many rows it moved."""

from collections.abc import Callable, Mapping
from datetime import datetime

from lianjing.access import calling, figure_entries, work
from lianjing.jobs import notifying, public_log, webhooks
from lianjing.rooms.answering import usecases as answering
from lianjing.rooms.casework.usecases import handing_over, hands, observing, opening, reminding, reviews
from lianjing.rooms.directives.usecases import clocks as directive_clocks
from lianjing.rooms.meetings.usecases import planning, resolutions
from lianjing.rooms.network.usecases import coverage, edges, handover, recusals
from lianjing.rooms.notices.usecases import approving, calendar, course, nothing, preparing
from lianjing.rooms.powers.usecases import lighting, publishing, taking_effect
from lianjing.rooms.redflags import usecases as redflags
from lianjing.rooms.redflags import (
    usecases_flow,
    usecases_health,
    usecases_matching,
    usecases_screened,
    usecases_sealed,
    usecases_transfer,
)
from lianjing.rooms.uploads.usecases import batches, impact, ledgers
from lianjing.rooms.verification import usecases as verification


def _prove(now: datetime) -> int:
    return int(coverage.prove_if_stale(now=now) is not None)


Duties = Mapping[str, Callable[[datetime], int]]
AT_ONCE: Duties = {"coverage.prove": _prove}  # somebody waits for it; asking whether it is due is one query
ALL: Duties = {
    "log.keep": public_log.keep,  # first: what an earlier tick published is in the head of this one
    "log.cosign": public_log.cosign,
    "log.write": public_log.write,
    "work.countersign": work.go_on_without,
    "work.follow": work.follow,
    "recusal.lapse": lambda now: recusals.lapse_recusals(now=now),
    "edge.lapse": lambda now: edges.lapse_edges(now=now),
    "handover.call": handover.call_upper,
    "powers.bring_in": publishing.publish_catalogue,
    "powers.take_effect": taking_effect.take_all_into_force,
    "powers.call": taking_effect.call_those_waited_for,
    "import.lapse": batches.lapse_all,
    "lake.pack": ledgers.pack_all,
    "figures.enter": figure_entries.enter_new,
    "links.match": usecases_matching.match_if_changed,
    "impact.expire": impact.expire_all,
    "models.suspend": usecases_health.suspend_poor,
    "screening.ask": usecases_screened.screen_if_due,
    "powers.light": lighting.light_if_due,
    "powers.ask": usecases_flow.ask_about_flows,
    "questions.move": answering.move_overdue,
    "verification.clock": verification.run_out,
    "redflag.ask": redflags.ask_about_posts,
    "redflag.hands": usecases_sealed.fill_hands,
    "redflag.lapse": redflags.lapse_unanswered,
    "redflag.above": usecases_sealed.name_above_all,
    "redflag.empty": usecases_transfer.empty_all,
    "directive.clock": directive_clocks.run_clocks,
    "meeting.plan": planning.plan_due,
    "meeting.gather": planning.gather_due,
    "meeting.call": planning.call_due,
    "meeting.file": resolutions.file_due,
    "meeting.miss": planning.miss_due,
    "resolution.call": resolutions.call_late,
    "rectification.open": opening.open_all,
    "rectification.hands": observing.name_hands,
    "rectification.watch": observing.watch_all,
    "rectification.remind": reminding.remind_all,
    "rectification.call": observing.call_all,
    "problem.hands": hands.replace_all,
    "problem.hear": handing_over.hear_the_silent,
    "problem.letter": handing_over.settle_letters,
    "problem.lapse": handing_over.lapse_all,
    "problem.stand": reviews.let_all_stand,
    "problem.reviewer": reviews.name_reviewers,
    "problem.empty": handing_over.empty_all,
    "problem.call": handing_over.call_all,
    "disclosure.foresee": calendar.put_on_calendar,
    "disclosure.find": nothing.find_forgotten,
    "disclosure.prepare": preparing.prepare_due,
    "disclosure.publish": approving.publish_due,
    "disclosure.end": course.expire_due,
    "disclosure.lapse": calendar.lapse_due,
    "disclosure.escalate": calendar.escalate,
    "disclosure.archive": course.archive_due,
    "disclosure.settle": nothing.settle_old,
    **AT_ONCE,
    "clocks.call": calling.call_all,  # after all that move something: it sees where things stand now
    "webhooks.tell": webhooks.tell,
    "notices.send": notifying.notify,  # the last: nothing waits for a bot
}
