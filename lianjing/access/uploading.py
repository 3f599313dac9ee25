"""What imports must know past the policy: whether an assessment is in force, who signs one, what waits too long."""

from datetime import date, datetime

from lianjing.access.posts import in_force
from lianjing.access.rulebook import due
from lianjing.domain.authority import GRANTS, Action
from lianjing.domain.orgtree import Rank
from lianjing.records.doors import unscoped
from lianjing.records.models import ImpactAssessment, ImportBatch, Post


def impact_in_force(on: date) -> bool:
    """Return whether an assessment with both signatures counts on `on`; whoever imports need not see its text."""
    rows = unscoped(ImpactAssessment, reason="every import asks whether there is one")
    return rows.filter(state="in_force", in_force_from__lte=on, expires_on__gte=on).exists()


def impact_signers(on: date) -> list[Post]:
    """Return the held head posts that sign assessments, oldest first."""
    roles = [role.value for role, action in GRANTS if action is Action.IMPACT_SIGN]
    rows = unscoped(Post, reason="work goes to whoever signs").filter(role__in=roles, rank=Rank.HEAD.value)
    return list(rows.filter(in_force(on), in_force(on, "holdings__")).order_by("id").distinct())


def expired_assessments(on: date) -> list[ImpactAssessment]:
    """Return the assessments whose last day has passed."""
    rows = unscoped(ImpactAssessment, reason="the clock acts for nobody")
    return list(rows.filter(state="in_force", expires_on__lt=on).order_by("id"))


def stale_batches(now: datetime) -> list[ImportBatch]:
    """Return the batches that nobody accepted in time."""
    rows = unscoped(ImportBatch, reason="the clock acts for nobody").filter(state="checked").order_by("id")
    return [batch for batch in rows if due("intake.accept", batch.received_at) <= now]
