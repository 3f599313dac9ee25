"""The demo county under the house's own rules: every step is supervised, and only planted people clash."""

from datetime import date
from pathlib import Path

import pytest
import yaml

import lianjing.catalogue
from lianjing.domain.coverage import prove
from lianjing.domain.coverage_terms import proven
from lianjing.domain.incompatible import clashes, kept_apart
from lianjing.domain.post_codes import read_post_codes
from lianjing.engines.content import read_power_files
from tests.county.test_network import domain_history

DAY = date(2026, 9, 1)


@pytest.fixture(scope="module")
def rules():
    folder = Path(lianjing.catalogue.__path__[0])
    codes = read_post_codes(yaml.safe_load((folder / "org/post_codes.yaml").read_text(encoding="utf-8")))
    return proven(read_power_files()[0]), codes


def test_every_step_has_an_upper_and_a_peer_supervisor(small, rules):
    proof = prove(domain_history(small.network).as_of(DAY), *rules)
    assert proof.steps > 1_000
    assert (proof.covered, proof.gaps) == (proof.steps, ())


def test_a_county_whose_supervisors_are_gone_is_not_covered(small, rules):
    """Negative control: leave only the schools their people, and the proof must fail."""
    seated = [row for row in small.network["holdings"] if row["post"].startswith("s0")]
    proof = prove(domain_history(small.network | {"holdings": seated}).as_of(DAY), *rules)
    assert proof.covered < proof.steps
    assert proof.gaps


def test_only_planted_people_hold_posts_that_power_items_keep_apart(county, rules):
    powers, _ = rules
    posts = {post["code"]: post for post in county.network["posts"]}
    units = {unit["code"]: number for number, unit in enumerate(county.network["units"])}
    people = [person["code"] for person in county.network["people"]]
    places = {code: number for number, code in enumerate(people)}
    held = [
        (units[posts[row["post"]]["unit"]], places[row["person"]], posts[row["post"]]["role"])
        for row in county.network["holdings"]
        if row["until"] is None
    ]
    found = {people[clash.person_id] for clash in clashes(held, kept_apart(powers), frozenset())}
    planted = {item["people"][0] for item in county.planted("incompatible_posts")}
    buying = {item["people"][0] for item in county.planted("incompatible_posts") if "CGY" in item["why"]}
    assert buying <= found <= planted
