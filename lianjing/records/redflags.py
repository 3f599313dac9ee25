"""Red flags: a question that rows put to a unit. Never a charge."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class RedFlag(Table):
    """A question with the rows that raised it. Sealed ones are open only to the people named on them."""

    scope = Scope(
        path="org__path",
        about="about",
        listed="handlers",
        sealed="sealed",
        actions=frozenset(
            {Action.FLAG_READ, Action.FLAG_READ_SEALED, Action.FLAG_WEIGH, Action.FLAG_ANSWER, Action.FLAG_REVIEW}
        )
        | {Action.DANGER_HANDLE, Action.DANGER_REPORT, Action.PROBLEM_BEGIN, Action.RECTIFY_OPEN},
    )

    org = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="red_flags")
    code = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    rows = models.JSONField(default=list)  # the evidence as it stood, before anyone was told
    dedup_key = models.CharField(max_length=64, unique=True)
    run = models.ForeignKey(
        "records.ScreeningRun", null=True, blank=True, on_delete=models.PROTECT, related_name="red_flags"
    )  # null: a question of the network's own posts
    amount = models.BigIntegerField(null=True, blank=True)  # money at risk in fen: what waits is asked in its order
    strength = models.FloatField(default=0)
    sealed = models.BooleanField(default=False)
    about = models.ManyToManyField("records.Person", blank=True, related_name="flags_about")
    handlers = models.ManyToManyField("records.Person", blank=True, related_name="flags_handled")
    state = models.CharField(max_length=20, default="raised")
    moved_at = models.DateTimeField(null=True, blank=True)  # since when it stands where it stands: its clocks count
    called = models.PositiveSmallIntegerField(default=0)  # how many of the room's own clocks of this state have run
    alike = models.CharField(max_length=100, blank=True)  # questions alike at a unit are answered in one form
    danger = models.CharField(max_length=20, blank=True)  # to a child: injury, poisoning, abuse; never who
    raised_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)  # null: it waits, because its reviewers have enough
    last_seen_on = models.DateField(null=True, blank=True)
    gone_on = models.DateField(null=True, blank=True)  # the day on which the same question found nothing any more
    due_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    innocent_reason = models.CharField(max_length=40, blank=True)
    answer_kind = models.CharField(max_length=10, blank=True)  # explain, correct, object
    late = models.BooleanField(default=False)  # answered after its day: said, and weighs nothing
    answered_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="flags_answered"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)  # an answer was sent back, with new days for another
    reviewed_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="flags_reviewed"
    )
    review = models.TextField(blank=True)
    weighing = models.JSONField(default=dict)  # the step that two sign, the two hands on it, and their words
    # How it ended, to be read by others. to_rectify: {item, step, flow_step, basis}; item and step are "" where the
    # reviewer named none. transferred: {number, on, receiving_body, result}.
    outcome = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["code", "state"], name="flag_code_state"),
            models.Index(fields=["org", "alike", "state"], name="flag_alike"),
        ]


class FlagPaper(Table):
    """A paper that goes with an answer: its fingerprint stays, the file is sealed. Reached through its flag alone."""

    scope = Scope(path="flag__org__path", actions=frozenset())

    flag = models.ForeignKey(RedFlag, on_delete=models.CASCADE, related_name="papers")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)  # pdf, png, jpg, …: as its content says, not its name
    size = models.IntegerField()
    sealed_file = models.BinaryField()  # emptied when the flag is transferred
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["sha256"], name="flag_paper_print")]
