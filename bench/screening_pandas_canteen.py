"""The questions on food of the pandas script."""

import numpy as np
import pandas as pd

from bench.screening_pandas_tables import SCHOOL, Figures, Tables, evidence

OWNERS = ["legal", "shareholder", "director"]
COMPETED = ["open", "invited", "negotiation", "consultation", "inquiry", "mall", "school_select", "three_quotes"]
FOOD = f"{SCHOOL} on_date item_code supplier_code qty amount purchaser_no acceptors row_id"


def price_outliers(tables: Tables, food: pd.DataFrame, figure: Figures) -> pd.DataFrame:
    """M-ST-01: a price that stays away from the county's median."""
    bought = tables.dated(food[(food.qty > 0) & (food.amount > 0)], "on_date", ["xun"])
    rows = bought.groupby([SCHOOL, "item_code", "xun"], as_index=False)[["amount", "qty"]].sum()
    rows = rows.merge(tables("schools", f"{SCHOOL} km"), on=SCHOOL, how="left")
    rows["freight"] = 1 + figure["per_km"] * rows.km.fillna(0)
    rows["level"] = ((1000 * rows.amount / rows.qty).round(6) / rows.freight).round(6)
    beside = rows.groupby(["item_code", "xun"])["level"]
    rows["middle"], rows["peers"] = beside.transform("median"), beside.transform("size")
    rows = rows[rows.peers >= figure["least_peers"]].copy()
    rows["apart"] = (rows.level - rows.middle).abs()
    sigma = 1.4826 * rows.groupby(["item_code", "xun"]).apart.transform("median")
    rows["beyond"] = rows.amount - rows.qty * rows.middle * rows.freight / 1000
    high = (rows.level - figure["high"] * rows.middle).round(6) > 0
    low = (figure["low"] * rows.middle - rows.level).round(6) > 0
    usual = (figure["robust"] * sigma - rows.apart).round(6) > 0
    rows["side"] = np.select([usual, high, low], ["usual", "high", "low"], "usual")
    rows = rows.sort_values([SCHOOL, "item_code", "xun"])
    whose = rows[[SCHOOL, "item_code", "side"]]
    rows["run"] = (whose != whose.shift()).any(axis=1).cumsum()
    runs = rows[rows.side != "usual"].groupby(["run", SCHOOL, "item_code", "side"], as_index=False)
    runs = runs.agg(
        first=("xun", "min"), last=("xun", "max"), times=("xun", "size"), all_amount=("amount", "sum"),
        all_qty=("qty", "sum"), beyond=("beyond", "sum"),
    )  # fmt: skip
    asked = runs[runs.times >= figure["runs"]].merge(bought, on=[SCHOOL, "item_code"])
    asked = asked[(asked.xun >= asked["first"]) & (asked.xun <= asked["last"])]
    usual_price = 1000 * (asked.all_amount - asked.beyond) / asked.all_qty
    line = (usual_price * np.where(asked.side == "high", figure["high"], figure["low"])).round(2)
    price = (1000 * asked.all_amount / asked.all_qty).round(2)
    amount = asked.beyond.clip(lower=0).round().astype("int64")
    return evidence(asked, asked.item_code, asked["first"], price, line, amount, "food_in")


def tied_suppliers(tables: Tables, food: pd.DataFrame, figure: Figures) -> pd.DataFrame:
    """M-ST-05: food bought or accepted by somebody tied to the supplier."""
    pair = [SCHOOL, "staff_no", "supplier_code"]
    kin = tables("staff_relations", f"{SCHOOL} staff_no relative_id_key company_credit_code company_role")
    kin = kin.rename(columns={"company_credit_code": "supplier_code"})
    people = tables("supplier_people", "credit_code role id_no_key")
    people = people[people.role.isin([*OWNERS, "supervisor", "manager"])].dropna(subset="id_no_key")
    owned = kin[[SCHOOL, "staff_no", "relative_id_key"]].merge(people, left_on="relative_id_key", right_on="id_no_key")
    owned = pd.MultiIndex.from_frame(owned[[SCHOOL, "staff_no", "credit_code"]])
    employed = pd.MultiIndex.from_frame(kin[kin.company_role == "employee"][pair])
    links = tables("links", f"{SCHOOL} kind left_id right_id likeness decided")
    links = links[links.kind == "staff_supplier"].rename(columns={"left_id": "staff_no", "right_id": "supplier_code"})
    named = pd.MultiIndex.from_frame(links[pair])
    likely = links.decided.isna() & (links.likeness >= figure["sure"]) & (~named.isin(employed) | named.isin(owned))
    links = links[links.decided.fillna(False).astype(bool) | likely]
    tied = pd.concat([links[pair], kin[kin.company_role.isin(OWNERS)][pair]])
    rows = food.merge(tied.rename(columns={SCHOOL: "at_school"}), on="supplier_code")
    register = tables("staff_register", f"{SCHOOL} staff_no")
    schools = register.groupby("staff_no")[SCHOOL].nunique()
    lent = rows.staff_no.isin(schools[schools == 1].index) & rows[SCHOOL].isin(register[SCHOOL])
    lent &= pd.MultiIndex.from_frame(rows[["at_school", "staff_no"]]).isin(pd.MultiIndex.from_frame(register))
    rows = rows[(rows.at_school == rows[SCHOOL]) | lent]
    accepted = [f"|{who}|" in str(cell) for who, cell in zip(rows.staff_no, rows.acceptors, strict=True)]
    rows = rows[(rows.purchaser_no == rows.staff_no) | np.array(accepted, bool)].drop_duplicates("row_id")
    one = rows.groupby([SCHOOL, "supplier_code"]).amount
    return evidence(rows, rows.supplier_code, "", one.transform("size"), 0, one.transform("sum"), "food_in")


def one_supplier(tables: Tables, food: pd.DataFrame, figure: Figures) -> pd.DataFrame:
    """M-ST-03: most of a school's food from one supplier for years, and no competition."""
    firm = [SCHOOL, "supplier_code"]
    rows = tables.dated(food[food.amount > 0], "on_date", ["school_year", "month"])
    months = rows.groupby([*firm, "school_year", "month"], as_index=False).agg(
        amount=("amount", "sum"), first=("on_date", "min"), row_id=("row_id", "min")
    )
    firms = months.groupby(firm, as_index=False).agg(
        total=("amount", "sum"), years=("school_year", "nunique"), since=("school_year", "min"), begun=("first", "min")
    )
    school = firms.groupby(SCHOOL)
    firms["share"] = (firms.total / school.total.transform("sum")).round(6)
    main = firms[(firms.years >= figure["years"]) & (firms.share > figure["share"])]
    bought = tables("procurements", f"{SCHOOL} winner_code method awarded_on exempt_doc").dropna(subset="awarded_on")
    seen = main.merge(bought, left_on="supplier_code", right_on="winner_code", suffixes=("", "_of"))
    own = (seen[SCHOOL] == seen[f"{SCHOOL}_of"]) & (seen.exempt_doc.notna() | seen.method.isin(COMPETED))
    seen = seen[((seen.begun - seen.awarded_on).dt.days <= figure["fresh"]) & ((seen.method == "framework") | own)]
    main = main[~pd.MultiIndex.from_frame(main[firm]).isin(pd.MultiIndex.from_frame(seen[firm]))]
    found = main.merge(months, on=firm)
    return evidence(found, found.supplier_code, found.since, found.share, figure["share"], found.total, "food_in")
