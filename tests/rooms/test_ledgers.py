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
from lianjing.jobs import backups, ledger_import
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


def test_what_came_in_at_night_came_on_that_day_in_china(school):
    """The database keeps UTC, in which half past midnight is still the day before."""
    night = at("2026-10-13", 0)
    ledgers.take_in(post=school.clerk, org=school.org("s001"), ledger=food([300]), now=night)
    with pytest.raises(RuleBroken) as refused:
        take(school, food([300]))
    assert refused.value.facts["day"] == "2026-10-13"
    assert lake.covered_elsewhere("s001", school.org("s010")) == {"food_in": night.date()}


def contracts(numbers, sha256, slot, **more):
    """Return a read register of contracts."""
    rows = pa.table({"contract_no": list(numbers), "amount": pa.array([100] * len(numbers), pa.int64())})
    return Ledger(table="contracts", rows=rows, slot=slot, sha256=sha256 * 64, **({"school": "s001"} | more))


def test_a_register_that_grew_takes_the_place_of_the_smaller_one(school):
    take(school, contracts("ABC", "a", "2026-01..2026-09"))
    take(school, contracts("AB", "f", "2026-01..2026-09", school="s010"), seat=school.other_clerk, org="s010")
    grown = take(school, contracts("ABCD", "b", "2026-01..2026-10"))
    assert grown.replaces.sha256 == "a" * 64
    assert not LedgerBatch._base_manager.get(sha256="a" * 64).in_force
    wanted = [("s001", letter) for letter in "ABCD"] + [("s010", letter) for letter in "AB"]
    assert held("contracts", "school_code, contract_no") == wanted


@pytest.mark.parametrize("case", ["leaves one out", "two files", "another unit's"])
def test_rows_of_other_files_that_it_does_not_hold_whole_are_refused(school, case):
    take(school, contracts("ABC", "a", "2026-01..2026-09"))
    if case == "two files":
        take(school, contracts("D", "c", "2026-10"))
    org, seat = ("jyj", school.officer) if case == "another unit's" else ("s001", None)
    rows = {"leaves one out": "ABD", "two files": "ABCD"}.get(case, "ABC")
    before = lake.pinned(), held("contracts", "contract_no")
    with pytest.raises(RuleBroken) as refused:
        take(school, contracts(rows, "b", "2026-01..2026-10"), seat=seat, org=org)
    assert refused.value.code == "ledger_overlaps"
    assert (lake.pinned(), held("contracts", "contract_no")) == before
    assert LedgerBatch._base_manager.filter(in_force=False).count() == 0


def test_a_second_file_of_a_period_stands_beside_the_first_and_is_corrected_by_itself(school):
    """The second ten days of a month, another grade's list: no row of it stands in the first."""
    take(school, contracts("AB", "a", "2026-09"))
    further = take(school, contracts("CD", "b", "2026-09"))
    assert (further.replaces, further.slot) == (None, "s001/2026-09#2")
    third = take(school, contracts("E", "c", "2026-09"))
    assert third.slot == "s001/2026-09#3"
    corrected = take(school, contracts("CDX", "d", "2026-09"))
    assert (corrected.replaces, corrected.slot) == (further, further.slot)
    assert held("contracts", "contract_no") == [(letter,) for letter in "ABCDEX"]
    ledgers.take_out(post=school.clerk, batch=LedgerBatch._base_manager.get(sha256="a" * 64), reason="错", now=NOW)
    assert take(school, contracts("AB", "e", "2026-09")).slot == "s001/2026-09"


def test_no_row_of_a_corrected_file_goes_unsaid(school):
    take(school, contracts("ABC", "a", "2026-09"))
    shorter = {"post": school.clerk, "org": school.org("s001"), "ledger": contracts("AB", "b", "2026-09"), "now": NOW}
    with pytest.raises(RuleBroken) as refused:
        ledgers.take_in(**shorter, without=False)
    assert (refused.value.code, refused.value.facts["rows"]) == ("ledger_rows_gone", 1)
    assert held("contracts", "contract_no") == [(letter,) for letter in "ABC"]
    assert ledgers.take_in(**shorter, without=True).replaces.sha256 == "a" * 64
    assert held("contracts", "contract_no") == [("A",), ("B",)]


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


def test_of_a_directory_it_is_said_what_came_before_what_is_empty_and_of_what_nothing_could_be_read(school, tmp_path):
    names = {"meals/s001.csv": "日期,餐次,学生人次\n2026-09-01,中餐,90\n2026-09-02,中餐,很多\n"}
    names["meals/s010.csv"] = "日期,餐次,学生人次\n"
    names["food_out/s001.csv"] = "单号,行号,领了什么\nB1,1,米\n"
    names["contracts/s001.csv"] = "合同编号,签订日期,合同金额\nH1,2026-09-01,很多\n"
    for name, text in names.items():
        (tmp_path / "tables" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tables" / name).write_text(text, "utf-8")
    first, again = (ledger_import.take_for(tmp_path, school.officer, NOW) for _time in range(2))
    assert (first["rows"], first["files"], first["known"], first["refused"]) == (1, 1, [], {})
    assert first["empty"] == again["empty"] == ["meals/s010.csv"]
    assert first["left_out"] == again["left_out"] == {name: 1 for name in sorted(names) if name != "meals/s010.csv"}
    assert (again["rows"], again["files"], again["known"]) == (0, 0, ["meals/s001.csv"])


def test_of_a_directory_the_headers_are_named_that_were_taken_by_a_likeness(school, tmp_path):
    (tmp_path / "tables" / "meals").mkdir(parents=True)
    (tmp_path / "tables" / "meals" / "s001.csv").write_text("日期,餐次,本校学生人次\n2026-09-01,中餐,90\n", "utf-8")
    done = ledger_import.take_for(tmp_path, school.officer, NOW)
    assert (done["rows"], done["unsure"]) == (1, {"meals/s001.csv": {"本校学生人次": "学生人次"}})


def test_of_a_directory_it_is_said_how_many_rows_of_a_corrected_file_are_gone(school, tmp_path):
    (tmp_path / "tables" / "meals").mkdir(parents=True)
    file, head = tmp_path / "tables" / "meals" / "s001.csv", "日期,餐次,学生人次\n"
    file.write_text(head + "2026-09-01,中餐,90\n2026-09-02,中餐,91\n", "utf-8")
    first = ledger_import.take_for(tmp_path, school.officer, NOW)
    file.write_text(head + "2026-09-02,中餐,92\n", "utf-8")
    again = ledger_import.take_for(tmp_path, school.officer, NOW)
    assert (first["gone"], again["gone"]) == ({}, {"meals/s001.csv": 1})
    assert held("meals", "pupils") == [(92,)]


@pytest.mark.parametrize("links", [True, False])
def test_a_backup_gets_its_name_also_where_a_file_has_only_one_and_never_anothers(tmp_path, monkeypatch, links):
    def refused(*_names):
        raise PermissionError("a stick knows no second name")

    if not links:
        monkeypatch.setattr("os.link", refused)
    for text, name in (("one", "a.backup"), ("two", "b.backup")):
        (tmp_path / "draft").write_text(text)
        backups._name(tmp_path / "draft", tmp_path / name)
        (tmp_path / "draft").unlink(missing_ok=True)
    (tmp_path / "draft").write_text("three")
    with pytest.raises(RuleBroken, match="backup_file_exists"):
        backups._name(tmp_path / "draft", tmp_path / "a.backup")
    assert [(tmp_path / name).read_text() for name in ("a.backup", "b.backup")] == ["one", "two"]
