"""The door works at all."""

import pytest

from lianjing.access import policy
from lianjing.domain.authority import Action
from lianjing.records.base import UnscopedRead
from lianjing.records.models import Org, RedFlag


def test_a_table_refuses_a_query_that_did_not_pass_the_policy(county):
    with pytest.raises(UnscopedRead):
        Org.objects.count()


def test_a_clerk_sees_the_flags_of_the_own_school_only(county):
    mine, other = county.flag("s001"), county.flag("s010")
    seen = policy.visible(county.clerk, Action.FLAG_READ, RedFlag)
    assert list(seen) == [mine]
    assert not policy.may(county.clerk, Action.FLAG_READ, other)


def test_a_recused_person_sees_nothing_of_the_item(county):
    flag = county.flag("s001")
    assert policy.may(county.leader, Action.FLAG_READ, flag)
    county.recuse(county.leader, flag)
    assert not policy.may(county.leader, Action.FLAG_READ, flag)
    assert policy.explain(county.leader, Action.FLAG_READ, flag).reason == "recused"
