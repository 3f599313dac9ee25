"""The other workbooks: units and posts, kin and interests, suppliers, school calendar."""

from collections.abc import Callable
from pathlib import Path

from lianjing.county.exports.rosters import Desk, Place, current_staff
from lianjing.county.exports.sheets import Cell, Sheet, write_xlsx
from lianjing.county.shape import MARKING, Kin, Unit
from lianjing.domain.orgtree import OrgKind

_KINDS = {
    OrgKind.COUNTY: "县",
    OrgKind.COMMISSION: "县纪委监委",
    OrgKind.DISPATCHED_TEAM: "派出纪检监察组",
    OrgKind.TOWNSHIP_COMMITTEE: "乡镇纪委",
    OrgKind.GUIDING_OFFICE: "部室",
    OrgKind.BUREAU: "教育局",
    OrgKind.BUREAU_OFFICE: "监察室",
    OrgKind.SECTION: "股室",
    OrgKind.SECOND_LEVEL_UNIT: "二级单位",
    OrgKind.LEADING_GROUP: "领导小组",
    OrgKind.LEADING_OFFICE: "领导小组办公室",
    OrgKind.ORGAN_COMMITTEE: "机关党组织",
    OrgKind.TASK_FORCE: "专班",
    OrgKind.SUPERVISION_GROUP: "监督执纪小组",
    OrgKind.CENTRAL_SCHOOL: "中心学校",
    OrgKind.COUNTY_SCHOOL: "县直学校",
    OrgKind.SCHOOL: "学校",
}
_STAGES = {"preschool": "学前", "primary": "小学", "middle": "初中", "high": "高中", "vocational": "中职"}
RELATIONS = {
    "spouse": "配偶",
    "sibling": "兄弟姐妹",
    "parent": "父母",
    "child": "子女",
    "in_law": "近姻亲",
    "collateral": "三代以内旁系血亲",
}
_EDGES = {"line": "层级监督", "peer": "相互监督", "public": "群众监督"}
SUPPLIER_HEADS = {
    "uscc": "统一社会信用代码", "firm": "企业名称", "name": "姓名", "role": "身份", "id_no": "身份证号",
    "share": "持股比例(%)", "phone": "联系电话", "address": "住址",
}  # fmt: skip


def ledgers() -> tuple[tuple[str, Callable[[Desk, Path], None]], ...]:
    """Return the file names of the other workbooks with what writes them."""
    return (
        ("机构表.xlsx", _write_units),
        ("亲属关系申报.xlsx", _write_kin),
        ("供应商.xlsx", _write_suppliers),
        ("校历.xlsx", _write_calendar),
    )


def _open(name: str, *heads: str) -> Sheet:
    sheet = Sheet(name)
    sheet.add_merged(f"{name}（{MARKING}）")
    sheet.add(*heads)
    return sheet


def _write_units(desk: Desk, path: Path) -> None:
    network = desk.network
    units = _open("机构", "序号", "机构代码", "机构名称", "简称", "机构类别", "上级机构", "所属乡镇", "学段", "规模档",
                  "学生数", "教职工数", "成立时间", "任期止", "职责")  # fmt: skip
    for number, unit in enumerate(network.units, start=1):
        units.add(number, *_unit_cells(desk, unit))
    posts = _open("岗位设置", "岗位编码", "单位", "岗位", "岗位码", "职数", "关键岗", "服务学校")
    for post in network.posts:
        served = "、".join(network.unit(code).name for code in post.serves if code != post.unit)
        posts.add(post.code, network.unit(post.unit).name, post.title, post.role, post.headcount,
                  "是" if post.key else "", served or None)  # fmt: skip
    lines = _open("监督关系", "监督方", "关系", "被监督方", "起", "止")
    for edge in network.edges:
        ends = (network.unit(edge.from_unit).name, network.unit(edge.to_unit).name)
        lines.add(ends[0], _EDGES[edge.kind], ends[1], edge.since, edge.until)
    write_xlsx(path, [units, posts, lines, _side_posts(desk)])


def _unit_cells(desk: Desk, unit: Unit) -> list[Cell]:
    above = desk.network.unit(unit.parent).name if unit.parent else None
    return [
        unit.code, unit.name, unit.alias, _KINDS[unit.kind], above, unit.township, _STAGES.get(unit.stage or ""),
        unit.size_class, unit.pupils or None, unit.staff, f"{unit.valid_from.year}年{unit.valid_from.month}月",
        unit.term_to, unit.charge or None,
    ]  # fmt: skip


def _side_posts(desk: Desk) -> Sheet:
    """Posts held away from home: members of groups and of the bodies that the plan founds."""
    network = desk.network
    sheet = _open("兼职名单", "兼职单位", "兼任岗位", "姓名", "所在单位", "身份证号", "起", "止")
    for holding in network.holdings:
        post, person = network.post(holding.post), network.person(holding.person)
        if holding.until is None and post.unit != person.unit and person.kind == "staff":
            home = network.unit(person.unit).name
            sheet.add(network.unit(post.unit).name, post.title, person.name, home, person.id_no, holding.since,
                      network.unit(post.unit).term_to)  # fmt: skip
    return sheet


def _write_kin(desk: Desk, path: Path) -> None:
    network, file = desk.network, f"exports/{path.name}"
    kin = _open("亲属申报", "序号", "申报人", "申报人单位", "申报人身份证号", "亲属姓名", "与本人关系", "亲属身份证号",
                "亲属单位或企业", "申报日期")  # fmt: skip
    for number, row in enumerate((row for row in network.kin if row.declared_on), start=1):
        kin.add(number, *_kin_cells(desk, row))
    stakes = _open("利益申报", "序号", "申报人", "申报人单位", "申报人身份证号", "企业名称", "统一社会信用代码",
                   "利益类型", "比例(%)", "申报日期")  # fmt: skip
    firms = {firm.uscc: firm.name for firm in network.suppliers}
    for number, stake in enumerate(network.interests, start=1):
        person = network.person(stake.person)
        stakes.add(number, person.name, network.unit(person.unit).name, person.id_no, firms[stake.supplier],
                   stake.supplier, stake.nature, stake.share, stake.declared_on)  # fmt: skip
    homes = _open("家庭住址登记", "姓名", "单位", "身份证号", "家庭住址")
    heads = {"name": "姓名", "unit": "单位", "id_no": "身份证号", "address": "家庭住址"}
    for person in current_staff(network):
        cells: dict[str, Cell] = {
            "name": person.name, "unit": network.unit(person.unit).name, "id_no": person.id_no,
            "address": person.address,
        }  # fmt: skip
        desk.places[f"address:{person.code}"] = Place(file, homes.name, homes.add(*cells.values()), heads, cells)
    write_xlsx(path, [kin, stakes, homes])


def _kin_cells(desk: Desk, row: Kin) -> list[Cell]:
    person = desk.network.person(row.person)
    return [
        person.name, desk.network.unit(person.unit).name, person.id_no, row.relative_name, RELATIONS[row.relation],
        row.relative_id_no, row.works_at, row.declared_on,
    ]  # fmt: skip


def _write_suppliers(desk: Desk, path: Path) -> None:
    firms = _open("供应商", "序号", "统一社会信用代码", "企业名称", "主营", "法定代表人", "成立日期", "状态",
                  "电话", "地址", "所在乡镇")  # fmt: skip
    people = _open("股东及人员", *SUPPLIER_HEADS.values())
    for number, firm in enumerate(desk.network.suppliers, start=1):
        firms.add(number, firm.uscc, firm.name, firm.trade, firm.people[0].name, firm.founded_on, firm.status,
                  firm.phone, firm.address, firm.township)  # fmt: skip
        for person in firm.people:
            cells: dict[str, Cell] = {
                "uscc": firm.uscc, "firm": firm.name, "name": person.name, "role": person.role,
                "id_no": person.id_no, "share": person.share, "phone": person.phone, "address": person.address,
            }  # fmt: skip
            row = people.add(*cells.values())
            place = Place(f"exports/{path.name}", people.name, row, SUPPLIER_HEADS, cells)
            desk.places[f"supplier_person:{person.id_no}"] = place
    write_xlsx(path, [firms, people])


def _write_calendar(desk: Desk, path: Path) -> None:
    names = {"term": "学期", "vacation": "假期", "event": "节点"}
    sheet = _open("校历", "学年", "类型", "名称", "开始", "结束")
    for span in desk.network.calendar:
        sheet.add(span.school_year, names[span.kind], span.name, span.first_day, span.last_day)
    write_xlsx(path, [sheet])
