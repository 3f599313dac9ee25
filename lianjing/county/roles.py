"""Posts of the network: code, title, the seat it signs in with, whether it is a critical post.

School codes are those of domain 0.5; JS is a teacher. Titles of county posts depend on the body.
"""

from dataclasses import dataclass

INSPECTOR, CHIEF, OFFICE = "team_inspector", "bureau_chief", "bureau_officer"
TOWNSHIP, GUIDING, SECTION = "township_officer", "guiding_officer", "section_officer"
LEADER, MEMBER, PRINCIPAL = "group_leader", "group_member", "principal"
CLERK, TEACHER, TECH = "clerk", "teacher", "tech_admin"


@dataclass(frozen=True)
class Duty:
    """A post of a school: title, seat, critical or not."""

    title: str
    seat: str | None
    key: bool = False


SCHOOL_DUTIES: dict[str, Duty] = {
    "SJ": Duty("党支部书记", PRINCIPAL),
    "XZ": Duty("校长", PRINCIPAL),
    "FX": Duty("副校长", PRINCIPAL),
    "JW": Duty("教务主任", CLERK),
    "DY": Duty("德育主任", CLERK),
    "ZW": Duty("总务主任", CLERK, key=True),
    "BZY": Duty("报账员", CLERK, key=True),
    "KJ": Duty("会计", CLERK, key=True),
    "CN": Duty("出纳", CLERK, key=True),
    "CGY": Duty("采购员", CLERK, key=True),
    "YSY": Duty("验收员", CLERK, key=True),
    "KGY": Duty("库管员", CLERK, key=True),
    "STG": Duty("食堂管理员", CLERK, key=True),
    "LDX": Duty("监督联络员", CLERK),
    "BZR": Duty("班主任", TEACHER),
    "JD": Duty("教师代表", TEACHER),
    "JS": Duty("教师", TEACHER),
    "JWH": Duty("家长委员会委员", None),
}

# Posts that a tiny school does not have itself: one of the central school serves it.
POOLED = ("BZY", "CN", "CGY", "YSY", "KGY")
SERVED = ("FX", "JW", "DY", "ZW", "STG")
POOL_SIZE = 6

# Nobody may hold both of a pair (separation of duties: buying and accepting, booking and paying).
INCOMPATIBLE = (("CGY", "YSY"), ("KJ", "CN"))

# County bodies: role, title, seat, how many; a named source instead of a number: who holds it already.
COUNTY_POSTS: dict[str, tuple[tuple[str, str, str, int], ...]] = {
    "jw": (("SJ", "县纪委书记", INSPECTOR, 1), ("FSJ", "县纪委副书记", INSPECTOR, 2)),
    "pz7": (("ZZ", "组长", INSPECTOR, 1), ("FZZ", "副组长", INSPECTOR, 1), ("ZY", "组员", INSPECTOR, 5)),
    "guiding": (("ZR", "主任", GUIDING, 1), ("KY", "科员", GUIDING, 2)),
    "township": (("SJ", "纪委书记", TOWNSHIP, 1), ("FSJ", "纪委副书记", TOWNSHIP, 1), ("ZY", "纪检干事", TOWNSHIP, 2)),
    "jyj": (("JZ", "局长", CHIEF, 1), ("FJZ", "副局长", CHIEF, 4)),
    "jydw": (("FSJ", "机关党委副书记", OFFICE, 1),),
    "jcs": (("ZR", "主任", OFFICE, 1), ("FZR", "副主任", OFFICE, 1), ("KY", "科员", OFFICE, 3)),
    "section": (("ZR", "股长", SECTION, 1), ("KY", "科员", SECTION, 3)),
    "second": (("ZR", "主任", SECTION, 1), ("FZR", "副主任", SECTION, 1), ("KY", "科员", SECTION, 3)),
}

# Part-time posts of county bodies: unit, role, title, seat, who holds them (posts of others, in this order).
COUNTY_SIDE_POSTS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("zb", "ZZ", "专班组长", INSPECTOR, ("jw-FSJ",)),
    ("zb", "ZY", "专班成员", GUIDING, ("bs-zzb-KY", "bs-xcb-KY", "bs-ags-KY", "bs-dfs-KY", "bs-xfs-KY")),
    ("jydw", "SJ", "局党委书记", CHIEF, ("jyj-JZ",)),
    ("jydw", "WY", "局党委委员", CHIEF, ("jyj-FJZ",)),
    ("jgjw", "SJ", "机关纪委书记", OFFICE, ("jydw-FSJ",)),
    ("jgjw", "WY", "机关纪委委员", OFFICE, ("jcs-FZR", "jys-FZR", "djg-FZR")),
    ("ldxz", "ZZ", "领导小组组长", CHIEF, ("jyj-JZ",)),
    ("ldxz", "FZZ", "领导小组副组长", CHIEF, ("jydw-FSJ",)),
    ("ldxz", "CY", "领导小组成员", SECTION,
     ("gs-rs-ZR", "gs-jj-ZR", "gs-cw-ZR", "gs-zz-ZR", "gs-zk-ZR", "gs-aq-ZR", "gs-dd-ZR")),
    ("ldb", "ZR", "领导小组办公室主任", OFFICE, ("jcs-ZR",)),
    ("ldb", "ZD", "清廉学校建设指定专人", OFFICE, ("jcs-KY",)),
    ("djg", "XT", "系统管理员", TECH, ("djg-KY",)),
)  # fmt: skip
HEAD_ROLES = ("SJ", "XZ", "JZ", "ZZ", "ZR")
DEPUTY_ROLES = ("FX", "FSJ", "FJZ", "FZZ", "FZR")
