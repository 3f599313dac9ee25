"""Both sides are told who must act, until when and what happens then: for every waiting state, in both languages."""

from datetime import date

import pytest
from django.template import Context, Template
from django.utils import translation

from lianjing.domain.machines import ALL
from lianjing.ui.clocks import ticking

DAY = date(2026, 12, 1)
WAITING = [(name, state) for name, machine in ALL.items() for state in machine.states if state not in machine.ends]
ENDS = [(name, state) for name, machine in ALL.items() for state in machine.ends]


@pytest.mark.parametrize(("machine", "state"), WAITING)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_waiting_state_tells_its_three_answers(machine, state, language):
    with translation.override(language):
        for called in range(len(ALL[machine].clocks_of(state)) + 1):
            found = ticking(machine, state, DAY, called=called)
            assert found is not None
            assert found.who
            assert found.then
            assert found.until == DAY


@pytest.mark.parametrize(("machine", "state"), ENDS)
def test_at_an_end_nothing_ticks(machine, state):
    assert ticking(machine, state, DAY) is None


def test_the_page_names_the_officer_the_day_and_what_comes():
    with translation.override("zh-hans"):
        text = "{% load clocks %}{% clock 'red_flag' 'self_check' day %}{% clock 'red_flag' 'answered' day 'X组长' 1 %}"
        html = Template(text).render(Context({"day": DAY, "today": date(2026, 11, 30)}))
    assert "经办人" in html
    with translation.override("zh-hans"):
        assert ticking("red_flag", "answered", DAY).who == "复核人"  # who may mark a danger is not who must act
    assert "自动转为：逾期未说明" in html
    assert "还剩 1 天" in html
    assert "X组长" in html
    assert "提请上一级处理" in html
