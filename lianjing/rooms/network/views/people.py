"""People, their contact (each look written down), declarations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import clock
from lianjing.access.policy import holds, visible
from lianjing.access.posts import in_force
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Declaration, Person
from lianjing.rooms.network import forms
from lianjing.rooms.network.queries import people as queries
from lianjing.rooms.network.queries import tree
from lianjing.rooms.network.usecases import declarations
from lianjing.rooms.network.views.common import form_page, found, looked
from lianjing.ui.listing import Column, Listing, Search
from lianjing.ui.page import page
from lianjing.ui.wording.network import TIES


@page(Action.PERSON_READ)
def person(request: HttpRequest, post: Seat, person_id: int) -> HttpResponse:
    """Show one person. Declarations of others are sensitive: reading them is written down."""
    who = found(post, Action.PERSON_READ, Person, person_id)
    sheet = queries.person_sheet(post, who)
    rows = list(sheet["declarations"])
    if rows and who.pk != post.person_id:
        looked(post, Action.DECLARATION_READ, rows)
    crumbs = [*tree.crumbs_of(post, who.home.path), (who.home.name, reverse("network:unit", args=[who.home_id]))]
    context = {"title": who.name, "crumbs": crumbs, **sheet, "declarations": rows, "ties": TIES, "shown": False}
    return render(request, "network/person.html", context)


@page(Action.CONTACT_READ)
def contact(request: HttpRequest, post: Seat, person_id: int) -> HttpResponse:
    """Show the last four figures of phone and identity number; the look is written down with whoever looked."""
    who = found(post, Action.CONTACT_READ, Person, person_id)
    if request.method != "POST":
        return redirect("network:person", person_id=who.pk)
    looked(post, Action.CONTACT_READ, [who])
    return render(request, "network/contact.html", {"title": who.name, "person": who})


@page(Action.PERSON_READ)
def people(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the people this post may see, as a list."""
    seen = visible(post, Action.PERSON_READ, Person)
    rows = seen.filter(pk__in=seen.filter(in_force(post.on, "holdings__")).values("pk"))  # a join would want a DISTINCT
    shown = Listing(
        rows=rows.select_related("home"),
        title=_("People"),
        columns=[
            Column("name", _("Name"), lambda row: row.name, link=lambda row: reverse("network:person", args=[row.pk])),
            Column("unit", _("Unit"), lambda row: row.home.name, sort="home__path"),
        ],
        filters=[Search("q", _("Name or pinyin"))],
        order=("home__path", "pk"),
    )
    words = _("People who hold a post today, as far as your post may see them.")
    return shown.respond(request, "network/list.html", {"title": _("People"), "words": words})


@page(Action.DECLARATION_READ)
def declarations_page(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show one's own declarations; the level above reads others on each person's own page."""
    me = found(post, Action.PERSON_READ, Person, post.person_id)
    rows = list(queries.declarations_of(post, me))
    context = {
        "title": _("My declarations"),
        "declarations": rows,
        "ties": TIES,
        "person": me,
        "may_write": holds(post, Action.DECLARATION_WRITE),
        "today": post.on,
    }
    return render(request, "network/declarations.html", context)


@page(Action.DECLARATION_WRITE)
def declare(request: HttpRequest, post: Seat) -> HttpResponse:
    """Declare a relative or an interest."""
    me = found(post, Action.DECLARATION_WRITE, Person, post.person_id)
    form = forms.DeclarationForm(request.POST or None, post=post, initial={"valid_from": post.on})
    return form_page(
        request,
        form,
        lambda asked: declarations.declare(post=post, person=me, now=clock.now(), **asked),
        done=_("Declared. It counts for the proof of coverage and for recusals from now on."),
        back=reverse("network:declarations"),
        context={
            "title": _("Declare a relative or an interest"),
            "button": _("Declare"),
            "lead": _(
                "Only you write this. The bureau's supervision office and the dispatched team can read it; "
                "whoever decides on a recusal sees the tie in question. Every such look is written down."
            ),
        },
    )


@page(Action.DECLARATION_WRITE)
def end_declaration(request: HttpRequest, post: Seat, declaration_id: int) -> HttpResponse:
    """End one's own declaration."""
    record = found(post, Action.DECLARATION_WRITE, Declaration, declaration_id)
    form = forms.LastDayForm(request.POST or None, initial={"last_day": post.on})
    return form_page(
        request,
        form,
        lambda asked: declarations.end(post=post, declaration=record, now=clock.now(), **asked),
        done=_("Ended. The row stays, with its dates."),
        back=reverse("network:declarations"),
        context={"title": _("End a declaration"), "button": _("End it")},
    )
