"""The county as a network: the plan's numbers, a tree, dated posts, people who do not exist."""

import itertools
from collections import Counter
from datetime import date

import pytest

from lianjing.county.roles import SCHOOL_DUTIES
from lianjing.domain.authority import Role
from lianjing.domain.orghistory import History
from lianjing.domain.orgtree import Edge, EdgeKind, Holding, OrgKind, Post, Rank, Unit
from tests.county import readback


def day(text):
    return date.fromisoformat(text) if text else None


def domain_history(network) -> History:
    """Return the county as the domain's own dated facts, with numbers for codes."""
    units = {unit["code"]: number for number, unit in enumerate(network["units"])}
    posts = {post["code"]: number for number, post in enumerate(network["posts"])}
    people = {person["code"]: number for number, person in enumerate(network["people"])}
    return History(
        units=tuple(
            Unit(
                id=units[row["code"]], kind=OrgKind(row["kind"]), path=row["path"], name=row["name"],
                parent_id=units[row["parent"]] if row["parent"] else None, valid_from=day(row["valid_from"]),
            )
            for row in network["units"]
        ),
        posts=tuple(
            Post(
                id=posts[row["code"]], unit_id=units[row["unit"]], code=row["role"], rank=Rank[row["rank"].upper()],
                serves=frozenset(units[code] for code in row["serves"]), seats=row["headcount"],
                valid_from=day(row["valid_from"]),
            )
            for row in network["posts"]
        ),
        holdings=tuple(
            Holding(posts[row["post"]], people[row["person"]], day(row["since"]), day(row["until"]))
            for row in network["holdings"]
        ),
        edges=tuple(
            Edge(units[row["from_unit"]], units[row["to_unit"]], EdgeKind(row["kind"]), day(row["since"]),
                 day(row["until"]))
            for row in network["edges"]
        ),
    )  # fmt: skip


def test_the_plan_counts_1_1_19_168(full):
    kinds = Counter(unit["kind"] for unit in full.network["units"])
    assert (kinds["dispatched_team"], kinds["bureau_office"], kinds["supervision_group"]) == (1, 1, 19)
    assert kinds["central_school"] + kinds["county_school"] + kinds["school"] == 168
    assert (kinds["central_school"], kinds["township_committee"]) == (10, 10)
    assert full.summary.groups == 19
    assert full.summary.schools == 168


def test_people_pupils_and_suppliers_are_about_what_the_county_has(full):
    assert 5_600 <= full.summary.staff <= 6_400
    assert 57_000 <= full.summary.pupils <= 63_000
    assert full.summary.suppliers == 150


def test_every_body_of_the_plan_is_there_with_head_scope_and_charge(county):
    units = {unit["code"]: unit for unit in county.network["units"]}
    assert {unit["kind"] for unit in units.values()} == {kind.value for kind in OrgKind}
    offices = {unit["alias"] for unit in units.values() if unit["kind"] == "guiding_office"}
    assert offices == {"组织部", "宣传部", "案管室", "党风室", "信访室"}
    held = {row["post"] for row in county.network["holdings"] if row["until"] is None}
    for unit in units.values():
        assert unit["scope"]
        if unit["kind"] != "county":
            assert unit["head_post"] in held, unit["name"]
    for code in ("jgjw", "ldxz", "ldb", "zb", "zj01"):
        assert units[code]["term_from"] < units[code]["term_to"]
        assert units[code]["charge"]


def test_some_bodies_are_led_by_whom_the_plan_says(full):
    """The chief heads the leading group; the organ party committee's deputy heads the discipline committee (W1)."""
    held = {row["post"]: row["person"] for row in full.network["holdings"] if row["until"] is None}
    assert held["ldxz-ZZ"] == held["jyj-JZ"]
    assert held["jgjw-SJ"] == held["jydw-FSJ"]


def test_the_tree_is_a_tree_and_paths_agree(county):
    paths = {unit["code"]: unit["path"] for unit in county.network["units"]}
    assert len(set(paths.values())) == len(paths)
    roots = [unit for unit in county.network["units"] if unit["parent"] is None]
    assert [root["path"] for root in roots] == ["/js/"]
    for unit in county.network["units"]:
        if unit["parent"]:
            assert unit["path"] == f"{paths[unit['parent']]}{unit['code']}/"


def test_the_domain_accepts_the_county_on_every_day(county):
    """Units, posts, holdings and edges hold together in the domain's own checks, today and in the past."""
    history = domain_history(county.network)
    history.check()
    for on in (date(2020, 6, 12), date(2023, 3, 1), date(2026, 9, 1)):
        assert history.as_of(on).day == on


def test_the_domain_refuses_a_bent_county(small):
    """Negative control: the check above can fail."""
    rows = [dict(unit) for unit in small.network["units"]]
    rows[-1]["path"] = "/js/elsewhere/s999/"
    bent = domain_history(small.network | {"units": rows})
    with pytest.raises(Exception, match=r"parent_missing|path_not_under_parent"):
        bent.as_of(date(2026, 9, 1))


def test_names_and_aliases_are_unique(county):
    words = [word for unit in county.network["units"] for word in {unit["name"], unit["alias"]}]
    assert len(words) == len(set(words))


def test_tiny_schools_share_posts_at_the_central_school(full):
    units = {unit["code"]: unit for unit in full.network["units"]}
    tiny = [unit for unit in units.values() if unit["school_type"] and unit["staff"] < 10]
    assert len(tiny) >= 50
    for unit in tiny:
        assert units[unit["shared_at"]]["kind"] == "central_school"
        assert units[unit["shared_at"]]["parent"] == unit["parent"]


def test_every_school_has_someone_for_every_duty_of_the_power_list(full):
    """Each school is served by a post of every role that power steps name, its own or a shared one."""
    served = {(code, post["role"]) for post in full.network["posts"] for code in post["serves"]}
    roles = [*SCHOOL_DUTIES]
    schools = [unit["code"] for unit in full.network["units"] if unit["school_type"]]
    assert [(code, role) for code in schools for role in roles if (code, role) not in served] == []


def test_size_classes_follow_the_pupils(county):
    for unit in county.network["units"]:
        if unit["school_type"]:
            expected = "A" if unit["pupils"] >= 500 else "B" if unit["pupils"] >= 100 else "C"
            assert unit["size_class"] == expected
    classes = Counter(unit["size_class"] for unit in county.network["units"] if unit["school_type"])
    assert min(classes["A"], classes["B"], classes["C"]) >= 1


def test_edges_are_known_kinds_and_no_two_groups_visit_each_other(county):
    pairs = {
        (edge["from_unit"], edge["to_unit"])
        for edge in county.network["edges"]
        if edge["kind"] == "peer" and edge["from_unit"].startswith("zj")
    }
    groups = {unit["code"] for unit in county.network["units"] if unit["kind"] == "supervision_group"}
    assert {one for one, _ in pairs} == {other for _, other in pairs} == groups
    assert not [pair for pair in pairs if pair[::-1] in pairs]
    assert {edge["kind"] for edge in county.network["edges"]} == {kind.value for kind in EdgeKind}


def test_the_past_is_there(full):
    closed = [row for row in full.network["holdings"] if row["until"]]
    assert len(closed) >= 300
    left = {person["code"] for person in full.network["people"] if person["left_on"]}
    assert {row["person"] for row in closed} & left
    now = {row["person"] for row in full.network["holdings"] if row["until"] is None}
    assert not now & left
    assert max(row["until"] for row in closed) < full.network["as_of"]


def test_every_number_passes_its_checksum_and_cannot_be_real(county):
    people = county.network["people"]
    owners = [owner for supplier in county.network["suppliers"] for owner in supplier["people"]]
    for row in (*people, *owners):
        assert readback.good_id(row["id_no"])
        assert row["id_no"].startswith("6999")  # province codes 66 to 70 do not exist in GB/T 2260
        assert len(row["phone"]) == 11
        assert row["phone"].startswith("142")  # machine numbers, which have 13 digits
    for person in people:
        assert person["id_no"][6:14] == person["born"].replace("-", "")
        assert (int(person["id_no"][16]) % 2 == 1) is (person["gender"] == "M")
    for supplier in county.network["suppliers"]:
        assert readback.good_credit_code(supplier["uscc"])
        assert supplier["uscc"][2:6] == "6999"


def test_seats_are_roles_of_the_authority_table(county):
    seats = {post["seat"] for post in county.network["posts"]}
    assert seats == {role.value for role in Role} | {None}


def test_people_were_adults_when_they_began(county):
    people = {person["code"]: person for person in county.network["people"]}
    for holding in county.network["holdings"]:
        born = day(people[holding["person"]]["born"])
        assert (day(holding["since"]) - born).days >= 18 * 365


def test_kin_live_in_one_township_and_mirror_each_other(county):
    townships = {unit["code"]: unit["township"] for unit in county.network["units"]}
    people = {person["code"]: person for person in county.network["people"]}
    inside = [row for row in county.network["kin"] if row["relative"]]
    mirror = {"spouse": "spouse", "sibling": "sibling", "parent": "child", "child": "parent"}
    told = {(row["person"], row["relative"], row["relation"]) for row in inside}
    for row in inside:
        one, other = people[row["person"]], people[row["relative"]]
        assert townships[one["unit"]] == townships[other["unit"]]
        assert (row["relative"], row["person"], mirror[row["relation"]]) in told
        assert row["relative_name"] == other["name"]
        if row["relation"] == "spouse":
            assert one["gender"] != other["gender"]
            assert one["household"] == other["household"]
        else:
            assert one["name"][0] == other["name"][0]


def test_the_school_calendar_has_no_gap_and_no_overlap(county):
    spans = [row for row in county.network["calendar"] if row["kind"] in ("term", "vacation")]
    assert len(spans) == 12
    for one, other in itertools.pairwise(spans):
        assert 1 <= (day(other["first_day"]) - day(one["last_day"])).days <= 2  # a year may begin after a weekend
