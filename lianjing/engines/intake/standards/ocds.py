"""OCDS 1.1: releases, records and packages of them become rows of the procurement tables of the lake.

A row's proc_no is the ocid. An organisation is named by its credit code where it has one, else by the identifier that
the file uses, else by its name; so that bids, awards, contracts and suppliers meet. Amounts are hundredths of the
currency that the file states. Source: https://standard.open-contracting.org/1.1/en/schema/reference/
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake.outcome import Limits, Problem
from lianjing.engines.intake.standards import json_text, packed, releases
from lianjing.engines.intake.standards.gathered import Gathered
from lianjing.engines.intake.standards.parties import Parties, Sellers

STANDARD = "OCDS"
TABLES = ("procurements", "bids", "procurement_items", "awards", "contracts", "suppliers")


def read(data: bytes, into: Gathered, limits: Limits, problems: list[Problem]) -> int:
    """Add the rows of a file to `into` and return how many processes (ocids) it holds.

    Lines that are not JSON, of a file that has a document on each line, are added to `problems`.
    Raises RuleBroken: file_empty, file_too_hungry, file_too_many_rows, standard_wrong_type, standard_not_readable,
    standard_too_deep, standard_not_found (JSON, but no release in it), standard_only_links.
    """
    text = packed.whole(data, "json", limits)
    if text.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise RuleBroken("standard_wrong_type", found="xml", wanted="json")
    found = (
        (number, release)
        for number, document in json_text.documents(text, STANDARD, limits, problems)
        for release in releases.found_in(document, into.left_out)
    )
    processes = releases.by_process(found)
    if not processes and (linked := into.left_out["release_linked"]):
        raise RuleBroken("standard_only_links", releases=linked)
    if not processes:
        raise RuleBroken("standard_not_found", standard=STANDARD, wanted="ocid")
    suppliers: Sellers = {}
    for ocid, (number, release) in processes.items():
        if proc_no := into.id(ocid):
            _Process(proc_no, number, release, into, suppliers).rows()
    for code, (number, cells) in suppliers.items():
        into.add("suppliers", number, credit_code=code, **cells)
    return len(processes)


def part(value: Any, *path: str) -> Any:
    """Return what stands at a path of objects; None where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; a single object that stands where a list should is one."""
    if isinstance(value, dict):
        return [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


@dataclass(frozen=True)
class _Award:
    """What the rows need of one award."""

    award_no: str
    status: str | None
    codes: list[str | None]
    amount: int | None
    on: date | None
    noticed: Any
    items: list[dict[str, Any]]


class _Process:
    """One contracting process in its last state, on its way into rows."""

    def __init__(self, proc_no: str, number: int, release: dict[str, Any], into: Gathered, suppliers: Sellers) -> None:
        self.proc_no, self.number, self.release, self.into = proc_no, number, release, into
        self.parties = Parties(release, into, number, suppliers)
        said = release.get("tender")
        self.tender: dict[str, Any] = said if isinstance(said, dict) else {}
        self.bids = objects(part(release, "bids", "details"))
        self.contracts = objects(release.get("contracts"))
        named = _Numbers(into)
        self.awards = [self._award(award, named) for award in objects(release.get("awards"))]
        self.kind = into.choice("procurements", "kind", self.tender.get("mainProcurementCategory"))

    def rows(self) -> None:
        """Add all rows of the process."""
        self._procurement_row()
        self._bid_rows()
        self._award_rows()
        self._item_rows()
        self._contract_rows()

    def _award(self, award: dict[str, Any], named: "_Numbers") -> _Award:
        return _Award(
            award_no=named.of(award.get("id")),
            status=self.into.choice("awards", "status", award.get("status")),
            codes=self.parties.codes(award.get("suppliers")),
            amount=self.into.fen(part(award, "value", "amount")),
            on=self.into.day(award.get("date")),
            noticed=_published(award.get("documents"), "awardNotice"),
            items=objects(award.get("items")),
        )

    def _currency(self) -> str | None:
        priced = [self.tender, *self.bids, *objects(self.release.get("awards")), *self.contracts]
        stated = [part(one, "value", "currency") for one in priced]
        stated.append(part(self.release, "planning", "budget", "amount", "currency"))
        return next((said for value in stated if (said := self.into.text(value, 3))), None)

    def _procurement_row(self) -> None:
        into, tender, period = self.into, self.tender, part(self.tender, "tenderPeriod")
        planning = part(self.release, "planning")
        planned = part(planning, "budget", "amount", "amount")
        details = tender.get("procurementMethodDetails")
        items = objects(tender.get("items"))
        into.add(
            "procurements",
            self.number,
            proc_no=self.proc_no,
            title=into.text(tender.get("title") or part(planning, "project"), 300),
            budget_item=into.text(part(planning, "budget", "id"), 60),
            category=into.text(part(items[0], "classification", "id"), 60) if items else None,
            kind=self.kind,
            budget_amount=into.fen(part(tender, "value", "amount") if planned in (None, "") else planned),
            method=self._known_method(details),
            noticed_on=into.day(_published(tender.get("documents"), "tenderNotice")),
            submit_from=into.moment(part(period, "startDate")),
            submit_to=into.moment(part(period, "endDate")),
            opened_on=into.day(part(tender, "bidOpening", "date")),
            status=into.choice("procurements", "status", _planned(tender.get("status"))),
            buyer_code=self.parties.code(self.release.get("buyer")),
            procuring_code=self.parties.code(tender.get("procuringEntity")),
            tenderers=self._tenderers(),
            currency=self._currency(),
            method_details=into.text(details, 500),
            ocds_method=into.choice("procurements", "ocds_method", tender.get("procurementMethod")),
            **self._outcome(),
        )

    def _outcome(self) -> dict[str, Any]:
        """Return what the awards in force say of the whole: the one winner, the sum, the last day."""
        active = [award for award in self.awards if award.status == "active"]
        winners = {code for award in active for code in award.codes}
        amounts = [award.amount for award in active if award.amount is not None]
        return {
            "awarded_on": max((award.on for award in active if award.on), default=None),
            "result_noticed_on": self.into.day(next((award.noticed for award in active if award.noticed), None)),
            "winner_code": next(iter(winners)) if len(winners) == 1 else None,
            "award_amount": sum(amounts) if amounts and len(amounts) == len(active) else None,
        }

    def _known_method(self, details: Any) -> str | None:
        """Return our own method where the file's words for it are ours; others say nothing wrong."""
        before = self.into.left_out["word_unknown"]
        found = self.into.choice("procurements", "method", details)
        self.into.left_out["word_unknown"] = before
        return found

    def _tenderers(self) -> int | None:
        figure = self.into.figure(self.tender.get("numberOfTenderers"))
        return int(figure) if figure is not None and figure == int(figure) and 0 <= figure < 10**6 else None

    def _bid_rows(self) -> None:
        into, named = self.into, _Numbers(self.into)
        for bid in self.bids:
            bid_no = named.of(bid.get("id"))
            if bid.get("status") == "invited":
                into.left_out["bid_invited"] += 1
                continue
            cells: dict[str, Any] = {
                "price": into.fen(part(bid, "value", "amount")),
                "currency": into.text(part(bid, "value", "currency"), 3),
                "bid_at": into.moment(bid.get("date")),
                "status": into.choice("bids", "status", bid.get("status")),
            }
            tenderers = objects(bid.get("tenderers"))
            cells["joint"] = len(tenderers) > 1
            for tenderer in tenderers or [{}]:
                self._bid_row(bid_no, tenderer, cells)
        if not self.bids:
            for tenderer in objects(self.tender.get("tenderers")):
                self._bid_row(named.of(None), tenderer, {})

    def _bid_row(self, bid_no: str, tenderer: dict[str, Any], cells: dict[str, Any]) -> None:
        code = self.parties.code(tenderer)
        reached = self.parties.reached(tenderer)
        row = {**cells, **reached, "proc_no": self.proc_no, "bidder_code": code, "bid_no": bid_no}
        self.into.add("bids", self.number, **row)

    def _award_rows(self) -> None:
        for award in self.awards:
            for code in award.codes or [None]:
                self.into.add(
                    "awards",
                    self.number,
                    proc_no=self.proc_no,
                    award_no=award.award_no,
                    status=award.status,
                    supplier_code=code,
                    amount=award.amount,
                    awarded_on=award.on,
                )

    def _item_rows(self) -> None:
        """Add what was bought: the items of the awards, else of the contracts, else what the tender asked for."""
        lists = [(award.award_no, award.items) for award in self.awards]
        if not any(items for _, items in lists):
            lists = [(self.into.id(one.get("awardID")) or "", objects(one.get("items"))) for one in self.contracts]
        if not any(items for _, items in lists):
            lists = [("", objects(self.tender.get("items")))]
        named = _Numbers(self.into)
        for award_no, items in lists:
            for item in items:
                quantity = self.into.figure(item.get("quantity"))
                self.into.add(
                    "procurement_items",
                    self.number,
                    proc_no=self.proc_no,
                    award_no=award_no or None,
                    item_no=named.of(item.get("id")),
                    category=self.into.text(part(item, "classification", "id"), 60),
                    qty=None if quantity is None else float(quantity),
                    unit_price=self.into.fen(part(item, "unit", "value", "amount")),
                )

    def _contract_rows(self) -> None:
        into, named = self.into, _Numbers(self.into)
        for contract in self.contracts:
            codes = self.parties.codes(contract.get("suppliers")) or self._awarded_to(contract)
            into.add(
                "contracts",
                self.number,
                contract_no=named.of(contract.get("id"), before=f"{self.proc_no}/"),
                proc_no=self.proc_no,
                supplier_code=codes[0] if len(codes) == 1 else None,
                amount=into.fen(part(contract, "value", "amount")),
                signed_on=into.day(contract.get("dateSigned")),
                published_on=into.day(_published(contract.get("documents"), "contractNotice", "contractSigned")),
                start_on=into.day(part(contract, "period", "startDate")),
                end_on=into.day(part(contract, "period", "endDate")),
                kind=self.kind,
            )

    def _awarded_to(self, contract: dict[str, Any]) -> list[str | None]:
        """Return to whom the contract's award went; without its name, to whom the only award went."""
        said = self.into.id(contract.get("awardID"))
        meant = [award for award in self.awards if said in (None, award.award_no)]
        return meant[0].codes if len(meant) == 1 else []


class _Numbers:
    """Names for like parts of one process: their ids, or their places where an id is missing or shared."""

    def __init__(self, into: Gathered) -> None:
        self._into, self._used, self._place = into, set[str](), 0

    def of(self, value: Any, before: str = "") -> str:
        """Return the name of the next part; `before` goes before a place, where the name alone must say whose it is."""
        self._place += 1
        said = self._into.id(value)
        if said is None:
            said = f"{before}{self._place}"
        if said in self._used:
            said = f"{said}#{self._place}"
        self._used.add(said)
        return said


def _planned(status: Any) -> Any:
    return "planned" if status == "planning" else status


def _published(documents: Any, *kinds: str) -> Any:
    """Return when the first document of these kinds was published."""
    shown = (one.get("datePublished") for one in objects(documents) if one.get("documentType") in kinds)
    return next(filter(None, shown), None)
