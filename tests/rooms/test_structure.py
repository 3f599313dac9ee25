"""The tables of units and posts: circles refused cell by cell, nothing half-built, nothing moved or ended by a file."""

import pytest

from lianjing.access import clock
from lianjing.domain.orghistory import History
from lianjing.records.models import Org, Post
from lianjing.rooms.uploads import reading
from tests.rooms.rosters import book, sign_in, upload
from tests.world import DAY

UNIT_HEAD = ("机构代码", "机构名称", "简称", "机构类别", "上级机构", "成立时间", "职责")
POST_HEAD = ("岗位编码", "单位", "岗位", "岗位码", "职数", "关键岗", "服务学校", "设岗时间")


def unit(code, name, parent, kind="学校", alias="", since="2026-09-01", charge=""):
    return (code, name, alias, kind, parent, since, charge)


def post(number, at, title, code, seats=1, critical="", serves="", since=""):
    return (number, at, title, code, seats, critical, serves, since)


TREE = (
    unit("zj01", "业州执纪监督小组", "", "监督执纪小组"),
    unit("s001", "业州中心学校", "业州执纪监督小组", "中心学校"),
)


def read(seat, *rows, table="units"):
    head = UNIT_HEAD if table == "units" else POST_HEAD
    return reading.read(seat, book(*rows, head=head), "机构表.xlsx", columns=None, on=DAY, table=table)


def codes(file):
    return [(problem.code, problem.row) for problem in file.problems]


def kinds(file):
    return {entry.name: entry.kind for entry in file.plan.rows}


def write(file):
    return reading.write(file, ends=(), on=DAY)


def unit_of(code):
    return Org._base_manager.filter(code=code).first()


def test_a_new_school_and_a_unit_below_it_are_built_from_above_to_below(county):
    below = unit("s101-a", "新校教学点", "新校")
    file = read(county.officer, below, unit("s101", "业州新学校", "业州执纪监督小组", alias="新校"), *TREE)
    assert (codes(file), list(kinds(file).values())) == ([], ["new", "new", "same", "same"])
    write(file)
    assert unit_of("s101-a").path == "/js/jyj/zj01/s101/s101-a/"
    assert (unit_of("s101").parent.code, str(unit_of("s101").valid_from)) == ("zj01", "2026-09-01")
    again = read(county.officer, below, unit("s101", "业州新学校", "业州执纪监督小组", alias="新校"), *TREE)
    assert set(kinds(again).values()) == {"same"}


def test_a_circle_is_refused_at_each_of_its_cells(county):
    rows = (unit("a1", "甲校", "丙校"), unit("b1", "乙校", "甲校"), unit("c1", "丙校", "乙校"))
    file = read(county.officer, *rows, *TREE)
    assert codes(file) == [("units_in_circle", row) for row in (2, 3, 4)]
    assert file.problems[0].header == "上级机构"
    assert set(file.problems[0].facts["units"]) == {"甲校", "乙校", "丙校"}
    assert set(kinds(file)) == {"业州执纪监督小组", "业州中心学校"}


def test_a_unit_above_itself_is_a_circle_too(county):
    assert codes(read(county.officer, unit("a1", "甲校", "甲校"), *TREE)) == [("units_in_circle", 2)]


def test_units_below_one_that_stays_out_stay_out_with_it(county):
    rows = (unit("", "无码校", "业州执纪监督小组"), unit("b1", "乙校", "无码校"), unit("c1", "丙校", "乙校"))
    file = read(county.officer, *rows, *TREE)
    assert ("unit_code_missing", 2) in codes(file)
    assert {code for code, row in codes(file) if row in (3, 4)} <= {"parent_left_out", "unit_not_yours"}
    assert {row for _, row in codes(file)} == {2, 3, 4}
    write(file)
    assert unit_of("b1") is None
    assert unit_of("c1") is None


def test_a_file_moves_no_unit(county):
    file = read(county.officer, unit("zj10", "花坪执纪监督小组", ""), unit("s001", "业州中心学校", "花坪执纪监督小组"))
    assert ("unit_moves", 3) in codes(file)
    assert unit_of("s001").path == "/js/jyj/zj01/s001/"


def test_names_and_charges_change_and_empty_cells_erase_nothing(county):
    file = read(county.officer, unit("zj01", "业州执纪监督小组", "", "监督执纪小组", charge="日常监督"), TREE[1])
    assert kinds(file)["业州执纪监督小组"] == "changed"
    write(file)
    assert unit_of("zj01").charge == "日常监督"
    write(read(county.officer, *TREE))
    assert unit_of("zj01").charge == "日常监督"


def test_units_out_of_reach_stay_as_they_are(county):
    row = unit("xcb", "宣传部", "", "部室", charge="改了")
    assert codes(read(county.officer, row, *TREE)) == [("unit_not_yours", 2)]
    outside = unit("x1", "纪委新部", "县纪委监委", "部室")
    assert ("unit_not_yours", 2) in codes(read(county.officer, outside, unit("jw", "县纪委监委", "", "县纪委监委")))


@pytest.mark.parametrize("who", ["clerk", "principal", "leader", "teacher"])
def test_others_have_no_reach_over_units(county, who):
    file = read(getattr(county, who), unit("s101", "业州新学校", "业州执纪监督小组"), *TREE)
    assert codes(file) == [("unit_not_yours", 2)]


def test_posts_are_made_once_with_their_role_and_whom_they_serve(county):
    rows = (
        post("p1", "业州中心学校", "片区采购员", "CGY", serves="业州二小", critical="是"),
        post("p2", "业州中心学校", "家长委员会委员", "JWH", seats=7),
        post("p3", "业州中心学校", "校长", "XZ"),
    )
    file = read(county.officer, *rows, table="posts")
    assert (codes(file), list(kinds(file).values())) == ([], ["new", "new", "same"])
    write(file)
    buyer = Post._base_manager.get(title="片区采购员")
    assert (buyer.role, buyer.seats, buyer.critical) == ("clerk", 1, True)
    assert list(Org._base_manager.filter(served_by=buyer)) == [county.org("s002")]
    assert Post._base_manager.get(title="家长委员会委员").role == ""
    assert Post._base_manager.get(title="家长委员会委员").seats is None
    assert set(kinds(read(county.officer, *rows, table="posts")).values()) == {"same"}


def test_several_posts_of_one_title_are_counted_not_merged(county):
    rows = [post(f"p{place}", "业州中心学校", "片区验收员", "YSY") for place in (1, 2)]
    write(read(county.officer, *rows, table="posts"))
    assert Post._base_manager.filter(title="片区验收员").count() == 2
    third = read(county.officer, *rows, post("p3", "业州中心学校", "片区验收员", "YSY"), table="posts")
    assert [entry.kind for entry in third.plan.rows] == ["same", "same", "new"]


def test_strange_post_codes_and_foreign_units_are_problems(county):
    rows = (post("p1", "业州中心学校", "怪岗", "QQQ"), post("p2", "县纪委监委", "书记", "SJ"))
    assert codes(read(county.officer, *rows, table="posts")) == [("post_code_strange", 2), ("unit_not_yours", 3)]


def test_the_pages_take_a_table_of_units_and_refuse_it_from_a_clerk(client, county):
    data = book(unit("s101", "业州新学校", "业州执纪监督小组"), *TREE, head=UNIT_HEAD)
    clerk = sign_in(client, county.clerk)
    assert clerk.post("/uploads/check/", {"file": upload(data), "table": "units"}).status_code == 422
    officer = sign_in(client, county.officer)
    made = officer.post("/uploads/hand-in/", {"file": upload(data), "table": "units"})
    assert made.status_code == 302
    page = officer.get(made.url).content.decode()
    shown = page.split('name="shown" value="')[1][:64]
    assert officer.post(f"{made.url}accept/", {"shown": shown}).status_code == 302
    assert unit_of("s101").path == "/js/jyj/zj01/s101/"
    assert officer.get(made.url).status_code == 200


def test_what_was_written_is_a_network(county):
    from lianjing.access import network

    write(read(county.officer, unit("s101", "业州新学校", "业州执纪监督小组"), *TREE))
    write(read(county.officer, post("p1", "业州中心学校", "片区采购员", "CGY"), table="posts"))
    facts: History = network.history()
    facts.check()
    facts.as_of(clock.now().date()).checked()
