"""Ledger rows on their way into the lake: all of a file or nothing, each with its entry in the journal."""

import shutil

import duckdb
import pyarrow as pa
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from lianjing.access import journal, lake
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.lake import Lake
from lianjing.jobs import backups
from lianjing.records.models import JournalEntry, LakeTable, LedgerBatch
from lianjing.rooms.uploads.ledger_rows import Ledger
from lianjing.rooms.uploads.usecases import ledgers
from tests.world import County, at

NOW = at("2026-10-12")
PHONE = "14200000001"
ON_POSTGRESQL = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has neither row locks nor snapshots"
)


@pytest.fixture
def school(county):
    yield county
    shutil.rmtree(settings.LAKE_DIR, ignore_errors=True)


def food(prices, sha256="a" * 64, slot="2026-09", **more):
    """Return a read file of food deliveries."""
    rows = pa.table({"bill_no": [f"b{n}" for n in range(len(prices))], "price": pa.array(prices, pa.int64())})
    return Ledger(**({"table": "food_in", "rows": rows, "slot": slot, "sha256": sha256, "school": "s001"} | more))


def take(county, ledger, seat=None, org="s001"):
    return ledgers.take_in(post=seat or county.clerk, org=county.org(org), ledger=ledger, now=NOW)


def held(table="food_in", columns="price"):
    """Return what the screening would read now."""
    files = lake.lake().files(table, lake.pinned()[table])
    rows = duckdb.read_parquet(files).project(columns).fetchall() if files else []
    return sorted(rows, key=str)


def test_a_batch_names_the_version_that_holds_it(school):
    batch = take(school, food([300, 410]))
    assert lake.pinned() == {"food_in": batch.lake_version}
    assert held(columns="school_code, price, batch_id, row_id, recorded_at") == [
        ("s001", 300, batch.pk, batch.pk * 10_000_000 + 1, None),
        ("s001", 410, batch.pk, batch.pk * 10_000_000 + 2, None),
    ]
    entry = JournalEntry._base_manager.get()
    assert (entry.action, entry.subject_table, entry.subject_id) == ("ledger.import", "org", school.org("s001").pk)
    assert b"food_in" in bytes(entry.canonical)
    assert lake.batches_read(["food_in", "meals"]) == {"food_in": [batch.pk], "meals": []}


def test_the_same_file_twice_changes_nothing(school):
    batch = take(school, food([300]))
    for slot in ("2026-09", "2026-10"):
        with pytest.raises(RuleBroken) as refused:
            take(school, food([300], slot=slot))
        assert refused.value.code == "ledger_known"
    assert lake.pinned() == {"food_in": batch.lake_version}
    assert lake.lake().version("food_in") == batch.lake_version
    assert JournalEntry._base_manager.count() == 1


def test_a_corrected_file_takes_the_place_of_its_batch_and_of_no_other(school):
    take(school, food([300, 410]))
    take(school, food([99], sha256="b" * 64, slot="2026-10"))
    take(school, food([77], sha256="c" * 64, school="s010"), seat=school.other_clerk, org="s010")
    corrected = take(school, food([310], sha256="d" * 64))
    assert corrected.replaces.sha256 == "a" * 64
    assert held() == [(310,), (77,), (99,)]
    take(school, food([300, 410]))  # the first file once more: it is no longer in force
    assert held() == [(300,), (410,), (77,), (99,)]


def test_nothing_of_a_batch_that_fails_after_the_lake_was_written_is_seen(school, monkeypatch):
    first = take(school, food([300]))

    def broken(**_):
        raise RuntimeError("the journal's disk is full")

    monkeypatch.setattr(journal, "write", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        take(school, food([1], sha256="b" * 64, slot="2026-10"))
    assert lake.lake().version("food_in") > first.lake_version  # the remains are there
    assert lake.pinned() == {"food_in": first.lake_version}
    assert held() == [(300,)]
    monkeypatch.undo()
    take(school, food([2], sha256="c" * 64, slot="2026-11"))
    assert held() == [(2,), (300,)]


def test_a_school_hands_in_its_own_rows_and_the_bureau_those_of_the_county(school):
    named = food([1]).rows.append_column("school_code", pa.array(["s010"]))
    for wrong in (food([1], rows=named), food([1], school="")):
        with pytest.raises(RuleBroken) as refused:
            take(school, wrong)
        assert refused.value.code == "ledger_not_yours"
    with pytest.raises(RuleBroken) as refused:
        take(school, food([1]), org="s010")
    assert refused.value.code == "not_yours"
    assert take(school, food([1], school=""), seat=school.officer, org="jcs").schools == [""]
    assert not LedgerBatch._base_manager.filter(org=school.org("s001")).exists()
    assert lake.pinned() == {"food_in": 0}


def test_sensitive_columns_are_sealed_with_the_installations_keys(school):
    rows = pa.table({"pupil_no": ["G1", "G2"], "guardian_phone": [PHONE, None]})
    take(school, food([], rows=rows, table="pupils", sensitive={"guardian_phone": "phone"}))
    [sealed] = [
        row for row in held("pupils", "guardian_phone_key, guardian_phone_tail, guardian_phone_sealed") if row[0]
    ]
    assert sealed[:2] == (settings.COLUMN_KEYS.number_key("phone", PHONE), "0001")
    assert settings.COLUMN_KEYS.open("guardian_phone", sealed[2]) == PHONE
    assert "guardian_phone" not in lake.lake().schema("pupils", 0).names
    assert PHONE.encode() not in b"".join(bytes(entry.canonical) for entry in JournalEntry._base_manager.all())


def test_rows_are_taken_out_once_and_for_a_reason(school):
    batch = take(school, food([300]))
    take(school, food([99], sha256="b" * 64, slot="2026-10"))
    with pytest.raises(RuleBroken) as refused:
        ledgers.take_out(post=school.clerk, batch=batch, reason=" ", now=NOW)
    assert refused.value.code == "ledger_reason_missing"
    ledgers.take_out(post=school.clerk, batch=batch, reason="送错了学校", now=NOW)
    assert held() == [(99,)]
    with pytest.raises(RuleBroken) as refused:
        ledgers.take_out(post=school.clerk, batch=batch, reason="再来一次", now=NOW)
    assert refused.value.code == "ledger_not_in_force"
    assert lake.lake().rows("food_in", batch.lake_version, [batch.pk * 10_000_000 + 1])["price"].to_pylist() == [300]


def test_an_empty_file_is_refused(school):
    with pytest.raises(RuleBroken) as refused:
        take(school, food([]))
    assert refused.value.code == "ledger_empty"
    assert not LakeTable._base_manager.exists()


def test_the_clock_packs_small_files_once(school):
    for month in range(1, 5):
        take(school, food([month], sha256=f"{month}" * 64, slot=f"2026-{month:02d}"))
    before = held()
    assert ledgers.pack_all(NOW) == 1
    assert held() == before
    assert len(lake.lake().files("food_in", lake.pinned()["food_in"])) == 1
    assert ledgers.pack_all(NOW) == 0


def test_a_copy_of_the_named_versions_reads_the_same_elsewhere_and_holds_no_remains(school, tmp_path):
    first = take(school, food([300]))
    second = take(school, food([310], sha256="b" * 64))
    orphan = food([5]).rows
    numbers = pa.array([9], pa.int64())
    orphan = orphan.append_column("batch_id", numbers).append_column("row_id", numbers)
    lake.lake().write("food_in", orphan, slot="x", named_version=second.lake_version)
    named = lake.named_versions()
    assert named == {"food_in": {first.lake_version, second.lake_version}}
    files = lake.lake().portable("food_in", named["food_in"])
    for path in files:
        target = tmp_path / path.relative_to(settings.LAKE_DIR)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    elsewhere = Lake(tmp_path)
    assert elsewhere.version("food_in") == second.lake_version
    for batch, price in ((first, 300), (second, 310)):
        found = duckdb.read_parquet(elsewhere.files("food_in", batch.lake_version)).project("price").fetchall()
        assert found == [(price,)]


@ON_POSTGRESQL
def test_the_row_of_a_table_is_locked_while_the_lake_is_written(school):
    with CaptureQueriesContext(connection) as asked:
        take(school, food([300]))
    assert any("records_laketable" in one["sql"] and "FOR UPDATE" in one["sql"] for one in asked)


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_a_backup_of_postgresql_names_the_versions_of_its_own_snapshot(transactional_db, tmp_path):
    county = County()
    batch = take(county, food([300]))
    assert backups._copy_out(tmp_path / "copy") == {"food_in": {batch.lake_version}}
    assert (tmp_path / "copy").stat().st_size > 1000
    shutil.rmtree(settings.LAKE_DIR)
