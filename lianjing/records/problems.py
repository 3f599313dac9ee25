"""Problems: sealed; open to whoever is named on them, and in part to the person they are about."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class Problem(Table):
    """A verified flag as a matter of responsibility. Begun, decided and handed over by people alone.

    facts: [{text, finding}]; statement: [{text, answer, taken_up}]; direct, supervisory: {who, owed, done, reason};
    challenges: [{who, words, asked_on, decider, due_on}], and once decided {on, kept_away, reason}.
    review: {asked_on, words}, and once it is done {by, on, result, reason}, measure and facts as they were before it.
    After a transfer only its number, day, receiving body and class of result stay: the rest is emptied within a day.
    """

    scope = Scope(
        path="org__path",
        owner="person",
        about="person",
        listed="handlers",
        sealed="sealed",
        subject=("about_table", "about_id"),
        actions=frozenset({Action.PROBLEM_HANDLE, Action.PROBLEM_OWN}),
    )

    org = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="problems")
    about_table = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    sealed = models.BooleanField(default=True)
    handlers = models.ManyToManyField("records.Person", blank=True, related_name="problems_handled")
    person = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="problems"
    )
    person_kind = models.CharField(max_length=20, blank=True)
    weight = models.CharField(max_length=20, blank=True)
    body = models.CharField(max_length=40, blank=True)  # the competent body, by the decision table
    state = models.CharField(max_length=20, default="begun")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="problems_begun")
    entered_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    looked_again = models.SmallIntegerField(default=0)
    facts = models.JSONField(default=list)
    statement = models.JSONField(default=list)
    waived = models.BooleanField(default=False)
    direct = models.JSONField(default=dict)
    supervisory = models.JSONField(default=dict)
    proposed = models.CharField(max_length=30, blank=True)  # the measure that the person was told of
    measure = models.CharField(max_length=30, blank=True)
    measure_reason = models.TextField(blank=True)
    kept_away = models.JSONField(default=list)  # keys of whoever stepped aside or is kept away: no recusal tells of it
    challenges = models.JSONField(default=list)
    worked_by = models.JSONField(default=list)  # keys of the people who weighed it: none of them decides it
    decided_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="problems_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    served_on = models.DateField(null=True, blank=True)
    effect_until = models.DateField(null=True, blank=True)
    review_until = models.DateField(null=True, blank=True)  # the last day on which the person may ask for a review
    reviewer = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="problems_reviewed"
    )
    review = models.JSONField(default=dict)
    circle = models.CharField(max_length=20, blank=True)  # how widely a cleared name is told, as the person chose
    signing = models.JSONField(default=dict)  # a transfer that one of two has signed
    transfer_number = models.CharField(max_length=60, blank=True)
    transferred_on = models.DateField(null=True, blank=True)
    transferred_at = models.DateTimeField(null=True, blank=True)
    receiving_body = models.CharField(max_length=120, blank=True)
    result_class = models.CharField(max_length=30, blank=True)
    emptied_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["about_table", "about_id", "person"], name="problem_once")]
