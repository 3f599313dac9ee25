"""How each group fills in its roster: heads, order, separators, dates, sheets, file kind."""

from dataclasses import dataclass

FIELDS = ("name", "unit", "post", "phone", "id_no", "since")
_HEADS = {
    "name": ("姓名", "教师姓名", "姓 名"),
    "unit": ("单位", "所在学校", "工作单位"),
    "post": ("岗位", "职务", "岗位"),
    "phone": ("电话", "联系电话", "手机"),
    "id_no": ("身份证号", "身份证号码", "身份证号"),
    "since": ("任职时间", "任职日期", "到岗时间"),
}
_ORDERS = (
    ("name", "unit", "post", "phone", "id_no", "since"),
    ("unit", "name", "id_no", "post", "since", "phone"),
    ("name", "gender", "id_no", "unit", "post", "since", "phone", "note"),
    ("unit", "name", "gender", "post", "since", "id_no", "phone"),
)
_SEPARATORS = ("、", "/", "，", "兼", ";")
_DATES = (
    ("dotted", "chinese"),
    ("chinese", "dotted", "chinese_day"),
    ("cell", "serial", "dotted"),
    ("iso", "wide"),
    ("slashed", "compact", "cell"),
    ("serial", "chinese", "iso"),
)
EMPTY_WORDS = ("空缺", "待定", "（空）")


@dataclass(frozen=True)
class Style:
    """The habits of one roster file. `dates`: the usual shape first."""

    suffix: str
    heads: dict[str, str]
    order: tuple[str, ...]
    separator: str
    dates: tuple[str, ...]
    many_sheets: bool
    school_lines: bool
    blank_every: int
    repeat_head_every: int
    teacher_first: bool
    aliases: bool
    empty_word: str


def style_of(index: int) -> Style:
    """Return the style of the group with that number, counted from 0.

    The second group exports GB18030 text that calls itself xls, the third an ods, all others xlsx: so every shape
    is there in the smallest county too.
    """
    heads = {name: choices[index % len(choices)] for name, choices in _HEADS.items()}
    heads |= {"no": "序号", "gender": "性别", "note": "备注"}
    suffix = {1: ".xls", 2: ".ods"}.get(index, ".xlsx")
    return Style(
        suffix=suffix,
        heads=heads,
        order=("no", *_ORDERS[index % len(_ORDERS)]),
        separator=_SEPARATORS[index % len(_SEPARATORS)],
        dates=_DATES[index % len(_DATES)],
        many_sheets=suffix == ".xlsx" and index % 3 == 0,
        school_lines=index % 2 == 0,
        blank_every=(0, 25, 40)[index % 3],
        repeat_head_every=(0, 0, 60, 45)[index % 4],
        teacher_first=index % 2 == 1,
        aliases=index % 2 == 1,
        empty_word=EMPTY_WORDS[index % len(EMPTY_WORDS)],
    )
