"""What notices say is what the accepted rows say; a parent can do the sum again (K11)."""

import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from lianjing.access.notice_rows import SchoolRows
from lianjing.rooms.notices import contents
from lianjing.rooms.notices.contents import Asked

MONTH = {
    "in_pupils": 2_820_037,
    "in_staff": 1_144_118,
    "in_nip": 12_449_000,
    "in_fiscal": 0,
    "in_other": 0,
    "out_food": 15_334_378,
    "out_nip_food": 12_328_455,
    "out_fuel": 766_719,
    "out_labour": 0,
    "out_misc": 306_688,
    "out_other": 0,
    "open_balance": 1_116_000,
    "close_balance": 1_121_370,
}
FOOD = [
    {"item_code": "M1", "supplier_code": "S1", "qty": 750_000, "amount": 408_000},
    {"item_code": "M1", "supplier_code": "S1", "qty": 250_000, "amount": 140_000},
    {"item_code": "M2", "supplier_code": "S2", "qty": 1_000, "amount": 1_234},
]


class Rows(SchoolRows):
    """Rows by table, as a lake would give them."""

    def __init__(self, **tables):
        super().__init__("s001")
        self.tables = tables

    def of(self, table, columns, **equal):
        return [row for row in self.tables.get(table, []) if all(row.get(k) == v for k, v in equal.items() if k in row)]

    def between(self, table, columns, day, first, last):
        return self.tables.get(table, [])


def asked(item="ST-03", step="6", slot="2024-09", **tables):
    place = SimpleNamespace(item=item, step=step, slot=slot, first_day=date(2024, 9, 1), last_day=date(2024, 9, 30))
    return Asked(place, Rows(**tables))


def test_the_canteens_sum_can_be_done_again_by_hand():
    said = contents._food(asked(canteen_months=[MONTH]))["fields"]["balance"]
    begun, taken, spent, left = map(Decimal, re.findall(r"[0-9.]+", said))
    assert begun + taken - spent == left
    account = contents._canteen_account(asked("ST-06", "2", canteen_months=[MONTH]))
    heads = {row["project"]: Decimal(row["amount"]) for row in account["rows"]}
    assert sum(heads.values()) == taken + spent


def test_food_is_summed_by_kind_and_supplier_at_its_mean_price():
    names = [{"item_code": "M1", "name": "籼米"}, {"item_code": "M2", "name": "鸡蛋"}]
    firms = [{"credit_code": "S1", "name": "惠民粮油店"}, {"credit_code": "S2", "name": "鲜达配送部"}]
    rows = contents._food(asked(food_in=FOOD, food_items=names, suppliers=firms))["rows"]
    assert rows[0] == {"quantity": "籼米 1000.00 公斤", "unit_price": "5.48", "supplier": "惠民粮油店"}
    assert rows[1] == {"quantity": "鸡蛋 1.00 公斤", "unit_price": "12.34", "supplier": "鲜达配送部"}


def test_aid_is_told_in_numbers_and_money_and_a_list_tells_nothing_of_why():
    row = {"program": "living", "paid_amount": 31_250, "status": "paid", "term": "t"}
    paid = [{**row, "pupil_no_key": key} for key in (7, 8, 9, 10, 11, 7)]  # one of them was paid twice
    back = {**row, "pupil_no_key": 12, "status": "returned"}
    numbers = contents._aid_paid(asked("ZZ-02", "5", "t", aid_payments=[*paid, back]))["rows"]
    assert numbers == [{"award": "生活补助", "numbers": "5", "amount": "1875.00"}]
    few = contents._aid_paid(asked("ZZ-02", "5", "t", aid_payments=paid[:2]))["rows"]
    assert few == [{"award": "人数少的项目合计", "numbers": "不足5"}]  # neither how many nor how much
    pupils = [{"pupil_no_key": 7, "name": "向小军", "grade": 3, "class_no": "c1"}]
    classes = [{"class_no": "c1", "class_name": "3年级1班"}]
    rows = contents._aid_list(asked("ZZ-02", "2", "m1", aid_payments=paid[:1], pupils=pupils, classes=classes))["rows"]
    assert rows == [{"name": "向小军", "grade": "3", "class": "3年级1班", "award": "生活补助"}]


def test_a_fee_whose_spending_is_unknown_tells_no_balance():
    fees = [
        {"fee_name": "作业本费", "payers": 10, "received": 20_000, "refunded": 1_000, "paid_out": 19_000, "term": "t"},
        {"fee_name": "用餐费", "payers": 10, "received": 50_000, "refunded": 0, "paid_out": None, "term": "t"},
    ]
    rows = {row["project"]: row for row in contents._fees_settled(asked("CW-05", "4", "t", fee_charges=fees))["rows"]}
    assert rows["作业本费"]["balance"] == "0.00"
    assert rows["用餐费"]["balance"] == ""


def test_of_few_neither_number_nor_money_is_told():
    fee = {"fee_name": "保险费", "received": 20_000, "refunded": 0, "paid_out": 20_000, "term": "t"}
    orders = {"isbn": "9", "cancelled": 0, "price": 1_800, "free": False, "term": "t"}
    for number, told in ((4, {"numbers": "不足5"}), (5, {"numbers": "5", "amount": "200.00", "balance": "0.00"})):
        (row,) = contents._fees_settled(asked("CW-05", "4", "t", fee_charges=[{**fee, "payers": number}]))["rows"]
        assert row == {"project": "保险费", **told}
    for ordered, told in ((4, {"numbers": "不足5"}), (5, {"numbers": "5", "amount": "90.00"})):
        (row,) = contents._materials(asked("JF-01", "8", "t", material_orders=[{**orders, "ordered": ordered}]))["rows"]
        assert row == {"book_title": "9", "list_price": "0.00", **told}
