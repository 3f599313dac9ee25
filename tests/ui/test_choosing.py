"""Lists to choose from: nothing is chosen beforehand, and what was not chosen is refused in words."""

import pytest
from django import forms

from lianjing.rooms.directives.forms import DraftForm, ReplyForm, form_for
from lianjing.rooms.meetings.forms import AddForm
from lianjing.rooms.network.forms import DeclarationForm, EdgeForm, PostForm, RecusalForm
from lianjing.rooms.redflags.forms_danger import DangerForm
from lianjing.rooms.redflags.forms_two import ResultForm
from lianjing.rooms.verification.forms import AskForm, CloseForm
from lianjing.rooms.worklist.forms import StepForm
from lianjing.ui.choosing import Chosen

LISTS = [
    *((DraftForm, name) for name in ("org", "topic", "filled_by")),
    (ReplyForm, "record"),
    (StepForm, "to"),
    *((DangerForm, name) for name in ("place", "children", "treated")),
    *((AskForm, name) for name in ("org", "power")),
    (CloseForm, "outcome"),
    (ResultForm, "told"),
    (AddForm, "matter"),
    (PostForm, "code"),
    (EdgeForm, "kind"),
    (DeclarationForm, "kind"),
    (RecusalForm, "ground"),
]


class Paper(forms.Form):
    which = Chosen(choices=[("a", "甲"), ("b", "乙")])


@pytest.mark.parametrize(("form", "name"), LISTS, ids=lambda one: getattr(one, "__name__", one))
def test_what_decides_over_others_is_chosen_by_somebody(form, name):
    assert isinstance(form.base_fields[name], Chosen)


def test_a_list_opens_empty_and_an_empty_one_is_refused_in_words():
    drawn = str(Paper()["which"])
    assert drawn.index("请选择") < drawn.index("甲")
    assert drawn.count("selected") <= drawn.count('value="" selected')
    assert "请从列表中选择一项" in str(Paper({"which": ""}).errors)
    assert not Paper({"which": "c"}).is_valid()
    assert Paper({"which": "b"}).is_valid()


def test_a_reply_points_to_nothing_that_nobody_chose():
    form = form_for("reply", [("matter:1", "办件：11-23大米、蔬菜")], near=False)
    assert "selected" not in str(form["record"]).replace('value="" selected', "")
    assert "record" in form_for("reply", [("matter:1", "办件")], near=False, data={"words": ""}).errors


@pytest.mark.parametrize(("values", "chosen", "says"), [(0, "", None), (30, "", "请从列表"), (30, "clerk", None)])
def test_who_types_is_asked_where_something_is_to_be_typed(values, chosen, says):
    form = DraftForm([], [], {"asked_values": values, "filled_by": chosen})
    assert ("filled_by" in form.errors) is bool(says)
    assert (says or "") in str(form.errors.get("filled_by", ""))
