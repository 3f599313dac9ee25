"""What is planted is found, look-alikes are not, on a seed that nobody looked at while models were written."""

import json
from dataclasses import asdict
from datetime import date

import pytest

from lianjing.access import links, modelbook
from lianjing.county.build import build
from lianjing.county.ledgers.whole import write_ledgers
from lianjing.county.ledgers.world import World
from lianjing.county.plants.every import PLANTERS
from lianjing.county.plants.plot import BESIDE, INNOCENT, IRREGULAR, plant
from lianjing.county.streams import Streams
from lianjing.domain.evaluation import evaluate, read_truth
from lianjing.domain.supervision_models import RUNNING
from lianjing.engines.matching import match
from lianjing.engines.screening import Sources, screen
from lianjing.engines.sealing.columns import ColumnKeys
from lianjing.jobs.evaluating import keyed
from lianjing.jobs.ledger_folder import _keyed, _numbered, _schools, _whole

pytestmark = pytest.mark.once

SEED, SCALE, ON = 2026, 0.2, date(2026, 8, 31)


@pytest.fixture(scope="module")
def county():
    """The ledgers, what was planted in them, and every flag."""
    network, _, mint = build(SEED, SCALE)
    world = write_ledgers(World(network, Streams(SEED), mint))
    cases = plant(world, PLANTERS)
    keys = ColumnKeys.fresh()
    arrow = {
        one.name: _whole(one.name, [_numbered(_keyed(one.name, one.arrow(), keys), number)])
        for number, one in enumerate(world.book, start=1)
    }
    arrow["links"] = match(arrow, links.levels(ON), links.variants()).replace_schema_metadata()
    models = [one for one in modelbook.chosen() if one.evaluated_on(ON)]
    book, calendar = modelbook.parameters(), modelbook.calendar()
    found = screen(models, Sources(modelbook.layouts(), arrow=arrow), calendar, book, sorted(_schools(arrow)), ON)
    content = {"format": "lianjing.county/1/screening", "as_of": ON.isoformat(), "rows": [asdict(one) for one in cases]}
    _, truth = read_truth(json.loads(json.dumps(content)))
    return cases, evaluate(found.flags, [keyed(row, modelbook.models()[row.model], keys) for row in truth])


def test_detection_reaches_the_goals_on_a_seed_nobody_looked_at(county):
    _, found = county
    worst = sorted(found.models, key=lambda one: one.recall.value or 0)[:5]
    print(found.precision, found.recall, found.lookalikes_flagged, [(one.model, one.recall) for one in worst])
    assert found.precision >= 0.90
    assert found.recall >= 0.95
    assert found.lookalikes_flagged <= 0.05


def test_every_running_model_has_irregular_cases_and_look_alikes(county):
    cases, _ = county
    running = {one.id for one in modelbook.chosen() if one.status in RUNNING}
    for verdict in (IRREGULAR, INNOCENT):
        assert running - {one.model for one in cases if one.verdict == verdict} == set()
    assert {one.verdict for one in cases} == {IRREGULAR, INNOCENT, BESIDE}


def test_two_in_five_of_what_can_be_measured_lie_near_the_threshold(county):
    cases, _ = county
    for verdict in (IRREGULAR, INNOCENT):
        measured = [abs(one.margin) for one in cases if one.verdict == verdict and one.margin is not None]
        share = sum(margin <= 0.15 for margin in measured) / len(measured)
        print(verdict, len(measured), round(share, 3))
        assert share >= 0.40
