"""Every power item of the catalogue: sound, controlled, replaying its labelled traces, complete against the brief."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from lianjing.domain.power.checks import faults
from lianjing.domain.power.deviations import Deviation
from lianjing.domain.power.duties import Part, duties, quiz
from lianjing.domain.power.flow import Choice, Flow, Repeat, inner, steps_of
from lianjing.engines.flowcharts.charts import net_of
from lianjing.engines.flowcharts.judging import replay
from lianjing.engines.flowcharts.soundness import soundness
from tests.powers.items import FOLDER, IDS, items, library, traces

HERE = Path(__file__).parent
ROWS = [line.split("|") for line in (HERE / "rows_1h.txt").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("power", IDS)
def test_an_item_is_sound_and_fit_to_publish(power):
    item = items()[power]
    assert soundness(net_of(item.flow)) == []
    assert faults(item) == []


@pytest.mark.parametrize("power", IDS)
def test_traces_replay_as_labelled_by_hand(power):
    told = traces(power)
    found = replay(items()[power], [trace.course for trace in told], library().calendar, library().parameters)
    wrong = {
        trace.id: {"wanted": sorted(trace.finds), "found": got}
        for trace, findings in zip(told, found, strict=True)
        if (got := sorted((one.kind, one.step) for one in findings)) != sorted(trace.finds)
    }
    assert wrong == {}


def possible(power: str) -> set[Deviation]:
    """Return the kinds of deviation that can occur in an item, from what it holds."""
    item, kinds = items()[power], {Deviation.SKIPPED, Deviation.EXTRA, Deviation.TWICE, Deviation.WRONG_POST}
    steps = item.steps
    kinds |= {Deviation.EARLY} if len(steps) > 2 else set()
    kinds |= {Deviation.NO_PAPER} if any(step.gives for step in steps) else set()
    kinds |= {Deviation.TOO_FEW} if any(step.people > 1 for step in steps) else set()
    kinds |= {Deviation.WRONG_LEVEL} if any(step.decisions for step in steps) else set()
    kinds |= {Deviation.SAME_PERSON} if item.separate else set()
    bounds = {limit.bound.value for step in steps for limit in step.limits}
    kinds |= {Deviation.LATE} if bounds & {"within", "ahead"} else set()
    kinds |= {Deviation.TOO_FAST} if "wait" in bounds else set()
    kinds |= {Deviation.NOTICE_SHORT} if any(step.notice and step.notice.days for step in steps) else set()
    return kinds | ({Deviation.WRONG_BRANCH} if guarded(item.flow) else set())


def guarded(flow: Flow) -> bool:
    """Return whether a branch with steps is meant for certain amounts."""
    for part in flow:
        if isinstance(part, Choice) and any(branch.guard and branch.parts for branch in part.branches):
            return True
        if any(guarded(one) for one in inner(part)):
            return True
    return False


@pytest.mark.parametrize("power", IDS)
def test_each_kind_of_deviation_that_can_occur_has_a_trace_and_so_has_a_right_course(power):
    told = traces(power)
    assert any(not trace.finds for trace in told)
    assert any(trace.course.open for trace in told)
    assert possible(power) - {kind for trace in told for kind, _ in trace.finds} == set()


def whens(flow: Flow) -> set[str]:
    """Return the Chinese words of every branch and repetition."""
    found = set()
    for part in flow:
        if isinstance(part, Choice):
            found |= {branch.when.zh for branch in part.branches}
        if isinstance(part, Repeat):
            found.add(part.again.zh)
        for one in inner(part):
            found |= whens(one)
    return found


def test_only_two_items_come_from_the_prose_alone():
    assert set(IDS) - {row[0] for row in ROWS} == {"ZS-06", "RS-07"}


@pytest.mark.parametrize("power", sorted({row[0] for row in ROWS}))
def test_every_row_and_branch_of_the_brief_is_in_the_flow(power):
    rows = {row[1]: row for row in ROWS if row[0] == power}
    mapping = yaml.safe_load((HERE / "rows" / f"{power}.yaml").read_text(encoding="utf-8"))
    steps, said = {step.no for step in steps_of(items()[power].flow)}, whens(items()[power].flow)
    assert set(map(str, mapping)) == set(rows)
    for no, told in mapping.items():
        assert told["step"] in steps, no
        for text, where in told.get("branches", {}).items():
            assert all(part in rows[str(no)][6] for part in text.split("…")), f"{no}: {text} is not in the brief"
            assert where.get("step", next(iter(steps))) in steps, text
            assert where.get("branch", next(iter(said), "")) in said or "step" in where, text
        if any(mark in rows[str(no)][6] for mark in ("→", ";", "不")):
            assert told.get("branches"), f"row {no} has branches in the brief: {rows[str(no)][6]}"


@pytest.mark.parametrize("power", IDS)
def test_every_step_has_one_accountable_post_and_the_quiz_is_the_same_twice(power):
    item = items()[power]
    accountable = Counter(line.step for line in duties(item) if line.part is Part.ACCOUNTABLE)
    assert accountable == {step.no: 1 for step in item.steps}
    assert quiz(item) == quiz(item)
    assert len(quiz(item)) == 10 or len(item.steps) < 3
    assert all(0 <= question.right < len(question.answers) for question in quiz(item))
    assert all(len(set(question.answers)) == len(question.answers) for question in quiz(item))


def test_models_named_as_controls_exist():
    models = {path.stem for path in (FOLDER.parent / "supervision_models").glob("*/*.yaml")}
    named = {watch.model for item in items().values() for step in item.steps for watch in step.watches if watch.model}
    assert named - models == set()
