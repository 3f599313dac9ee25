"""Entity resolution: planted pairs are found with their evidence, innocents stay below, people's decisions stand."""

import random
import time

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content import read_content
from lianjing.engines.matching import LINKS, Decision, Levels, Variants, match

SAID = {name: read_content("org/name_variants.yaml")[name] for name in ("legal_forms", "region_ends", "regions")}
VARIANTS = Variants(
    **{name: tuple(words) for name, words in SAID.items()},
    common_names=frozenset(read_content("org/name_variants.yaml")["common_names"]),
)
LEVELS = Levels(
    low=0.6,
    high=0.85,
    person_name=0.65,
    address=0.9,
    place=0.62,
    company_name=0.8,
    company_sound=0.72,
    alike=0.8,
    crowd=20,
)


def staff(*rows):
    return table(rows, "staff_no", "name", "id_no_key", "phone_key", "account_key")


def people(*rows):
    return table(rows, "credit_code", "name", "id_no_key", "phone_key", "address")


def firms(*rows):
    return table(rows, "credit_code", "name", "phone_key", "email", "address")


def table(rows, *names):
    """Return rows of some length as a table; what a row leaves out is null."""
    kinds = {name: pa.int64() if name.endswith("_key") else pa.string() for name in names}
    filled = [(*row, *[None] * (len(names) - len(row))) for row in rows]
    return pa.table({name: pa.array([row[i] for row in filled], kinds[name]) for i, name in enumerate(names)})


def found(decisions=None, **tables):
    """Return {(kind, left, right): (likeness, evidence, decided)}; decisions by the same."""
    decisions = {(kind, "", *sides): one for (kind, *sides), one in (decisions or {}).items()}
    links = match(tables, LEVELS, VARIANTS, decisions)
    return {
        (row["kind"], row["left_id"], row["right_id"]): (row["likeness"], row["evidence"], row["decided"])
        for row in links.to_pylist()
    }


@pytest.mark.parametrize(
    ("column", "code"), [("id_no_key", "same_id"), ("phone_key", "same_phone"), ("account_key", "same_account")]
)
def test_an_equal_number_is_certain_and_named(column, code):
    register = staff(
        ("t1", "覃建国", *(7 if name == column else None for name in ("id_no_key", "phone_key", "account_key")))
    )
    theirs = people(("C1", "别的名", 7 if column == "id_no_key" else None, 7 if column == "phone_key" else None))
    bids = table([("C1", 7 if column == "account_key" else None)], "bidder_code", "deposit_account_key")
    links = found(staff_register=register, supplier_people=theirs, bids=bids)
    assert links == {("staff_supplier", "t1", "C1"): (1.0, f"|{code}|", None)}


def test_a_phone_of_the_company_and_one_of_its_bid_count_as_well():
    register = staff(("t1", "甲某某", None, 5), ("t2", "乙某某", None, 6))
    bids = table([("C2", 6)], "bidder_code", "phone_key")
    links = found(staff_register=register, suppliers=firms(("C1", "甲", 5)), bids=bids)
    assert set(links) == {("staff_supplier", "t1", "C1"), ("staff_supplier", "t2", "C2")}


def test_kinds_of_numbers_do_not_mix_and_blanks_join_nobody():
    register = staff(("t1", "甲某某", 7, None), ("t2", "", None, None))
    assert (
        found(staff_register=register, supplier_people=people(("C1", "乙某某", None, 7), ("C2", "", None, None))) == {}
    )


def test_a_rare_name_alone_is_for_a_person_to_decide_and_a_common_one_is_nothing():
    register = staff(("t1", "覃建国"), ("t2", "王芳"), ("t3", "向红英"), ("t4", "向红英"))
    theirs = people(("C1", "覃 建国"), ("C2", "王芳"), ("C3", "向红英"), ("C4", "向建国"))
    assert found(staff_register=register, supplier_people=theirs) == {
        ("staff_supplier", "t1", "C1"): (0.65, "|same_name|", None)
    }


def test_a_name_that_many_guardians_bear_is_common():
    guardians = table([("g", "覃建国", 1), ("h", "覃建国", 2)], "x", "guardian_name", "guardian_id_key")
    tables = {"staff_register": staff(("t1", "覃建国")), "supplier_people": people(("C1", "覃建国"))}
    assert found(**tables) != {}
    assert found(**tables, pupils=guardians) == {}


def test_a_name_with_another_piece_of_evidence_is_more_than_a_name():
    theirs = people(("C1", "覃建国", 1, None, "业州镇广润路12号"), ("C2", "覃建国", 2, None, "业州广润路１２号"))
    assert found(supplier_people=theirs) == {
        ("supplier_supplier", "C1", "C2"): (0.965, "|same_address|same_name|", None)
    }


def test_a_relative_joins_and_is_never_named():
    relations = table(
        [
            ("t1", "覃小妹", 9, None),
            ("t2", "谭某", None, "C2"),
            ("t3", "冼望舒", None, None),
            ("t4", "王芳", None, None),
        ],
        "staff_no",
        "relative_name",
        "relative_id_key",
        "company_credit_code",
    )
    theirs = people(("C1", "另名", 9), ("C3", "冼望舒"), ("C4", "王芳"))
    links = found(staff_relations=relations, supplier_people=theirs, suppliers=firms(("C2", "宏达")))
    assert links == {
        ("staff_supplier", "t1", "C1"): (1.0, "|relative|same_id|", None),
        ("staff_supplier", "t2", "C2"): (1.0, "|declared_company|relative|", None),
        ("staff_supplier", "t3", "C3"): (0.65, "|relative|same_name|", None),
    }
    assert "覃小妹" not in str(links)


def test_a_declared_company_that_supplies_nobody_is_no_link():
    relations = table([("t2", "谭某", "C9")], "staff_no", "relative_name", "company_credit_code")
    assert found(staff_relations=relations, suppliers=firms(("C2", "宏达"))) == {}


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("建始县兴旺粮油有限公司", "建始兴旺粮油有限责任公司", "name_variant"),
        ("建始县兴旺粮油有限公司", "建始县 兴旺粮油（有限公司）", "name_variant"),
        ("ＡＢ粮油有限公司", "ab粮油有限公司", "name_variant"),
        ("湖北省建始县兴旺粮油有限公司", "兴旺粮油商行", "name_variant"),
        ("建始县兴旺粮油有限公司", "建始县星旺粮油有限公司", "like_sound"),
        ("建始县兴旺绿色粮油食品有限公司", "建始县兴旺绿色粮油商贸有限公司", None),
        ("建始县兴旺绿色农产品配送有限公司", "建始县兴旺绿色农产品配送中心有限公司", "like_name"),
    ],
)
def test_variants_of_a_company_are_put_to_a_person(one, other, code):
    links = found(suppliers=firms(("C2", one), ("C1", other)))
    if code is None:
        assert links == {}
        return
    [(pair, (likeness, evidence, decided))] = links.items()
    assert (pair, evidence, decided) == (("supplier_supplier", "C1", "C2"), f"|{code}|", None)
    assert LEVELS.low <= likeness < LEVELS.high


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("建始县城南超市", "建始县城北超市"),
        ("建始县城关粮店", "建始县高坪肉店"),
        ("恩施宏达商贸有限公司", "建始鑫源食品有限公司"),
    ],
)
def test_names_of_other_companies_are_not(one, other):
    assert found(suppliers=firms(("C1", one), ("C2", other))) == {}


def test_suppliers_share_phones_addresses_accounts_people_and_mail():
    companies = firms(
        ("C1", "甲甲甲", 1, "A@b.cn", None),
        ("C2", "乙乙乙", 1, None, None),
        ("C3", "丙丙丙", None, "a@B.cn", "花坪镇集贸市场"),
        ("C4", "丁丁丁", None, None, "花坪集贸市场"),
    )
    bids = table([("C5", 3), ("C6", 3)], "bidder_code", "deposit_account_key")
    links = found(suppliers=companies, bids=bids, supplier_people=people(("C1", "x", 8), ("C6", "y", 8)))
    assert {pair[1:]: said[1] for pair, said in links.items()} == {
        ("C1", "C2"): "|same_phone|",
        ("C1", "C3"): "|same_email|",
        ("C5", "C6"): "|same_account|",
        ("C1", "C6"): "|same_person|",
    }


def test_a_place_without_a_number_is_weaker_than_a_door():
    links = found(
        suppliers=firms(("C1", "甲", None, None, "业州镇农贸市场"), ("C2", "乙", None, None, "业州 农贸市场"))
    )
    assert links["supplier_supplier", "C1", "C2"][0] == 0.62


def test_an_agency_s_number_joins_nobody_and_is_counted():
    many = people(*[(f"C{n:03d}", f"名{n}", None, 5) for n in range(21)])
    links = match({"supplier_people": many, "staff_register": staff(("t1", "甲某某", None, 5))}, LEVELS, VARIANTS)
    assert len(links) == 0
    assert links.schema.metadata[b"crowds"] == b"2"
    assert len(match({"supplier_people": many.slice(1)}, LEVELS, VARIANTS)) == 190


def test_a_member_of_staff_and_a_pupil_are_joined_by_the_guardian():
    pupils = table(
        [(111, "甲", 7, None), (222, "乙", None, 8), (333, "覃建国", None, None)],
        "pupil_no_key",
        "guardian_name",
        "guardian_id_key",
        "guardian_phone_key",
    )
    paid = table([(444, 9)], "pupil_no_key", "account_key")
    register = staff(("t1", "覃建国", 7, 8, 9))
    assert found(staff_register=register, pupils=pupils, aid_payments=paid) == {
        ("staff_pupil", "t1", "111"): (1.0, "|same_id|", None),
        ("staff_pupil", "t1", "222"): (1.0, "|same_phone|", None),
        ("staff_pupil", "t1", "444"): (1.0, "|same_account|", None),
    }


def test_decisions_stand_in_every_later_run_until_there_is_new_evidence():
    pair = ("staff_supplier", "t1", "C1")
    name = {"staff_register": staff(("t1", "覃建国", 7)), "supplier_people": people(("C1", "覃建国", None))}
    number = {**name, "supplier_people": people(("C1", "覃建国", 7))}
    no, yes = Decision(False, frozenset({"same_name"})), Decision(True, frozenset({"same_name"}))
    assert found({pair: no}, **name)[pair] == (0.65, "|same_name|", False)
    assert found({pair: yes}, **name)[pair] == (0.65, "|same_name|", True)
    assert found({pair: no}, **number)[pair] == (1.0, "|same_id|same_name|", None)  # nobody saw that when saying no
    assert found({pair: Decision(False, frozenset({"same_id", "same_name"}))}, **number)[pair][2] is False
    assert found({pair: yes}, **number)[pair][2] is True
    assert found({pair: yes})[pair] == (0.0, "|decided|", True)  # the rows are gone, the answer is not
    assert found({pair: no}) == {}


def test_one_number_at_two_schools_is_two_people_and_each_has_an_answer_of_their_own():
    rows = [("s1", "001", "覃建国", 7), ("s2", "001", "冼望舒", 8), ("s3", "009", "覃建国", 7)]
    register = table(rows, "school_code", "staff_no", "name", "id_no_key")
    kin = table([("s2", "001", 9)], "school_code", "staff_no", "relative_id_key")
    theirs = people(("C1", "甲", 7), ("C2", "乙", 9), ("C3", "覃建国"))
    tables = {"staff_register": register, "staff_relations": kin, "supplier_people": theirs}
    no = {("staff_supplier", "s1", "001", "C3"): Decision(False, frozenset({"same_name"}))}
    links = match(tables, LEVELS, VARIANTS, no).to_pylist()
    assert [(row["school_code"], row["left_id"], row["right_id"], row["decided"]) for row in links] == [
        ("s1", "001", "C1", None),
        ("s1", "001", "C3", False),
        ("s2", "001", "C2", None),
        ("s3", "009", "C1", None),  # one person in two registers: the name is no less rare for it
        ("s3", "009", "C3", None),
    ]


def test_levels_that_let_a_name_make_a_link_are_refused():
    with pytest.raises(RuleBroken) as refused:
        Levels(**{**vars(LEVELS), "person_name": 0.85})
    assert refused.value.code == "matching_levels_wrong"


KEYS = st.one_of(st.none(), st.integers(1, 4))
NAMES = st.sampled_from(["覃建国", "王芳", "向红英", "冼望舒", "", None])
FIRMS = st.sampled_from(["建始县兴旺粮油有限公司", "建始兴旺粮油公司", "星旺粮油商行", "恩施宏达商贸有限公司", None])
PLACES = st.sampled_from(["业州镇广润路12号", "业州广润路１２号", "业州镇农贸市场", None])


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from(["t1", "t2", "t3"]), NAMES, KEYS, KEYS, KEYS), max_size=5),
    st.lists(st.tuples(st.sampled_from(["C1", "C2", "C3"]), NAMES, KEYS, KEYS, PLACES), max_size=5),
    st.lists(st.tuples(st.sampled_from(["C1", "C2", "C3"]), FIRMS, KEYS, st.none(), PLACES), max_size=4),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_the_sides_and_the_run_make_no_difference(register, theirs, companies, chance):
    def linked(turned=False):
        rows = [list(register), list(theirs), list(companies)]
        if turned:
            for each in rows:
                chance.shuffle(each)
        tables = dict(zip(("staff_register", "supplier_people", "suppliers"), rows, strict=True))
        made = {"staff_register": staff, "supplier_people": people, "suppliers": firms}
        return match({name: made[name](*held) for name, held in tables.items()}, LEVELS, VARIANTS)

    links = linked()
    assert links.schema == LINKS
    assert links.equals(linked(turned=True))
    swapped = {"C1": "C3", "C3": "C1"}
    theirs = [(swapped.get(code, code), *rest) for code, *rest in theirs]
    companies = [(swapped.get(code, code), *rest) for code, *rest in companies]
    pairs = {tuple(sorted((row["left_id"], row["right_id"]))): row["likeness"] for row in links.to_pylist()}
    mirrored = {
        tuple(sorted(swapped.get(side, side) for side in (row["left_id"], row["right_id"]))): row["likeness"]
        for row in linked().to_pylist()
    }
    assert pairs == mirrored
    for row in links.to_pylist():
        assert LEVELS.low <= row["likeness"] <= 1
        assert row["kind"] != "supplier_supplier" or row["left_id"] < row["right_id"]
        if row["evidence"] in ("|same_name|", "|relative|same_name|"):
            assert row["likeness"] < LEVELS.high


def test_a_county_is_matched_in_two_seconds_of_a_processor():
    chance = random.Random(11)
    family, given_ = "覃谭向黄刘杨李田罗冉", "建国华英明德文武春秋海山林云"
    name = lambda: chance.choice(family) + "".join(chance.choices(given_, k=2))  # noqa: E731
    key = lambda: chance.randrange(1, 2**62)  # noqa: E731
    register = staff(*[(f"t{n}", name(), key(), key(), key()) for n in range(6000)])
    theirs = people(*[(f"C{n % 700:03d}", name(), key(), key(), f"业州镇广润路{n}号") for n in range(2000)])
    goods = "粮油食品商贸物流配送印务文具科技绿源鑫盛"
    companies = firms(*[(f"C{n:03d}", f"建始县{''.join(chance.choices(goods, k=5))}有限公司") for n in range(700)])
    tables = {"staff_register": register, "supplier_people": theirs, "suppliers": companies}
    match({"suppliers": companies.slice(0, 2)}, LEVELS, VARIANTS)  # the dictionary of pinyin is loaded once a process
    start = time.process_time()
    links = match(tables, LEVELS, VARIANTS)
    seconds = time.process_time() - start
    print(f"6,000 staff, 2,000 people of 700 suppliers: {len(links)} links in {seconds:.2f} s")
    assert seconds < 2
