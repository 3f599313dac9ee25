"""Headers that look alike and say the opposite: nothing is taken for what it is not."""

import pytest

from lianjing.engines.intake import formats, headers
from lianjing.engines.intake.readers import Sheet


def taken(name, *said):
    """Column → header, as proposed for a table with these headers."""
    header = headers.find(Sheet("", rows=[list(said), ["x"] * len(said)]), formats.load(name))
    return {match.name: match.header for match in header.matches} if header else {}


OPPOSITE = [
    ("food_in", "qty", "实收数量"),
    ("food_in", "rejected", "实收数量"),
    ("staff_register", "left_on", "到岗日期"),
    ("staff_register", "left_on", "上岗日期"),
    ("staff_register", "joined_on", "入党时间"),
    ("contracts", "changed_amount", "变更后金额"),
    ("works", "changed_amount", "变更前金额"),
    ("payments", "amount", "未付金额"),
    ("payments", "amount", "应付金额"),
    ("payments", "amount", "退回金额"),
    ("payments", "payee_account", "付款账号"),
    ("payments", "payee_name", "付款人名称"),
    ("invoices", "seller_code", "购方税号"),
    ("attendance", "expected", "迟到人数"),
    ("attendance", "present", "实到率"),
    ("canteen_months", "refund_due", "应收伙食费"),
    ("fee_charges", "due_amount", "应退金额"),
    ("fee_charges", "due_amount", "未收金额"),
    ("recruitment_scores", "written", "笔试加分"),
    ("recruitment_scores", "interview", "是否进入面试"),
    ("aid_payments", "due_amount", "未发金额"),
]


@pytest.mark.parametrize(("name", "column", "said"), OPPOSITE)
def test_a_header_that_says_the_opposite_is_left_for_a_person_to_choose(name, column, said):
    table = formats.load(name)
    others = [one.zh for one in table.columns if one.name != column]
    assert said not in taken(name, *others, said).values()
    assert taken(name, *others, table.column(column).zh)[column] == table.column(column).zh


def test_a_column_that_may_be_absent_is_taken_by_its_name_alone_and_one_that_must_be_there_by_a_likeness_too():
    found = taken("payments", "支付编号", "凭证号", "支付日期", "本期支付金额", "项目合同号", "收款人（全称）")
    assert found["amount"] == "本期支付金额"
    assert found["payee_name"] == "收款人（全称）"
    assert "contract_no" not in found
