"""The bodies above the schools: commission, bureau, and everything the plan founds beside them (D11)."""

from datetime import date

from lianjing.county.places import COUNTY_TOWN, Township
from lianjing.county.shape import PLAN_DAY, Network, Unit
from lianjing.domain.orgtree import OrgKind

ROOT = "js"
GUIDING = (
    ("bs-zzb", "县纪委监委组织部", "组织部"),
    ("bs-xcb", "县纪委监委宣传部", "宣传部"),
    ("bs-ags", "县纪委监委案件监督管理室", "案管室"),
    ("bs-dfs", "县纪委监委党风政风监督室", "党风室"),
    ("bs-xfs", "县纪委监委信访室", "信访室"),
)
SECTIONS = (
    ("gs-rs", "县教育局人事股", "人事股"),
    ("gs-jj", "县教育局基础教育股", "基教股"),
    ("gs-cw", "县教育局计划财务股", "计财股"),
    ("gs-zz", "县学生资助管理中心", "资助中心"),
    ("gs-zk", "县教育局招生考试办公室", "招考办"),
    ("gs-aq", "县教育局安全后勤股", "安全后勤股"),
    ("gs-dd", "县教育局教育督导室", "督导室"),
)
SECOND_LEVEL = (
    ("hszx", "县教育系统会计核算中心", "会计核算中心"),
    ("jys", "县教学研究室", "教研室"),
    ("djg", "县电化教育馆", "电教馆"),
    ("zbz", "县教育技术装备站", "装备站"),
)
CHARGES = {
    "jw": "监督责任：派出第七纪检监察组、乡镇纪委加强日常监督，抓早抓小",
    "pz7": "指导教育局清廉学校建设，跟踪检查推进情况，指导成立机关纪委",
    "zb": "监督推动清廉学校建设，部室、纪检组全力支持",
    "bs-zzb": "指导推动：教育系统纪检监察干部队伍建设与培训",
    "bs-xcb": "指导推动：宣传引导，总结推广典型经验",
    "bs-ags": "指导推动：问题线索和案件监督管理",
    "bs-dfs": "指导推动：作风建设，列席与日常监督",
    "bs-xfs": "指导推动：信访举报受理与答复",
    "jyj": "主体责任：指导19个监督执纪小组和168所学校",
    "jydw": "全面从严治党主体责任",
    "jgjw": "教育局机关纪律检查，由机关党委副书记任书记",
    "jcs": "统筹19个监督执纪小组的日常监督",
    "ldxz": "局长任组长，统一领导清廉学校建设",
    "ldb": "统筹推进，指定专人检查、督促、协调",
}
_KIND_CHARGES = {
    OrgKind.TOWNSHIP_COMMITTEE: "对本乡镇学校的日常监督",
    OrgKind.SECTION: "指导督办责任：指导督办学校做好清廉学校建设",
    OrgKind.SECOND_LEVEL_UNIT: "指导督办责任：指导督办学校做好清廉学校建设",
}
TERM = (date(2025, 9, 1), date(2028, 8, 31))


def add_bodies(network: Network, townships: list[Township]) -> None:
    """Add the county root, the commission's and the bureau's bodies, parents before children."""
    place = _Placer(network)
    place(None, ROOT, "建始县（演示）", "建始县", OrgKind.COUNTY, since=date(1949, 10, 1))
    _add_commission(place, townships)
    _add_bureau(place)


def _add_commission(place: "_Placer", townships: list[Township]) -> None:
    place(ROOT, "jw", "县纪委监委", "纪委监委", OrgKind.COMMISSION, since=date(2018, 1, 20), scope=["/js/"])
    place(
        "jw", "pz7", "县纪委监委派出第七纪检监察组", "第七纪检监察组", OrgKind.DISPATCHED_TEAM,
        since=date(2019, 3, 1), scope=["/js/jyj/"],
    )  # fmt: skip
    for code, name, alias in GUIDING:
        place("jw", code, name, alias, OrgKind.GUIDING_OFFICE, since=date(2018, 1, 20), scope=["/js/jyj/"])
    place(
        "jw", "zb", "县纪委监委清廉学校建设工作专班", "清廉学校专班", OrgKind.TASK_FORCE, scope=["/js/jyj/"], term=TERM
    )
    for number, township in enumerate(townships, start=1):
        unit = place(
            "jw", f"xz{number:02d}", f"{township.name}纪委", f"{township.short}纪委", OrgKind.TOWNSHIP_COMMITTEE,
            since=date(2011, 11, 1), scope=[f"/js/jyj/zj{number:02d}/"],
        )  # fmt: skip
        unit.township, unit.lat, unit.lon = township.name, township.lat, township.lon


def _add_bureau(place: "_Placer") -> None:
    place(ROOT, "jyj", "县教育局", "教育局", OrgKind.BUREAU, since=date(1984, 6, 1), scope=["/js/jyj/"])
    place("jyj", "jydw", "中共县教育局委员会", "局党委", OrgKind.ORGAN_COMMITTEE, since=date(1995, 5, 1))
    place("jyj", "jgjw", "县教育局机关纪委", "机关纪委", OrgKind.ORGAN_COMMITTEE, scope=["/js/jyj/"], term=TERM)
    place("jyj", "jcs", "县教育局监察室", "监察室", OrgKind.BUREAU_OFFICE, since=date(2012, 9, 1), scope=["/js/jyj/"])
    place("jyj", "ldxz", "清廉学校建设领导小组", "领导小组", OrgKind.LEADING_GROUP, scope=["/js/jyj/"], term=TERM)
    place("ldxz", "ldb", "清廉学校建设领导小组办公室", "领导小组办公室", OrgKind.LEADING_OFFICE,
          scope=["/js/jyj/"], term=TERM)  # fmt: skip
    for code, name, alias in SECTIONS:
        place("jyj", code, name, alias, OrgKind.SECTION, since=date(2005, 3, 1), scope=["/js/jyj/"])
    for code, name, alias in SECOND_LEVEL:
        place("jyj", code, name, alias, OrgKind.SECOND_LEVEL_UNIT, since=date(2008, 3, 1), scope=["/js/jyj/"])


class _Placer:
    """Puts a body below its parent, at the county town."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._paths: dict[str, str] = {}

    def __call__(
        self,
        parent: str | None,
        code: str,
        name: str,
        alias: str,
        kind: OrgKind,
        *,
        since: date = PLAN_DAY,
        scope: list[str] | None = None,
        term: tuple[date, date] | None = None,
    ) -> Unit:
        path = f"{self._paths[parent] if parent else '/'}{code}/"
        self._paths[code] = path
        unit = Unit(code, name, alias, kind, parent, path, since, scope=[path] if scope is None else scope)
        unit.charge = CHARGES.get(code, _KIND_CHARGES.get(kind, ""))
        unit.lat, unit.lon = COUNTY_TOWN.lat, COUNTY_TOWN.lon
        if term:
            unit.term_from, unit.term_to = term
        self._network.units.append(unit)
        return unit
