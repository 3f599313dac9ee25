"""A question is not put about one subject for a while: asked for with a reason, agreed to by another, then over."""

from datetime import date, datetime, timedelta

from lianjing.access import reviewing
from lianjing.access.acts import act
from lianjing.access.rulebook import whole
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import ModelException, RedFlag


def _said(result: ModelException, **_: object) -> dict[str, object]:
    return {"model": result.code, "until": result.until.isoformat()}


@act(Action.FLAG_REVIEW, on="flag", facts=_said)
def ask(*, post: Seat, flag: RedFlag, reason: str, until: date, now: datetime) -> ModelException:
    """Ask that the flag's question is not put about its subject until a day; it counts once somebody else agrees.

    Raises RuleBroken: exception_without_reason, exception_too_long (parameter redflag.exception), exception_of_posts
    (a question of the network's own posts is waived by the network), exception_sealed, exception_tied (who may not
    review a question may not silence it).
    """
    if flag.run_id is None:
        raise RuleBroken("exception_of_posts")
    if flag.sealed:
        raise RuleBroken("exception_sealed")
    _require_no_tie(flag, post)
    if not reason.strip():
        raise RuleBroken("exception_without_reason")
    longest = now.date() + timedelta(days=whole("redflag.exception", now))
    if not now.date() < until <= longest:
        raise RuleBroken("exception_too_long", until=until.isoformat(), longest=longest.isoformat())
    made = ModelException(
        flag=flag,
        org=flag.org,
        code=flag.code,
        subject=flag.facts["subject"],
        reason=reason.strip(),
        until=until,
        asked_by_id=post.person_id,
        asked_at=now,
    )
    made.save()
    return made


@act(Action.FLAG_REVIEW, on="exception", facts=_said)
def agree(*, post: Seat, exception: ModelException, now: datetime) -> ModelException:
    """Agree as a second person. Raises RuleBroken: exception_own, exception_tied, exception_over."""
    if exception.asked_by_id == post.person_id:
        raise RuleBroken("exception_own")
    _require_no_tie(exception.flag, post)
    if exception.agreed_at is not None or exception.ended_at is not None or exception.until <= now.date():
        raise RuleBroken("exception_over")
    exception.agreed_by_id, exception.agreed_at = post.person_id, now
    exception.save(update_fields=["agreed_by", "agreed_at"])
    return exception


@act(Action.FLAG_REVIEW, on="exception", facts=_said)
def end(*, post: Seat, exception: ModelException, now: datetime) -> ModelException:
    """End it before its day: the question is put again at the next screening. Raises RuleBroken("exception_over")."""
    if exception.ended_at is not None:
        raise RuleBroken("exception_over")
    exception.ended_at = now
    exception.save(update_fields=["ended_at"])
    return exception


def _require_no_tie(flag: RedFlag, post: Seat) -> None:
    if reviewing.why_not(flag, post.person_id, post.on):
        raise RuleBroken("exception_tied")
