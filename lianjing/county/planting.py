"""Mistakes of the network itself: empty posts, posts that exclude each other, buyers silent about their kin."""

import random
from collections import defaultdict
from datetime import date

from lianjing.county.families import buyers
from lianjing.county.roles import INCOMPATIBLE
from lianjing.county.shape import Holding, Kin, Network, Person, Post, Supplier
from lianjing.county.streams import Streams
from lianjing.county.truth import Planted

_MAY_BE_EMPTY = {"JW", "DY", "ZW", "BZY", "CN", "CGY", "YSY", "KGY", "STG", "LDX"}
_EMPTY_SHARE = 0.015
_LEFT = date(2026, 6, 30)
_TAKEN_OVER, _DAY_BEFORE = date(2026, 2, 1), date(2026, 1, 31)
_TIES_AT_FULL_SCALE = 9


def plant_in_posts(network: Network, streams: Streams) -> list[Planted]:
    """Close about 1.5 per cent of the single school posts, and let a few people hold two that exclude each other."""
    current: dict[str, list[Holding]] = defaultdict(list)
    for holding in network.holdings:
        if holding.until is None:
            current[holding.post].append(holding)
    planted = _plant_doubles(network, streams("doubles"), current)
    busy = {post for item in planted for post in item.posts}
    own = [
        post
        for post in network.posts
        if post.role in _MAY_BE_EMPTY and post.serves == [post.unit] and post.code not in busy
        and network.unit(post.unit).school_type
        and current[post.code][0].since < _LEFT
    ]  # fmt: skip
    chance = streams("vacancies")
    for post in chance.sample(own, max(2, round(len(own) * _EMPTY_SHARE))):
        planted.append(_vacate(network, post, current[post.code][0]))
    return planted


def _vacate(network: Network, post: Post, holding: Holding) -> Planted:
    holding.until = _LEFT
    others = [row for row in network.holdings if row.person == holding.person and row.until is None]
    if not others:
        network.person(holding.person).left_on = holding.until
        network.unit(post.unit).staff -= 1
    why = f"岗位“{post.title}”自{holding.until:%Y年%m月%d日}起无人任职"
    return Planted("post_without_holder", post.unit, [], [post.code], why, f"vacancy:{post.code}")


def _plant_doubles(network: Network, chance: random.Random, current: dict[str, list[Holding]]) -> list[Planted]:
    planted = []
    by_place = {post.code for post in network.posts}
    for keeps, takes in INCOMPATIBLE:
        schools = [
            unit.code for unit in network.schools() if {f"{unit.code}-{keeps}", f"{unit.code}-{takes}"} <= by_place
        ]
        for code in chance.sample(schools, max(1, round(len(schools) * 0.05))):
            first, second = current[f"{code}-{keeps}"][0], current[f"{code}-{takes}"][0]
            if second.since < _TAKEN_OVER:
                second.until = _DAY_BEFORE
                network.holdings.append(Holding(first.person, second.post, max(_TAKEN_OVER, first.since)))
            else:  # the post was filled after that day: it went to the buyer from the start
                second.person = first.person
            why = f"同一人兼任不相容岗位 {keeps}、{takes}"
            planted.append(
                Planted("incompatible_posts", code, [first.person], [first.post, second.post], why,
                        f"person:{first.person}")
            )  # fmt: skip
    return planted


def plant_ties(network: Network, streams: Streams) -> list[Planted]:
    """Tie a few buyers to suppliers by a phone, an address or a spouse's declaration, and let them keep silent."""
    chance = streams("ties")
    roles = {post.code: post.role for post in network.posts}
    buying = sorted({row.person for row in network.holdings if row.until is None and roles[row.post] == "CGY"})
    spouses = {
        row.person: row.relative
        for row in network.kin
        if row.relation == "spouse" and row.declared_on and row.relative not in buyers(network)
    }
    chance.shuffle(buying)
    suppliers = chance.sample(network.suppliers, min(len(buying), max(3, round(_TIES_AT_FULL_SCALE * network.scale))))
    planted = []
    for number, supplier in enumerate(suppliers):
        way = ("spouse", "phone", "address")[number % 3]
        fitting = [code for code in buying if _can_be_tied(network, code, way, spouses)]
        if not fitting:
            way, fitting = "phone", buying
        code = fitting[0]
        buying.remove(code)
        spouse = network.person(spouses[code] or "") if way == "spouse" else None
        planted.append(_tie(network, chance, network.person(code), supplier, spouse, way))
    return planted


def _can_be_tied(network: Network, code: str, way: str, spouses: dict[str, str | None]) -> bool:
    """A spouse's declaration needs a spouse; a shared address needs a buyer who lives alone, or two would be tied."""
    if way == "address":
        home = network.person(code).household
        return sum(1 for person in network.people if person.household == home) == 1
    return way == "phone" or code in spouses


def _tie(
    network: Network, chance: random.Random, buyer: Person, supplier: Supplier, spouse: Person | None, way: str
) -> Planted:
    owner = supplier.people[-1]
    column = {"phone": "联系电话", "address": "住址", "spouse": "身份证号"}[way]
    if way == "phone":
        owner.phone = buyer.phone
    elif way == "address":
        owner.address = buyer.address
    elif spouse:
        declared = date(2026, 3, chance.randrange(1, 28))
        network.kin.append(Kin(spouse.code, None, owner.name, owner.id_no, "sibling", declared, supplier.name))
    relation = "sibling" if way == "phone" else "collateral" if way == "address" else "in_law"
    network.kin.append(Kin(buyer.code, None, owner.name, owner.id_no, relation, None, supplier.name, f"by {way}"))
    why = {
        "phone": "采购员与供应商人员电话相同，未申报",
        "address": "采购员与供应商人员住址相同，未申报",
        "spouse": "采购员的配偶申报了在供应商任职的亲属，采购员本人未申报",
    }[way]
    posts = [row.post for row in network.holdings if row.person == buyer.code and row.until is None]
    return Planted(
        "undeclared_buyer_supplier_kin", buyer.unit, [buyer.code], posts, why,
        f"supplier_person:{owner.id_no}", [f"person:{buyer.code}"], column=column,
    )  # fmt: skip
