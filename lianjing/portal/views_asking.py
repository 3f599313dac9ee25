"""Ask, object, look up, follow up: without an account, without a script, and nothing about the asker is kept.

No cookie is needed: a form is bound to a school by the signed task it carries, and a question's number opens the rest.
The number never stands in an address, so that no log and no history keeps it.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from lianjing.access import asking, asking_text, asking_work, clock
from lianjing.domain.question_numbers import shown
from lianjing.domain.refusals import RuleBroken
from lianjing.portal import questions
from lianjing.records.models import Org
from lianjing.ui.page import open_page
from lianjing.ui.wording import sentence

_TITLES = {"question": gettext_lazy("I want to ask"), "objection": gettext_lazy("I object to something published")}


@csrf_exempt
@open_page("public")
def ask(request: HttpRequest, code: str, kind: str = "question") -> HttpResponse:
    """Take a question in two steps: what is typed is shown back, with what is like it; then it is sent."""
    school = questions.school_of(code, clock.now().date())
    if school is None:
        raise Http404
    if request.method != "POST":
        return _form_page(request, school, kind, {"about": request.GET.get("about", "")[:24]})
    said = {name: request.POST.get(name, "")[:4000] for name in ("about", "text", "task", "found", "follows")}
    if asking_text.listen(said["text"]).accuses:
        return _diverted(request, school, said["text"])
    try:
        if "send" in request.POST:
            return _sent(request, school, kind, said)
        return _look_page(request, school, kind, said)
    except RuleBroken as refusal:
        return _again(request, school, kind, said, refusal)


@open_page("public")
def confidential_way(request: HttpRequest, code: str) -> HttpResponse:
    """Show the confidential way: whom to tell of a person's misconduct, and what is better not done."""
    school = questions.school_of(code, clock.now().date())
    if school is None:
        raise Http404
    return _private(
        render(request, "portal/report.html", {"title": _("I report a problem, in confidence"), "school": school})
    )


@csrf_exempt
@open_page("public")
def look_up(request: HttpRequest) -> HttpResponse:
    """Show a question to whoever has its number; take what the asker says of the answer."""
    title = _("My question")
    if request.method != "POST":
        return _private(render(request, "portal/look_up.html", {"title": title}))
    number, now = request.POST.get("number", "")[:40], clock.now()
    said, wrong = "", ""
    try:
        question = asking.by_number(number)
        if "content" in request.POST:
            asking.say(question=question, content=int(request.POST["content"][:1] or 0), now=now)
            said = _("Thank you. What you said is kept with the answer.")
        elif "look_back" in request.POST:
            asking.look_back(question=question, solved=request.POST["look_back"] == "solved", now=now)
            said = _("Thank you. What you said is kept with the answer.")
        question = asking.by_number(number)
    except (RuleBroken, ValueError) as refusal:
        wrong = sentence(refusal) if isinstance(refusal, RuleBroken) else _("Choose one of the five.")
        page = {"title": title, "wrong": wrong, "number": number}
        return _private(render(request, "portal/look_up.html", page, status=422))
    page = {"title": title, "number": number, "said": said, **questions.state_page(question, now.date(), _language())}
    return _private(render(request, "portal/my_question.html", page))


def _form_page(
    request: HttpRequest, school: Org, kind: str, said: dict[str, str], wrong: str = "", status: int = 200
) -> HttpResponse:
    on = clock.now().date()
    about = questions.Subject("")
    try:
        about = questions.subject(school, said.get("about", ""), kind, on)
    except RuleBroken:
        said = {**said, "about": ""}
    page = {
        "title": str(_TITLES[kind]),
        "school": school,
        "kind": kind,
        "said": said,
        "wrong": wrong,
        "choices": questions.choices(school, kind, on, _language()),
        "readers": questions.readers(school, about, on),
        "letters": questions.LETTERS,
        "follows": questions.followed(school, said.get("follows", "") or request.GET.get("follows", "")),
    }
    return _private(render(request, "portal/ask.html", page, status=status))


def _look_page(
    request: HttpRequest, school: Org, kind: str, said: dict[str, str], wrong: str = "", status: int = 200
) -> HttpResponse:
    """Show a question back before it is sent: masked as it will be kept, and what is answered already."""
    now = clock.now()
    about = questions.subject(school, said["about"], kind, now.date())
    text = questions.checked(school, said["text"])
    task = asking_work.task_for(school, now)
    page = {
        "title": str(_TITLES[kind]),
        "school": school,
        "kind": kind,
        "said": said,
        "text": text,
        "masks": questions.mask_words(text),
        "wrong": wrong,
        "about": questions.about_words(about, now.date(), _language()),
        "readers": questions.readers(school, about, now.date()),
        "like": asking_text.alike(text.text, school.code, about.power),
        "task": task,
        "kept_task": said["task"] or task.text,
    }
    return _private(render(request, "portal/ask_look.html", page, status=status))


def _sent(request: HttpRequest, school: Org, kind: str, said: dict[str, str]) -> HttpResponse:
    now = clock.now()
    about = questions.subject(school, said["about"], kind, now.date())
    text = questions.checked(school, said["text"])
    kept = questions.asked(kind, about, text, questions.followed(school, said["follows"]))
    number = asking.ask(school=school, asked=kept, task=said["task"], found=said["found"], now=now)
    page = {
        "title": _("Received"),
        "school": school,
        "number": shown(number),
        "readers": questions.readers(school, about, now.date()),
        "question": asking.by_number(number),
    }
    return _private(render(request, "portal/asked.html", page))


def _again(request: HttpRequest, school: Org, kind: str, said: dict[str, str], refusal: RuleBroken) -> HttpResponse:
    """Show the form again with what was typed; work that was not enough is begun anew, a wait goes on."""
    wrong = sentence(refusal)
    if refusal.code.startswith("work_"):
        task = said["task"] if refusal.code == "work_too_soon" else ""
        return _look_page(request, school, kind, {**said, "task": task}, wrong, status=422)
    return _form_page(request, school, kind, said, wrong, status=422)


def _diverted(request: HttpRequest, school: Org, text: str) -> HttpResponse:
    page: dict[str, Any] = {
        "title": _("This goes the confidential way"),
        "school": school,
        "diverted": True,
        "danger": asking_text.listen(text).danger,
    }
    return _private(render(request, "portal/report.html", page))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep what an asker typed out of every cache and of the next page's referrer."""
    patch_cache_control(response, no_store=True, private=True)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _language() -> str:
    return get_language() or "zh-hans"
