"""What a person does with an item: finish, remind, pass on, return, withdraw, ask for signatures, sign."""

from collections.abc import Sequence
from datetime import datetime

from lianjing.access.acts import act
from lianjing.access.capacities import hand_of, people_of, post_of
from lianjing.access.posts import current_holders
from lianjing.access.rulebook import due_day
from lianjing.access.waiting import still_asked
from lianjing.access.work import ask, countersign, move, settle
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import THE_SYSTEM, Hand, Step
from lianjing.domain.machines.workitem import WORK_ITEM
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Post, WorkItem


@act(Action.WORK_ACT, on="item")
def finish(*, post: Seat, item: WorkItem, outcome: str, now: datetime) -> WorkItem:
    """Close a notice with a word on what came of it; what stands for a step of its record ends by that step alone."""
    facts = ({"outcome"} if outcome.strip() else set()) | (set() if still_asked(item) else {"nothing_waits"})
    step = _take(item, "finish", post, facts)
    return _moved(item, step, post, now, words=outcome)


@act(Action.WORK_REMIND, on="item")
def remind(*, post: Seat, item: WorkItem, now: datetime) -> WorkItem:
    """Remind whoever has the item (reminder), at most once in the county's gap."""
    kept = item.reminded_at is None or now.date() >= due_day("work.remind_gap", item.reminded_at)
    step = _take(item, "remind", post, {"gap_kept"} if kept else set())
    item.reminded_at = now
    item.save(update_fields=["reminded_at"])
    return _moved(item, step, post, now)


@act(Action.WORK_ACT, on="item")
def pass_on(*, post: Seat, item: WorkItem, to: Post, reason: str, now: datetime) -> WorkItem:
    """Give the item to another post of one's own unit , never to somebody recused from its matter."""
    facts = _successor_facts(item, to, now) | ({"reason"} if reason.strip() else set())
    step = _take(item, "pass_on", post, facts)
    return _given(item, step, post, to, reason, now)


@act(Action.WORK_ACT, on="item")
def send_back(*, post: Seat, item: WorkItem, reason: str, now: datetime) -> WorkItem:
    """Return the item to its sender saying what is missing , at most twice."""
    if item.raised_by_id is None:
        raise RuleBroken("no_sender")
    times = item.moves_taken("return")
    step = _take(item, "return", post, {"reason"} if reason.strip() else set(), taken=times)
    return _moved(item, step, post, now, words=reason)


@act(Action.WORK_ACT, on="item")
def send_again(*, post: Seat, item: WorkItem, words: str, now: datetime) -> WorkItem:
    """Send a returned item again, with what was missing."""
    step = _take(item, "send_again", post, {"answer_to_return"} if words.strip() else set())
    return _moved(item, step, post, now, words=words)


@act(Action.WORK_ACT, on="item")
def withdraw(*, post: Seat, item: WorkItem, reason: str, now: datetime) -> WorkItem:
    """Take back an item that one sent ."""
    step = _take(item, "withdraw", post, {"reason"} if reason.strip() else set())
    return _moved(item, step, post, now, words=reason)


@act(Action.WORK_ACT, on="item")
def ask_signatures(*, post: Seat, item: WorkItem, of: Sequence[Post], question: str, now: datetime) -> WorkItem:
    """Ask other posts to countersign  before one finishes."""
    facts = ({"countersigners"} if of else set()) | ({"question"} if question.strip() else set())
    step = _take(item, "ask_countersign", post, facts)
    ask(item, of)
    return _moved(item, step, post, now, words=question)


@act(Action.WORK_ACT, on="item")
def sign(*, post: Seat, item: WorkItem, opinion: str, now: datetime) -> WorkItem:
    """Give one's opinion on an item one was asked to countersign; the last signature gives it back."""
    step = _take(item, "countersign", post, {"opinion"} if opinion.strip() else set())
    missing = countersign(item, post, opinion, now)
    item = _moved(item, step, post, now, words=opinion)
    if not missing:
        gathered = WORK_ITEM.take(item.state, "gather", THE_SYSTEM, facts={"all_signed"})
        settle(item, gathered.dst, now)
        move(item, "gather", now)
    return item


@act(Action.WORK_ACT, on="item")
def stop_signatures(*, post: Seat, item: WorkItem, reason: str, now: datetime) -> WorkItem:
    """Go on without the missing signatures, saying why."""
    step = _take(item, "stop_countersign", post, {"reason"} if reason.strip() else set())
    return _moved(item, step, post, now, words=reason)


def _take(item: WorkItem, name: str, post: Seat, facts: set[str], taken: int = 0) -> Step:
    hand: Hand = hand_of(post, item)
    return WORK_ITEM.take(item.state, name, hand, facts=facts, people=people_of(item, now_on=post.on), taken=taken)


def _moved(item: WorkItem, step: Step, post: Seat, now: datetime, *, words: str = "") -> WorkItem:
    settle(item, step.dst, now)
    move(item, step.name, now, by=post_of(post), words=words)
    return item


def _given(item: WorkItem, step: Step, post: Seat, to: Post, reason: str, now: datetime) -> WorkItem:
    settle(item, step.dst, now)
    item.post, item.path = to, to.org.path
    item.save(update_fields=["post", "path"])
    move(item, step.name, now, by=post_of(post), to=to, words=reason)
    return item


def _successor_facts(item: WorkItem, to: Post, now: datetime) -> set[str]:
    """Return what the machine may know of the next post: that it has a holder, that none of them is recused."""
    holders = current_holders(to, now.date())
    facts = {"successor"} if holders and to.org_id == item.post.org_id and to.pk != item.post_id else set()
    recused = people_of(item, now_on=now.date())["recused"]
    return facts | ({"successor_clear"} if not set(holders) & recused else set())
