"""What the journeys need of the county beforehand, done inside it by one process of its own that stays: it reads a line
{"task", "given"} and answers with a line {"said"} or {"wrong"}. Starting it takes longer than most journeys.
"""

import json
import sys
import traceback
from datetime import date, timedelta

import django

django.setup()

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: E402 - tables load after set-up
from django.db import close_old_connections  # noqa: E402

from lianjing.access import (  # noqa: E402
    asking_work,
    clock,
    demo,
    policy,
    proof,
    public_log_files,
    public_log_keys,
    questions,
)
from lianjing.access.demo import ticket_for  # noqa: E402
from lianjing.access.posts import holdings_of, seat_for  # noqa: E402
from lianjing.domain.authority import Action, Role  # noqa: E402
from lianjing.jobs import demo_questions, tick  # noqa: E402
from lianjing.jobs import public_log as public_log_duties  # noqa: E402
from lianjing.records.models import (  # noqa: E402
    Account,
    Edge,
    Handover,
    Holding,
    Meeting,
    Org,
    Person,
    Post,
    PowerVersion,
    Problem,
    PublicQuestion,
    Rectification,
    RedFlag,
)
from lianjing.rooms.casework import evidence  # noqa: E402
from lianjing.rooms.casework.usecases import handing_over, problems, rectifying  # noqa: E402
from lianjing.rooms.casework.usecases.problems import Responsibility  # noqa: E402
from lianjing.rooms.casework.usecases.rectifying import Change, Plan  # noqa: E402
from lianjing.rooms.directives.usecases import issuing  # noqa: E402
from lianjing.rooms.meetings import gathering  # noqa: E402
from lianjing.rooms.network.usecases import coverage  # noqa: E402
from lianjing.rooms.network.usecases import handover as handing_posts  # noqa: E402
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


def task_of_a_minute_ago(code):
    """Return the task of a form that somebody without scripts opened a minute ago."""
    return asking_work.task_for(Org._base_manager.get(code=code), clock.now() - timedelta(minutes=1)).text


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


def open_flags(least):
    """Put so many questions to the officers of the story's school, where fewer are with them; return how many are."""
    school = demo.story_school(clock.now().date())
    rows = RedFlag._base_manager.filter(org=school, sealed=False, danger="").order_by("pk")
    lacking = least - rows.filter(state="self_check").count()
    for flag in rows.filter(state="raised")[: max(0, lacking)]:
        usecases_screened.put(flag=flag, now=clock.now())
    return rows.filter(state="self_check").count()


def demand(title):
    """Let the bureau's office demand something of the story's school: it waits to be signed for."""
    now, office = clock.now(), _holder_of(Role.BUREAU_OFFICER)
    told = {
        "title": title,
        "text": "请把本月食堂留样记录的抽查结果，用系统里已有的台账回复。",
        "basis": "县教育局监督安排",
    }
    due = now.date() + timedelta(days=14)
    made = issuing.draft_for(post=office, org=demo.story_school(now.date()), due_on=due, now=now, **told)
    issuing.issue(post=office, directive=made, not_twin="只问留样，别的没有问过", now=now)
    return {}


def take_over(number):
    """Have whoever comes sign a hand-over that the office signed out."""
    record, now = Handover._base_manager.get(pk=number), clock.now()
    first = holdings_of(record.coming_id, now.date()).first()
    coming = seat_for(record.coming_id, first.post, now.date())
    return handing_posts.sign(post=coming, handover=record, shown=record.items_sha256, now=now).state


def concerned(username, step):
    """Begin a problem about somebody of the story's group and bring it to "told" or "in_effect"; return its number."""
    now, office = clock.now(), _holder_of(Role.BUREAU_OFFICER)
    person = Account.objects.get(username=username).person
    group = demo.story_school(now.date()).parent.path
    flags = RedFlag._base_manager.filter(state="to_rectify", org__path__startswith=group).order_by("pk")
    known = Problem._base_manager.filter(about_table="redflag", person=person).values("about_id")
    flag = flags.exclude(pk__in=known).select_related("org__parent").first()
    about = {"person": person, "kind": "manager", "weight": "minor", "facts": ["9月3日的验收只有一人签字，见第12行。"]}
    record = problems.begin(post=office, flag=flag, now=now, **about)
    parts = [Responsibility(who, "两人当场验收并签字", "只有一人", "岗位职责写明") for who in ("验收员", "分管副校长")]
    problems.tell(post=office, record=record, direct=parts[0], supervisory=parts[1], proposed="admonition", now=now)
    if step == "in_effect":
        _decide(record, office, now)
    return record.pk


def verified():
    """Return the number of a running rectification whose flag was verified and led to no problem yet."""
    flags = RedFlag._base_manager.filter(state="to_rectify")
    flags = flags.exclude(pk__in=Problem._base_manager.filter(about_table="redflag").values("about_id"))
    rows = Rectification._base_manager.filter(about_table="redflag", about_id__in=flags.values("pk"))
    return rows.order_by("-pk").values_list("pk", flat=True).first()


def to_look_at():
    """Return number and unit of a rectification that the group leader looks at on site: submitted, rows drawn."""
    group, now = demo.story_school(clock.now().date()).parent, clock.now()
    rows = Rectification._base_manager.filter(acceptor__org=group, about_table="redflag", org__parent=group)
    record = rows.filter(state__in=("opened", "planned", "doing")).select_related("responsible__org").order_by("pk")[0]
    seats = {name: _seat_of(getattr(record, name)) for name in ("responsible", "issuer")}
    if record.state == "opened":
        finish = now.date() + timedelta(days=20)
        plan = Plan("execution_gap", "没有人盯", "明确两人，逐日签字", finish)
        rectifying.plan(post=seats["responsible"], record=record, plan=plan, now=now)
    if record.state == "planned":
        rectifying.agree(post=seats["issuer"], record=record, now=now)
    shown = evidence.choices(seats["responsible"], record)[:2]
    change = Change(why_none="步骤没有问题")
    rectifying.submit(post=seats["responsible"], record=record, evidence=shown, change=change, now=now)
    return {"number": record.pk, "unit": record.org.name}


def _seat_of(post):
    held = Holding._base_manager.filter(post=post, valid_to=None).order_by("pk").first()
    return seat_for(held.person_id, post, clock.now().date())


def _decide(record, office, now):
    handing_over.end_hearing(record=record, now=now)
    problems.weigh(post=office, record=record, answers=[], findings=["so"], now=now)
    chief = _holder_of(Role.BUREAU_CHIEF)
    problems.decide(post=chief, record=record, measure="admonition", reason="一次，已改正", now=now)
    problems.serve(post=office, record=record, served_on=now.date(), now=now)


def _holder_of(role):
    on = clock.now().date()
    rows = Holding._base_manager.filter(post__role=role, valid_to=None, person__account__isnull=False)
    held = rows.select_related("post__org").order_by("post__rank", "pk").first()
    return seat_for(held.person_id, held.post, on)


def second_of(problem):
    """Return the sign-in path of the second of the two people who handle a problem."""
    record = Problem._base_manager.get(pk=problem)
    named = Problem.handlers.through.objects.filter(problem_id=problem).exclude(person_id=record.begun_by_id)
    handlers = Holding._base_manager.filter(person__in=named.values("person_id"), valid_to=None)
    held = handlers.exclude(post__role__in=["", Role.BUREAU_CHIEF]).order_by("pk").first()
    return address_of(held.person.account.username)


def reviewer_of(problem):
    """Return the sign-in path of whoever reviews a decision, "" where nobody does yet."""
    held = Problem._base_manager.select_related("reviewer__account").get(pk=problem).reviewer
    return address_of(held.account.username) if held else ""


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


def weeks_pass(asked, weeks):
    """Let weeks pass for the newest question that says this: what was dated lies so much further back."""
    row = PublicQuestion._base_manager.filter(asked=asked).order_by("-id")[0]
    for name in ("asked_on", "answered_on", "closed_on"):
        if getattr(row, name) is not None:
            setattr(row, name, getattr(row, name) - timedelta(weeks=weeks, days=1))
    row.save()
    return row.state


def keep_log():
    """Enter what waits in the public log, and write its files."""
    public_log_duties.keep(clock.now())
    return public_log_files.write(public_log_files.served())


def log_key():
    """Return the public log's key."""
    return str(public_log_keys.signer().verifier)


TASKS = {
    "weeks_pass": weeks_pass,
    "keep_log": keep_log,
    "log_key": log_key,
    "answer": answer,
    "task_of_a_minute_ago": task_of_a_minute_ago,
    "meeting": meeting,
    "answer_flags": answer_flags,
    "to_hand_over": to_hand_over,
    "open_flags": open_flags,
    "demand": demand,
    "verified": verified,
    "to_look_at": to_look_at,
    "concerned": concerned,
    "second_of": second_of,
    "take_over": take_over,
    "reviewer_of": reviewer_of,
    "days_pass": days_pass,
    "whoever_holds": whoever_holds,
    "cut_peers": cut_peers,
    "people": people,
    "sealed": sealed,
}


def _answer(line):
    close_old_connections()
    try:
        asked = json.loads(line)
        return {"said": TASKS[asked["task"]](**asked["given"])}
    except Exception:
        return {"wrong": traceback.format_exc()}
    finally:
        close_old_connections()


if __name__ == "__main__":
    for asked_line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(asked_line)) + "\n")
        sys.stdout.flush()
