"""What the pages of a joint meeting ask for. Forms read; rules raise in the use cases."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianjing.domain.agenda import SEVEN
from lianjing.domain.orgtree import SCHOOL_KINDS, OrgKind
from lianjing.records.models import Org
from lianjing.rooms.meetings.usecases.planning import LONGEST_VIEW
from lianjing.rooms.meetings.usecases.resolutions import MOST_LINES
from lianjing.ui.choosing import Chosen
from lianjing.ui.wording import meetings as words


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class DayForm(forms.Form):
    """The day of the meeting, and where it sits."""

    day = _day(_("Day of the meeting"))
    place = forms.CharField(label=_("Place"), max_length=60, required=False)


class ViewForm(forms.Form):
    """The view of one side."""

    words = forms.CharField(label=_("View of your side"), max_length=LONGEST_VIEW, widget=_area(4))


class ReasonForm(forms.Form):
    """Why something is moved, struck or objected to."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=_area(2))


class AddForm(forms.Form):
    """A line that somebody adds."""

    matter = Chosen(label=_("Kind of matter"), choices=[(one, words.MATTERS[one]) for one in SEVEN])
    words = forms.CharField(label=_("What is to be heard"), max_length=500, widget=_area(2))
    reason = forms.CharField(label=_("Why"), max_length=500, widget=_area(2))


class PresentForm(forms.Form):
    """Who sits for both sides, and who was excused; the two heads are ticked to begin with."""

    def __init__(self, seats: dict[str, list[tuple[int, str]]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for side, label in words.SIDES.items():
            rows = seats[side]
            self.fields[f"present_{side}"] = forms.TypedMultipleChoiceField(
                label=label,
                choices=rows,
                coerce=int,
                initial=[key for key, _words in rows[:1]],
                widget=forms.CheckboxSelectMultiple,
            )

    def chosen(self) -> tuple[list[int], list[int]]:
        """Return (posts whose holders are here, heads of a side that are not: they were excused)."""
        here = [key for side in words.SIDES for key in self.cleaned_data[f"present_{side}"]]
        heads = [field.initial[0] for field in self.fields.values() if field.initial]
        return here, [key for key in heads if key not in here]


class OutcomeForm(forms.Form):
    """What the meeting did about one line."""

    kind = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In words"),
        help_text=_("Needed for everything but “noted”."),
        max_length=2_000,
        required=False,
        widget=_area(2),
    )
    lead = forms.TypedChoiceField(
        label=_("Lead body, exactly one"), help_text=_("Of a task."), coerce=int, empty_value=None, required=False
    )
    due_on = _day(_("Last day"), required=False, help_text=_("Of a task."))

    def __init__(self, bodies: Iterable[Org], due_on: date, *args: Any, ends: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = [(kind, label) for kind, label in words.OUTCOMES.items() if kind != "end" or ends]
        kind: Any = self.fields["kind"]
        lead: Any = self.fields["lead"]
        kind.choices, kind.initial = kinds, kind.initial or "inform"
        lead.choices = [("", "—"), *_grouped(bodies)]
        self.fields["due_on"].initial = due_on


def _grouped(bodies: Iterable[Org]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the bodies as a choice: county bodies first, then supervision groups, then schools."""
    groups: dict[str, list[tuple[int, str]]] = {
        gettext("County bodies"): [],
        gettext("Supervision groups"): [],
        gettext("Schools"): [],
    }
    county, group, school = groups
    for org in bodies:
        kind = school if org.kind in SCHOOL_KINDS else group if org.kind == OrgKind.SUPERVISION_GROUP else county
        groups[kind].append((org.pk, org.name))
    return [(label, rows) for label, rows in groups.items() if rows]


class ReportForm(forms.Form):
    """A resolution reported done: by records of this system."""

    evidence = forms.MultipleChoiceField(
        label=_("Records of this system that show it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(label=_("In a sentence"), max_length=2_000, required=False, widget=_area(2))

    def __init__(self, records: dict[tuple[str, int], str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["evidence"]
        field.choices = [(f"{table}:{key}", label) for (table, key), label in records.items()]
        field.initial = [choice for choice, _label in field.choices[:1]]

    def chosen(self) -> list[tuple[str, int]]:
        """Return the records chosen."""
        pairs = (one.split(":") for one in self.cleaned_data["evidence"])
        return [(table, int(key)) for table, key in pairs]


class ReturnForm(forms.Form):
    """What a report lacks: a line each."""

    missing = forms.CharField(
        label=_("What is missing, a line each"),
        help_text=_("Each line is one point."),
        max_length=2_000,
        widget=_area(3),
    )

    def chosen(self) -> list[str]:
        """Return the points."""
        return [line for line in self.cleaned_data["missing"].splitlines() if line.strip()][:MOST_LINES]
