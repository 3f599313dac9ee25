"""Pages of supervision models: what is asked of rows, by area; and one model."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianjing.access import clock, policy
from lianjing.domain.authority import Action, Seat
from lianjing.domain.supervision_models import SupervisionModel
from lianjing.rooms.redflags import model_pages, usecases_health
from lianjing.rooms.redflags.forms_two import WakeForm
from lianjing.ui.page import attempt, page


@require_GET
@page(Action.FLAG_READ)
def listed(request: HttpRequest, post: Seat) -> HttpResponse:
    """List what is asked of rows, by area."""
    shown = {"title": _("What is asked of the rows"), "areas": model_pages.by_area(post, clock.now().date())}
    return render(request, "redflags/models.html", shown | {"crumbs": _crumbs()})


@require_GET
@page(Action.FLAG_READ)
def shown(request: HttpRequest, post: Seat, model: str) -> HttpResponse:
    """Show one model."""
    return _model_page(request, post, _known(post, model))


@require_POST
@page(Action.MODEL_KEEP)
def wake(request: HttpRequest, post: Seat, model: str) -> HttpResponse:
    """Let a model that suspended itself ask again, or show its page with what is missing."""
    found, form = _known(post, model), WakeForm(request.POST)
    asleep = model_pages.sheet(post, found, clock.now().date()).stands.health.asleep
    if asleep is None:
        raise Http404
    done = form.is_valid() and attempt(
        form, lambda: usecases_health.wake(post=post, suspension=asleep, now=clock.now(), **form.cleaned_data)
    )
    if not done:
        return _model_page(request, post, found, form, status=422)
    messages.success(request, _("The model asks again from the next screening on. Its page says who woke it, and why."))
    return redirect("redflags:model", found.id)


def _known(post: Seat, model: str) -> SupervisionModel:
    found = next((one for one in model_pages.models(post) if one.id == model), None)
    if found is None:
        raise Http404
    return found


def _model_page(
    request: HttpRequest, post: Seat, found: SupervisionModel, form: WakeForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "title": f"{found.id} {found.title.say(get_language() or 'zh')}",
        "sheet": model_pages.sheet(post, found, clock.now().date()),
        "wake_form": form or WakeForm(),
        "reviews": policy.holds(post, Action.FLAG_REVIEW),
        "crumbs": [*_crumbs(), (_("What is asked of the rows"), reverse("redflags:models"))],
    }
    return render(request, "redflags/model.html", context, status=status)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Red flags"), reverse("redflags:home"))]
