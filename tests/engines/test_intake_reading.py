"""Whole files through the child: headers, rows, what is passed over, problems that name the cell."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import Limits, Lookups, formats, headers, read_file, readers
from tests.engines.intake_books import HEADER, LOOKUPS, id_number, person, text, xlsx

MANY = [person(n) for n in range(1, 4)]


def staff(rows_or_bytes, **more):
    data = rows_or_bytes if isinstance(rows_or_bytes, bytes) else xlsx(rows_or_bytes)
    more.setdefault("limits", Limits(wall_seconds=60))
    return read_file(data, "roster.xlsx", "staff", lookups=more.pop("lookups", LOOKUPS), **more)


def codes(result):
    return [(problem.row, problem.column, problem.code) for problem in result.problems]


def test_a_clean_roster_gives_typed_rows():
    found = staff([["业州镇教职工名册"], [], HEADER, *MANY])
    assert not found.problems
    assert len(found.rows) == 3
    first = found.rows[0]
    assert first["name"] == "张三丰"
    assert first["unit"] == "s001"
    assert first["posts"] == ("JS",)
    assert first["phone"] == "14200000001"
    assert first["id_no"] == id_number(1)
    assert first["since"] == date(2021, 9, 1)
    assert first["gender"] is None
    assert (first["_sheet"], first["_row"], first["_precision"]) == ("表1", 4, {"since": "month"})
    assert found.kind == "xlsx"


def test_every_problem_names_its_cell_and_masks_the_person():
    found = staff(
        [
            HEADER,
            person(1, 姓名="张 三"),
            person(2, 单位="长梁镇小学"),
            person(3, 身份证号=id_number(3)[:17] + "?"),
            person(4, 身份证号=4.22822198001011e17),
            person(5, 任职时间="2021.13"),
            person(6, 岗位="教师、厨师长", 联系电话="1420000"),
            person(7, 姓名=""),
        ]
    )
    assert codes(found) == [
        (3, "C", "unit_unknown_near"),
        (4, "F", "id_length"),
        (5, "F", "id_lost_precision"),
        (6, "G", "date_impossible"),
        (7, "D", "post_unknown"),
        (7, "E", "phone_length"),
        (8, "B", "required_empty"),
    ]
    assert [row["_row"] for row in found.rows] == [2]
    near, wrong_id = found.problems[:2]
    assert (near.header, near.value, near.facts["nearest"]) == ("单位", "长梁镇小学", "长梁小学")
    assert wrong_id.value.endswith(id_number(3)[14:17] + "?")
    assert set(wrong_id.value[:-4]) == {"*"}
    assert found.problems[4].facts["post"] == "厨师长"


def test_totals_signatures_titles_and_blanks_are_accounted_for():
    rows = [["名册"], HEADER, ["一、本部", "", "", "", "", "", ""], person(1), [], [], HEADER, person(2)]
    rows += [
        ["合计", "2人"],
        ["说明：以上属实。"],
        ["填表人：李四", "", "审核人：王五"],
        [3, "空缺", "业州镇中心学校", "会计"],
    ]
    found = staff(xlsx(rows, merge=["A1:G1", "A3:G3"]))
    assert not found.problems
    assert [row["_row"] for row in found.rows] == [4, 8]
    assert [(skipped.reason, skipped.first, skipped.last) for skipped in found.skipped] == [
        ("section_title", 3, 3),
        ("blank", 5, 6),
        ("repeated_header", 7, 7),
        ("total", 9, 9),
        ("remark", 10, 10),
        ("signature", 11, 11),
        ("vacant_post", 12, 12),
    ]
    assert found.skipped[-1].facts == {"unit": "s001", "posts": ["s001-KJ"]}


@pytest.mark.parametrize("post", ["校长", "负责人"])
def test_a_row_that_lacks_its_number_is_never_passed_over_as_a_signature(post):
    """The words beside a seal are also posts: a principal without a number is a problem, not a signature."""
    found = staff([HEADER, person(1), ["", "李四", "业州镇中心学校", post, "", "", "2021.9"]])
    assert (3, "F", "required_empty") in codes(found)


def test_a_vacancy_in_an_unknown_unit_is_a_problem():
    found = staff([HEADER, person(1), [2, "待定", "没有的学校", "会计"]])
    assert codes(found) == [(3, "C", "unit_unknown")]


def test_merged_header_of_two_rows_and_cells_merged_downwards():
    top = ["序号", "基本情况", "", "任职情况", "", "", "身份证号"]
    below = ["", "姓名", "联系电话", "单位", "岗位", "任职时间", ""]
    rows = [
        [n, "张三丰", f"142{n:08d}", "业州镇中心学校" if n == 1 else "", "教师", "2021.9", id_number(n)]
        for n in (1, 2, 3)
    ]
    merge = ["A1:A2", "B1:C1", "D1:F1", "G1:G2", "D3:D5"]
    found = staff(xlsx([top, below, *rows], merge=merge))
    assert not found.problems
    assert [row["unit"] for row in found.rows] == ["s001"] * 3
    assert found.sheets[0].header_rows == (1, 2)


def test_a_merged_header_in_a_file_that_keeps_no_merging():
    top = ["序号", "基本情况", "", "任职情况", "", "", "身份证号"]
    below = ["", "姓名", "联系电话", "单位", "岗位", "任职时间", ""]
    rows = [[n, "张三丰", f"142{n:08d}", "业州镇中心学校", "教师", "2021.9", id_number(n)] for n in (1, 2)]
    assert len(staff(text([top, below, *rows], "gb18030")).rows) == 2


def test_several_sheets_are_read_and_others_are_named():
    data = xlsx(
        [HEADER, person(1)],
        [["填表说明"], ["每人一行"]],
        [HEADER, person(2)],
        [],
        [HEADER, person(3)],
        names=["本部", "说明", "村小", "空", "旧"],
        hidden=[4],
    )
    found = staff(data)
    assert [(sheet.name, sheet.state) for sheet in found.sheets] == [
        ("本部", "read"),
        ("说明", "no_header"),
        ("村小", "read"),
        ("空", "empty"),
        ("旧", "hidden"),
    ]
    assert [row["_sheet"] for row in found.rows] == ["本部", "村小"]


def test_another_table_in_the_workbook_is_left_alone_but_a_missing_column_is_named():
    lacking = [head for head in HEADER if head != "身份证号"]
    other = [["机构代码", "单位", "上级机构"], ["s001", "业州镇中心学校", "zj01"]]
    found = staff(xlsx([HEADER, person(1)], [lacking, [*person(2)[:5], "2021.9"]], other))
    assert [sheet.state for sheet in found.sheets] == ["read", "incomplete", "no_header"]
    assert [(p.sheet, p.row, p.code, p.facts["columns"]) for p in found.problems] == [
        ("表2", 1, "column_missing", "身份证号 (Identity number)")
    ]


def test_no_header_at_all_says_what_is_needed():
    found = staff([["甲", "乙"], [1, 2]])
    assert [problem.code for problem in found.problems] == ["header_not_found"]
    assert "身份证号" in found.problems[0].facts["columns"]
    assert not found.rows


def test_the_same_number_twice_names_the_earlier_row():
    found = staff(xlsx([HEADER, person(1), person(2)], [HEADER, person(3), person(1, 姓名="李四")]))
    assert codes(found) == [(3, "F", "key_twice")]
    assert (found.problems[0].facts["first_sheet"], found.problems[0].facts["first_row"]) == ("表1", 2)
    assert len(found.rows) == 3


def test_a_number_is_a_repeat_even_of_a_row_that_is_wrong_elsewhere():
    found = staff([HEADER, person(1, 任职时间="秋天"), person(1, 姓名="李四")])
    assert codes(found) == [(2, "G", "date_unreadable"), (3, "F", "key_twice")]
    assert not found.rows


def test_the_same_holder_of_the_same_post_twice():
    head = ["兼职单位", "兼任岗位", "姓名", "身份证号", "起"]
    rows = [["业州镇中心学校", "会计", "张三", id_number(1), "2021.9"]] * 2
    rows += [["业州镇中心学校", "采购员", "张三", id_number(1), "2021.9"]]
    found = read_file(xlsx([head, *rows]), "", "side_posts", lookups=LOOKUPS)
    assert [(p.row, p.code) for p in found.problems] == [(3, "key_twice")]
    assert [row["post"] for row in found.rows] == ["s001-KJ", "s001-CGY"]


@pytest.mark.parametrize("separator", ["、", "/", "，", ",", ";", "；", "兼", "兼任", "\n", " / "])
def test_several_posts_in_one_cell(separator):
    found = staff([HEADER, person(1, 岗位=f"教师{separator}采购员")])
    assert found.rows[0]["posts"] == ("JS", "s001-CGY")


def test_a_future_day_is_refused_only_when_the_day_of_import_is_known():
    rows = [HEADER, person(1, 任职时间="2062.9")]
    assert codes(staff(rows, on=date(2026, 9, 1))) == [(2, "G", "date_in_future")]
    assert not staff(rows).problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_text_files_in_every_encoding(encoding, sign):
    rows = [HEADER, person(1, 姓名="𠮷㐀"), person(2)]
    found = staff(text(rows, encoding, sign))
    assert not found.problems
    assert found.rows[0]["name"] == "𠮷㐀"
    assert found.kind == "csv"


def test_the_type_is_told_by_the_content_not_by_the_name():
    rows = [HEADER, person(1)]
    assert read_file(text(rows, "gb18030"), "名册.xls", "staff", lookups=LOOKUPS).kind == "csv"
    assert read_file(xlsx(rows), "名册.csv", "staff", lookups=LOOKUPS).kind == "xlsx"


def test_a_persons_number_in_the_wrong_column_is_masked_everywhere():
    number, phone = id_number(5), "14200000005"
    rows = [
        HEADER,
        person(1, 姓名=number),
        person(2, 单位=phone),
        person(3, 岗位=f"教师{phone}"),
        person(4, 任职时间=number),
    ]
    found = staff(xlsx(rows, names=[f"表{phone}"]))
    assert len(found.problems) == 4
    said = repr((found.problems, found.skipped, found.sheets, found.mapping))
    assert number not in said
    assert phone not in said


def test_a_corrected_mapping_goes_before_any_proposal_and_is_handed_back():
    head = ["序号", "人", "单位", "岗位", "联系电话", "身份证号", "任职时间", "曾用名"]
    rows = [head, [*person(1), "张大"], [*person(2), "张二"]]
    assert [p.facts["name"] for p in staff(rows).problems] == ["name"]
    found = staff(rows, mapping={"name": "人", "phone": None})
    assert not found.problems
    assert found.mapping["name"] == "人"
    assert found.mapping["phone"] is None
    assert found.rows[0]["phone"] is None
    assert staff(rows, mapping=found.mapping).rows == found.rows
    elsewhere = [HEADER, person(1)]
    assert not staff(elsewhere, mapping={"name": "人"}).problems


def test_scores_tell_what_deserves_a_look():
    head = ["序号", "教师姓名", "所在的单位", "岗位（可多填）", "联系电话", "身份证号码", "任职时间"]
    matches = {match.name: match.score for match in staff([head, person(1)]).sheets[0].matches}
    assert matches["name"] == matches["id_no"] == 1.0
    assert 0.9 <= matches["posts"] < 1.0
    assert 0.6 <= matches["unit"] < 0.9


@given(st.permutations(range(len(HEADER))), st.integers(0, 6))
def test_columns_are_found_in_any_order_under_any_title(order, above):
    rows = [["说明文字"]] * above + [[HEADER[place] for place in order]]
    rows += [[person(n)[place] for place in order] for n in (1, 2)]
    found = headers.find(readers.Sheet("s", False, rows), formats.load("staff"))
    assert (found.first, found.last) == (above, above)
    assert {name: order[place] for name, place in found.places.items()} == {
        "name": 1,
        "unit": 2,
        "posts": 3,
        "phone": 4,
        "id_no": 5,
        "since": 6,
    }


@given(st.data())
def test_every_alias_of_every_format_finds_its_column(data):
    table = formats.load(data.draw(st.sampled_from(formats.names())))
    said = {c.name: data.draw(st.sampled_from([c.zh, c.en, *c.aliases])) for c in table.columns}
    names = list(said)
    found = headers.find(readers.Sheet("s", False, [[said[name] for name in names]]), table)
    assert {name: names[place] for name, place in found.places.items()} == {name: name for name in names}


def test_the_same_rows_have_the_same_hash_in_any_order_and_place():
    data = xlsx([HEADER, *MANY])
    one, two = staff(data), staff([["标题"], [], HEADER, *reversed(MANY)])
    assert one.rows_sha256 == two.rows_sha256
    assert one.sha256 != two.sha256
    assert staff([HEADER, *MANY[:2]]).rows_sha256 != one.rows_sha256
    assert staff(data) == one


def test_excel_errors_are_named(tmp_path):
    data = xlsx([HEADER, person(1)])
    broken = _with_error_cell(data, "E2")
    assert codes(staff(broken)) == [(2, "E", "cell_is_error")]
    assert codes(staff(text([HEADER, person(1, 联系电话="#N/A")]))) == [(2, "E", "cell_is_error")]


def _with_error_cell(data, cell):
    import io
    import re
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name).decode()
            if name.endswith("sheet1.xml"):
                part = re.sub(rf'<c r="{cell}" t="s"><v>\d+</v>', f'<c r="{cell}" t="e"><v>#N/A</v>', part)
                assert 't="e"' in part
            target.writestr(name, part)
    return out.getvalue()


def test_too_many_problems_are_counted_not_kept():
    rows = [HEADER, *(person(n % 900 + 1, 任职时间="秋天", 身份证号=f"{n}") for n in range(50))]
    found = staff(rows, limits=Limits(problems=20))
    assert len(found.problems) == 21
    assert found.problems[-1].code == "too_many_problems"
    assert found.problems[-1].facts == {"shown": 20, "more": 80}


def test_an_unknown_format_is_refused():
    with pytest.raises(RuleBroken) as caught:
        read_file(b"x", "", "../words")
    assert caught.value.code == "format_unknown"


def test_units_may_name_each_other_as_parent():
    head = ["机构名称", "简称", "机构类别", "上级机构"]
    rows = [
        head,
        ["县教育局", "教育局", "教育局", ""],
        ["业州小组", "", "监督执纪小组", "教育局"],
        ["长梁小学", "", "学校", "业州小祖"],
    ]
    found = read_file(xlsx(rows), "", "units")
    assert [(p.row, p.column, p.code, p.facts) for p in found.problems] == [
        (4, "D", "not_in_file_near", {"nearest": "业州小组"})
    ]
    assert len(found.rows) == 2
    assert not read_file(xlsx(rows), "", "units", lookups=Lookups(units={"业州小祖": "zj09"})).problems


@pytest.mark.parametrize(("lost", "end"), [('"张三', ""), ('"张三', '"'), ('"张"三', "")])
@pytest.mark.parametrize("column", [0, 1, 3])
def test_a_lost_quotation_mark_never_swallows_rows(lost, end, column):
    rows = [HEADER, *(person(n) for n in range(1, 6))]
    rows[2][column] = lost
    with pytest.raises(RuleBroken) as caught:
        staff(text(rows) + end.encode())
    assert caught.value.code == "file_not_readable"
    assert caught.value.facts["found"].startswith("csv, ")


def test_quotation_marks_in_their_place_are_read():
    """Negative control: cells with commas, line ends and doubled marks."""
    rows = text([HEADER, person(1, 岗位='"教师,采购员"'), person(2, 姓名='"张""三"'), person(3, 岗位='"教师\n采购员"')])
    found = staff(rows)
    assert [row["posts"] for row in found.rows] == [("JS", "s001-CGY"), ("JS",), ("JS", "s001-CGY")]
