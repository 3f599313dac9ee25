"""The questions on aid, pay and notices of the pandas script."""

import pandas as pd

from bench.screening_pandas_tables import SCHOOL, Figures, Tables, evidence

GONE, BACK = ["out", "drop", "death", "abroad"], ["in", "resume"]
AID = f"{SCHOOL} pupil_no_key program term tier boarding due_amount paid_amount paid_on status row_id"
PAYROLL = f"{SCHOOL} staff_no ym item amount account_key id_no_key row_id"
NOTICES = f"{SCHOOL} notice_no kind published_on workdays off_on changed_on row_id"


def aided_twice(tables: Tables, aid: pd.DataFrame, figure: Figures) -> pd.DataFrame:
    """M-ZZ-03: one pupil who drew one aid twice in a term, or aid of two stages of school."""
    own = ["person", "term", "program"]
    paid, net = _paid_and_net(tables, aid)
    group = net.groupby([SCHOOL, "program", "term"]).times
    net["allowed"] = figure["payments_term"]
    usual = group.transform("median").clip(lower=figure["payments_term"])
    net["allowed"] = net.allowed.where(group.transform("size") < figure["peers_least"], usual)
    often = net[(net.times > net.allowed) & (net.amount > net.due)]
    often = often.assign(drawn=often.times, excess=often.amount - often.due)
    schools = net.groupby(own, as_index=False).agg(
        schools=("times", "size"), drawn=("times", "sum"), due=("due", "max"), amount=("amount", "sum")
    )
    schools = schools[(schools.schools > 1) & (schools.amount > schools.due)]
    schools = schools.assign(allowed=1, excess=schools.amount - schools.due)
    stages = net.groupby(["person", "term"], as_index=False).agg(
        drawn=("stage", "nunique"), amount=("amount", "sum"), most=("amount", "max")
    )
    stages = stages[stages.drawn > 1].assign(allowed=1, excess=lambda one: one.amount - one.most).drop(columns="amount")
    stages = stages.merge(net[own], on=["person", "term"])
    ways = pd.concat([one[[*own, "drawn", "allowed", "excess"]] for one in (often, schools, stages)])
    asked = ways.groupby(["person", "term"], as_index=False)
    asked = asked.agg(drawn=("drawn", "max"), allowed=("allowed", "min"), excess=("excess", "max"))
    found = paid.merge(ways[own].drop_duplicates(), on=own).merge(asked, on=["person", "term"])
    return evidence(found, found.pupil_no_key, found.term, found.drawn, found.allowed, found.excess, "aid_payments")


def _paid_and_net(tables: Tables, aid: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the payments that went out, and what each pupil got of each aid after what came back."""
    one = [SCHOOL, "person", "program", "term"]
    stages = {"living": "compulsory", "senior_grant": "senior", "senior_fee": "senior"}
    stages |= {"vocational_grant": "vocational", "vocational_fee": "vocational"}
    numbers = tables("pupils", "pupil_no_key id_no_key").groupby("pupil_no_key").id_no_key.min()
    aid = aid[aid.program.notna() & ~aid.program.isin(["school", "social"])].copy()
    aid["person"] = aid.pupil_no_key.map(numbers).fillna(aid.pupil_no_key)
    aid["stage"] = aid.program.map(stages).fillna("preschool")
    aid["tier"], aid["boarding"] = aid.tier.fillna(""), aid.boarding.fillna(False).astype(bool)
    paid = aid[aid.status == "paid"].copy()
    paid["due"] = paid.groupby([SCHOOL, "program", "term", "tier", "boarding"]).due_amount.transform("max")
    paid = paid[paid.paid_amount > 0]
    gross = paid.groupby([*one, "stage"], as_index=False).agg(
        times=("due", "size"), amount=("paid_amount", "sum"), due=("due", "max"), first=("paid_on", "min")
    )
    back = aid[(aid.status == "returned") | ((aid.status == "paid") & (aid.paid_amount < 0))]
    back = back.merge(gross[[*one, "first"]], on=one)
    back = back[back.paid_on.isna() | back["first"].isna() | (back.paid_on >= back["first"])]
    back["returned"] = back.paid_amount.abs()
    back = back.groupby(one, as_index=False).agg(back=("returned", "size"), returned=("returned", "sum"))
    net = gross.merge(back, on=one, how="left").fillna({"back": 0, "returned": 0})
    net = net[net.amount > net.returned]
    return paid, net.assign(times=net.times - net.back, amount=net.amount - net.returned)


def after_leaving(tables: Tables, aid: pd.DataFrame, figure: Figures) -> pd.DataFrame:
    """M-ZZ-04: aid that was paid long after the pupil had left."""
    pupil = [SCHOOL, "pupil_no_key"]
    changes = tables("pupil_changes", f"{SCHOOL} pupil_no_key change_type change_date row_id")
    changes = changes.rename(columns={"row_id": "change_row"})
    left, back = changes[changes.change_type.isin(GONE)], changes[changes.change_type.isin(BACK)]
    paid = aid[(aid.status == "paid") & aid.paid_on.notna()]
    gone = paid.merge(left, on=pupil)
    gone = gone[gone.change_date < gone.paid_on].groupby("row_id").change_date.max().rename("left_on")
    rows = paid.merge(gone, left_on="row_id", right_index=True)
    again = rows.merge(back, on=pupil)
    again = again[(again.change_date >= again.left_on) & (again.change_date <= again.paid_on)]
    terms = tables.calendar[["term", "term_first", "term_last"]].dropna(subset="term").drop_duplicates("term")
    rows = rows[~rows.row_id.isin(again.row_id)].merge(terms, on="term", how="left")
    rows["days"] = (rows.paid_on - rows.left_on).dt.days
    broken_off = (rows.left_on >= rows.term_first) & (rows.paid_amount < rows.due_amount)
    rows["undue"] = (rows.paid_amount > 0) & (rows.days > figure["days"]) & ~(rows.left_on >= rows.term_last)
    rows["undue"] &= ~broken_off
    rows["counted"] = rows.paid_amount.where(rows.undue | (rows.paid_amount < 0), 0)
    rows["late"] = rows.days.where(rows.undue, 0)
    asked = rows.groupby([*pupil, "term"], as_index=False).agg(
        late=("late", "max"), undue=("undue", "any"), total=("counted", "sum")
    )
    asked = asked[asked.undue & (asked.total > 0)]
    totals = asked.groupby(pupil, as_index=False).agg(late=("late", "max"), total=("total", "sum"))
    proven = rows[rows.undue].drop(columns="late").merge(asked[[*pupil, "term"]], on=[*pupil, "term"])
    proven = proven.merge(totals, on=pupil)
    said = proven.merge(left, left_on=[*pupil, "left_on"], right_on=[*pupil, "change_date"])
    parts = [
        (proven, "aid_payments"),
        (said.drop(columns="row_id").rename(columns={"change_row": "row_id"}), "pupil_changes"),
    ]
    return pd.concat(
        [evidence(one, one.pupil_no_key, "", one.late, figure["days"], one.total, source) for one, source in parts]
    )


def shared_accounts(tables: Tables, payroll: pd.DataFrame, figure: Figures) -> pd.DataFrame:
    """M-RS-11: an account that pays several people, or somebody whom two schools pay."""
    who = [SCHOOL, "staff_no"]
    register = tables("staff_register", f"{SCHOOL} staff_no id_no_key")
    given = payroll[payroll.amount > 0]
    paid = given.groupby([*who, "account_key"], dropna=False, as_index=False).agg(
        id_no_key=("id_no_key", "max"), first=("row_id", "min"), last=("row_id", "max"), amount=("amount", "sum")
    )
    known = paid.merge(register.rename(columns={"id_no_key": "registered"}), on=who, how="left")
    known["number"] = known.id_no_key.fillna(known.registered)
    known["person"] = known.number.astype(str).where(known.number.notna(), known[SCHOOL] + "|" + known.staff_no)
    common = (
        known.dropna(subset="account_key")
        .groupby("account_key", as_index=False)
        .agg(
            observed=("person", "nunique"),
            one=("number", "min"),
            other=("number", "max"),
            numbers=("number", "nunique"),
        )
    )
    common = common[common.observed > 1]
    common = common[~common.account_key.isin(_couples(tables, register, common))]
    by_account = known.merge(common[["account_key", "observed"]], on="account_key").assign(way="account")
    found = pd.concat([by_account, _two_wages(payroll, given, figure).assign(way="schools")])
    amounts = found.pivot_table(index=who, columns="way", values="amount", aggfunc="sum").max(axis=1).rename("total")
    observed = found.groupby(who)["observed"].max().rename("most")
    found = found.merge(amounts, left_on=who, right_index=True).merge(observed, left_on=who, right_index=True)
    rows = pd.concat([found.assign(row_id=found["first"]), found.assign(row_id=found["last"])])
    return evidence(rows, rows.staff_no, "", rows.most, 1, rows.total, "payroll")


def _couples(tables: Tables, register: pd.DataFrame, common: pd.DataFrame) -> pd.Series:
    """Return the accounts of two people whom a declaration calls married."""
    two = common[(common.observed == 2) & (common.numbers == 2)]
    kin = tables("staff_relations", f"{SCHOOL} staff_no relation relative_id_key")
    kin = kin[kin.relation == "spouse"].merge(register, on=[SCHOOL, "staff_no"])
    one = two.merge(kin, left_on=["one", "other"], right_on=["id_no_key", "relative_id_key"])
    other = two.merge(kin, left_on=["other", "one"], right_on=["id_no_key", "relative_id_key"])
    return pd.concat([one.account_key, other.account_key])


def _two_wages(payroll: pd.DataFrame, given: pd.DataFrame, figure: Figures) -> pd.DataFrame:
    schools = payroll.groupby("id_no_key")[SCHOOL].nunique()
    wages = given[given.id_no_key.isin(schools.index[schools > 1]) & given.item.isin(["basic", "performance_base"])]
    wages = wages.groupby(["id_no_key", "ym", SCHOOL, "staff_no"], as_index=False).agg(
        first=("row_id", "min"), last=("row_id", "max"), amount=("amount", "sum")
    )
    twice = wages.groupby(["id_no_key", "ym"], as_index=False).agg(schools=(SCHOOL, "nunique"))
    twice = twice[twice.schools > 1]
    doubled = twice.groupby("id_no_key").agg(months=("ym", "size"), observed=("schools", "max"))
    doubled = doubled[doubled.months >= figure["double_pay_months"]].observed
    return wages.merge(twice[["id_no_key", "ym"]], on=["id_no_key", "ym"]).merge(
        doubled, left_on="id_no_key", right_index=True
    )


def cut_notices(tables: Tables, notices: pd.DataFrame, figure: Figures) -> pd.DataFrame:
    """M-GK-02: notices that came down too soon, in working days."""
    number = tables.calendar.set_index("d").workday_no
    rows = notices[(notices.kind == "notice") & notices.published_on.isin(number.index)]
    rows = rows[rows.off_on.isin(number.index)]
    changed = (rows.changed_on > rows.published_on) & (rows.changed_on <= rows.off_on)
    begun = rows.changed_on.where(changed, rows.published_on)
    stood, due = rows.off_on.map(number) - begun.map(number), rows.workdays.fillna(figure["days"])
    short = stood < due
    return evidence(rows[short], rows.notice_no[short], "", stood[short], due[short], pd.NA, "notices")
