"""What the coverage prover found on a day, and the public draws it used."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class CoverageRun(Table):
    """One run of the prover over the network as of a day."""

    scope = Scope(path="path", actions=frozenset({Action.COVERAGE_READ, Action.COVERAGE_RUN}))

    path = models.CharField(max_length=120)
    as_of = models.DateField()
    ran_at = models.DateTimeField()
    network_sha256 = models.CharField(max_length=64)
    steps = models.IntegerField()
    covered = models.IntegerField()
    seconds = models.FloatField()

    class Meta:
        ordering = ["-id"]


class Supervisor(Table):
    """The proof, one row a step: which post supervises which step of which power at which unit."""

    scope = Scope(path="org__path", actions=frozenset({Action.COVERAGE_READ}))

    run = models.ForeignKey(CoverageRun, on_delete=models.CASCADE, related_name="supervisors")
    org = models.ForeignKey("records.Org", on_delete=models.CASCADE, related_name="step_supervisors")
    power = models.CharField(max_length=20)
    step = models.CharField(max_length=10)
    side = models.CharField(max_length=5)  # upper, peer
    post = models.ForeignKey("records.Post", on_delete=models.CASCADE, related_name="supervised_steps")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["run", "org", "power"], name="supervisor_of_power")]


class Gap(Table):
    """An irreducible set of steps that cannot be covered together, with the reason for each candidate."""

    scope = Scope(path="org__path", actions=frozenset({Action.COVERAGE_READ}))

    run = models.ForeignKey(CoverageRun, on_delete=models.CASCADE, related_name="gaps")
    org = models.ForeignKey("records.Org", on_delete=models.CASCADE, related_name="gaps")
    code = models.CharField(max_length=40)
    side = models.CharField(max_length=5)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]


class Draw(Table):
    """A public draw of peer pairs: seed, term and result, reproducible by anyone (D3)."""

    scope = Scope(path="path", actions=frozenset({Action.NETWORK_READ, Action.DRAW_RUN}))

    path = models.CharField(max_length=120)
    term = models.CharField(max_length=20)
    seed = models.CharField(max_length=200)
    seed_source = models.CharField(max_length=200)
    inputs = models.JSONField()
    pairs = models.JSONField()
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
