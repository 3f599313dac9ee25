"""What the pages of the network ask for. Forms read; rules raise in the use cases."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianjing.access import rulebook
from lianjing.access.policy import visible
from lianjing.access.posts import in_force
from lianjing.domain.authority import Action, Seat
from lianjing.domain.desks import roles_at
from lianjing.domain.orgtree import EdgeKind, OrgKind
from lianjing.records.models import Org, Person, Post
from lianjing.ui.choosing import Chosen
from lianjing.ui.wording import network as words


def day(label: Any, help_text: Any = "", required: bool = True) -> forms.DateField:
    """Return a field for one day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


def reason(label: Any, help_text: Any = "", required: bool = True) -> forms.CharField:
    """Return a field for a reason in a few sentences."""
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=500, widget=area)


def units(post: Seat, action: Action = Action.NETWORK_READ) -> Any:
    """Return the units in force today on which the post may take `action`, for a choice."""
    return visible(post, action, Org).filter(in_force(post.on)).order_by("path").only("name")


class LongSelect(forms.Select):
    """A list to choose from whose options are written without a template for each."""

    def render(self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Return the list, the chosen option marked."""
        chosen = {str(one) for one in self.format_value(value)}
        options = (
            (str(key), SafeString(" selected") if str(key) in chosen else "", words) for key, words in self.choices
        )
        shown = format_html_join("", '<option value="{}"{}>{}</option>', options)
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})})), shown
        )


class Units(forms.ModelChoiceField):
    """A choice among units, hundreds of them: their options are written in one go."""

    def __init__(self, label: Any, required: bool = True) -> None:
        super().__init__(label=label, queryset=None, required=required, widget=LongSelect)


class UnitForm(forms.Form):
    """A new unit below another."""

    name = forms.CharField(label=_("Name"), max_length=60)
    code = forms.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*$",
        label=_("Code"),
        max_length=20,
        help_text=_("Small Latin letters, digits, hyphens; it becomes the last part of the unit's path, such as s169."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=list(words.KINDS.items()), initial="school")
    charge = forms.CharField(
        label=_("Scope: what it is in charge of"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )
    valid_from = day(_("First day"))


class DescribeForm(forms.Form):
    """What a unit is called and in charge of."""

    name = forms.CharField(label=_("Name"), max_length=60)
    alias = forms.CharField(label=_("Short name"), max_length=60, required=False)
    charge = forms.CharField(
        label=_("Scope: what it is in charge of"), required=False, max_length=500, widget=forms.Textarea({"rows": 3})
    )
    term_ends = day(_("End of term"), required=False)


class LastDayForm(forms.Form):
    """The last day of a unit, a post or a holding."""

    last_day = day(_("Last day"), _("The row stays, with its dates; nothing is deleted."))


class MoveForm(forms.Form):
    """Another place in the tree."""

    parent = Units(_("Put it below"))
    valid_from = day(_("First day there"), _("Where it stood before stays on record."))

    def __init__(self, *args: Any, post: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = units(post, Action.NETWORK_EDIT)


class PostForm(forms.Form):
    """A new post at a unit."""

    code = Chosen(label=_("What it does"))
    title = forms.CharField(label=_("Title"), max_length=60)
    role = forms.ChoiceField(label=_("What it may do here"), required=False)
    many = forms.BooleanField(label=_("Any number of people may hold it at a time"), required=False)
    serves = forms.ModelMultipleChoiceField(
        label=_("Works for further units too"), queryset=None, required=False, widget=forms.SelectMultiple({"size": 6})
    )
    valid_from = day(_("First day"))

    def __init__(self, *args: Any, post: Seat, unit: Org, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = [("", words.ROLES[""]), *((role.value, words.ROLES[role]) for role in roles_at(OrgKind(unit.kind)))]
        self.fields["role"].choices = here
        book, language = rulebook.powers(), get_language() or "zh-hans"
        posts = [code for code, one in book.codes.items() if one.kind.value == "post"]
        self.fields["code"].choices = [(code, f"{book.posts[code].say(language)} ({code})") for code in posts]
        self.fields["serves"].queryset = units(post, Action.NETWORK_EDIT)


class ShareForm(forms.Form):
    """Further units that a post works for."""

    serves = forms.ModelMultipleChoiceField(
        label=_("Works for these units too"), queryset=None, widget=forms.SelectMultiple({"size": 10})
    )

    def __init__(self, *args: Any, post: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["serves"].queryset = units(post, Action.NETWORK_EDIT)


class HolderForm(forms.Form):
    """Who holds a post from a day on."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=None)
    since = day(_("First day"))

    def __init__(self, *args: Any, post: Seat, near: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = visible(post, Action.PERSON_READ, Person).filter(home__path__startswith=near)
        self.fields["person"].queryset = people.select_related("home").order_by("home__path", "id")
        self.fields["person"].label_from_instance = lambda who: f"{who.name} \u00b7 {who.home.name}"


class EdgeForm(forms.Form):
    """A line of supervision to propose."""

    kind = Chosen(label=_("How"), choices=[(kind.value, words.EDGES[kind.value]) for kind in EdgeKind])
    subject = Units(_("Who supervises"))
    object = Units(_("Who is supervised"))
    counts_from = day(_("First day"))
    reason = reason(_("Reason"), _("A second person must be able to judge it."))

    def __init__(self, *args: Any, post: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].queryset = units(post)
        self.fields["object"].queryset = units(post, Action.NETWORK_EDIT)


class EndEdgeForm(forms.Form):
    """The last day of a line, and why."""

    last_day = day(_("Last day"))
    reason = reason(_("Reason"), _("A second person must be able to judge it."))


class ReasonForm(forms.Form):
    """A reason."""

    reason = reason(_("Reason"))


class DeclarationForm(forms.Form):
    """One's own relative in the network, or interest in a supplier."""

    kind = Chosen(label=_("What"), choices=list(words.TIES.items()))
    relation = forms.CharField(
        label=_("What the tie is"), max_length=30, help_text=_("Such as spouse, brother, shareholder, former employee.")
    )
    other_name = forms.CharField(label=_("Name of the relative or the supplier"), max_length=60)
    unit = Units(_("Unit of the relative"), required=False)
    valid_from = day(_("Since"))

    def __init__(self, *args: Any, post: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units(post)


class RecusalForm(forms.Form):
    """Why somebody should be kept away from a record."""

    ground = Chosen(label=_("Ground"), choices=list(words.GROUNDS.items()))
    reason = reason(_("In your own words"), required=False)


class RecusalOfAnotherForm(RecusalForm):
    """The same, asked of the holders of another post."""

    other = forms.ModelChoiceField(label=_("Holder of the post"), queryset=None)

    def __init__(self, *args: Any, post: Seat, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = choices
        self.fields["other"].label_from_instance = lambda one: f"{one.title} \u00b7 {one.org.name}"


class DecisionForm(forms.Form):
    """A decision one level up."""

    step = forms.ChoiceField(
        label=_("Decision"),
        choices=[("recuse", _("Keep the person away")), ("keep", _("No recusal is needed"))],
        widget=forms.RadioSelect,
    )
    reason = reason(_("Reason"), _("Needed when no recusal is needed."), required=False)


class SuccessorForm(forms.Form):
    """Who does the work of the recused."""

    successor = forms.ModelChoiceField(label=_("Post that takes over"), queryset=None)
    reason = reason(_("Reason"))

    def __init__(self, *args: Any, post: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = visible(post, Action.NETWORK_READ, Post).filter(in_force(post.on)).exclude(role="")
        self.fields["successor"].queryset = posts.select_related("org").order_by("org__path", "id")
        self.fields["successor"].label_from_instance = lambda one: f"{one.title} \u00b7 {one.org.name}"


class AnnounceForm(forms.Form):
    """A draw before its seed is known."""

    term = forms.CharField(label=_("Term"), max_length=20, help_text=_("Such as 2026-2027 spring."))
    seed_source = forms.CharField(
        label=_("Which public result will be the seed"),
        max_length=200,
        help_text=_("One that is published later and that nobody here can steer, such as a lottery on a named day."),
    )


class SeedForm(forms.Form):
    """The public result, once it is known."""

    seed = forms.CharField(label=_("The result, exactly as published"), max_length=200)


class AdoptForm(forms.Form):
    """From when the drawn pairs count."""

    counts_from = day(_("First day"), _("The pairs that stand now end the day before."))
