"""The questions on purchases, invoices and books of the pandas script."""

import numpy as np
import pandas as pd

from bench.screening_pandas_tables import SCHOOL, Figures, Tables, evidence

PAPER = [SCHOOL, "voucher_no", "on_date"]
PROCUREMENTS = f"{SCHOOL} category kind method budget_item awarded_on award_amount winner_code status exempt_doc row_id"
VOUCHERS = f"{SCHOOL} voucher_no on_date account_code debit counterparty handler_no row_id"
INVOICES = f"{SCHOOL} inv_no inv_code issued_on seller_code buyer_name amount verified row_id"
PAYMENTS = f"{SCHOOL} paid_on payee_name payee_code amount contract_no purpose row_id"


def split_purchases(tables: Tables, bought: pd.DataFrame, figure: Figures) -> pd.DataFrame:
    """M-CW-01: purchases that together pass a limit which each stays below."""
    unmade = ["planned", "active", "cancelled", "unsuccessful", "withdrawn"]
    kept = (bought.award_amount > 0) & bought.awarded_on.notna() & ~bought.status.isin(unmade)
    kept &= (bought.exempt_doc.fillna("") == "") & bought.method.notna() & (bought.method != "open")
    bought = bought[kept].assign(category=bought.category.str[: figure["digits"]], year=bought.awarded_on.dt.year)
    bought["budget_item"] = bought.budget_item.fillna("")
    return pd.concat([_yearly(tables, bought), _in_a_window(tables, bought, figure)])


def _yearly(tables: Tables, bought: pd.DataFrame) -> pd.DataFrame:
    rows = bought[bought.kind.isin(["goods", "services"]) & (bought.category.fillna("") != "")]
    rows = rows.merge(tables.limits_of("M-CW-01", ["open_tender"]), how="cross")
    rows = rows[rows.awarded_on.between(rows.first_on, rows.last_on)]
    alike = rows.groupby([SCHOOL, "year", "category", "budget_item"]).award_amount
    rows = rows[(alike.transform("size") > 1) & (alike.transform("sum") > rows.value)]
    one = rows.groupby([SCHOOL, "year", "category"])
    total = one.award_amount.transform("sum")
    return evidence(rows, rows.category, rows.year, total, one.value.transform("max"), total, "procurements")


def _in_a_window(tables: Tables, bought: pd.DataFrame, figure: Figures) -> pd.DataFrame:
    tiers = tables.limits_of("M-CW-01", ["two_people", "three_quotes", "county_goods", "county_works"])
    near = bought[~bought.method.isin(["invited", "framework", "mall"])].merge(tiers, how="cross")
    near = near[near.awarded_on.between(near.first_on, near.last_on) & (near.award_amount < near.value)]
    near = near[(near.award_amount - near.value * figure["near"]).round(6) >= 0]
    goods, works = near.kind.isin(["goods", "services"]), near.kind == "works"
    near = near[((near.name != "county_goods") | goods) & ((near.name != "county_works") | works)]
    both = [near.assign(kin=kin, what=near[column]) for kin, column in (("c", "category"), ("s", "winner_code"))]
    rows = pd.concat(both)
    rows = rows[rows.what.fillna("") != ""].sort_values(["awarded_on", "row_id"])
    found = [
        run
        for (_, kin, _, _), group in rows.groupby([SCHOOL, "kin", "what", "name"], sort=False)
        if len(group) > 1
        for run in _runs(group, figure["days"])
        if kin == "c" or run.category.nunique(dropna=False) > 1 or run.category.isna().any()
    ]
    if not found:
        return evidence(rows[:0], "", "", 0, 0, 0, "procurements")
    runs = pd.concat(found)
    highest = runs.groupby([SCHOOL, "kin", "what", "begun"]).value.transform("max")
    runs = runs[runs.value == highest]
    return evidence(runs, runs.what, runs.begun.dt.date, runs.total, runs.value, runs.total, "procurements")


def _runs(group: pd.DataFrame, days: int) -> list[pd.DataFrame]:
    span, at = pd.Timedelta(days=days), group.awarded_on
    window = group.set_index("awarded_on").award_amount.rolling(f"{days + 1}D")
    reached = (window.count().to_numpy() > 1) & (window.sum().to_numpy() >= group.value.to_numpy())
    ends = at[reached]
    inside = group[[bool(((ends >= day) & (ends <= day + span)).any()) for day in at]]
    parts = inside.groupby((inside.awarded_on.diff() > span).cumsum())
    return [part.assign(begun=part.awarded_on.min(), total=part.award_amount.sum()) for _, part in parts]


def first_digits(tables: Tables, vouchers: pd.DataFrame, figure: Figures) -> pd.DataFrame:
    """M-CW-24: sums of a school year whose first digits break the law of them."""
    year = [SCHOOL, "school_year"]
    rows = tables.dated(vouchers[vouchers.debit >= figure["smallest"]], "on_date", ["school_year"])
    rows["digit"] = rows.debit.astype("int64").astype(str).str[0].astype(int)
    rows["counterparty"] = rows.counterparty.fillna("")
    once = rows.drop_duplicates([*year, "counterparty", "account_code", "debit"])
    counts = once.groupby([*year, "digit"]).size().unstack(fill_value=0).reindex(columns=range(1, 10), fill_value=0)
    total = counts.sum(axis=1)
    counts, total = counts[total >= figure["least"]], total[total >= figure["least"]]
    expected = np.log10(1 + 1 / np.arange(1, 10)).round(6)
    apart = counts.div(total, axis=0).round(6) - expected
    mean, chi = apart.abs().mean(axis=1).round(6), (total * (apart**2 / expected).sum(axis=1)).round(4)
    asked = (mean > figure["apart"]) & (chi > figure["chi"])
    asked = pd.DataFrame({"mean": mean, "digit": apart.round(6).idxmax(axis=1)})[asked].reset_index()
    found = rows.merge(asked, on=[*year, "digit"])
    amount = found.groupby(year).debit.transform("sum")
    return evidence(found, found[SCHOOL], found.school_year, found["mean"], figure["apart"], amount, "vouchers")


def days_off(tables: Tables, vouchers: pd.DataFrame, figure: Figures) -> pd.DataFrame:
    """M-CW-25: whose vouchers crowd on days off."""
    calendar = tables.calendar
    calendar["off"] = ~calendar.is_workday & (calendar.d != calendar.groupby("month").d.transform("max"))
    year, hand = [SCHOOL, "school_year"], [SCHOOL, "school_year", "handler_no"]
    rows = tables.dated(vouchers, "on_date", ["school_year", "off"])
    papers = rows.groupby([*PAPER, "school_year"], as_index=False).agg(
        handler_no=("handler_no", "max"), amount=("debit", "sum"), off=("off", "max")
    )
    papers["off_amount"] = papers.amount.where(papers.off, 0)
    hands = papers[papers.handler_no.fillna("") != ""].groupby(hand, as_index=False)
    hands = hands.agg(papers=("off", "size"), days=("off", "sum"), off_amount=("off_amount", "sum"))
    whole = hands.groupby(year)[["papers", "days"]].transform("sum")
    hands["share"] = (hands.days / hands.papers).round(6)
    hands["others"] = ((whole.days - hands.days) / (whole.papers - hands.papers)).round(6).fillna(0)
    asked = (hands.days >= figure["least"]) & (hands.share >= figure["share"])
    asked = hands[asked & (hands.share >= hands.others * figure["times"])].drop(columns="papers")
    proven = papers[papers.off].merge(asked.drop(columns="days"), on=hand, suffixes=("", "_all"))
    found = proven.merge(rows[[*PAPER, "row_id"]], on=PAPER)
    share, amount = figure["share"], found.off_amount_all
    return evidence(found, found.handler_no, found.school_year, found.share, share, amount, "vouchers")


def below_a_limit(tables: Tables, payments: pd.DataFrame, figure: Figures) -> pd.DataFrame:
    """M-CW-26: payments that crowd just below a limit."""
    rows = payments[(payments.amount > 0) & payments.paid_on.notna() & (payments.contract_no.fillna("") == "")]
    rows = rows[~rows.purpose.isin(["wage", "aid", "refund"])].merge(
        tables("schools", f"{SCHOOL} size_class"), on=SCHOOL, how="left"
    )
    rows = rows.assign(year=rows.paid_on.dt.year, payee=rows.payee_code.fillna(rows.payee_name).fillna(""))
    names = ["two_people", "three_quotes", "no_contract", "large_a", "large_b", "large_c"]
    near = []
    for limit in tables.limits_of("M-CW-26", names).itertuples():
        close = (rows.amount - limit.value).abs() <= limit.value * figure["band"]
        close &= rows.paid_on.between(limit.first_on, limit.last_on)
        if limit.name.startswith("large_"):
            close &= rows.size_class == limit.name[-1].upper()
        one = rows[close]
        near.append(one.assign(top=limit.value, below=one.amount < limit.value, above=one.amount >= limit.value))
    near = pd.concat(near)
    year, top = [SCHOOL, "year"], [SCHOOL, "year", "top"]
    once = near.drop_duplicates([*top, "payee", "amount", "below"])
    counts = once.groupby(top, as_index=False)[["below", "above"]].sum()
    counts = counts[(counts.below >= figure["least"]) & (counts.below >= counts.above * figure["times"])]
    counts = counts.sort_values(["below", "top"], ascending=False).drop_duplicates(year)
    found = near[near.below].drop(columns=["below", "above"]).merge(counts, on=top).drop_duplicates("row_id")
    line = (found.above * figure["times"]).clip(lower=figure["least"])
    amount = found.groupby(year).amount.transform("sum")
    return evidence(found, found[SCHOOL], found.year, found.below, line, amount, "payments")


def invoices(tables: Tables, bills: pd.DataFrame, figure: Figures) -> pd.DataFrame:
    """M-CW-04: invoices that failed, came twice, run in a row, name another buyer or a firm that was not there."""
    bills = bills[bills.issued_on.notna()]
    bills = bills.assign(year=bills.issued_on.dt.year, inv_code=bills.inv_code.fillna(""))
    claims = bills[bills.amount > 0]
    red = bills[bills.amount < 0].assign(amount=lambda one: -one.amount)
    letter = [SCHOOL, "seller_code", "amount"]
    claims = claims.sort_values(["issued_on", "row_id"])
    letters = claims[letter].merge(red[letter].value_counts().rename("letters").reset_index(), on=letter, how="left")
    answered = claims.groupby([*letter, "verified"], dropna=False).cumcount() < letters.letters.fillna(0).to_numpy()
    failed = claims[claims.verified.isin(["void", "unknown"]) | ((claims.verified == "reversed") & ~answered)]
    number = ["inv_no", "inv_code", "seller_code"]
    long = bills[bills.inv_no.str.len() >= figure["digits"]]
    net = np.sign(long.amount).groupby([long[name] for name in number]).sum()
    twice = claims[pd.MultiIndex.from_frame(claims[number]).isin(net.index[net > 1])]
    faulty = [failed, twice, _in_a_row(claims, figure), _other_buyer(tables, claims), _no_firm(tables, claims)]
    found = claims[claims.row_id.isin(pd.concat([one.row_id for one in faulty]))]
    seller = found.groupby([SCHOOL, "seller_code", "year"]).amount
    times, total = seller.transform("size"), seller.transform("sum")
    return evidence(found, found.seller_code, found.year, times, 0, total, "invoices")


def _in_a_row(claims: pd.DataFrame, figure: Figures) -> pd.DataFrame:
    rows = claims[(claims.inv_no.str.len() >= figure["digits"]) & claims.inv_no.str[-8:].str.isdigit()].copy()
    rows["stem"], rows["number"] = rows.inv_no.str[:-8], rows.inv_no.str[-8:].astype("int64")
    book = [SCHOOL, "seller_code", "inv_code", "stem"]
    rows["island"] = rows.number - rows.groupby(book).number.rank("dense")
    island = rows.groupby([*book, "island"])
    span = island.issued_on.transform("max") - island.issued_on.transform("min")
    return rows[(island.number.transform("nunique") >= figure["least"]) & (span.dt.days > figure["days"])]


def _other_buyer(tables: Tables, claims: pd.DataFrame) -> pd.DataFrame:
    rows = claims.merge(tables("schools", f"{SCHOOL} name alias"), on=SCHOOL)
    rows = rows[(rows.buyer_name.fillna("") != "") & (rows.name.fillna("") != "")]
    for column in ("buyer_name", "name"):
        plain = rows[column].str.replace(" ", "").str.replace("（", "(").str.replace("）", ")")
        rows = rows.assign(**{column: plain})
    cells = zip(rows.buyer_name, rows.name, rows.alias.fillna(""), strict=True)
    other = [not (name in buyer or buyer in name or (alias and alias in buyer)) for buyer, name, alias in cells]
    return rows[other]


def _no_firm(tables: Tables, claims: pd.DataFrame) -> pd.DataFrame:
    firms = tables("suppliers", "credit_code founded_on closed_on")
    rows = claims.merge(firms, left_on="seller_code", right_on="credit_code")
    return rows[(rows.issued_on < rows.founded_on) | (rows.issued_on > rows.closed_on)]
