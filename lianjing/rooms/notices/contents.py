"""What a notice says, made from accepted rows and matters: one builder a notice, fields by the power's rule only.

A builder returns {"fields": {id: text}, "rows": [{id: text}]} with ids of `notice_fields.yaml`. What no row tells
(conditions, a procedure, a telephone) is typed once, in fields that the rule allows, and taken over the next time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from lianjing.access.figures import least
from lianjing.access.notice_rows import SchoolRows, matters_in
from lianjing.domain.figures import Cell, enough, merged
from lianjing.domain.notices import slot_of
from lianjing.domain.power.steps import Publication
from lianjing.domain.values import Fen
from lianjing.engines.intake import formats
from lianjing.engines.privacy import hidden_name
from lianjing.records.models import Disclosure

Content = dict[str, Any]
STARTS = frozenset({("CW-05", "2"), ("ST-04", "1a"), ("JF-03", "2")})  # what a term begins with


@dataclass(frozen=True)
class Asked:
    """What a builder works on: the slot, its days, and the school's rows."""

    slot: Disclosure
    rows: SchoolRows

    @property
    def month(self) -> str:
        """Return the month of the slot as tables spell it."""
        return f"{self.slot.first_day:%Y-%m}"

    @property
    def first(self) -> date:
        """Return the first day of the period."""
        return self.slot.first_day

    @property
    def last(self) -> date:
        """Return the last day of the period."""
        return self.slot.last_day


Builder = Callable[[Asked], Content]


def build(slot: Disclosure, rule: Publication) -> tuple[Content, dict[str, Any]]:
    """Return (content, what it was made from); content without fields and rows where no record tells anything yet."""
    asked = Asked(slot, SchoolRows(slot.org.code))
    builder = BUILDERS.get((slot.item, slot.step), _from_matters)
    made = builder(asked)
    made["rows"] = masked_names(made.get("rows", ()))
    allowed = set(rule.fields)
    content = {
        "fields": {key: text for key, text in made.get("fields", {}).items() if key in allowed},
        "rows": [{key: text for key, text in row.items() if key in allowed} for row in made.get("rows", ())],
    }
    source: dict[str, Any] = {"tables": dict(asked.rows.read)}
    if slot.matter_id:
        source["matter"] = slot.matter_id
    return content, source


def says_something(content: Content) -> bool:
    """Return whether any record told anything."""
    return bool(content.get("fields") or content.get("rows"))


def exists(slot: Disclosure) -> bool:
    """Return whether a matter or a ledger row of the kind exists in the period: "nothing" would be untrue (B3)."""
    if slot.matter_id:
        return True
    if matters_in(slot.org, slot.item, slot.first_day, slot.last_day).exists():
        return True
    builder = BUILDERS.get((slot.item, slot.step))
    return builder is not None and says_something(builder(Asked(slot, SchoolRows(slot.org.code))))


def yuan(fen: int) -> str:
    """Return an amount as the public reads it: plain yuan with two places."""
    return f"{Fen(fen)}"


def _from_matters(asked: Asked) -> Content:
    """Return what matters themselves tell: what each was about, and its amount."""
    matters = [asked.slot.matter] if asked.slot.matter else None
    if matters is None:
        matters = list(matters_in(asked.slot.org, asked.slot.item, asked.first, asked.last))
    rows = [
        {"project": matter.title, "decision": matter.title, "amount": yuan(matter.amount) if matter.amount else ""}
        for matter in matters
    ]
    rows = [{key: text for key, text in row.items() if text} for row in rows]
    if asked.slot.matter:
        return {"fields": rows[0] if rows else {}}
    return {"rows": rows}


def _food(asked: Asked) -> Content:
    """The month's food: quantity, price and supplier by kind of food; and what the canteen took in and spent."""
    names = {row["item_code"]: row["name"] for row in asked.rows.of("food_items", ["item_code", "name"])}
    firms = _suppliers(asked)
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    columns = ["item_code", "supplier_code", "qty", "amount"]
    for row in asked.rows.between("food_in", columns, "on_date", asked.first, asked.last):
        one = sums[row["item_code"], row["supplier_code"]]
        one[0] += row["qty"] or 0
        one[1] += row["amount"] or 0
    rows = [
        {
            "quantity": f"{names.get(item, item)} {grams / 1000:.2f} {_kilograms()}",
            "unit_price": yuan(round(fen * 1000 / grams)) if grams else "",
            "supplier": firms.get(firm, ""),
        }
        for (item, firm), (grams, fen) in sorted(sums.items())
    ]
    return {"fields": _balance(asked), "rows": rows}


def _kilograms() -> str:
    with translation.override(settings.LANGUAGE_CODE):  # what is published is in the county's language, whoever made it
        return gettext("kg")


# out_nip_food is a part of out_food and is not added again
_INCOME = ("in_pupils", "in_staff", "in_nip", "in_fiscal", "in_other")
_SPENDING = ("out_food", "out_fuel", "out_labour", "out_misc", "out_other")


def _months(asked: Asked) -> dict[str, int]:
    """Return the canteen's month as one row of sums."""
    columns = [*_INCOME, *_SPENDING, "open_balance", "close_balance"]
    found = asked.rows.of("canteen_months", columns, ym=asked.month)
    return {name: sum(row[name] or 0 for row in found) for name in columns} if found else {}


def _balance(asked: Asked) -> dict[str, str]:
    month = _months(asked)
    if not month:
        return {}
    taken, spent = sum(month[name] for name in _INCOME), sum(month[name] for name in _SPENDING)
    parts = (("+", taken), ("-", spent), ("=", month["close_balance"]))
    return {"balance": f"{yuan(month['open_balance'])} " + " ".join(f"{sign} {yuan(fen)}" for sign, fen in parts)}


def _canteen_account(asked: Asked) -> Content:
    """The month's account of the canteen: every head of income and spending, and what is left."""
    month = _months(asked)
    if not month:
        return {}
    served = sum(
        row["pupils"] or 0 for row in asked.rows.between("meals", ["pupils"], "on_date", asked.first, asked.last)
    )
    fields = {**_balance(asked), "amount": yuan(sum(month[name] for name in _SPENDING))}
    if served:
        fields["unit_price"] = yuan(round(month["out_food"] / served))
    words = _columns("canteen_months")
    heads = [(words[name], yuan(month[name])) for name in (*_INCOME, *_SPENDING) if month[name]]
    if asked.slot.item == "ST-04":  # its rule names no heads: each amount says what it is
        return {"fields": fields, "rows": [{"amount": f"{head} {fen}"} for head, fen in heads]}
    rows = [{"project": head, "amount": fen} for head, fen in heads]
    return {"fields": fields, "rows": rows}


def _nutrition(asked: Asked) -> Content:
    """The month of the nutrition programme: pupils, days, money."""
    meals = asked.rows.between("meals", ["on_date", "nip"], "on_date", asked.first, asked.last)
    fed = [row["nip"] for row in meals if row["nip"]]
    if not fed:
        return {}
    days = len({row["on_date"] for row in meals if row["nip"]})
    month = _months(asked)
    fields = {"numbers": str(max(fed)), "days_count": str(days)}
    return {"fields": {**fields, **({"amount": yuan(month["in_nip"])} if month else {})}}


def _term_of(asked: Asked) -> str:
    return asked.slot.slot


def _fees(asked: Asked) -> Content:
    """What may be charged this term: item, standard and document of the catalogue, as far as the school charges it."""
    charged = {row["fee_code"] for row in asked.rows.of("fee_charges", ["fee_code"], term=_term_of(asked))}
    columns = ["fee_code", "fee_name", "std_amount", "unit", "doc_no", "stages"]
    rows = [
        {
            "project": row["fee_name"],
            "standard": f"{yuan(row['std_amount'])} / {row['unit']}" if row["std_amount"] is not None else "",
            "document_no": row["doc_no"] or "",
            "scope": row["stages"] or "",
        }
        for row in asked.rows.of("fee_catalogue", columns)
        if row["fee_code"] in charged
    ]
    return {"rows": rows}


def _fees_settled(asked: Asked) -> Content:
    """The term's settlement of fees: payers, received, by item; what is left only where the books say what was paid."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    open_ones: set[str] = set()
    columns = ["fee_name", "payers", "received", "refunded", "paid_out"]
    for row in asked.rows.of("fee_charges", columns, term=_term_of(asked)):
        one = sums[row["fee_name"]]
        one[0] += row["payers"] or 0
        one[1] += row["received"] or 0
        one[2] += (row["received"] or 0) - (row["refunded"] or 0) - (row["paid_out"] or 0)
        open_ones |= {row["fee_name"]} if row["paid_out"] is None else set()
    rows = [
        {"project": name, **_told(payers, amount=yuan(got), balance="" if name in open_ones else yuan(left))}
        for name, (payers, got, left) in sorted(sums.items())
    ]
    return {"rows": rows}


def _aid_paid(asked: Asked) -> Content:
    """The aid paid in a term: how many pupils, how much, by programme; few pupils are told with others (K12)."""
    pupils: dict[str, set[int]] = defaultdict(set)
    sums: dict[str, int] = defaultdict(int)
    columns = ["pupil_no_key", "program", "paid_amount", "status"]
    for row in asked.rows.of("aid_payments", columns, term=_term_of(asked)):
        if row["paid_amount"] and (row["status"] or "paid") == "paid":
            pupils[row["program"]].add(row["pupil_no_key"])
            sums[row["program"]] += row["paid_amount"]
    words = _choices("aid_payments", "program")
    cells = (Cell(program, len(held), sums[program]) for program, held in sorted(pupils.items()))
    with translation.override(settings.LANGUAGE_CODE):
        rows = [_awarded(cell, words) for cell in merged(cells, least(), apart=False)]
    return {"rows": rows}


def _awarded(cell: Cell, words: dict[str, str]) -> dict[str, str]:
    award = words.get(cell.what, cell.what) or gettext("smaller kinds together")
    return {"award": award, **_told(cell.people, amount=yuan(cell.fen or 0))}


def _told(number: int | None, **money: str) -> dict[str, str]:
    """Return how many and how much; neither where so few were counted that somebody could be recognised (K12)."""
    if number is None or enough(number, least()) is None:
        with translation.override(settings.LANGUAGE_CODE):
            return {"numbers": gettext("under %(least)s") % {"least": least()}}
    return {"numbers": str(number), **money}


def _aid_list(asked: Asked) -> Content:
    """The list of pupils who get aid: name, grade, class and programme, nothing of why (domain 1G)."""
    pupils = _pupils(asked)
    when = asked.slot.first_day
    words = _choices("aid_payments", "program")
    rows = []
    for row in asked.rows.between("aid_payments", ["pupil_no_key", "program"], "listed_on", *_half_before(when)):
        name, grade, group = pupils.get(row["pupil_no_key"], ("", "", ""))
        if name:
            rows.append({"name": name, "grade": grade, "class": group, "award": words.get(row["program"], "")})
    return {"rows": rows}


def _half_before(day: date) -> tuple[date, date]:
    half = slot_of("term", day)
    return half.first, half.last


def _pupils(asked: Asked) -> dict[int, tuple[str, str, str]]:
    groups = {row["class_no"]: row["class_name"] for row in asked.rows.of("classes", ["class_no", "class_name"])}
    return {
        row["pupil_no_key"]: (row["name"], str(row["grade"] or ""), groups.get(row["class_no"], ""))
        for row in asked.rows.of("pupils", ["pupil_no_key", "name", "grade", "class_no"])
    }


def _materials(asked: Asked) -> Content:
    """The term's teaching aids: title, list price, how many took them, how much was charged."""
    titles = {row["isbn"]: row for row in asked.rows.of("material_catalogue", ["isbn", "title", "list_price"])}
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in asked.rows.of(
        "material_orders", ["isbn", "ordered", "cancelled", "price", "free"], term=_term_of(asked)
    ):
        taken = (row["ordered"] or 0) - (row["cancelled"] or 0)
        sums[row["isbn"]][0] += taken
        sums[row["isbn"]][1] += 0 if row["free"] else taken * (row["price"] or 0)
    rows = [
        {
            "book_title": (titles.get(isbn) or {}).get("title") or isbn,
            "list_price": yuan((titles.get(isbn) or {}).get("list_price") or 0),
            **_told(number, amount=yuan(fen)),
        }
        for isbn, (number, fen) in sorted(sums.items())
    ]
    return {"rows": rows}


def _suppliers(asked: Asked) -> dict[str, str]:
    return {row["credit_code"]: row["name"] for row in asked.rows.of("suppliers", ["credit_code", "name"])}


def _choices(table: str, column: str) -> dict[str, str]:
    """Return what the codes of a column are called in Chinese, as the table's own format says."""
    found = next(one for one in formats.load(table).columns if one.name == column)
    return {choice.code: choice.zh for choice in found.choices}


def _columns(table: str) -> dict[str, str]:
    return {column.name: column.zh for column in formats.load(table).columns}


def masked_names(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Return rows with `name_hidden` made from `name` where a rule shows only the masked one."""
    return [{**row, **({"name_hidden": hidden_name(row["name"])} if row.get("name") else {})} for row in rows]


BUILDERS: dict[tuple[str, str], Builder] = {
    ("ST-03", "6"): _food,
    ("ST-04", "3"): _canteen_account,
    ("ST-06", "2"): _canteen_account,
    ("ZZ-04", "3"): _nutrition,
    ("CW-05", "2"): _fees,
    ("CW-05", "4"): _fees_settled,
    ("ZZ-02", "5"): _aid_paid,
    ("ZZ-02", "2"): _aid_list,
    ("ZZ-01", "5"): _aid_list,
    ("JF-01", "8"): _materials,
}
