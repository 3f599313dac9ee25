"""Public figures are what the accepted rows say: added up here once more, by other means, from the rows themselves."""

import csv
import hashlib
import io
import json
import shutil
from collections import defaultdict
from datetime import date, datetime

import jsonschema
import pyarrow as pa
import pytest
from django.conf import settings
from django.utils import translation

from lianjing.access import canteen, clock, figure_entries, figures
from lianjing.jobs import publishing
from lianjing.portal import canteen_words
from lianjing.records.models import PublicLeaf
from lianjing.rooms.powers.usecases import publishing as catalogue
from lianjing.rooms.uploads.ledger_rows import Ledger
from lianjing.rooms.uploads.usecases import ledgers
from tests.world import at

NOW = at("2026-10-12")
TERM, OLD = "2025-2026-2", "2025-2026-1"
PUPIL, ID_NUMBER, PHONE = "覃梦瑶", "699901201605120011", "13987654321"
FEES = [  # item, code, class, payers, due, received, waived, refunded
    ("课后服务费", "SF01", "101", 40, 1_200_000, 1_170_000, 30_000, 0),
    ("课后服务费", "SF01", "102", 38, 1_178_000, 1_178_000, 0, 31_000),  # 310 yuan each: 10 above
    ("作业本费", "SF02", "101", 40, 96_000, 96_000, 0, 0),
    ("打印费", "", "101", 40, 80_000, 80_000, 0, 0),  # in no catalogue
    (f"补交资料费（{PUPIL}）", "", "102", 1, 5_000, 5_000, 0, 0),  # a name that says whose
]
LISTED = [("SF01", "课后服务费", 30_000), ("SF02", "作业本费", 2_400)]
AID = [  # pupil, program, term, paid, status
    *[(n, "living", TERM, 62_500, "paid") for n in range(11)],
    *[(100 + n, "school", TERM, 30_000, "paid") for n in range(6)],
    *[(200 + n, "social", TERM, 20_000, "paid") for n in range(3)],
    (11, "living", TERM, 62_500, "returned"),
    *[(n, "living", OLD, 62_500, "paid") for n in range(3)],
]
BOOKS = [  # isbn, class, ordered, cancelled, price, consents, free
    ("9787241010005", "101", 40, 2, 1_680, 38, False),
    ("9787241010005", "102", 30, 0, 1_780, 30, False),  # 1 yuan above its list price
    ("9787241011002", "101", 3, 0, 1_800, 3, False),
    ("9787999999994", "101", 20, 0, 2_500, 0, False),  # in no catalogue
    ("9787241012009", "101", 41, 0, 1_920, None, True),
]
CHILDREN = [  # basis, result, admitted on
    *[("house_hukou", "admitted", date(2025, 8, 8)) for _ in range(30)],
    *[("migrant", "admitted", date(2025, 8, 8)) for _ in range(7)],
    *[("care", "admitted", date(2025, 8, 9)) for _ in range(2)],
    *[("migrant", "arranged", None) for _ in range(3)],
    ("other", "refused", None),
]
SEED = "ab" * 32


def table(rows, names, **whole):
    found = {name: [row[n] for row in rows] for n, name in enumerate(names)}
    return pa.table({**found, **{name: [value] * len(rows) for name, value in whole.items()}})


TABLES = {
    "fee_charges": table(
        FEES,
        ("fee_name", "fee_code", "class_no", "payers", "due_amount", "received", "waived", "refunded"),
        term=TERM,
    ),
    "fee_catalogue": table(
        LISTED, ("fee_code", "fee_name", "std_amount"), unit="生·学期", doc_no="建发改价格〔2023〕15号"
    ),
    "aid_payments": table(AID, ("pupil_no_key", "program", "term", "paid_amount", "status"), account_name=PUPIL),
    "material_orders": table(
        BOOKS, ("isbn", "class_no", "ordered", "cancelled", "price", "consents", "free"), term=TERM
    ),
    "material_catalogue": table(
        [
            ("9787241010005", "语文练习", 1_680),
            ("9787241011002", "数学练习", 1_800),
            ("9787241012009", "英语练习", 1_920),
        ],
        ("isbn", "title", "list_price"),
        catalogue_term=TERM,
    ),
    "enrolments": table(
        CHILDREN,
        ("basis_type", "result", "admitted_on"),
        stage="primary",
        child_name=PUPIL,
        guardian_employer="某局",
        seed_hash=SEED,
        seed_at=datetime(2025, 7, 1, 9),
        lottery_batch=ID_NUMBER,
    ),
    "classes": table([("101", 45), ("102", 45)], ("class_no", "std_size"), stage="primary", built="2025-09"),
    "pupils": table([(PUPIL,)], ("name",)),
}
COUNTY = ("fee_catalogue", "material_catalogue")


def take(county, name, rows=None, slot="2026", school="s001"):
    whole = name in COUNTY
    made = TABLES[name] if rows is None else rows
    file = Ledger(
        table=name,
        rows=made,
        slot=slot,
        sha256=hashlib.sha256(f"{name}{slot}{made.to_pydict()}".encode()).hexdigest(),
        school="" if whole else school,
    )
    return ledgers.take_in(post=county.officer, org=county.org("jcs"), ledger=file, now=NOW)


@pytest.fixture(autouse=True)
def when(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def told(county):
    """A school whose rows were accepted; nobody else's were."""
    for kept in (figures._all_fees, figures._all_aid, figures._all_materials, figures._all_enrolment):
        kept.cache_clear()  # another test's lake had the same versions, and on PostgreSQL other numbers
    county.batches = {name: take(county, name).pk for name in TABLES}
    yield county
    shutil.rmtree(settings.LAKE_DIR, ignore_errors=True)


def breakfast(term):
    return table([("早餐费", 10, 1_000, "101")], ("fee_name", "payers", "received", "class_no"), term=term)


def rows_of(kind, school="s001"):
    return [dict(row) for row in figures.figure(kind, school).rows]


def test_fees_are_the_rows_beside_the_catalogue(told):
    listed = {code: (name, standard) for code, name, standard in LISTED}
    sums = defaultdict(lambda: [0, 0, 0])
    for item, code, _class, payers, due, received, _waived, refunded in FEES:
        one = sums[item, code]
        one[0] += payers
        one[1] = max(one[1], round(due / payers))
        one[2] += received - refunded
    shown = {row["item"]: row for row in rows_of("fees")}
    assert len(shown) == len(sums) == 4
    for (item, code), (payers, each, received) in sums.items():
        row = shown["" if PUPIL in item else item]
        standard = listed[code][1] if code else None
        assert (row["in_catalogue"], row["standard"], row["each"]) == (bool(code), standard, each)
        assert row["over"] == (max(0, each - standard) if code else None)
        few = payers < 5
        assert (row["payers"], row["received"]) == ((None, None) if few else (payers, received))
    assert [row["in_catalogue"] for row in rows_of("fees")] == [False, False, True, True]  # what is odd stands first


def test_aid_is_counted_by_kind_and_term_and_few_are_told_with_others(told):
    shown = {(row["term"], row["program"]): (row["pupils"], row["amount"]) for row in rows_of("aid")}
    living = [
        paid for _pupil, program, term, paid, status in AID if (program, term, status) == ("living", TERM, "paid")
    ]
    rest = [paid for _pupil, program, term, paid, status in AID if program in ("school", "social")]
    assert shown == {
        (TERM, "living"): (len(living), sum(living)),
        (TERM, figures.TOGETHER): (len(rest), sum(rest)),  # three of one kind: told with the next larger
        (OLD, figures.TOGETHER): (None, None),
    }


def test_teaching_aids_are_the_orders_beside_the_catalogue(told):
    sums = defaultdict(lambda: [0, 0, 0])
    for isbn, _class, ordered, cancelled, price, consents, free in BOOKS:
        one = sums[isbn]
        one[0] += ordered - cancelled
        one[1] = max(one[1], 0 if free else price)
        one[2] += consents or 0
    shown = {row["isbn"]: row for row in rows_of("materials")}
    assert set(shown) == set(sums)
    for isbn, (copies, price, consents) in sums.items():
        few = copies < 5
        assert (shown[isbn]["copies"], shown[isbn]["price"]) == (None if few else copies, price)
        assert shown[isbn]["consents"] in ((None,) if few else (consents, None))
    assert [shown[isbn]["over"] for isbn in ("9787241010005", "9787999999994", "9787241012009")] == [100, None, 0]
    assert next(row["isbn"] for row in rows_of("materials")) == "9787999999994"


def test_enrolment_counts_places_applied_admitted_means_and_names_the_seed(told):
    said = {(row["what"], row["means"]): row["number"] for row in rows_of("enrolment") if row["what"] != "seed"}
    admitted = [basis for basis, result, _on in CHILDREN if result == "admitted"]
    assert said == {
        ("places", ""): 90,
        ("applied", ""): len(CHILDREN),
        ("admitted", ""): len(admitted),
        ("arranged", ""): None,  # three children
        ("means", "house_hukou"): admitted.count("house_hukou"),
        ("means", figures.TOGETHER): admitted.count("migrant") + admitted.count("care"),
    }
    assert [(row["seed"], row["on"]) for row in rows_of("enrolment") if row["what"] == "seed"] == [(SEED, "2025-07-01")]


def test_the_newest_period_counts_and_a_correction_takes_the_place_of_what_it_corrects(told):
    take(told, "fee_charges", breakfast(OLD), slot="older")
    assert figures.figure("fees", "s001").period == TERM
    names = ("fee_name", "fee_code", "class_no", "payers", "due_amount", "received", "waived", "refunded")
    corrected = take(told, "fee_charges", table(FEES[2:3], names, term=TERM))  # of the same rows, or it stood beside
    one = figures.figure("fees", "s001")
    assert [row["item"] for row in one.rows] == ["作业本费"]
    assert one.batches == (told.batches["fee_catalogue"], corrected.pk)


@pytest.mark.parametrize("kind", ["fees", "aid", "materials", "enrolment"])
def test_each_page_shows_these_very_figures_and_where_they_come_from(told, client, kind):
    page = client.get(f"/s/s001/figures/{kind}/").content.decode()
    one = figures.figure(kind, "s001")
    assert "<svg" in page
    for source in figures.sources(one):
        assert f"第{source.batch}批，2026年10月12日接收" in page
    served = client.get(f"/s/s001/figures/{kind}.json").content
    assert served == figures.plain(one)
    assert hashlib.sha256(served).hexdigest() in page
    assert len(page.encode()) < 60_000
    grey = client.get(f"/s/s010/figures/{kind}/")
    assert grey.status_code == 200
    assert "未报送数据" in grey.content.decode()
    assert "<svg viewBox" not in grey.content.decode()
    assert client.get(f"/s/s010/figures/{kind}.json").status_code == 404


def test_the_fees_page_says_in_words_what_is_outside_and_above(told, client):
    page = client.get("/s/s001/figures/fees/").content.decode()
    for words in (
        "“打印费”不在县收费目录内。",
        "“课后服务费”超出标准10.00元。",
        "名称含个人信息的收费",
        "不足5",
        "依据：建发改价格〔2023〕15号",
    ):
        assert words in page, words
    assert "共4项，其中3项超出标准或不在目录内" in client.get("/s/s001/").content.decode()
    assert client.get("/s/s001/figures/salaries/").status_code == 404
    assert client.get("/s/s999/figures/fees/").status_code == 404


def test_nothing_about_one_person_leaves_the_rows(told, client, tmp_path):
    """The control: a name that the gate does not stop would be found by the same search."""
    catalogue.publish_catalogue(NOW)
    publishing.publish(tmp_path, NOW, whole=True)
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert any("s001/figures/fees/index.html" in path.as_posix() for path in files)
    for secret in (PUPIL, ID_NUMBER, "某局", "account_name"):
        assert not [path for path, content in files.items() if secret.encode() in content], secret
    assert [path for path, content in files.items() if "打印费".encode() in content]


def test_open_data_holds_the_same_rows_with_their_schema(told, tmp_path):
    catalogue.publish_catalogue(NOW)
    publishing.publish(tmp_path, NOW)
    for kind in ("fees", "aid", "materials", "enrolment"):
        held = json.loads((tmp_path / f"data/{kind}.json").read_text())
        schema = json.loads((tmp_path / f"data/{kind}.schema.json").read_text())
        jsonschema.Draft202012Validator(schema).validate(held)
        one = figures.figure(kind, "s001")
        assert held["rows"] == [{"school": "s001", "period": one.period, **row} for row in one.rows]
        lines = list(csv.DictReader(io.StringIO((tmp_path / f"data/{kind}.csv").read_text(encoding="utf-8-sig"))))
        assert len(lines) == len(held["rows"])
        assert (tmp_path / f"s/s001/figures/{kind}.json").read_bytes() == figures.plain(one)


def leaves(kind="figure_fees"):
    return [
        json.loads(bytes(row.entry))["payload"] for row in PublicLeaf._base_manager.filter(kind=kind).order_by("id")
    ]


def test_each_figure_enters_the_log_once_with_its_batches_and_again_when_rows_change_it(
    told, django_assert_max_num_queries
):
    assert figure_entries.enter_new(NOW) == 1
    one = figures.figure("fees", "s001")
    assert leaves() == [
        {
            "unit": "s001",
            "figure": "fees",
            "period": TERM,
            "batches": list(one.batches),
            "sha256": hashlib.sha256(figures.plain(one)).hexdigest(),
        }
    ]
    with django_assert_max_num_queries(3):
        assert figure_entries.enter_new(NOW) == 0
    take(told, "fee_charges", breakfast(TERM))
    assert figure_entries.enter_new(NOW) == 1
    assert len(leaves()) == 2
    assert len(leaves("figure_aid")) == 1
    batch = ledgers.LedgerBatch._base_manager.get(table__name="aid_payments", in_force=True)
    ledgers.take_out(post=told.officer, batch=batch, reason="错表", now=NOW)
    assert figure_entries.enter_new(NOW) == 1
    assert leaves("figure_aid")[-1]["sha256"] == ""  # withdrawn, and said so
    assert figure_entries.enter_new(NOW) == 0


def test_what_a_parent_multiplies_comes_out_to_the_fen(told, client):
    """Each times payers was 33,000 yuan more than what was received, and nothing on the page said where they went."""
    for row in rows_of("fees"):
        if row["payers"] is None:
            assert row["asked"] is None
            continue
        asked = [due for item, *_more, due, _got, _waived, _back in FEES if item == row["item"]]
        assert row["asked"] == sum(asked)
        lost = [due - got + back for item, *_more, due, got, _waived, back in FEES if item == row["item"]]
        assert row["asked"] - sum(lost) == row["received"]
    page = client.get("/s/s001/figures/fees/").content.decode()
    for words in ("应收合计", "减免、退费或未缴", "实收合计", "610.00", "各班不同，此为最高一班"):
        assert words in page, words
    assert page.count("各班不同") == 1  # of the others each times payers is what was asked


def test_a_batch_taken_in_before_eight_in_the_morning_is_of_that_day(told):
    batch = told.batches["fee_charges"]
    kept = ledgers.LedgerBatch._base_manager.filter(pk=batch)
    kept.update(taken_in_at=at("2026-11-30", 1))
    one = figures.figure("fees", "s001")
    assert {one.day for one in figures.sources(one) if one.batch == batch} == {date(2026, 11, 30)}


def test_an_average_is_called_one_and_a_price_gives_its_sum():
    """9,457 meals "at 1.89" were to make 17,861.96: with a calculator 11.77 yuan were missing."""
    said = []
    for paid in (1_786_196, 9_457 * 189):
        amounts = {**dict.fromkeys(canteen.COLUMNS, 0), "in_pupils": paid}
        month = canteen.CanteenMonth("s001", "2026-10", 9_457, 0, 0, None, amounts, None)
        with translation.override("zh-hans"):
            said.append(canteen_words.canteen_page(month, "zh-hans").lines[1].how)
    assert said == ["9,457 人次，平均每人次约1.89元", "9,457 人次 × 1.89元"]
