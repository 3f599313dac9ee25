"""The network: units, edges between them, posts, and who holds a post when."""

from django.db import models
from django.db.models import F, Q

from lianjing.domain.authority import Action
from lianjing.records import choices
from lianjing.records.base import Scope, Table

_NETWORK = frozenset({Action.NETWORK_READ, Action.NETWORK_EDIT})
_ENDS_AFTER_START = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


class Org(Table):
    """A unit of the plan, from the commission to a teaching point, with its dates."""

    scope = Scope(
        path="path",
        actions=_NETWORK
        | {
            Action.COVERAGE_READ,
            Action.COVERAGE_RUN,
            Action.DANGER_REPORT,
            Action.DIRECTIVE_DRAFT,
            Action.DRAW_RUN,
            Action.HANDOVER_OPEN,
            Action.IMPACT_READ,
            Action.IMPACT_WRITE,
            Action.LEDGER_IMPORT,
            Action.MATTER_ACT,
            Action.MATTER_READ,
            Action.POWER_EDIT,
            Action.POWER_READ,
            Action.QUARTER_READ,
            Action.QUARTER_COMPARE,
            Action.STAFF_IMPORT,
            Action.STORY_READ,
            Action.VERIFICATION_ASK,
        },
    )

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    alias = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=24, choices=choices.org_kinds)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=120, unique=True)
    township = models.CharField(max_length=30, blank=True)
    stage = models.CharField(max_length=20, blank=True)
    size_class = models.CharField(max_length=1, blank=True, choices=choices.size_classes)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    charge = models.TextField(blank=True)  # what the plan puts this body in charge of
    term_ends = models.DateField(null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    sought = models.CharField(max_length=300, blank=True)  # name, pinyin and initials, for search

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(condition=_ENDS_AFTER_START, name="org_ends_after_start"),
            models.CheckConstraint(condition=Q(path__endswith="/"), name="org_path_ends_with_slash"),
        ]

    def __str__(self) -> str:
        return self.name


class OrgPlace(Table):
    """Where a unit stood before it was moved, so that any past day can be rebuilt; the present place is on the unit."""

    scope = Scope(path="org__path", actions=_NETWORK)

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="places")
    parent = models.ForeignKey(Org, null=True, on_delete=models.PROTECT, related_name="former_children")
    path = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="place_ends_after_start"),
            models.UniqueConstraint(fields=["org", "valid_from"], name="place_once"),
        ]


class Edge(Table):
    """Who supervises whom: in line, as a peer, or the public. Dated, so that any past day can be rebuilt (D1)."""

    scope = Scope(path="object__path", actions=_NETWORK)

    subject = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="supervises")
    object = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="supervised_by")
    kind = models.CharField(max_length=10, choices=choices.edge_kinds)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=_ENDS_AFTER_START, name="edge_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(subject=F("object")) | Q(kind="public"),  # a school's parents look at their own school
                name="edge_not_to_itself",
            ),
            models.UniqueConstraint(fields=["subject", "object", "kind", "valid_from"], name="edge_once"),
        ]


class EdgeChange(Table):
    """A proposed change of who supervises whom, waiting for a second pair of eyes (D9)."""

    scope = Scope(path="object__path", actions=_NETWORK)

    what = models.CharField(max_length=5)  # add, end
    subject = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="changes_as_subject")
    object = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="changes_as_object")
    kind = models.CharField(max_length=10, choices=choices.edge_kinds)
    edge = models.ForeignKey(Edge, null=True, blank=True, on_delete=models.PROTECT, related_name="changes")
    counts_from = models.DateField()  # first day of an added edge, last day of an ended one
    reason = models.TextField()
    state = models.CharField(max_length=20, default="proposed")
    proposed_by = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="edges_proposed")
    proposed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="edges_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]


class Post(Table):
    """A post at a unit: what its holder does there (`code`), and what it may do here (`role`, empty for none)."""

    scope = Scope(path="org__path", actions=_NETWORK)

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="posts")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=60)
    role = models.CharField(max_length=24, blank=True, choices=choices.roles)
    rank = models.SmallIntegerField(default=2)  # 0 head, 1 deputy, 2 staff of the unit
    seats = models.SmallIntegerField(null=True, blank=True, default=1)  # holders at a time, null for any number
    critical = models.BooleanField(default=False)
    serves = models.ManyToManyField(Org, blank=True, related_name="served_by")  # tiny schools share posts
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=_ENDS_AFTER_START, name="post_ends_after_start")]

    def __str__(self) -> str:
        return self.title


class Holding(Table):
    """A person holds a post from a day to a day."""

    scope = Scope(path="post__org__path", owner="person", actions=frozenset({Action.PERSON_READ, Action.NETWORK_EDIT}))

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="holdings")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=_ENDS_AFTER_START, name="holding_ends_after_start"),
            models.UniqueConstraint(fields=["post", "person", "valid_from"], name="holding_once"),
        ]
