"""What plants do to each other: a tie goes with whoever is lent, and a spoilt look-alike is none."""

import random

import pytest

from lianjing.county.build import build
from lianjing.county.ledgers.whole import write_ledgers
from lianjing.county.ledgers.world import World
from lianjing.county.plants.plot import Plot, plant
from lianjing.county.plants.worked_elsewhere import worked_elsewhere
from lianjing.county.streams import Streams

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def world():
    network, _, mint = build(7, 0.05)
    return write_ledgers(World(network, Streams(7), mint))


def spoken(world):
    plot = Plot("M-CW-22", world, random.Random(1), [])
    worked_elsewhere(plot)
    return {(one.model, one.verdict, one.school_code, one.subject) for one in plot.cases}


def test_whoever_is_tied_to_a_firm_is_spoken_of_wherever_they_work_on_what_it_offered(world):
    procs, ties = world.book["procurements"], world.book["staff_relations"]
    hands = procs.grouped("handler_no", "winner_code")
    (hand, firm), places = max(
        hands.items(), key=lambda one: len({procs.row(place)["school_code"] for place in one[1]})
    )
    works = {("M-CW-22", "beside", procs.row(at)["school_code"], procs.row(at)["proc_no"]) for at in places}
    assert len({school for _, _, school, _ in works}) > 1, "nobody here works for two schools"
    before = spoken(world)
    assert not works & before
    kin = {"school_code": procs.row(places[0])["school_code"], "staff_no": hand, "company_credit_code": firm}
    ties.add(**kin, company_role="employee")
    assert spoken(world) == before  # who only works for a firm has no stake in it
    ties.add(**kin, company_role="legal")
    assert works <= spoken(world)
    procs.put(places[0], status="cancelled")
    row = procs.row(places[0])
    assert works - spoken(world) == {("M-CW-22", "beside", row["school_code"], row["proc_no"])}


@pytest.mark.parametrize(
    ("period", "kept"), [(None, False), ("2026-05", False), ("2026-04", True)], ids=["any", "the same", "another"]
)
def test_a_look_alike_on_which_something_else_was_planted_is_none_any_more(world, period, kept):
    def alike(plot):
        plot.innocent("s001", "x", "2026-05")
        plot.irregular("s002", "x", "2026-05")

    def other(plot):
        plot.beside("M-1", "s001", "x", period)
        plot.beside("M-1", "s002", "x", period)

    said = [(one.model, one.verdict, one.school_code) for one in plant(world, [("M-1", alike), ("M-2", other)])]
    assert (("M-1", "innocent", "s001") in said) == kept
    assert ("M-1", "irregular", "s002") in said
