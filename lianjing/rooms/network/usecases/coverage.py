"""The coverage proof of the network: stored, made stale by every change, made again (D2, D6)."""

from datetime import datetime

from lianjing.access import network, proof
from lianjing.access.acts import act, act_of
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import CoverageRun, Org
from lianjing.rooms.network import proving
from lianjing.rooms.network.proving import Proven


@act(Action.COVERAGE_RUN, on="county")
def run(*, post: Seat, county: Org, proven: Proven, now: datetime) -> CoverageRun:
    """Store the proof that `proving.prove` made for today."""
    return _stored(proven, now)


def prove_if_stale(*, now: datetime) -> CoverageRun | None:
    """Make the proof anew if the network has changed since the newest one, or there is none; else return None."""
    last = proof.newest()
    if last is not None and last.stale_since is None and last.as_of == now.date():
        return None
    if not proof.roots():
        return None
    try:
        return _by_clock(proven=proving.prove(now), last=last, now=now)
    except RuleBroken as refusal:
        if refusal.code != "somebody_was_faster":
            raise
        return None


@act_of("clock", on="result")
def _by_clock(*, proven: Proven, last: CoverageRun | None, now: datetime) -> CoverageRun:
    """Store a proof, unless another worker has made one meanwhile."""
    if not proof.still_newest(last):
        raise RuleBroken("somebody_was_faster")
    return _stored(proven, now)


def _stored(proven: Proven, now: datetime) -> CoverageRun:
    """Write the rows; a network that changed while the proof was made leaves it stale, and the worker looks again."""
    made = proven.run
    if network.fingerprint(network.history(), made.as_of) != made.network_sha256:
        made.stale_since = now
    return proof.store(made, proven.cells, proven.supervisors, proven.gaps)
