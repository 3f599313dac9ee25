"""Pupil rosters: one GB18030 text file per school, as the school roll system exports them."""

import random
from datetime import date, timedelta
from pathlib import Path

from lianjing.county import names
from lianjing.county.exports.sheets import Cell, Sheet, write_text
from lianjing.county.numbers import Mint
from lianjing.county.people import region_of
from lianjing.county.school_staff import class_count
from lianjing.county.shape import AS_OF, MARKING, Unit

# Grades of a stage with the age at which a pupil enters them.
_GRADES = {
    "preschool": (("小班", 3), ("中班", 4), ("大班", 5)),
    "primary": tuple((f"{word}年级", 6 + step) for step, word in enumerate("一二三四五六")),
    "middle": (("七年级", 12), ("八年级", 13), ("九年级", 14)),
    "high": (("高一", 15), ("高二", 16), ("高三", 17)),
    "vocational": (("一年级", 15), ("二年级", 16), ("三年级", 17)),
}
_HEADS = (
    (
        "全国学籍号",
        "姓名",
        "性别",
        "出生日期",
        "民族",
        "年级",
        "班级",
        "入学年月",
        "就读方式",
        "监护人姓名",
        "关系",
        "监护人电话",
    ),
    (
        "学籍号",
        "学生姓名",
        "性别",
        "出生日期",
        "民族",
        "年级名称",
        "班级名称",
        "入学年月",
        "就读方式",
        "家长姓名",
        "关系",
        "联系电话",
    ),
)
_FIRST_YEARS = {"preschool": 3, "primary": 6, "middle": 12, "high": 15, "vocational": 15}


def write_pupils(folder: Path, unit: Unit, chance: random.Random, mint: Mint) -> str:
    """Write one school's roll, a title above and a total below; return the file's name."""
    sheet = Sheet("学籍")
    sheet.add(f"{unit.name}学生名册（{MARKING}）", None, "导出日期：2026-09-10")
    sheet.add(*_HEADS[chance.randrange(len(_HEADS))])
    guarded = chance.random() < 0.4  # a tab before long numbers keeps spreadsheets from rounding them
    for grade, age, room in _seats(unit):
        sheet.add(*_pupil(chance, mint, unit, (grade, age, room), guarded))
    sheet.add("合计", f"{unit.pupils}人")
    name = f"{unit.code}_{unit.name}.csv"
    write_text(folder / name, [sheet])
    return name


def _seats(unit: Unit) -> list[tuple[str, int, str]]:
    """Return grade, entry age and class of every pupil, spread evenly over grades and classes."""
    stage = unit.stage or "primary"
    grades = _GRADES[stage][:3] if unit.school_type == "teaching_point" else _GRADES[stage]
    classes = class_count(unit)
    per_grade = max(1, classes // len(grades))
    seats = []
    for number in range(unit.pupils):
        grade, age = grades[number * len(grades) // unit.pupils]
        place = number * len(grades) % unit.pupils
        room = place * per_grade // unit.pupils + 1
        seats.append((grade, age, f"{grade}{room}班" if classes >= len(grades) else "复式班"))
    return seats


def _pupil(chance: random.Random, mint: Mint, unit: Unit, seat: tuple[str, int, str], guarded: bool) -> list[Cell]:
    grade, age, room = seat
    gender = "M" if chance.random() < 0.525 else "F"
    born = date(AS_OF.year - age, 8, 31) - timedelta(days=chance.randrange(365))
    name = names.full(chance, gender, born.year)
    number = "G" + mint.id_no(chance, region_of(unit.township), born, gender)
    entered = AS_OF.year - (age - _FIRST_YEARS[unit.stage or "primary"])
    boards = chance.random() < {"middle": 0.7, "high": 0.8, "vocational": 0.8, "primary": 0.15}.get(unit.stage or "", 0)
    phone = mint.phone(chance) if chance.random() < 0.95 else None
    folk = chance.choices(("土家族", "汉族", "苗族", "侗族"), weights=(45, 42, 11, 2))[0]
    tie, guardian_gender = chance.choices(
        (("父亲", "M"), ("母亲", "F"), ("祖父", "M"), ("祖母", "F")), (45, 35, 11, 9)
    )[0]
    same = tie in ("父亲", "祖父")
    guardian = (name[0] if same else names.surname(chance)) + names.given(chance, guardian_gender, 1980)
    tab = "\t" if guarded else ""
    return [
        tab + number, name, "男" if gender == "M" else "女", f"{born:%Y%m%d}", folk, grade, room, f"{entered}09",
        "住校" if boards else "走读", guardian, tie, tab + phone if phone else None,
    ]  # fmt: skip
