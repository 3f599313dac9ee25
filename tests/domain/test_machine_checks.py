"""The checker finds every way to break a table: one mutant for each fault, on every machine of the house."""

from dataclasses import replace
from pathlib import Path

import pytest

from lianjing.domain.machine import Clock, Machine, Step
from lianjing.domain.machine_checks import Fault, faults, human_hand, must_bring, must_pass, must_take
from lianjing.domain.machines import ALL

SOUND = Machine(
    name="sound",
    start="a",
    ends=frozenset({"z"}),
    people=("maker",),
    steps=(
        Step("go", "a", "b", by=("maker",), needs=("reason",)),
        Step("back", "b", "a", by=("clock",)),
        Step("end", "b", "z", by=("reviewer",), other_than=("maker",)),
    ),
    clocks={"a": (Clock("days.a", calls="maker"),), "b": (Clock("days.b", then="back"),)},
)


def with_step(machine, step):
    return replace(machine, steps=(*machine.steps, step))


def with_clocks(machine, state, *clocks):
    return replace(machine, clocks={**machine.clocks, state: clocks})


def without_clock(machine, state):
    return replace(machine, clocks={key: clocks for key, clocks in machine.clocks.items() if key != state})


def test_a_sound_table_has_no_faults():
    assert faults(SOUND) == ()


@pytest.mark.parametrize(
    ("mutant", "code", "subject"),
    [
        (with_step(SOUND, Step("x", "orphan", "z", by=("maker",))), "unreachable", "orphan"),
        (with_clocks(SOUND, "ghost", Clock("days.g", calls="maker")), "unreachable", "ghost"),
        (with_step(SOUND, Step("x", "a", "trap", by=("maker",))), "dead_end", "trap"),
        (with_step(SOUND, Step("x", "z", "a", by=("maker",))), "end_with_exit", "z"),
        (without_clock(SOUND, "a"), "no_clock", "a"),
        (with_clocks(SOUND, "z", Clock("days.z", calls="maker")), "clock_at_end", "z"),
        (with_clocks(SOUND, "a", Clock("days.a")), "idle_clock", "a"),
        (with_clocks(SOUND, "a", Clock("days.a", then="end")), "clock_without_step", "a.end"),
        (with_clocks(SOUND, "b", Clock("days.b", then="end")), "clock_without_step", "b.end"),
        (with_clocks(SOUND, "b", Clock("days.b", calls="maker")), "step_without_clock", "b.back"),
        (with_step(SOUND, Step("x", "a", "b", by=())), "no_actor", "a.x"),
        (with_step(SOUND, Step("go", "a", "z", by=("maker",))), "same_step_twice", "a.go"),
        (with_step(SOUND, Step("x", "a", "b", by=("maker",), other_than=("boss",))), "people_unknown", "a.x.boss"),
        (with_step(SOUND, Step("x", "a", "b", by=("system",), together=("maker",))), "eyes_of_a_machine", "a.x"),
        (with_step(SOUND, Step("x", "a", "b", by=("system",), other_than=("maker",))), "eyes_of_a_machine", "a.x"),
        (replace(SOUND, ends=frozenset()), "no_end", "sound"),
        (replace(SOUND, start="nowhere"), "unreachable", "b"),
        (replace(SOUND, steps=SOUND.steps[:2], ends=frozenset()), "no_way_to_end", "a"),
        (
            with_clocks(with_step(SOUND, Step("tick", "a", "b", by=("clock",))), "a", Clock("days.a", then="tick")),
            "clock_circle",
            "a",
        ),
    ],
)
def test_each_way_to_break_a_table_is_found(mutant, code, subject):
    assert Fault(code, subject) in faults(mutant)


@pytest.mark.parametrize("machine", ALL.values(), ids=ALL)
def test_every_machine_of_the_house_is_sound(machine):
    assert faults(machine) == ()
    assert machine.source


@pytest.mark.parametrize("machine", ALL.values(), ids=ALL)
def test_no_machine_survives_a_mutant(machine):
    for state in set(machine.states) - machine.ends:
        assert Fault("no_clock", state) in faults(without_clock(machine, state))
        trap = with_step(machine, Step("fall", state, "trap", by=("upper",)))
        assert Fault("dead_end", "trap") in faults(trap)
        muted = replace(machine, ends=machine.ends | {state})
        assert Fault("end_with_exit", state) in faults(muted)
    for end in machine.ends:
        assert Fault("dead_end", end) in faults(replace(machine, ends=machine.ends - {end}))
        reopened = with_step(machine, Step("reopen", end, machine.start, by=("upper",)))
        assert Fault("end_with_exit", end) in faults(reopened)
    for step in machine.steps:
        nobody = tuple(replace(other, by=()) if other is step else other for other in machine.steps)
        assert Fault("no_actor", f"{step.src}.{step.name}") in faults(replace(machine, steps=nobody))
    orphan = with_step(machine, Step("appear", "orphan", sorted(machine.ends)[0], by=("upper",)))
    assert Fault("unreachable", "orphan") in faults(orphan)


def test_what_cannot_be_skipped():
    assert must_pass(SOUND, "b", before="z")
    assert must_pass(SOUND, "a", before="z")
    assert must_take(SOUND, "go", before="z")
    assert must_bring(SOUND, "reason", before="z")
    assert human_hand(SOUND, "z")
    assert not human_hand(SOUND, "a")
    short = with_step(SOUND, Step("short", "a", "z", by=("maker",)))
    assert not must_pass(short, "b", before="z")
    assert not must_take(short, "go", before="z")
    assert not must_bring(short, "reason", before="z")


def test_the_example_of_the_how_to_is_a_sound_change():
    page = (Path(__file__).parents[2] / "docs/how-to/add-a-state.md").read_text(encoding="utf-8")
    rows, clock = (block.split("```")[0] for block in page.split("```python\n")[1:3])
    words = {"Step": Step, "Clock": Clock, "REVIEWER": "reviewer", "UPPER": "upper"}
    steps, clocks = eval(f"({rows})", words), eval(f"{{{clock}}}", words)
    machine = ALL["red_flag"]
    changed = replace(machine, steps=(*machine.steps, *steps), clocks={**machine.clocks, **clocks})
    assert faults(changed) == ()
    assert Fault("no_clock", "second_look") in faults(replace(changed, clocks=machine.clocks))
