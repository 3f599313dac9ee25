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
    stale_since = models.DateTimeField(null=True, blank=True)  # the network has changed since

    class Meta:
        ordering = ["-id"]


class CoverageCell(Table):
    """How many steps of one area of powers a unit has, and how many of them are supervised from both sides."""

    scope = Scope(path="org__path", actions=frozenset({Action.COVERAGE_READ}))

    run = models.ForeignKey(CoverageRun, on_delete=models.CASCADE, related_name="cells")
    org = models.ForeignKey("records.Org", on_delete=models.CASCADE, related_name="coverage_cells")
    area = models.CharField(max_length=4)
    steps = models.IntegerField()
    covered = models.IntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "org", "area"], name="coverage_cell_once"),
            models.CheckConstraint(condition=models.Q(covered__lte=models.F("steps")), name="cell_covers_its_steps"),
        ]


class Supervisor(Table):
    """The proof, one row a step and side, of the newest run: which post supervises which step at which unit."""

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
    """A public draw of peer pairs, reproducible by anyone (D3): inputs and the seed's source are fixed first,
    the seed comes later, from a lottery that nobody here can steer."""

    scope = Scope(path="path", actions=frozenset({Action.NETWORK_READ, Action.DRAW_RUN}))

    path = models.CharField(max_length=120)
    term = models.CharField(max_length=20)
    seed = models.CharField(max_length=200, blank=True)
    seed_source = models.CharField(max_length=200)
    inputs = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64, default="")
    announced_at = models.DateTimeField(null=True)
    pairs = models.JSONField(default=list)
    drawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
