"""Questions and objections from outside (B7-B11). No table here has a column about who asked."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table

_QUESTION = frozenset({Action.QUESTION_READ, Action.QUESTION_ANSWER, Action.QUESTION_REVIEW})


class PublicQuestion(Table):
    """One question or objection, as anybody may read it once it is answered.

    number_hash: keyed hash of the number that the asker alone holds. asked: the text, personal data already masked;
    masked: [{kind, at, length}] of what was masked before it was kept. Days, never moments, of what the asker did.
    item_table, item_id: what it is about, such as ("notice", 12); empty for a power in general.
    """

    scope = Scope(path="org__path", actions=_QUESTION)

    org = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="public_questions")
    number_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12)  # question, objection
    power = models.CharField(max_length=8, blank=True)
    item_table = models.CharField(max_length=40, blank=True)
    item_id = models.BigIntegerField(null=True, blank=True)
    asked = models.TextField()
    masked = models.JSONField(default=list)
    asked_on = models.DateField()
    state = models.CharField(max_length=20, default="filed")
    level = models.CharField(max_length=12, default="school")  # school, group, bureau: with whom it is
    makers = models.ManyToManyField("records.Person", blank=True, related_name="questions_about_their_work")
    due_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="questions_answered"
    )
    answered_as = models.CharField(max_length=160, blank=True)  # unit and post: what the public is told
    answered_on = models.DateField(null=True, blank=True)
    content = models.SmallIntegerField(null=True, blank=True)  # 1 to 5: how far the answer helped; of this answer only
    moved_up_by = models.CharField(max_length=12, blank=True)  # asker, clock, nobody (nobody at the school could)
    review = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="questions_reviewed"
    )
    reviewed_as = models.CharField(max_length=160, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    upheld = models.BooleanField(null=True)
    put_right = models.TextField(blank=True)
    put_right_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    followed_up = models.CharField(max_length=12, blank=True)  # after four weeks: solved, again
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    same_as = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeats")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["org", "state"], name="question_of_school")]


class PublicQuestionMove(Table):
    """One step of a question, with the words that belong to it. by_words: unit and post, or who else it was."""

    scope = Scope(path="question__org__path", actions=_QUESTION)

    question = models.ForeignKey(PublicQuestion, on_delete=models.CASCADE, related_name="moves")
    step = models.CharField(max_length=24)
    on = models.DateField()
    by_words = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["id"]


class PublicMasking(Table):
    """Words of a question that a person masked later (B14): the reason is public, the words before it are sealed."""

    scope = Scope(path="question__org__path", actions=_QUESTION)

    question = models.ForeignKey(PublicQuestion, on_delete=models.CASCADE, related_name="maskings")
    reason = models.CharField(max_length=40)
    sealed_before = models.BinaryField()
    on = models.DateField()
    by_words = models.CharField(max_length=160)

    class Meta:
        ordering = ["id"]


class SpentWork(Table):
    """A proof of work that was used: it is refused a second time. Says nothing about whose it was, or what for."""

    scope = Scope(path="path", actions=frozenset())

    path = models.CharField(max_length=120)  # of the school: how much is asked there now sets how much work the next is
    kind = models.CharField(max_length=8)  # proof, wait
    nonce_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["path", "at"], name="work_spent_at")]
