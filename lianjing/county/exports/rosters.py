"""Staff rosters: one file per supervision group, filled in as that group does, and one for the county bodies."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from lianjing.county.exports.dirt import padded, written_date, written_id, written_name, written_phone
from lianjing.county.exports.mistakes import WrongCell
from lianjing.county.exports.sheets import Cell, Sheet, write_ods, write_text, write_xlsx
from lianjing.county.exports.styles import Style, style_of
from lianjing.county.shape import MARKING, Holding, Network, Person, Post, Unit
from lianjing.county.streams import Streams
from lianjing.domain.orgtree import OrgKind

_WRITERS = {".xlsx": write_xlsx, ".ods": write_ods, ".xls": write_text}
_SHEET_OF = {"kindergarten": "幼儿园和教学点", "teaching_point": "幼儿园和教学点", None: "本部"}
_ORDER = ("SJ", "XZ", "JZ", "ZZ", "ZR")


@dataclass(frozen=True)
class Place:
    """Where a row went: file below the county's folder, sheet, row from 1, and the head of each column."""

    file: str
    sheet: str
    row: int
    heads: dict[str, str]
    cells: dict[str, Cell]


@dataclass
class Desk:
    """What is needed to write rosters: who is where now, which cells go wrong, and where each row went."""

    network: Network
    streams: Streams
    wrong: dict[str, WrongCell]
    places: dict[str, Place] = field(default_factory=dict)
    _staff: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    _held: dict[str, list[Holding]] = field(default_factory=lambda: defaultdict(list))
    _posts: dict[str, list[Post]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for person in current_staff(self.network):
            self._staff[person.unit].append(person)
        for holding in self.network.holdings:
            if holding.until is None:
                self._held[holding.person].append(holding)
        taken = {holding.post for holding in self.network.holdings if holding.until is None}
        for post in self.network.posts:
            if post.code not in taken:
                self._posts[post.unit].append(post)

    def staff_of(self, unit: Unit) -> list[Person]:
        """Return the people whose home is `unit`: its head first, its deputies, then the others as hired."""
        ranks = {"head": 0, "deputy": 1, "staff": 2}

        def standing(person: Person) -> int:
            return min(ranks[post.rank] for post, _ in self.posts_of(person, teacher_first=False))

        return sorted(self._staff[unit.code], key=standing)

    def empty_posts(self, unit: Unit) -> list[Post]:
        """Return the posts of `unit` that nobody holds now."""
        return self._posts[unit.code]

    def posts_of(self, person: Person, *, teacher_first: bool) -> list[tuple[Post, Holding]]:
        """Return what the person holds at home, in the order in which it is listed."""
        held = [(self.network.post(row.post), row) for row in self._held[person.code]]
        home = [pair for pair in held if pair[0].unit == person.unit]
        return sorted(home, key=lambda pair: (_importance(pair[0], teacher_first), pair[0].code))


def current_staff(network: Network) -> list[Person]:
    """Return the staff in post on the county's day, in the order in which they were hired."""
    return [person for person in network.people if person.kind == "staff" and person.left_on is None]


def _importance(post: Post, teacher_first: bool) -> int:
    if post.role == "JS":
        return 1 if teacher_first else 3
    return 0 if post.role in _ORDER else 2


def write_group_roster(desk: Desk, folder: Path, group: Unit, index: int) -> str:
    """Write the roster of one supervision group and remember where each row went; return the file's name."""
    style = style_of(index)
    chance = desk.streams("roster", group.code)
    name = f"教职工名册_{group.alias.removesuffix('小组')}{style.suffix}"
    sheets: dict[str, Sheet] = {}
    for unit in [group, *desk.network.schools_of(group)]:
        title = _sheet_title(unit, style)
        if title not in sheets:
            sheets[title] = _open_sheet(title, group, style, chance)
        _write_unit(desk, chance, style, sheets[title], unit, f"exports/{name}")
    for sheet in sheets.values():
        _close_sheet(desk, chance, sheet, group)
    pages = list(sheets.values())
    if style.many_sheets:
        pages.append(_guide_sheet())
    _WRITERS[style.suffix](folder / name, pages)
    return name


def write_county_roster(desk: Desk, folder: Path) -> str:
    """Write the roster of the commission's and the bureau's bodies: tidy, two sheets."""
    style = style_of(0)
    chance = desk.streams("roster", "county")
    name = "机关人员名册.xlsx"
    sheets = []
    for title, root in (("县纪委监委", "/js/jw/"), ("县教育局", "/js/jyj/")):
        units = [
            unit
            for unit in desk.network.units
            if unit.path.startswith(root) and unit.kind is not OrgKind.SUPERVISION_GROUP and not unit.school_type
        ]
        sheet = _open_sheet(title, units[0], style, chance)
        for unit in units:
            _write_unit(desk, chance, style, sheet, unit, f"exports/{name}")
        _close_sheet(desk, chance, sheet, units[0])
        sheets.append(sheet)
    write_xlsx(folder / name, sheets)
    return name


def _sheet_title(unit: Unit, style: Style) -> str:
    if not style.many_sheets:
        return "Sheet1" if style.suffix == ".xlsx" else "名册"
    if unit.kind in (OrgKind.CENTRAL_SCHOOL, OrgKind.COUNTY_SCHOOL):
        return "本部"
    return _SHEET_OF.get(unit.school_type, "中小学")


def _open_sheet(title: str, group: Unit, style: Style, chance: random.Random) -> Sheet:
    sheet = Sheet(title)
    sheet.add_merged(f"{group.name.removesuffix('监督执纪小组')}教职工名册（{MARKING}）")
    sheet.add_merged(f"填报单位：{group.name}　　填报时间：2026年9月10日")
    for _ in range(chance.randrange(0, 2)):
        sheet.add()
    sheet.add(*(style.heads[name] for name in style.order))
    return sheet


def _write_unit(desk: Desk, chance: random.Random, style: Style, sheet: Sheet, unit: Unit, file: str) -> None:
    staff = desk.staff_of(unit)
    if style.school_lines and unit.school_type and staff:
        sheet.add_merged(f"{unit.name}（{len(staff)}人）")
    for person in staff:
        _break_page(style, sheet)
        cells = _person_cells(desk, chance, style, unit, person, sheet.listed + 1)
        number = sheet.add(*(cells[name] for name in style.order))
        sheet.listed += 1
        desk.places[f"person:{person.code}"] = Place(file, sheet.name, number, style.heads, cells)
    for post in desk.empty_posts(unit):
        cells = dict.fromkeys(style.order, None) | {"name": style.empty_word, "unit": unit.name, "post": post.title}
        number = sheet.add(*(cells[name] for name in style.order))
        desk.places[f"vacancy:{post.code}"] = Place(file, sheet.name, number, style.heads, cells)


def _break_page(style: Style, sheet: Sheet) -> None:
    lines = len(sheet.rows)
    if style.blank_every and lines % style.blank_every == 0:
        sheet.add()
    if style.repeat_head_every and lines % style.repeat_head_every == 0:
        sheet.add(*(style.heads[name] for name in style.order))


def _person_cells(
    desk: Desk, chance: random.Random, style: Style, unit: Unit, person: Person, number: int
) -> dict[str, Cell]:
    held = desk.posts_of(person, teacher_first=style.teacher_first)
    shape = style.dates[0] if chance.random() < 0.8 else chance.choice(style.dates)
    cells: dict[str, Cell] = {
        "no": number,
        "name": written_name(chance, person.name),
        "gender": "男" if person.gender == "M" else "女",
        "unit": padded(chance, unit.alias if style.aliases and chance.random() < 0.5 else unit.name),
        "post": padded(chance, style.separator.join(post.title for post, _ in held)),
        "phone": written_phone(chance, person.phone),
        "id_no": written_id(chance, person.id_no),
        "since": written_date(held[0][1].since, shape),
        "note": person.establishment if chance.random() < 0.3 else None,
    }
    if wrong := desk.wrong.get(person.code):
        cells[wrong.field] = wrong.cell
    return cells


def _close_sheet(desk: Desk, chance: random.Random, sheet: Sheet, group: Unit) -> None:
    staff = desk.staff_of(group) or desk.staff_of(desk.network.unit("jcs"))
    sheet.add("合计", f"共{sheet.listed}人")
    sheet.add()
    sheet.add(f"填表人：{chance.choice(staff).name}", None, f"审核人：{staff[0].name}", None, "单位（盖章）：")


def _guide_sheet() -> Sheet:
    sheet = Sheet("填表说明")
    sheet.add("填表说明")
    sheet.add("1. 身份证号请设为文本格式。")
    sheet.add("2. 一人多岗的写在同一行。")
    sheet.add("3. 任职时间填到月。")
    sheet.add(MARKING)
    return sheet
