"""Edits of units, posts and holders. Each form says what will count from when; nothing is deleted."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import clock
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Holding, Org, Post
from lianjing.rooms.network import forms
from lianjing.rooms.network.usecases import editing
from lianjing.rooms.network.views.common import form_page, found
from lianjing.ui.page import page


def _unit_url(unit: Org) -> str:
    return reverse("network:unit", args=[unit.pk])


def _group_of(path: str) -> str:
    """Return the path of the supervision group a unit belongs to, or its own when it stands higher."""
    return "/".join(path.split("/")[:4]).rstrip("/") + "/"


@page(Action.NETWORK_EDIT)
def unit_new(request: HttpRequest, post: Seat, unit_id: int) -> HttpResponse:
    """Add a unit below another."""
    parent = found(post, Action.NETWORK_EDIT, Org, unit_id)
    return form_page(
        request,
        forms.UnitForm(request.POST or None, initial={"valid_from": post.on}),
        lambda asked: editing.add_unit(post=post, parent=parent, now=clock.now(), **asked),
        done=_("Added."),
        back=_unit_url(parent),
        then=_unit_url,
        context={"title": _("New unit below %(unit)s") % {"unit": parent.name}, "button": _("Add the unit")},
    )


@page(Action.NETWORK_EDIT)
def unit_edit(request: HttpRequest, post: Seat, unit_id: int) -> HttpResponse:
    """Change what a unit is called and in charge of."""
    unit = found(post, Action.NETWORK_EDIT, Org, unit_id)
    now_is = {"name": unit.name, "alias": unit.alias, "charge": unit.charge, "term_ends": unit.term_ends}
    return form_page(
        request,
        forms.DescribeForm(request.POST or None, initial=now_is),
        lambda asked: editing.describe_unit(post=post, unit=unit, now=clock.now(), **asked),
        done=_("Changed."),
        back=_unit_url(unit),
        context={"title": _("Change %(unit)s") % {"unit": unit.name}, "button": _("Change")},
    )


@page(Action.NETWORK_EDIT)
def unit_end(request: HttpRequest, post: Seat, unit_id: int) -> HttpResponse:
    """End a unit."""
    unit = found(post, Action.NETWORK_EDIT, Org, unit_id)
    return form_page(
        request,
        forms.LastDayForm(request.POST or None, initial={"last_day": post.on}),
        lambda asked: editing.end_unit(post=post, unit=unit, now=clock.now(), **asked),
        done=_("The last day is written down."),
        back=_unit_url(unit),
        context={
            "title": _("End %(unit)s") % {"unit": unit.name},
            "button": _("Write it down"),
            "lead": _("Its units and posts must have ended before."),
        },
    )


@page(Action.NETWORK_EDIT)
def unit_move(request: HttpRequest, post: Seat, unit_id: int) -> HttpResponse:
    """Put a unit with all below it under another."""
    unit = found(post, Action.NETWORK_EDIT, Org, unit_id)
    return form_page(
        request,
        forms.MoveForm(request.POST or None, post=post, initial={"valid_from": post.on}),
        lambda asked: editing.move_unit(post=post, unit=unit, now=clock.now(), **asked),
        done=_("Moved, with all units below it."),
        back=_unit_url(unit),
        context={"title": _("Move %(unit)s") % {"unit": unit.name}, "button": _("Move")},
    )


@page(Action.NETWORK_EDIT)
def post_new(request: HttpRequest, post: Seat, unit_id: int) -> HttpResponse:
    """Add a post; it stands as a vacancy until somebody holds it."""
    unit = found(post, Action.NETWORK_EDIT, Org, unit_id)
    return form_page(
        request,
        forms.PostForm(request.POST or None, post=post, unit=unit, initial={"valid_from": post.on}),
        lambda asked: editing.add_post(post=post, unit=unit, now=clock.now(), **asked),
        done=_("Added. It is a vacancy until somebody holds it."),
        back=_unit_url(unit),
        then=lambda made: reverse("network:post", args=[made.pk]),
        context={"title": _("New post at %(unit)s") % {"unit": unit.name}, "button": _("Add the post")},
    )


@page(Action.NETWORK_EDIT)
def post_end(request: HttpRequest, post: Seat, post_id: int) -> HttpResponse:
    """End a post."""
    record = found(post, Action.NETWORK_EDIT, Post, post_id)
    return form_page(
        request,
        forms.LastDayForm(request.POST or None, initial={"last_day": post.on}),
        lambda asked: editing.end_post(post=post, record=record, now=clock.now(), **asked),
        done=_("The last day is written down."),
        back=reverse("network:post", args=[record.pk]),
        context={"title": _("End the post %(post)s") % {"post": record.title}, "button": _("Write it down")},
    )


@page(Action.NETWORK_EDIT)
def post_share(request: HttpRequest, post: Seat, post_id: int) -> HttpResponse:
    """Let a post work for further units."""
    record = found(post, Action.NETWORK_EDIT, Post, post_id)
    return form_page(
        request,
        forms.ShareForm(request.POST or None, post=post),
        lambda asked: editing.share_post(post=post, record=record, now=clock.now(), **asked),
        done=_("Shared. The proof is made anew."),
        back=reverse("network:post", args=[record.pk]),
        context={
            "title": _("Share the post %(post)s") % {"post": record.title},
            "button": _("Share"),
            "lead": _("Tiny schools get a second pair of eyes from posts of their central school."),
        },
    )


@page(Action.NETWORK_EDIT)
def holder_new(request: HttpRequest, post: Seat, post_id: int) -> HttpResponse:
    """Let somebody hold a post. People are offered from the post's group, or the whole bureau with `?near=all`."""
    record = found(post, Action.NETWORK_EDIT, Post, post_id)
    near = "/" if request.GET.get("near") == "all" else _group_of(record.org.path)
    return form_page(
        request,
        forms.HolderForm(request.POST or None, post=post, near=near, initial={"since": post.on}),
        lambda asked: editing.add_holding(post=post, record=record, now=clock.now(), **asked),
        done=_("Written down. The proof is made anew."),
        back=reverse("network:post", args=[record.pk]),
        context={"title": _("Who holds %(post)s") % {"post": record.title}, "button": _("Write it down")},
    )


@page(Action.NETWORK_EDIT)
def holder_end(request: HttpRequest, post: Seat, holding_id: int) -> HttpResponse:
    """Write down a holder's last day."""
    holding = found(post, Action.NETWORK_EDIT, Holding, holding_id)
    return form_page(
        request,
        forms.LastDayForm(request.POST or None, initial={"last_day": post.on}),
        lambda asked: editing.end_holding(post=post, holding=holding, now=clock.now(), **asked),
        done=_("The last day is written down."),
        back=reverse("network:post", args=[holding.post_id]),
        context={"title": _("End of a holding"), "button": _("Write it down")},
    )
