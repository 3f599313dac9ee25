"""What a person gives with a file or an assessment. Forms parse; rules are elsewhere."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_COLUMN = "column_"
NOT_THERE = "-"


class FileForm(forms.Form):
    """A roster, the hash of what was checked before, and the columns a person corrected."""

    table = forms.ChoiceField(label=_("Which table"), choices=(), required=False)
    file = forms.FileField(
        label=_("The table as you have it"),
        help_text=_("Excel (.xlsx, .xls), .ods or .csv, at most 20 MB. Titles, totals and notes may stay in it."),
        allow_empty_file=True,
        max_length=None,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )
    checked = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, tables: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].choices = tables
        self.fields["table"].initial = tables[0][0]
        if len(tables) == 1:
            self.fields["table"].widget = forms.HiddenInput()

    def columns(self) -> dict[str, str | None]:
        """Return what the person corrected: column → header, None for "the file has none"; empty for nothing."""
        return _columns(self.data)


class LedgerForm(forms.Form):
    """A ledger file, the hash of what was looked through, corrected columns, what is left out or goes."""

    file = forms.FileField(
        label=_("The table as you have it"),
        help_text=_("Excel (.xlsx, .xls), .ods or .csv, at most 20 MB. Titles, totals and notes may stay in it."),
        allow_empty_file=True,
        max_length=None,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )
    checked = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    leave_out = forms.BooleanField(required=False)
    without = forms.BooleanField(required=False)

    def columns(self) -> dict[str, str | None]:
        """Return what the person corrected: column → header, None for "the file has none"; empty for nothing."""
        return _columns(self.data)


class StandardForm(forms.Form):
    """A file of an open standard, which one it is, and the hash of what was looked through."""

    standard = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            ("ocds", _("Procurement in OCDS: releases, records or packages (JSON, also a document on each line)")),
            ("events", _("Steps of matters: an event log in XES, or as a table with case, activity and time (csv)")),
        ],
        widget=forms.RadioSelect,
        initial="ocds",
    )
    school = forms.CharField(
        label=_("Whose rows they are"),
        help_text=_("The code of the school; left empty, the rows are those of your own unit."),
        max_length=40,
        required=False,
    )
    file = forms.FileField(
        label=_("The file as your system exports it"),
        help_text=_("JSON, XES or csv, also packed as .gz, at most 20 MB. Nothing that it only links to is fetched."),
        allow_empty_file=True,
        max_length=None,
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.jsonl,.xes,.xml,.csv,.txt,.gz"}),
    )
    checked = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class AcceptForm(forms.Form):
    """What is accepted: the plan that was shown, wrong rows left out or not, which proposed ends count."""

    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    leave_out = forms.BooleanField(required=False, label=_("Leave the wrong rows out and take the right ones"))
    ends = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, choices: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends"] = forms.TypedMultipleChoiceField(coerce=int, required=False, choices=choices)


class ReasonForm(forms.Form):
    """Why something is thrown away, sent back or revoked."""

    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class AssessmentForm(forms.Form):
    """The five parts of an assessment (PIPL article 56 asks for purpose, risks and measures; C15 adds retention)."""

    purpose = forms.CharField(label=_("What the rows are used for"), max_length=3000, widget=forms.Textarea)
    necessity = forms.CharField(
        label=_("Why each column is needed, and why less would not do"), max_length=3000, widget=forms.Textarea
    )
    risks = forms.CharField(label=_("What could happen to the people named"), max_length=3000, widget=forms.Textarea)
    measures = forms.CharField(label=_("What protects them"), max_length=3000, widget=forms.Textarea)
    retention = forms.CharField(label=_("How long the rows are kept"), max_length=3000, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["rows"] = 4


def _columns(said: Mapping[str, Any]) -> dict[str, str | None]:
    chosen = {name.removeprefix(_COLUMN): said[name] for name in said if name.startswith(_COLUMN)}
    return {name: None if header == NOT_THERE else str(header)[:80] for name, header in chosen.items() if header}
