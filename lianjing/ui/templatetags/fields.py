"""Form fields: label, help and error in words, tied to the control. Load with `{% load fields %}`."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField

register = template.Library()


@register.inclusion_tag("ui/parts/field.html")
def field(bound: BoundField, help_words: str = "") -> dict[str, Any]:
    """One field with its label, help and errors."""
    widget, expected = bound.field.widget, bound.field.required or getattr(bound.field, "expected", False)
    return {
        "field": bound,
        "help": help_words or bound.help_text,
        "control": bound.as_widget(attrs=_attributes(bound, help_words)),
        "tick": isinstance(widget, forms.CheckboxInput),
        "several": widget.use_fieldset,
        "optional": not expected and not isinstance(widget, forms.CheckboxInput),
    }


@register.inclusion_tag("ui/parts/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """All fields of a form, hidden ones and what is wrong with the whole included."""
    return {"form": form}


@register.inclusion_tag("ui/parts/file_drop.html")
def file_drop(bound: BoundField, help_words: str = "") -> dict[str, Any]:
    """A file field on which a file may also be dropped; a plain file field without a script."""
    return {
        "field": bound,
        "help": help_words or bound.help_text,
        "control": bound.as_widget(attrs=_attributes(bound, help_words)),
    }


def _attributes(bound: BoundField, help_words: str) -> dict[str, Any]:
    """Return what ties the control to its help and its error."""
    name = bound.auto_id or bound.html_name
    tied = [f"{name}_help"] if help_words or bound.help_text else []
    tied += [f"{name}_wrong"] if bound.errors else []
    said: dict[str, Any] = {"aria-describedby": " ".join(tied)} if tied else {}
    if bound.errors:
        said["aria-invalid"] = "true"
        said["autofocus"] = bound.name == next(iter(bound.form.errors))  # the page opens where something is wrong
    return said
