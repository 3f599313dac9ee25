"""The operator loads a synthetic county: whole or not at all, fast, as one act, and without what nobody needs."""

import json
import time

import pytest
from django.conf import settings

from lianjing.access import journal
from lianjing.county import generate
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Account, Declaration, Edge, Holding, JournalEntry, Org, Person, Post
from lianjing.rooms.network.loader import load_county
from tests.world import at


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("county") / "small"
    generate(seed=7, out=out, scale=0.05)
    return out


def network_of(folder):
    return json.loads((folder / "network.json").read_text(encoding="utf-8"))


def load(folder, demo=True):
    return load_county(folder, keys=settings.COLUMN_KEYS, demo=demo, now=at())


def rows(table):
    return table._base_manager


def test_a_county_is_loaded_as_one_act(db, folder):
    network, loaded = network_of(folder), load(folder)
    assert loaded.units == rows(Org).count() == len(network["units"])
    assert loaded.posts == rows(Post).count() == len(network["posts"])
    assert loaded.people == rows(Person).count() == len(network["people"])
    assert loaded.holdings == rows(Holding).count() == len(network["holdings"])
    assert loaded.edges == rows(Edge).count()
    assert [entry.action for entry in rows(JournalEntry).all()] == ["operator.import_county"]
    assert journal.first_broken() is None


def test_posts_keep_whom_they_serve(db, folder):
    load(folder)
    wanted = next(row for row in network_of(folder)["posts"] if len(row["serves"]) > 1)
    found = rows(Post).filter(org__code=wanted["unit"], code=wanted["role"], title=wanted["title"])
    kept = {frozenset(rows(Org).filter(served_by=post).values_list("code", flat=True)) for post in found}
    assert frozenset(wanted["serves"]) - {wanted["unit"]} in kept


def test_numbers_are_kept_sealed_and_those_of_parents_not_at_all(db, folder):
    load(folder)
    network, keys = network_of(folder), settings.COLUMN_KEYS
    staff = next(row for row in network["people"] if row["kind"] == "staff")
    kept = rows(Person).get(id_fingerprint=keys.fingerprint("id", staff["id_no"]))
    assert keys.open("id", bytes(kept.id_sealed)) == staff["id_no"]
    assert keys.open("phone", bytes(kept.phone_sealed)) == staff["phone"]
    assert staff["id_no"].encode() not in bytes(kept.id_sealed)
    parents = sum(row["kind"] == "parent" for row in network["people"])
    assert parents
    assert rows(Person).filter(id_fingerprint=None, phone_sealed=None).count() == parents


def test_what_nobody_declared_is_not_known_here(db, folder):
    load(folder)
    network = network_of(folder)
    declared = sum(bool(row["declared_on"]) for row in network["kin"])
    assert declared < len(network["kin"])
    assert rows(Declaration).filter(kind="kin").count() == declared


def test_accounts_are_for_holders_of_posts_with_a_role_and_open_to_no_password(db, folder):
    load(folder)
    assert Account.objects.filter(person__holdings__post__code="JWH").count() == 0
    assert not any(account.has_usable_password() for account in Account.objects.all()[:20])
    holders = rows(Holding).exclude(post__role="").filter(valid_to=None).values("person").distinct().count()
    assert Account.objects.count() == holders


def test_a_second_load_is_refused_and_changes_nothing(db, folder):
    load(folder)
    before = rows(JournalEntry).count()
    with pytest.raises(RuleBroken) as refusal:
        load(folder)
    assert refusal.value.code == "network_not_empty"
    assert rows(JournalEntry).count() == before


def test_a_real_installation_takes_no_invented_people(db, folder):
    with pytest.raises(RuleBroken) as refusal:
        load(folder, demo=False)
    assert refusal.value.code == "county_is_fictitious"
    assert rows(Org).count() == 0


@pytest.mark.parametrize(
    ("text", "code"), [(None, "county_missing"), ("{", "county_format_unknown"), ("[]", "county_format_unknown")]
)
def test_a_folder_without_a_county_is_refused(db, tmp_path, text, code):
    if text is not None:
        (tmp_path / "network.json").write_text(text)
    with pytest.raises(RuleBroken) as refusal:
        load(tmp_path)
    assert refusal.value.code == code


def broken_holding(network):
    network["holdings"][-1] |= {"since": "2026-09-01", "until": "2026-08-31"}


def unknown_unit(network):
    network["people"][-1]["unit"] = "s999"


def doubled_code(network):
    network["units"].append(network["units"][-1])


@pytest.mark.parametrize("spoil", [broken_holding, unknown_unit, doubled_code])
def test_a_broken_county_leaves_nothing_half_loaded(db, folder, tmp_path, spoil):
    network = network_of(folder)
    spoil(network)
    (tmp_path / "network.json").write_text(json.dumps(network))
    with pytest.raises(RuleBroken) as refusal:
        load(tmp_path)
    assert refusal.value.code == "county_broken"
    assert [rows(table).count() for table in (Org, Post, Person, Holding, JournalEntry)] == [0] * 5


@pytest.mark.slow
def test_the_whole_county_loads_in_twenty_seconds(db, tmp_path):
    generate(seed=7, out=tmp_path / "county")
    began = time.process_time()
    assert load(tmp_path / "county").people > 6000
    assert time.process_time() - began < 20
