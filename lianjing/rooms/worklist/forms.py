"""What a person types on the work list. Forms parse; rules are elsewhere."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lianjing.records.models import Post
from lianjing.ui.choosing import Chosen

_LABELS = {
    "finish": _("What came of it"),
    "return": _("What is missing"),
    "send_again": _("What you added"),
    "withdraw": _("Why you take it back"),
    "pass_on": _("Why you pass it on"),
    "ask_countersign": _("What they should say something on"),
    "countersign": _("Your opinion"),
    "stop_countersign": _("Why you go on without"),
}
TO_ONE, TO_MANY = "pass_on", "ask_countersign"


class StepForm(forms.Form):
    """The words, and for some steps the posts, that one step of an item needs."""

    words = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 2}), required=False)
    to = Chosen(coerce=int, label=_("To"))
    of = forms.TypedMultipleChoiceField(
        coerce=int, required=False, label=_("Who signs"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, step: str, colleagues: list[Post], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        choices = [(post.pk, post.title) for post in colleagues]
        if step in _LABELS:
            self.fields["words"].label = _LABELS[step]
        else:
            del self.fields["words"]
        self.fields["to"].choices = choices
        self.fields["of"].choices = choices
        if step != TO_ONE:
            del self.fields["to"]
        if step != TO_MANY:
            del self.fields["of"]
