"""The innocent ledgers: the same for a seed, hanging together, adding up; nothing on a day that is not worked."""

from collections import defaultdict
from datetime import date

import pytest

from lianjing.county.build import build
from lianjing.county.ledgers.days import Days
from lianjing.county.ledgers.whole import write_ledgers
from lianjing.county.ledgers.world import World
from lianjing.county.streams import Streams
from lianjing.engines.intake import formats


def ledgers(seed, scale=0.05):
    network, _, mint = build(seed, scale)
    return write_ledgers(World(network, Streams(seed), mint))


@pytest.fixture(scope="module")
def world():
    return ledgers(11)


def cells(world, table, *names):
    columns = world.book[table].columns
    return list(zip(*(columns[name] for name in names), strict=True))


def test_the_same_seed_gives_the_same_cells_and_another_seed_other_ones():
    one, again, other = (ledgers(seed, 0.02) for seed in (3, 3, 4))
    assert {each.name: each.arrow() for each in one.book} == {each.name: each.arrow() for each in again.book}
    assert one.book["pupils"].columns["id_no"] != other.book["pupils"].columns["id_no"]


def test_every_ledger_is_a_table_of_the_lake_with_the_right_types(world):
    for ledger in world.book:
        assert formats.load(ledger.name).holder
        assert ledger.arrow().num_rows == ledger.length > 0


def test_required_cells_are_filled_and_keys_stand_once_in_a_school(world):
    for ledger in world.book:
        table = formats.load(ledger.name)
        for column in table.columns:
            if column.required:
                assert None not in ledger.columns[column.name], f"{ledger.name}.{column.name}"
        if table.key:
            keys = cells(world, ledger.name, "school_code", *table.key)
            assert len(set(keys)) == len(keys), ledger.name


def test_words_of_a_choice_are_codes_of_the_format(world):
    for ledger in world.book:
        for column in formats.load(ledger.name).columns:
            if column.type == "choice":
                codes = {choice.code for choice in column.choices} | {None}
                assert set(ledger.columns[column.name]) <= codes, f"{ledger.name}.{column.name}"


def test_rows_name_schools_classes_pupils_staff_firms_and_foods_that_exist(world):
    known = {
        "school_code": {"", *world.site_of},
        "class_no": set(world.book["classes"].columns["class_no"]),
        "pupil_no": set(world.book["pupils"].columns["pupil_no"]),
        "item_code": set(world.book["food_items"].columns["item_code"]),
        "supplier_code": {firm.uscc for firm in world.network.suppliers},
    }
    for ledger in world.book:
        for name, values in known.items():
            if name in ledger.columns and not (name == "item_code" and ledger.name in ("notices", "events")):
                assert set(ledger.columns[name]) - {None} <= values, f"{ledger.name}.{name}"


def test_food_that_went_out_came_in_and_each_month_closes_on_what_is_there(world):
    flow, counted = defaultdict(int), {}
    for table, sign in (("food_in", 1), ("food_out", -1)):
        for school, day, item, grams in cells(world, table, "school_code", "on_date", "item_code", "qty"):
            flow[school, item, f"{day:%Y-%m}"] += sign * grams
    stock = defaultdict(int)
    for school, month, item, book, real in cells(
        world, "stocktakes", "school_code", "ym", "item_code", "book_qty", "real_qty"
    ):
        assert stock[school, item] + flow[school, item, month] == book
        assert 0 <= real <= book
        stock[school, item] = counted[school, item] = real


def test_the_canteens_account_goes_on_from_month_to_month(world):
    last = {}
    names = [column.name for column in formats.load("canteen_months").columns]
    for place in range(world.book["canteen_months"].length):
        row = world.book["canteen_months"].row(place)
        came = sum(row[name] or 0 for name in names if name.startswith("in_"))
        went = sum(row[name] or 0 for name in names if name.startswith("out_") and name != "out_nip_food")
        assert row["close_balance"] == row["open_balance"] + came - went
        assert row["open_balance"] == last.get(row["school_code"], row["open_balance"])
        last[row["school_code"]] = row["close_balance"]


def test_no_class_has_more_present_than_belong_to_it_and_no_meal_more_eaters_than_came(world):
    came = defaultdict(int)
    for school, day, expected, present in cells(world, "attendance", "school_code", "on_date", "expected", "present"):
        assert 0 <= present <= expected
        came[school, day] += present
    for school, day, meal, pupils in cells(world, "meals", "school_code", "on_date", "meal", "pupils"):
        if meal == "lunch" and (school, day) in came:
            assert pupils <= came[school, day]


def test_deliveries_lessons_and_meals_are_on_school_days(world):
    school_days = set(Days().school)
    for table in ("food_in", "food_out", "meals", "attendance", "food_safety"):
        assert {day for (day,) in cells(world, table, "on_date")} <= school_days, table


def test_a_purchase_goes_from_need_to_payment_in_order(world):
    signed = {
        no: (proc, day, amount)
        for no, proc, day, amount in cells(world, "contracts", "contract_no", "proc_no", "signed_on", "amount")
    }
    awarded = dict(cells(world, "procurements", "proc_no", "awarded_on"))
    accepted, paid = {}, defaultdict(int)
    for no, day in cells(world, "acceptances", "contract_no", "accepted_on"):
        accepted[no] = min(day, accepted.get(no, date.max))
    for no, day, amount in cells(world, "payments", "contract_no", "paid_on", "amount"):
        if no:
            assert day >= accepted[no]
            paid[no] += amount
    for no, (proc, day, amount) in signed.items():
        assert awarded[proc] < day < accepted[no]
        assert 0 < paid[no] <= amount


def test_six_hands_sign_a_voucher_and_no_two_are_one(world):
    names = ("handler_no", "witness_no", "approver_no", "checker_no", "booker_no", "cashier_no")
    for hands in cells(world, "vouchers", *names):
        assert len(set(hands)) == len(hands)


def test_everybody_on_a_list_is_aided_every_term_and_nobody_else(world):
    listed = {number for (number,) in cells(world, "household_status", "id_no")}
    numbers = dict(cells(world, "pupils", "pupil_no", "id_no"))
    aided = defaultdict(set)
    for pupil, term in cells(world, "aid_payments", "pupil_no", "term"):
        aided[term].add(numbers[pupil])
    assert len(aided) == 4
    assert all(people == listed for people in aided.values())


def test_a_larger_county_has_a_million_rows():
    """Counted at a tenth and scaled: attendance, meals and food grow with pupils and schools."""
    assert ledgers(7, 0.1).book.rows() * 10 > 1_000_000
