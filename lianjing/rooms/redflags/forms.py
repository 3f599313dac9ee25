"""What a person types about a red flag."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianjing.access.flag_papers import Paper
from lianjing.domain.authority import Seat
from lianjing.records.models import RedFlag
from lianjing.ui.wording.flag_steps import rule_of, steps_to_choose
from lianjing.ui.wording.redflags import answers, headline

_AREA = forms.Textarea(attrs={"rows": 3})


class ManyFiles(forms.ClearableFileInput):
    """A file field that takes several files at once."""

    allow_multiple_selected = True


class PapersField(forms.FileField):
    """Several files; cleaned to a list of papers, empty where none came."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Paper]:
        """Return each file with its name; what it is, its content says later."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        files = [super(PapersField, self).clean(one, initial) for one in given]
        return [Paper(one.name, one.read()) for one in files if one]


class TogetherForm(forms.Form):
    """A step that may be taken for questions alike as well: those are ticked already, each can be left out."""

    also = forms.TypedMultipleChoiceField(
        label=_("The same for these questions, which are alike"),
        coerce=int,
        choices=(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Take the tick away where it does not hold. Each question keeps a record of its own."),
    )

    def __init__(self, *args: Any, alike: Sequence[RedFlag] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if alike:
            self.fields["also"].choices = [(one.pk, headline(one)) for one in alike]
            self.fields["also"].initial = [one.pk for one in alike]
        else:
            del self.fields["also"]


class ExplainForm(TogetherForm):
    """The unit's answer: what it rests on, words of one's own, and papers that show it."""

    support = forms.ChoiceField(label=_("Your answer"), choices=(), widget=forms.RadioSelect)
    explanation = forms.CharField(label=_("What happened, and what shows it"), max_length=1000, widget=_AREA)
    papers = PapersField(label=_("Papers that show it"), required=False, max_length=200)

    field_order = ("support", "explanation", "papers", "also")

    def __init__(self, *args: Any, reasons: Sequence[tuple[Any, list[tuple[str, Any]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["support"].choices = list(reasons)


class SendBackForm(forms.Form):
    """What is missing in an answer."""

    missing = forms.CharField(label=_("What is missing"), max_length=500, widget=_AREA)


class DismissForm(TogetherForm):
    """Why a question is closed as innocent."""

    reason = forms.CharField(label=_("Why this is innocent"), max_length=500, widget=_AREA)
    field_order = ("reason", "also")


class RectifyForm(TogetherForm):
    """Which step, and which rule: chosen from the power that the question touches, or written."""

    step = forms.ChoiceField(label=_("Which step"), choices=(), required=False)
    flow_step = forms.CharField(
        label=_("Which step, in your words"),
        max_length=200,
        required=False,
        help_text=_("Only where no step above fits."),
    )
    basis = forms.CharField(label=_("Which rule"), max_length=200)
    field_order = ("step", "flow_step", "basis", "also")

    def __init__(self, *args: Any, steps: Sequence[tuple[str, Any]] = (), basis: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].initial = basis
        if steps:
            self.fields["step"].choices = [*steps, ("", _("another step"))]
        else:
            del self.fields["step"]

    def named(self) -> dict[str, str]:
        """Return the step by power and number where one was chosen, and in words; the rule in words."""
        chosen = self.cleaned_data.get("step") or ""
        item, _slash, number = chosen.partition("/")
        words = dict(self.fields["step"].choices).get(chosen, "") if chosen else ""
        said = self.cleaned_data["flow_step"] or str(words)
        return {"item": item, "step_no": number, "flow_step": said, "basis": self.cleaned_data["basis"]}


class ConfirmForm(TogetherForm):
    """Nothing to type: the question is asked again by itself."""


BY_STEP: dict[str, type[forms.Form]] = {
    "explain": ExplainForm,
    "explain_late": ExplainForm,
    "send_back": SendBackForm,
    "dismiss": DismissForm,
    "confirm_corrected": ConfirmForm,
    "rectify": RectifyForm,
}


def form_for(step: str, flag: RedFlag, alike: Sequence[RedFlag], post: Seat, *given: Any) -> forms.Form:
    """Return the form of a step of this flag, filled with what was `given`: data, and files where it takes any."""
    kind = BY_STEP[step]
    if kind is SendBackForm:
        return kind(*given)
    more: dict[str, Any] = {"alike": alike}
    if kind is ExplainForm:
        more["reasons"] = answers(flag)
    if kind is RectifyForm:
        more |= {"steps": steps_to_choose(flag, post.on), "basis": rule_of(flag, post.on)}
    return kind(*given, **more)
