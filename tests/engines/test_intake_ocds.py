"""OCDS releases become rows: what each column says, what is merged, what is refused, what real publishers send."""

import gzip
import json
from collections import Counter
from datetime import date, datetime
from itertools import islice

import pytest

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import Limits
from lianjing.engines.intake.codes import LEFT_OUT_CODES
from lianjing.engines.intake.standards import OCDS_TABLES, read_ocds
from lianjing.ui.wording import intake as wording
from tests.engines.standard_files import fate, mutants, read_ocds_here

RELEASE = {
    "ocid": "ocds-1-1",
    "date": "2026-03-01T09:00:00Z",
    "buyer": {"id": "B1", "name": "First school"},
    "parties": [
        {
            "id": "S1",
            "name": "Firm one",
            "roles": ["supplier"],
            "identifier": {"scheme": "CN-USCC", "id": "91350100M000100Y43"},
            "contactPoint": {"telephone": "+86 138-0013-8000", "email": "one@example.cn"},
            "address": {"streetAddress": "1 Long Road", "locality": "Fuzhou"},
        },
        {"id": "S2", "name": "Firm two", "roles": ["tenderer"]},
    ],
    "planning": {"budget": {"id": "A-7", "amount": {"amount": 5000, "currency": "CNY"}}},
    "tender": {
        "title": "Desks",
        "status": "complete",
        "mainProcurementCategory": "goods",
        "procurementMethod": "open",
        "procurementMethodDetails": "公开招标",
        "procuringEntity": {"id": "P1"},
        "numberOfTenderers": 2,
        "value": {"amount": 4800.5, "currency": "CNY"},
        "tenderPeriod": {"startDate": "2026-01-10T00:00:00Z", "endDate": "2026-02-01T09:30:00+08:00"},
        "documents": [{"documentType": "tenderNotice", "datePublished": "2026-01-09T20:00:00Z"}],
        "items": [{"id": "t", "classification": {"id": "44110000"}}],
    },
    "bids": {
        "details": [
            {
                "id": "b1",
                "date": "2026-01-31T10:00:00+08:00",
                "status": "valid",
                "tenderers": [{"id": "S1"}],
                "value": {"amount": "4700", "currency": "CNY"},
            },
            {"id": "b2", "status": "disqualified", "tenderers": [{"id": "S2"}], "value": {"amount": 4600}},
            {"id": "b3", "status": "invited", "tenderers": [{"id": "S3"}]},
        ]
    },
    "awards": [
        {
            "id": "a1",
            "status": "active",
            "date": "2026-02-03",
            "suppliers": [{"id": "S1"}],
            "value": {"amount": 4700.005, "currency": "CNY"},
            "items": [
                {
                    "id": "i1",
                    "quantity": 20,
                    "classification": {"id": "44111000"},
                    "unit": {"value": {"amount": 235}},
                }
            ],
        }
    ],
    "contracts": [
        {
            "id": "c1",
            "awardID": "a1",
            "dateSigned": "2026-02-10T00:00:00+08:00",
            "value": {"amount": 4700},
            "period": {"startDate": "2026-02-11", "endDate": "2026-08-31"},
        }
    ],
}


def packed(value):
    return json.dumps(value, ensure_ascii=False).encode()


def rows_of(value):
    return read_ocds_here(packed(value))[0]


def said(row):
    return {name: cell for name, cell in row.items() if cell not in (None, "")}


def test_every_column_of_a_procurement():
    rows, into, problems = read_ocds_here(packed(RELEASE))
    assert +into.left_out == Counter(amount_rounded=1, bid_invited=1)
    assert not problems
    assert said(rows["procurements"][0]) == {
        "proc_no": "ocds-1-1",
        "title": "Desks",
        "budget_item": "A-7",
        "category": "44110000",
        "kind": "goods",
        "budget_amount": 500_000,
        "method": "open",
        "noticed_on": date(2026, 1, 10),
        "submit_from": datetime(2026, 1, 10, 8),
        "submit_to": datetime(2026, 2, 1, 9, 30),
        "awarded_on": date(2026, 2, 3),
        "winner_code": "91350100M000100Y43",
        "award_amount": 470_001,
        "status": "complete",
        "buyer_code": "B1",
        "procuring_code": "P1",
        "tenderers": 2,
        "currency": "CNY",
        "method_details": "公开招标",
        "ocds_method": "open",
        "_row": 1,
    }


OWN = {"proc_no": "ocds-1-1", "_row": 1}
REACHED = {"phone": "13800138000", "email": "one@example.cn", "address": "1 Long Road, Fuzhou"}


def test_every_column_of_bids_and_of_those_who_made_them():
    rows = rows_of(RELEASE)
    assert [said(row) for row in rows["bids"]] == [
        {
            **OWN,
            **REACHED,
            "bidder_code": "91350100M000100Y43",
            "bid_no": "b1",
            "joint": False,
            "price": 470_000,
            "currency": "CNY",
            "bid_at": datetime(2026, 1, 31, 10),
            "status": "valid",
        },
        {**OWN, "bidder_code": "S2", "bid_no": "b2", "joint": False, "price": 460_000, "status": "disqualified"},
    ]
    firm = {"credit_code": "91350100M000100Y43", "name": "Firm one", **REACHED, "_row": 1}
    assert [said(row) for row in rows["suppliers"]] == [firm, {"credit_code": "S2", "name": "Firm two", "_row": 1}]


def test_every_column_of_items_awards_and_contracts():
    rows = rows_of(RELEASE)
    item = {"item_no": "i1", "award_no": "a1", "category": "44111000", "qty": 20.0, "unit_price": 23_500}
    assert [said(row) for row in rows["procurement_items"]] == [{**OWN, **item}]
    award = {"award_no": "a1", "status": "active", "amount": 470_001, "awarded_on": date(2026, 2, 3)}
    assert [said(row) for row in rows["awards"]] == [{**OWN, **award, "supplier_code": "91350100M000100Y43"}]
    assert said(rows["contracts"][0]) == {
        **OWN,
        "contract_no": "c1",
        "supplier_code": "91350100M000100Y43",
        "amount": 470_000,
        "signed_on": date(2026, 2, 10),
        "start_on": date(2026, 2, 11),
        "end_on": date(2026, 8, 31),
        "kind": "goods",
    }


def test_what_a_school_and_the_county_hold_is_told_apart():
    rows = rows_of(RELEASE)
    assert {row["school_code"] for name in OCDS_TABLES[:-1] for row in rows[name]} == {None}
    assert {row["school_code"] for row in rows["suppliers"]} == {""}


def test_releases_of_one_process_are_merged_by_their_dates():
    early = {"ocid": "x", "date": "2026-01-01", "tender": {"title": "Old", "status": "active", "id": 1}}
    late = {
        "ocid": "x",
        "date": "2026-02-01",
        "tender": {"title": "New", "status": None},
        "awards": [{"id": 1, "status": "active"}],
    }
    third = {"ocid": "x", "date": "2026-03-01", "awards": [{"id": 1, "suppliers": [{"id": "S"}]}, {"id": 2}]}
    rows = rows_of({"releases": [third, late, early]})
    assert [(row["title"], row["status"]) for row in rows["procurements"]] == [("New", None)]
    awards = [(row["award_no"], row["status"], row["supplier_code"]) for row in rows["awards"]]
    assert awards == [("1", "active", "S"), ("2", None, None)]


@pytest.mark.parametrize(
    "record",
    [
        {"compiledRelease": {"tender": {"title": "A"}}, "releases": [{"tender": {"title": "B"}}]},
        {"releases": [{"ocid": "x", "tender": {"title": "A"}}, {"url": "https://example.cn/1", "date": "2027"}]},
        {
            "versionedRelease": {
                "tender": {
                    "title": [
                        {"releaseDate": "2026-02", "releaseID": "2", "value": "A"},
                        {"releaseDate": "2026-01", "releaseID": "1", "value": "B"},
                    ]
                }
            }
        },
    ],
)
@pytest.mark.parametrize("wrap", [lambda one: {"records": [one]}, lambda one: one, lambda one: [[one]]])
def test_a_record_gives_its_last_state(record, wrap):
    assert [row["title"] for row in rows_of(wrap({"ocid": "x", **record}))["procurements"]] == ["A"]


def test_a_document_on_each_line_and_a_broken_line_that_is_named():
    lines = [packed({"ocid": "1", "tender": {}}), b"", packed({"ocid": "2", "tender": {}}), b'{"ocid": "3", ']
    rows, _, problems = read_ocds_here(b"\n".join(lines))
    assert [(row["proc_no"], row["_row"]) for row in rows["procurements"]] == [("1", 1), ("2", 3)]
    assert [(problem.code, problem.row) for problem in problems] == [("line_unreadable", 4)]


def test_bids_of_several_of_none_and_with_one_number():
    details = [
        {"id": 7, "status": "valid", "tenderers": [{"id": "A"}, {"id": "B"}]},
        {"id": 7, "status": "valid"},
        {"status": "odd", "tenderers": [{"name": "Nameless & Co"}]},
    ]
    rows, into, _ = read_ocds_here(packed({"ocid": "x", "bids": {"details": details}}))
    bids = [(row["bid_no"], row["bidder_code"], row["status"], row["joint"]) for row in rows["bids"]]
    assert bids == [
        ("7", "A", "valid", True),
        ("7", "B", "valid", True),
        ("7#2", None, "valid", False),
        ("3", "Nameless & Co", None, False),
    ]
    assert into.left_out["word_unknown"] == 1


def test_tenderers_without_bids_are_bidders_whose_price_is_unknown():
    rows = rows_of({"ocid": "x", "tender": {"tenderers": [{"id": "A"}, {"id": "B"}]}})
    assert [(row["bid_no"], row["bidder_code"], row["price"]) for row in rows["bids"]] == [
        ("1", "A", None),
        ("2", "B", None),
    ]


def test_an_identity_number_is_nobodys_code():
    person = {"id": "11010519491231002X", "name": "Zhang San", "identifier": {"id": "11010519491231002X"}}
    rows, into, _ = read_ocds_here(packed({"ocid": "x", "awards": [{"status": "active", "suppliers": [person]}]}))
    assert rows["awards"][0]["supplier_code"] == "Zhang San"
    assert into.left_out["id_of_person"] > 0
    assert "11010519491231002X" not in str(rows)


@pytest.mark.parametrize(
    ("cells", "left_out"),
    [
        ({"status": "odd", "value": {"amount": True}}, {"word_unknown": 1, "value_unreadable": 1}),
        ({"date": "soon", "value": {"amount": "1,5"}}, {"value_unreadable": 2}),
        ({"value": {"amount": 10**80}, "date": "0001-01-01T00:00:00Z"}, {"value_unreadable": 2}),
        ({"id": "9" * 300, "value": {"currency": "YUAN"}}, {"id_too_long": 1, "text_cut": 2}),
        ({"value": [], "tenderers": {"id": []}, "date": {}, "status": 3}, {}),
    ],
)
def test_cells_that_say_nothing_stay_empty_and_are_counted(cells, left_out):
    rows, into, _ = read_ocds_here(packed({"ocid": "x", "bids": {"details": [cells]}}))
    row = rows["bids"][0]
    assert (row["price"], row["bid_at"], row["status"]) == (None, None, None)
    assert dict(+into.left_out) == left_out


def bomb(megabytes):
    return gzip.compress(b'{"ocid": "' + b"a" * (megabytes << 20) + b'"}')


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b" \n\t", "file_empty"),
        (gzip.compress(b" \n"), "file_empty"),
        (b"PK\x03\x04rest", "standard_wrong_type"),
        (b"%PDF-1.7", "standard_wrong_type"),
        (b"<?xml version='1.0'?><log/>", "standard_wrong_type"),
        (b'{"ocid": "x", "tender": {', "standard_not_readable"),
        (b"# OCDS\n\nhello\n", "standard_not_readable"),
        (packed(RELEASE).decode().encode("utf-16")[:-1], "standard_not_readable"),
        (gzip.compress(packed(RELEASE))[:-20], "standard_not_readable"),
        (gzip.compress(packed(RELEASE))[:12] + b"\xff" * 40, "standard_not_readable"),
        (bomb(40), "file_too_hungry"),
        (b'{"ocid": "x", "a": ' + b"[" * 100 + b"]" * 100 + b"}", "standard_too_deep"),
        (b'{"ocid": "x", "a": ' + b"[" * 10**6 + b"]" * 10**6 + b"}", "standard_too_deep"),
        (b'{"rows": [1, 2]}', "standard_not_found"),
        (b"null", "standard_not_found"),
        (b'{"records": [{"ocid": "x", "releases": [{"url": "https://example.cn"}]}]}', "standard_only_links"),
    ],
)
def test_what_is_not_ocds_is_refused_by_a_code_in_the_child(data, code):
    with pytest.raises(RuleBroken) as caught:
        read_ocds(data, "x.json", Limits(wall_seconds=60))
    assert caught.value.code == code
    assert str(wording.SENTENCES[code]) % caught.value.facts


def test_limits_of_the_file_and_of_its_rows_hold():
    two = packed([{"ocid": "1", "tender": {}}, {"ocid": "2", "tender": {}}])
    for limits, code in ((Limits(rows=1), "file_too_many_rows"), (Limits(file_bytes=9), "file_too_large")):
        with pytest.raises(RuleBroken) as caught:
            read_ocds(two, "x.json", limits)
        assert caught.value.code == code
    with pytest.raises(RuleBroken) as caught:
        read_ocds(b'{"ocid": "x", "a": [' + b"[[[]]]," * 2_500_000 + b"[]]}", "x.json", Limits(memory_bytes=400 << 20))
    assert (caught.value.code, caught.value.facts["what"]) == ("file_too_hungry", "memory_bytes")


def test_the_child_answers_what_is_read_here_and_packed_files_are_read():
    found = read_ocds(gzip.compress(packed(RELEASE)), "x.json.gz")
    assert {name: table.to_pylist() for name, table in found.tables.items()} == rows_of(RELEASE)
    assert (found.kind, found.cases, found.problems) == ("ocds", 1, [])
    assert found.left_out == {"amount_rounded": 1, "bid_invited": 1}


def test_everything_left_out_has_its_words():
    assert set(wording.LEFT_OUT) == LEFT_OUT_CODES


@pytest.mark.real_data
def test_every_file_of_five_publishers_is_read_or_refused(real_data):
    files = [path for path in sorted((real_data / "ocds").rglob("*")) if path.is_file()]
    fates = {str(path): fate(read_ocds_here, path.read_bytes()) for path in files}
    assert Counter(fates.values()) == {
        "read": 312,
        "file_empty": 3,
        "standard_only_links": 2,
        "standard_not_readable": 1,
    }
    assert {path.rsplit("/", 1)[1] for path, code in fates.items() if code == "standard_not_readable"} == {
        "UPSTREAM.md"
    }


@pytest.mark.real_data
def test_real_files_come_through_the_child_as_they_come_here(real_data):
    for path in sorted((real_data / "ocds").rglob("*.json"))[::60]:
        found = read_ocds(path.read_bytes(), path.name)
        assert {name: table.to_pylist() for name, table in found.tables.items()} == read_ocds_here(path.read_bytes())[0]


@pytest.mark.real_data
def test_mutants_of_real_releases_are_read_or_refused(real_data):
    """A short seeded run in this process: what is not a refusal of ours fails."""
    small = [path for path in sorted((real_data / "ocds").rglob("*.json")) if 0 < path.stat().st_size < 20_000]
    some = islice(mutants([*small[::12], *sorted((real_data / "cardinal").rglob("R*.jsonl"))], 20261123), 600)
    verdicts = Counter(fate(read_ocds_here, data) for _, data in some)
    assert {"read", "standard_not_readable"} <= set(verdicts), "the mutants are too tame or too wild to say anything"
