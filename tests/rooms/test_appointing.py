"""Who is put into a post from the console: nobody is locked out by it, and nobody is put where no desk is."""

from datetime import timedelta

import pytest

from lianjing.domain.authority import Role
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import first_run
from lianjing.records.models import Account, Holding, Org
from tests.world import DAY, at

WORD = "one-two-three-4567"


def refused(unit, post, username):
    with pytest.raises(RuleBroken) as refusal:
        first_run.appoint_first(unit, post, "覃明", username, at())
    return refusal.value.code


@pytest.fixture
def deputy(county):
    return county.post("jcs", Role.BUREAU_OFFICER, "FZR", "副主任")


def test_a_name_that_sign_in_takes_for_another_locks_nobody_out(county, deputy, client):
    account = Account.objects.get(person=county.tech.person_id)
    account.username = "admin"
    account.set_password(WORD)
    account.save()
    assert refused("jcs", "FZR", "Admin") == "username_wrong"
    assert refused("jcs", "FZR", "admin") == "username_taken"
    assert client.post("/accounts/login/", {"login": "admin", "password": WORD}).status_code == 302


def test_a_post_that_somebody_will_take_up_is_not_vacant(county, deputy):
    Holding(post=deputy, person=county.person("周新", "jcs"), valid_from=DAY + timedelta(days=20)).save()
    assert refused("jcs", "FZR", "qinming") == "post_is_held"


def test_nobody_is_put_where_there_is_no_desk(county):
    county.post("s002", "", "MW", "门卫")
    assert refused("s002", "MW", "qinming") == "post_opens_no_desk"
    county.post("s002", Role.CLERK, "CGY", "采购员")
    Org._base_manager.filter(code="s002").update(valid_to=DAY - timedelta(days=1))
    assert refused("s002", "CGY", "qinming") == "no_such_post"
