"""What the journeys need of the county beforehand, done inside it by a process of its own: `inside.py TASK JSON`."""

import json
import sys
from datetime import date, timedelta

import django

django.setup()

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: E402 - tables load after set-up

from lianjing.access import clock, demo, policy, proof, questions  # noqa: E402
from lianjing.access.demo import ticket_for  # noqa: E402
from lianjing.access.posts import seat_for  # noqa: E402
from lianjing.domain.authority import Action, Role  # noqa: E402
from lianjing.jobs import demo_questions, tick  # noqa: E402
from lianjing.records.models import (  # noqa: E402
    Account,
    Edge,
    Holding,
    Meeting,
    Org,
    Person,
    Post,
    PowerVersion,
    PublicQuestion,
    RedFlag,
)
from lianjing.rooms.meetings import gathering  # noqa: E402
from lianjing.rooms.network.usecases import coverage  # noqa: E402
from lianjing.rooms.powers.usecases import taking_effect  # noqa: E402
from lianjing.rooms.redflags import usecases, usecases_screened  # noqa: E402


def people(names, password, coded):
    """Make one person with one account for each sign-in name: clerk of one school, teacher of another.

    Those in `coded` have an authenticator app already. Returns the schools' names, apps' secrets, sign-in paths.
    """
    schools = Org._base_manager.filter(path__startswith="/js/jyj/zj03/", kind="county_school").order_by("path")
    secrets = {}
    first, second = list(schools)[:2] if len(schools) > 1 else (schools[0], schools[0].parent)
    for name in names:
        person = Person(home=first, name=f"走查{name}")
        person.save()
        for org, role, title in ((first, Role.CLERK, "资料员"), (second, Role.TEACHER, "兼课教师")):
            post = Post(org=org, code="JS", title=title, role=role, valid_from=date(2025, 9, 1))
            post.save()
            Holding(post=post, person=person, valid_from=date(2025, 9, 1)).save()
        account = Account.objects.create_user(name, password, person=person)
        if name in coded:
            secrets[name] = generate_totp_secret()
            TOTP.activate(account, secrets[name])
    return {
        "first": first.name,
        "second": second.name,
        "secrets": secrets,
        "addresses": {name: address_of(name) for name in names},
    }


def address_of(username):
    """Return the printed sign-in path of any account of the demo."""
    return f"/demo/sign-in/{ticket_for(username)}/"


def answer(asked):
    """Have the school answer the newest question that says this."""
    rows = PublicQuestion._base_manager.filter(asked=asked).select_related("org__parent").order_by("-id")
    demo_questions.answer(rows[0], {"words": "校门口和本页都有，每学期开学前公布。"}, clock.now())
    return {}


def cut_peers(group):
    """Take away whoever looks at a supervision group from beside; return the sign-in paths of two bureau officers."""
    Edge._base_manager.filter(kind="peer", object__code=group).delete()
    proof.mark_stale(clock.now())
    coverage.prove_if_stale(now=clock.now())
    rows = Holding._base_manager.filter(post__org__code="jcs", post__role=Role.BUREAU_OFFICER, valid_to=None)
    names = dict.fromkeys(rows.order_by("pk").values_list("person__account__username", flat=True))
    return [address_of(name) for name in names]


def sealed():
    """Return the number of the first sealed question, and the sign-in paths of the two people named on it."""
    flag = RedFlag._base_manager.filter(sealed=True, state="sealed").order_by("pk").first()
    named = RedFlag.handlers.through.objects.filter(redflag_id=flag.pk).values_list("person_id", flat=True)
    accounts = Account.objects.filter(person__in=list(named)).order_by("pk")
    return {"flag": flag.pk, "two": [address_of(one.username) for one in accounts]}


def answer_flags(least):
    """Let officers answer at the units of the story's group until so many answers wait; return how many were given.

    What waits its turn is put to its officer first, where this week's questions do not suffice.
    """
    lacking, given = least - len(_answers()), 0
    group = demo.story_school(clock.now().date()).parent
    waiting = RedFlag._base_manager.filter(state="raised", sealed=False, org__parent=group, danger="").order_by("pk")
    for flag in waiting[: max(0, lacking - len(_with_officers()))]:
        usecases_screened.put(flag=flag, now=clock.now())
    for flag in _with_officers()[: max(0, lacking)]:
        given += _answered(flag)
    return given


def to_hand_over():
    """Return the page of a question of the story's group that its officer answered."""
    answer_flags(1)
    return {"flag": f"/flags/{_answers()[-1].pk}/"}


def _answers():
    group = demo.story_school(clock.now().date()).parent
    return list(RedFlag._base_manager.filter(state="answered", org__parent=group, danger="").order_by("pk"))


def _with_officers():
    """Return the questions of the story's group that are with an officer who may answer them, oldest first."""
    group = demo.story_school(clock.now().date()).parent
    flags = RedFlag._base_manager.filter(state="self_check", org__parent=group, danger="").order_by("pk")
    return [flag for flag in flags if _officer(flag)]


def _officer(flag):
    on = clock.now().date()
    for post in questions.posts_with_role(Role.CLERK, flag.org.path, on):
        for holding in Holding._base_manager.filter(post=post, valid_to=None).order_by("pk"):
            seat = seat_for(holding.person_id, post, on)
            if policy.may(seat, Action.FLAG_ANSWER, flag):
                return seat
    return None


def _answered(flag):
    said = {"explanation": "交接期间，材料已补齐。", "support": "corrected", "now": clock.now()}
    usecases.explain(post=_officer(flag), flag=flag, **said)
    return 1


def whoever_holds(code):
    """Return the sign-in path of somebody who holds a post at the school that the demo shows."""
    on = clock.now().date()
    rows = Holding._base_manager.filter(post__org=demo.story_school(on), post__code=code, valid_to=None)
    return address_of(rows.order_by("pk").values_list("person__account__username", flat=True)[0])


def days_pass(version, days):
    """Let days pass for one version of a power: what was dated lies so much further back; then the clock strikes."""
    row, back = PowerVersion._base_manager.get(pk=version), timedelta(days=days)
    for name in ("consulted_from", "heard_until", "first_day", "first_approved_at", "approved_at"):
        if getattr(row, name) is not None:
            setattr(row, name, getattr(row, name) - back)
    row.save()
    tick.run(clock.now(), {"powers.take_effect": taking_effect.take_all_into_force})
    return PowerVersion._base_manager.get(pk=version).state


def meeting(step):
    """Bring this quarter's meeting to a day: "collecting", ten days ahead, or "today". Return its number."""
    now = clock.now()
    row = Meeting._base_manager.exclude(state__in=("closed", "missed")).order_by("-quarter").first()
    row.day = now.date() + timedelta(days=10 if step == "collecting" else 0)
    if row.state == "planned":
        row.state = "collecting"
    row.save()
    if step == "collecting":
        gathering.gather(row, now)
    return row.pk


TASKS = {
    "answer": answer,
    "meeting": meeting,
    "answer_flags": answer_flags,
    "to_hand_over": to_hand_over,
    "days_pass": days_pass,
    "whoever_holds": whoever_holds,
    "cut_peers": cut_peers,
    "people": people,
    "sealed": sealed,
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2]))))
