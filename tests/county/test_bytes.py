"""Same seed, same bytes; refusals say why; progress reaches the end."""

import hashlib
import os
import random
import time

import pytest

from lianjing.county import generate
from lianjing.county.numbers import Mint
from lianjing.county.streams import Streams
from lianjing.domain.refusals import RuleBroken
from tests.county.conftest import make


def digests(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_writes_the_same_bytes(small, tmp_path, monkeypatch):
    """Also on another day, in another time zone, with other file rights."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    before = os.umask(0o077)
    try:
        generate(7, tmp_path / "again", 0.05)
    finally:
        os.umask(before)
        monkeypatch.undo()
        time.tzset()
    assert digests(tmp_path / "again") == digests(small.folder)


def test_another_seed_has_other_people_in_the_same_bodies(small, tmp_path):
    other = make(tmp_path / "other", 8, 0.05)
    bodies = [unit["name"] for unit in small.network["units"] if not unit["school_type"]]
    assert [unit["name"] for unit in other.network["units"] if not unit["school_type"]] == bodies
    numbers = {person["id_no"] for person in small.network["people"]}
    assert not numbers & {person["id_no"] for person in other.network["people"]}
    assert not set(digests(small.folder).values()) & set(digests(other.folder).values()) - calendar_of(small)


def calendar_of(county):
    """Return the digests of the files that hold no person: they are alike for every seed."""
    found = digests(county.folder)
    return {found["exports/校历.xlsx"]}


def test_a_stream_does_not_move_when_others_are_used():
    streams = Streams(7)
    first = streams("staff", "s001").random()
    streams("a new topic").random()
    assert streams("staff", "s001").random() == first
    assert streams("staff", "s002").random() != first
    assert Streams(8)("staff", "s001").random() != first


def test_the_mint_never_repeats_a_number():
    mint, chance = Mint(), random.Random(1)
    phones = [mint.phone(chance) for _ in range(2_000)]
    codes = [mint.credit_code(chance, 1) for _ in range(2_000)]
    assert len(set(phones)) == len(set(codes)) == 2_000


@pytest.mark.parametrize("scale", [0, -1, 0.005, 1.5, float("nan")])
def test_a_scale_out_of_range_is_refused_before_anything_is_written(tmp_path, scale):
    with pytest.raises(RuleBroken) as refused:
        generate(7, tmp_path / "county", scale)
    assert refused.value.code == "county_scale_out_of_range"
    assert not (tmp_path / "county").exists()


def test_a_folder_with_something_in_it_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(RuleBroken) as refused:
        generate(7, tmp_path, 0.05)
    assert refused.value.code == "county_folder_not_empty"
    assert refused.value.facts["found"] == "mine.txt"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "county").write_text("mine")
    with pytest.raises(RuleBroken) as refused:
        generate(7, tmp_path / "county", 0.05)
    assert refused.value.code == "county_folder_is_file"


def test_progress_counts_every_file_and_network_json_comes_last(tmp_path):
    told = []
    summary = generate(7, tmp_path, 0.01, lambda name, done, total: told.append((name, done, total)))
    assert [done for _, done, _ in told] == list(range(1, len(told) + 1))
    assert told[-1] == ("network.json", summary.files, summary.files)
    assert len(digests(tmp_path)) == summary.files


def test_a_broken_run_leaves_no_network_json(tmp_path):
    def stop(name, done, total):
        if name == "供应商.xlsx":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(7, tmp_path, 0.01, stop)
    assert not (tmp_path / "network.json").exists()
