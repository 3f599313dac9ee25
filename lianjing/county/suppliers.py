"""Invented firms that sell to schools, with their people."""

import random
from datetime import date, timedelta

from lianjing.county import names
from lianjing.county.people import Recruiter, region_of
from lianjing.county.places import Township
from lianjing.county.shape import AS_OF, Supplier, SupplierPerson
from lianjing.county.streams import Streams, unused

_AT_FULL_SCALE, _AT_LEAST = 150, 10
# Trade, words of the firm's name, share in percent.
_TRADES = (
    ("粮油", ("粮油贸易", "米业", "粮油配送"), 16),
    ("肉禽蛋", ("肉食品", "禽蛋配送", "生鲜食品"), 15),
    ("蔬菜水果", ("蔬菜配送", "果蔬商贸", "农产品"), 18),
    ("豆制品调味", ("豆制品", "副食商贸"), 8),
    ("教辅图书", ("图书发行", "文化传媒"), 6),
    ("校服", ("服饰", "制衣"), 4),
    ("办公用品", ("办公用品", "文具商贸", "办公设备"), 12),
    ("维修工程", ("建筑工程", "装饰工程", "水电安装"), 10),
    ("保安保洁", ("保安服务", "物业服务"), 4),
    ("信息化", ("信息技术", "电子科技"), 4),
    ("印刷", ("印务", "广告印刷"), 3),
)
# How many firms of a trade a county has at least: without food firms no school could cook; without two licensed dealers
# a school whose staff has kin in the one could buy no books.
_ALWAYS = {"粮油": 1, "教辅图书": 2}
_BRAND = "嘉禾丰源顺达鑫茂康泰惠民绿野田园春晓恒信博雅致远启明兴隆永盛宏图锦程瑞祥"
_ENDINGS = ("有限公司", "有限公司", "有限责任公司", "经营部", "商行")


def add_suppliers(recruiter: Recruiter, streams: Streams, townships: list[Township], scale: float) -> None:
    """Add about 150 suppliers at scale 1, at least ten; names and credit codes are unique.

    A county has the firms in good standing that _ALWAYS says, even where chance gave it fewer.
    """
    taken: set[str] = set()
    firms = recruiter.network.suppliers
    for number in range(max(_AT_LEAST, round(_AT_FULL_SCALE * scale))):
        firms.append(_firm(recruiter, streams("suppliers", str(number)), townships, taken))
    for wanted, least in _ALWAYS.items():
        there = sum(firm.trade == wanted and firm.status == "存续" for firm in firms)
        for number in range(there, least):
            chance = streams("suppliers", wanted, str(number))
            firms.append(_firm(recruiter, chance, townships, taken, wanted))


def _firm(
    recruiter: Recruiter, chance: random.Random, townships: list[Township], taken: set[str], wanted: str | None = None
) -> Supplier:
    """Return a firm of any trade, or of the wanted one and then in good standing."""
    township = chance.choices(townships, weights=[place.schools for place in townships])[0]
    trade, words, _ = chance.choices(_TRADES, weights=[share for _, _, share in _TRADES])[0]
    if wanted:
        trade, words = wanted, next(words for trade, words, _ in _TRADES if trade == wanted)
    name = unused(taken, lambda: _firm_name(chance, township, words))
    founded = date(chance.randrange(2005, 2025), chance.randrange(1, 13), chance.randrange(1, 28))
    firm = Supplier(
        recruiter.mint.credit_code(chance, region_of(township.name)),
        name,
        trade,
        founded,
        recruiter.mint.phone(chance),
        recruiter.address(chance, township.name),
        chance.choices(("存续", "异常", "注销"), weights=(95, 3, 2))[0],
        township.name,
        _owners(recruiter, chance, township),
    )
    if wanted:
        firm.status = "存续"
    return firm


def _firm_name(chance: random.Random, township: Township, words: tuple[str, ...]) -> str:
    brand = "".join(chance.sample(_BRAND, 2))
    return f"{township.short}{brand}{chance.choice(words)}{chance.choice(_ENDINGS)}"


def _owners(recruiter: Recruiter, chance: random.Random, township: Township) -> list[SupplierPerson]:
    count = chance.choices((1, 2, 3), weights=(5, 3, 2))[0]
    shares = {1: (100.0,), 2: (70.0, 30.0), 3: (51.0, 29.0, 20.0)}[count]
    roles = ("法定代表人", "股东", "监事")
    return [
        _supplier_person(recruiter, chance, township, role, share)
        for role, share in zip(roles[:count], shares, strict=True)
    ]


def _supplier_person(
    recruiter: Recruiter, chance: random.Random, township: Township, role: str, share: float
) -> SupplierPerson:
    gender = "F" if chance.random() < 0.3 else "M"
    born = AS_OF - timedelta(days=chance.randrange(25 * 366, 62 * 365))
    return SupplierPerson(
        names.full(chance, gender, born.year),
        recruiter.mint.id_no(chance, region_of(township.name), born, gender),
        role, share, recruiter.mint.phone(chance), recruiter.address(chance, township.name),
    )  # fmt: skip
