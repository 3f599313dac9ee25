"""Red flags in the small county, at the states that tests begin with."""

from lianjing.records.models import Declaration, RedFlag, WorkItem
from lianjing.rooms.redflags import usecases
from tests.world import DAY, at

NOW = at()
PDF = b"%PDF-1.4 a contract"
FACTS = {"receiving_body": "派驻第七纪检监察组", "named_facts": "2026年9月3日第12号凭证，付款给本人亲属的企业"}


def asked(county, org="s001", state="self_check", alike="incompatible_posts"):
    made = county.flag(org)
    facts = {"person": "邓采", "posts": ["采购员"], "items": ["ST-03"]}
    changes = {"state": state, "moved_at": NOW, "alike": alike, "facts": facts, "due_on": DAY}
    RedFlag._base_manager.filter(pk=made.pk).update(**changes)
    return now(made)


def explained(county, flag, support="transition", **more):
    return usecases.explain(post=county.clerk, flag=flag, explanation="交接中", support=support, now=NOW, **more)


def now(flag):
    return RedFlag._base_manager.get(pk=flag.pk)


def work_of(seat):
    return list(WorkItem._base_manager.filter(post=seat.post_id, state="open").values_list("code", flat=True))


def kin(one, other):
    Declaration(
        person_id=one.person_id, kin_id=other.person_id, kind="kin", relation="表亲", declared_at=NOW, valid_from=DAY
    ).save()


def dismissed_by(seat, flag):
    return usecases.dismiss(post=seat, flag=now(flag), reason="属实", now=NOW)
