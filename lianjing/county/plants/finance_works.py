"""Works: that grew after the award, that one builder gets, that were cut into several."""

from datetime import date, timedelta
from typing import Any

from lianjing.county.ledgers.book import together
from lianjing.county.ledgers.money import hands_of
from lianjing.county.ledgers.papers import post_notice
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.finance_books import away, dealers, decide
from lianjing.county.plants.plot import Plot
from lianjing.county.shape import Supplier

CHANGE, SETTLED, CUT, ONE = 0.10, 1.1, 0.15, 0.60  # domain 3F: changes, settlement, audit's cut, one builder's share
WORKS, TENDER = 60_000_000, 400_000_000  # fen: 600 000 yuan (province, 2025), 4 000 000 yuan (must be tendered)
_KINDS = ("操场改造", "厕所改造", "屋面防水", "围墙改造", "食堂改造")


def build(
    plot: Plot, site: Site, tag: str, firm: Supplier, fen: int, day: date, kind: str, **cells: Any
) -> int:  # fmt: skip
    """Let a firm build something under a contract, from `day` on, as agreed; return the place of the work."""
    contract, signed, done = (
        f"HTGC{site.code}{tag}",
        plot.days.workday(day - timedelta(days=4)),
        day + timedelta(days=40),
    )
    plot["contracts"].add(
        school_code=site.code, contract_no=contract, proc_no=cells.pop("proc_no", None), supplier_code=firm.uscc,
        amount=fen, signed_on=signed, published_on=plot.days.after(signed, 1), filed_on=plot.days.after(signed, 4),
        start_on=signed, end_on=signed + timedelta(days=330), changed_amount=0, prepay_share=0.0, kind="works",
        signer_no=hands_of(site).approver,
    )  # fmt: skip
    plot["acceptances"].add(
        school_code=site.code, contract_no=contract, lot=1, accepted_on=plot.days.workday(done), result="pass",
        acceptors=together(site.hand("YSY"), hands_of(site).witness), amount=fen, file_hash=None,
    )  # fmt: skip
    agreed = {
        "changed_amount": round(fen * 0.02), "change_doc": None, "settled": round(fen * 1.01),
        "audit_cut": round(fen * 0.02), "completed_on": plot.days.workday(done),
    }  # fmt: skip
    return plot["works"].add(
        school_code=site.code, project_no=f"GC{site.code}{tag}", name=f"{site.unit.alias}{kind}", category=kind,
        budget=round(fen * 1.1), contract_no=contract, supplier_code=firm.uscc, contract_amount=fen,
        started_on=plot.days.workday(day), **{**agreed, **cells},
    )  # fmt: skip


# What became of a work, as shares of its contract: changes, their order, settlement, the audit's cut of what was asked.
_GREW = (
    ((0.103, None, 1.06, 0.02), CHANGE, 0.103, "changes without approval"),
    ((0.09, None, 1.112, 0.02), SETTLED, 1.112, "settled above the contract"),
    ((0.02, None, 1.03, 0.16), CUT, 0.16, "the audit cut much of what was asked"),
    ((0.19, None, 1.19, 0.05), CHANGE, 0.19, "changes without approval, settled above the contract"),
)
_AS_BUILT = (
    ((0.14, "建教建〔2025〕31号", 1.08, 0.02), CHANGE, 0.14, "changes that were approved"),
    ((0.097, None, 1.06, 0.02), CHANGE, 0.097, "few changes"),
    ((0.06, None, 1.095, 0.02), SETTLED, 1.095, "settled a little above the contract"),
    ((0.02, None, 1.03, 0.143), CUT, 0.143, "the audit cut a little less"),
)
_SHARES = ((0.64, "one builder has most of four works"), (0.57, "one builder has more than half of four works"))


def works_that_grew(plot: Plot) -> None:
    """Let works grow after the award, or one builder get most; or a little less, or by approved changes."""
    have = set(plot["works"].columns["school_code"])
    found = plot["works"].grouped("school_code")
    for number, site in enumerate(plot.sites(8, lambda site: site.code in have)):
        (changed, doc, settled, cut), line, value, why = (_GREW, _AS_BUILT)[number % 2][number // 2]
        place = found[(site.code,)][0]
        row = plot["works"].row(place)
        plot["works"].put(
            place, changed_amount=round(row["contract_amount"] * changed), change_doc=doc,
            settled=round(row["contract_amount"] * settled),
            audit_cut=round(row["contract_amount"] * settled * cut / (1 - cut)),
        )  # fmt: skip
        say = plot.irregular if number % 2 == 0 else plot.innocent
        say(site.code, row["project_no"], "", away(value, line), why)
    for number, site in enumerate(plot.sites(2, lambda site: site.code not in have)):
        share, why = _SHARES[number]
        firm = _four_works(plot, site, share)
        say = plot.irregular if number % 2 == 0 else plot.innocent
        say(site.code, firm, "2025", away(share, ONE), why)


def _four_works(plot: Plot, site: Site, share: float) -> str:
    """Have four things built in a year, three of them by one firm; return the firm."""
    firms = dealers(plot, site, "维修工程")
    firms += [firm for firm in dealers(plot, site) if firm not in firms]
    whole = 40_000_000
    for number, part in enumerate((0.3, 0.3, 0.4)):
        day = date(2025, 3 + 2 * number, 11)
        build(plot, site, f"{number}", firms[0], round(whole * share * part), day, _KINDS[number])
    build(plot, site, "3", firms[1], round(whole * (1 - share)), date(2025, 10, 14), _KINDS[3])
    return firms[0].uscc


# The parts of a year's works of one kind in yuan, the limit that they reach together, why.
_CUT = (
    ((309_000, 305_000), WORKS, "two works of one kind in a year"),
    ((228_000, 214_000, 196_000), WORKS, "three works of one kind in a year"),
    ((342_000, 338_000), WORKS, "two works of one kind in a year"),
    ((590_000, 470_000), WORKS, "two works of one kind in a year"),
    ((1_420_000, 1_390_000, 1_310_000), TENDER, "three large works of one kind in a year"),
)
_APART = (
    ((299_000, 292_000), WORKS, "two works that stay below the limit together"),
    ((318_000, 331_000), WORKS, "two works, both put out to open tender"),
    ((312_000, 306_000), WORKS, "a collapsed wall and a leaking roof, repaired by order"),
    ((305_000, 322_000), WORKS, "two works of different kinds"),
    ((331_000, 301_000), WORKS, "two works of one kind in different years"),
)


def works_cut_into_several(plot: Plot) -> None:
    """Cut works into parts that stay below a limit; or stay below it altogether, tender them, or build other things."""
    for number, site in enumerate(plot.sites(10)):
        parts, line, why = (_CUT, _APART)[number % 2][number // 2]
        which, kind = number // 2, _KINDS[number // 2]
        for part, yuan in enumerate(parts):
            year = 2026 if number % 2 and which == 4 and part else 2025
            day = date(year, 5, 12) + timedelta(days=23 * part)
            built = _KINDS[(which + part) % len(_KINDS)] if number % 2 and which == 3 else kind
            proc = _procured(plot, site, which, part, yuan, day) if number % 2 and which in (1, 2) else None
            firms = dealers(plot, site, "维修工程")
            firms += [firm for firm in dealers(plot, site) if firm not in firms]
            build(plot, site, f"Z{part}", firms[part], yuan * 100, day, built, proc_no=proc)
        if number % 2 == 0:
            plot.irregular(site.code, kind, "2025", away(sum(parts) * 100, line), why)
        else:
            plot.innocent(site.code, kind, "2025", away(sum(parts) * 100, line), why)


def _procured(plot: Plot, site: Site, which: int, part: int, yuan: int, day: date) -> str:
    """Put a work out to open tender, or let it be done at once by order; return the number."""
    proc, awarded = f"CGGC{site.code}{part}", plot.days.workday(day - timedelta(days=18))
    noticed = plot.days.workday(awarded - timedelta(days=35))
    meeting = decide(plot, site, f"HY{proc}", noticed - timedelta(days=5))
    hands, firms = hands_of(site), dealers(plot, site, "维修工程")
    firms += [firm for firm in dealers(plot, site) if firm not in firms]
    plot["procurements"].add(
        school_code=site.code, proc_no=proc, title=f"{site.unit.alias}{_KINDS[which]}", budget_item="专项-校舍",
        category=f"B02{part:02d}", kind="works", budget_amount=yuan * 112, method="open" if which == 1 else "direct",
        meeting_id=meeting, noticed_on=noticed, opened_on=awarded, awarded_on=awarded, result_noticed_on=awarded,
        winner_code=firms[part].uscc, award_amount=yuan * 100, status="complete",
        judges=together(hands.witness, hands.checker), handler_no=hands.handler, requester_no=site.hand("ZW"),
        exempt_doc=None if which == 1 else "建住建急〔2025〕7号", currency="CNY",
    )  # fmt: skip
    post_notice(plot.world, site, f"GS{proc}", "CW-03", f"{_KINDS[which]}成交结果公示", proc, awarded, hands.handler,
                hands.approver)  # fmt: skip
    return proc
