"""A public figure in the log: page, file and entry hold one mark, and a forged file has another."""

import hashlib
import shutil

import pyarrow as pa
import pytest
from django.conf import settings

from lianjing.access import clock, figure_entries, figures, public_log
from lianjing.engines.publiclog import canonical
from lianjing.jobs import public_log as duties
from lianjing.rooms.uploads.ledger_rows import Ledger
from lianjing.rooms.uploads.usecases import ledgers

FEES = {
    "fee_name": ["课后服务费"],
    "class_no": ["101"],
    "term": ["2025-2026-2"],
    "payers": [40],
    "received": [1_200_000],
}


@pytest.fixture
def entered(county, kept, monkeypatch):
    monkeypatch.setattr(clock, "now", kept.now)
    ledger = Ledger(table="fee_charges", rows=pa.table(FEES), slot="2026", sha256="a" * 64, school="s001")
    ledgers.take_in(post=county.clerk, org=county.org("s001"), ledger=ledger, now=kept.now())
    figure_entries.enter_new(kept.now())
    kept.head()
    duties.write(kept.now())
    yield county
    shutil.rmtree(settings.LAKE_DIR, ignore_errors=True)


def test_the_page_the_file_and_the_entry_hold_one_mark_and_the_verifier_takes_the_proof(entered, kept, client):
    leaf = public_log.leaf_of(entered.org("s001"), "figure_fees")
    page = client.get("/s/s001/figures/fees/").content.decode()
    served = client.get("/s/s001/figures/fees.json").content
    said = canonical.read(bytes(leaf.entry))["payload"]
    assert said["sha256"] == hashlib.sha256(served).hexdigest() == figure_entries.sha256(figures.figure("fees", "s001"))
    assert said["sha256"] in page
    assert f"公开日志第 {leaf.place} 条" in page or f"公开日志第{leaf.place}条" in page, page
    assert "/log/proof/" in page
    assert (
        hashlib.sha256(served.replace(b"1200000", b"1100000")).hexdigest() != said["sha256"]
    )  # another file: another mark
    assert kept.verify()[0] == 0
