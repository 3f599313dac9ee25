"""The org tree: paths that cannot be confused, dated facts that cannot contradict each other, any past day rebuilt."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjing.domain import orghistory, orgpaths
from lianjing.domain.orghistory import History
from lianjing.domain.orgpaths import ancestors, at_or_below, build_paths, check_path, is_below, parent_path
from lianjing.domain.orgtree import Edge, EdgeKind, Holding, OrgKind, Post, Tie, TieKind, Unit
from lianjing.domain.refusals import RuleBroken

SEEDED = settings(print_blob=True, deadline=None, max_examples=200)
D1, D2, D3 = date(2024, 9, 1), date(2025, 9, 1), date(2026, 9, 1)
DAY = timedelta(days=1)

ROOT = Unit(1, OrgKind.COUNTY, "/j/")
BUREAU = Unit(2, OrgKind.BUREAU, "/j/b/", parent_id=1)
GROUP_1 = Unit(3, OrgKind.SUPERVISION_GROUP, "/j/b/c1/", parent_id=2)
GROUP_10 = Unit(4, OrgKind.SUPERVISION_GROUP, "/j/b/c10/", parent_id=2)
SCHOOL = Unit(5, OrgKind.SCHOOL, "/j/b/c1/s1/", parent_id=3)
UNITS = (ROOT, BUREAU, GROUP_1, GROUP_10, SCHOOL)


def code_of(refused: pytest.ExceptionInfo[RuleBroken]) -> str:
    return refused.value.code


# Paths.


def test_paths_that_look_alike_are_told_apart() -> None:
    """All paths of up to three parts from names that begin alike: below means below, part by part."""
    names = ["j", "c1", "c10", "c1-0", "k"]
    paths = [parts for size in (1, 2, 3) for parts in product(names, repeat=size)]
    for one, other in product(paths, repeat=2):
        expected = len(one) >= len(other) and one[: len(other)] == other
        written = "/" + "/".join(one) + "/", "/" + "/".join(other) + "/"
        assert at_or_below(*written) is expected
        assert is_below(*written) is (expected and one != other)


def test_a_path_is_not_below_a_path_that_only_ends_alike() -> None:
    assert not at_or_below("/j/c10/", "/j/c1/")
    assert not at_or_below("/k/j/c1/", "/j/c1/")
    assert not at_or_below("/j/", "/j/c1/")


@pytest.mark.parametrize(
    "path",
    ["", "/", "//", "j/", "/j", "/j//c/", "/J/", "/j/ c/", "/j/c_1/", "/j/../k/", "/j/-c/", "/j/c-/", "/j/\n", "/j%/"],
)
def test_a_path_that_is_not_one_is_refused(path: str) -> None:
    for call in (
        check_path,
        parent_path,
        ancestors,
        lambda bad: at_or_below(bad, "/j/"),
        lambda bad: at_or_below("/j/", bad),
    ):
        with pytest.raises(RuleBroken) as refused:
            call(path)
        assert code_of(refused) == "path_malformed"


def test_going_up() -> None:
    assert parent_path("/j/") is None
    assert parent_path("/j/b/") == "/j/"
    assert ancestors("/j/b/c1/") == ("/j/b/", "/j/")


def test_paths_are_built_from_parents_in_any_order() -> None:
    assert build_paths({"s1": "c1", "c1": "j", "j": None}) == {"s1": "/j/c1/s1/", "c1": "/j/c1/", "j": "/j/"}


@pytest.mark.parametrize(
    ("parents", "cycle"),
    [
        ({"a": "a"}, ("a",)),
        ({"c": "b", "b": "a", "a": "c"}, ("a", "c", "b")),
        ({"j": None, "x": "y", "y": "x", "z": "x"}, ("x", "y")),
    ],
)
def test_a_cycle_of_parents_is_named(parents: dict[str, str | None], cycle: tuple[str, ...]) -> None:
    with pytest.raises(RuleBroken) as refused:
        build_paths(parents)
    assert code_of(refused) == "unit_cycle"
    assert refused.value.facts["slugs"] == cycle


def test_a_parent_that_is_not_there_is_named() -> None:
    with pytest.raises(RuleBroken) as refused:
        build_paths({"a": "b", "b": "ghost"})
    assert refused.value.facts == {"slug": "b", "parent": "ghost"}


@SEEDED
@given(st.dictionaries(st.integers(0, 12), st.one_of(st.none(), st.integers(0, 12)), max_size=13))
def test_parents_give_paths_or_a_refusal_never_a_hang(parents: dict[int, int | None]) -> None:
    rows = {f"u{key}": None if parent is None else f"u{parent}" for key, parent in parents.items()}
    codes: list[str] = []
    try:
        paths = build_paths(rows)
    except RuleBroken as refused:
        codes.append(refused.code)
    if codes:
        assert set(codes) <= {"unit_cycle", "parent_missing"}
        return
    for slug, parent in rows.items():
        assert parent_path(paths[slug]) == (paths[parent] if parent else None)


# Dated facts.


CONTRADICTIONS = {
    "ends_before_start": History(UNITS, posts=(Post(1, 5, "XZ", valid_from=D2, valid_to=D1),)),
    "unit_dates_overlap": History((*UNITS, Unit(5, OrgKind.SCHOOL, "/j/b/c10/s1/"))),
    "path_taken": History((*UNITS, Unit(6, OrgKind.SCHOOL, "/j/b/c1/s1/"))),
    "unit_outlives_parent": History(
        (
            *UNITS,
            Unit(8, OrgKind.SUPERVISION_GROUP, "/j/z/", valid_to=D2),
            Unit(9, OrgKind.SCHOOL, "/j/z/s/", parent_id=8),
        )
    ),
    "post_unit_unknown": History(UNITS, posts=(Post(1, 99, "XZ"),)),
    "holding_post_unknown": History(UNITS, holdings=(Holding(1, 7),)),
    "holding_outside_post": History(UNITS, (Post(1, 5, "XZ", valid_from=D2),), (Holding(1, 7, D1),)),
    "holding_twice": History(UNITS, (Post(1, 5, "JS", seats=None),), (Holding(1, 7, D1), Holding(1, 7, D2))),
    "holdings_overlap": History(UNITS, (Post(1, 5, "XZ"),), (Holding(1, 7, D1, D2), Holding(1, 8, D2))),
    "edge_to_itself": History(UNITS, edges=(Edge(3, 3, EdgeKind.LINE),)),
    "edge_unit_unknown": History(UNITS, edges=(Edge(99, 3, EdgeKind.PEER),)),
}


@pytest.mark.parametrize("code", CONTRADICTIONS)
def test_contradicting_facts_are_refused(code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        CONTRADICTIONS[code].check()
    assert code_of(refused) == code


def test_a_contradiction_that_was_there_before_stops_no_edit_elsewhere() -> None:
    before = CONTRADICTIONS["holdings_overlap"]
    elsewhere = replace(before, units=(*UNITS, Unit(7, OrgKind.SCHOOL, "/j/b/c1/s9/")))
    before.refuse_new(elsewhere, D2)
    with pytest.raises(RuleBroken, match="holdings_overlap"):
        before.refuse_new(replace(elsewhere, holdings=(*before.holdings, Holding(1, 9, D2))), D2)
    torn = replace(before, units=(*UNITS, Unit(7, OrgKind.SCHOOL, "/j/nowhere/s9/")))
    with pytest.raises(RuleBroken, match="parent_missing"):
        before.refuse_new(torn, D2)
    torn.refuse_new(replace(torn, units=(*torn.units, Unit(8, OrgKind.SCHOOL, "/j/b/c1/s8/"))), D2)


def test_a_post_that_has_ended_is_held_by_nobody_afterwards() -> None:
    with pytest.raises(RuleBroken, match="holding_outside_post"):
        History(UNITS, (Post(1, 5, "XZ", valid_to=D1),), (Holding(1, 7, D2),)).check()


def test_facts_that_only_touch_do_not_contradict() -> None:
    History(
        UNITS,
        (Post(1, 5, "XZ"), Post(2, 5, "JS", seats=2), Post(3, 3, "YSY", serves=frozenset({5}), valid_to=D3)),
        (Holding(1, 7, D1, D2 - DAY), Holding(1, 8, D2), Holding(2, 7), Holding(2, 8), Holding(3, 9, D1, D3)),
        (Edge(5, 5, EdgeKind.PUBLIC), Edge(3, 5, EdgeKind.LINE)),
        (Tie(7, TieKind.KIN, 8),),
    ).check()


@SEEDED
@given(st.integers(1, 3), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 5)), max_size=7))
def test_holders_never_outnumber_seats_on_any_day(seats: int, rows: list[tuple[int, int, int]]) -> None:
    """`check` refuses exactly the histories in which some day has too many holders, or a person twice."""
    held = [Holding(1, person, D1 + min(a, b) * DAY, D1 + max(a, b) * DAY) for a, b, person in rows]
    days = [[row.person_id for row in held if row.valid_from <= D1 + n * DAY <= row.valid_to] for n in range(10)]
    wrong = any(len(people) > seats or len(set(people)) < len(people) for people in days)
    history = History(UNITS, (Post(1, 5, "XZ", seats=seats),), tuple(held))
    if wrong:
        with pytest.raises(RuleBroken):
            history.check()
    else:
        history.check()


# The network of a day.


@SEEDED
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 4)), max_size=12), st.integers(0, 20))
def test_any_past_day_is_rebuilt_from_dated_facts(rows: list[tuple[int, int, int]], when: int) -> None:
    held = tuple(Holding(1, person, D1 + min(a, b) * DAY, D1 + max(a, b) * DAY) for a, b, person in rows)
    network = History(UNITS, (Post(1, 5, "JS", seats=None),), held).as_of(D1 + when * DAY)
    there = {person for a, b, person in rows if min(a, b) <= when <= max(a, b)}
    assert set(network.holders.get(1, ())) == there
    assert set(network.posts_of) == there


def test_first_and_last_day_count_and_the_next_does_not() -> None:
    history = History(
        (ROOT, BUREAU, Unit(6, OrgKind.SECTION, "/j/b/x/", valid_from=D1, valid_to=D2)),
        (Post(1, 6, "KY", serves=frozenset({2, 6}), valid_from=D1), Post(2, 2, "JZ", serves=frozenset({6}))),
        (Holding(1, 7, D1),),
        (Edge(6, 2, EdgeKind.PEER, D1),),
        (Tie(7, TieKind.KIN, 8, valid_from=D1, valid_to=D2),),
    )
    for day in (D1, D2):
        network = history.as_of(day)
        assert 6 in network.units
        assert network.holders == {1: (7,)}
        assert len(network.edges) == len(network.ties) == 1
    for day in (D1 - DAY, D2 + DAY):
        network = history.as_of(day)
        assert 6 not in network.units
        assert not network.holdings
        assert not network.edges
        assert not network.ties
        assert network.posts[2].serves == frozenset()


def test_a_move_takes_all_below_along_and_leaves_the_past_as_it_was() -> None:
    history = History(UNITS, (Post(1, 5, "XZ"),), (Holding(1, 7),)).moved(3, 4, D2)
    before, after = history.as_of(D2 - DAY), history.as_of(D2)
    assert before.units[5].path == "/j/b/c1/s1/"
    assert after.units[5].path == "/j/b/c10/c1/s1/"
    assert after.units[3].parent_id == 4
    assert after.units[4] == before.units[4]
    assert [unit for unit in after.lineage(5)] == [5, 3, 4, 2, 1]
    assert after.holders == before.holders == {1: (7,)}


def test_a_move_on_the_day_a_unit_opens_leaves_one_row() -> None:
    history = History((ROOT, BUREAU, Unit(6, OrgKind.SECTION, "/j/b/x/", parent_id=2, valid_from=D2))).moved(6, 1, D2)
    assert [unit.path for unit in history.units if unit.id == 6] == ["/j/x/"]


@pytest.mark.parametrize(("unit", "parent"), [(3, 3), (3, 5), (1, 5)])
def test_a_unit_cannot_move_below_itself(unit: int, parent: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        History(UNITS).moved(unit, parent, D2)
    assert code_of(refused) == "move_into_itself"


def test_a_move_onto_a_taken_place_or_of_nobody_is_refused() -> None:
    taken = History((*UNITS, Unit(6, OrgKind.SCHOOL, "/j/b/c10/s1/", parent_id=4)))
    with pytest.raises(RuleBroken, match="path_taken"):
        taken.moved(5, 4, D2)
    with pytest.raises(RuleBroken, match="unit_unknown"):
        taken.moved(99, 4, D2)


TREES = {
    "unit_cycle": (Unit(1, OrgKind.COUNTY, "/j/", parent_id=2), Unit(2, OrgKind.BUREAU, "/j/b/", parent_id=1)),
    "parent_missing": (ROOT, Unit(5, OrgKind.SCHOOL, "/j/b/s1/")),
    "path_not_under_parent": (ROOT, BUREAU, GROUP_1, GROUP_10, Unit(5, OrgKind.SCHOOL, "/j/b/c10/s1/", parent_id=3)),
    "path_malformed": (ROOT, Unit(2, OrgKind.BUREAU, "/j/b")),
}


@pytest.mark.parametrize("code", TREES)
def test_a_tree_that_is_none_is_refused(code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        History(TREES[code]).as_of(D1)
    assert code_of(refused) == code


def test_a_parent_named_but_closed_is_refused() -> None:
    with pytest.raises(RuleBroken, match="parent_missing"):
        History((ROOT, Unit(5, OrgKind.SCHOOL, "/j/s1/", parent_id=77))).as_of(D1)


@pytest.mark.parametrize(
    "edges",
    [
        [(3, 4), (4, 3)],
        [(3, 4), (4, 5), (5, 3)],  # the school stands below group 3 by the tree: an upward line is ignored, see next
    ],
)
def test_lines_that_go_in_a_circle(edges: list[tuple[int, int]]) -> None:
    history = History(UNITS, edges=tuple(Edge(one, other, EdgeKind.LINE) for one, other in edges))
    if edges == [(3, 4), (4, 5), (5, 3)]:
        assert history.as_of(D1).straight_above(3) == (2,)
        return
    with pytest.raises(RuleBroken) as refused:
        history.as_of(D1)
    assert code_of(refused) == "line_cycle"


def test_a_circle_through_tree_and_lines_together_is_refused() -> None:
    """The school commands group 10, which commands the school's own group."""
    history = History(UNITS, edges=(Edge(5, 4, EdgeKind.LINE), Edge(4, 3, EdgeKind.LINE)))
    with pytest.raises(RuleBroken, match="line_cycle"):
        history.as_of(D1)


def test_a_circle_of_peers_is_no_cycle() -> None:
    History(UNITS, edges=(Edge(3, 4, EdgeKind.PEER), Edge(4, 3, EdgeKind.PEER))).as_of(D1)


# Vacancies (D7).


def test_a_post_without_holder_is_a_vacancy_since_the_last_one_left() -> None:
    history = History(
        UNITS,
        (Post(1, 5, "XZ", valid_from=D1), Post(2, 5, "BZY", valid_from=D1), Post(3, 5, "CN", valid_from=D1)),
        (Holding(1, 7, D1), Holding(2, 8, D1, D2), Holding(2, 9, D1 + DAY, D1 + 2 * DAY)),
    )
    assert [post.id for post in history.as_of(D3).vacancies()] == [2, 3]
    assert history.vacant_since(1, D3) is None
    assert history.vacant_since(2, D2) is None
    assert history.vacant_since(2, D3) == D2 + DAY
    assert history.vacant_since(3, D3) == D1
    assert history.vacant_since(3, D1 - DAY) is None
    assert history.vacant_since(99, D3) is None


# The guards can fail: each is broken once.

STARTS = "return check_path(path).startswith(check_path(top))"
SEATS = "if post.seats is not None and busiest > post.seats:"
MUTANTS = [
    (orgpaths, STARTS, "return check_path(path).startswith(check_path(top)[:-1])"),
    (orgpaths, STARTS, "return check_path(top) in check_path(path)"),
    (orgpaths, "if slug in trail:", "if len(trail) > 50:"),
    (orghistory, "other.valid_from <= one.valid_to", "other.valid_from < one.valid_to"),
    (orghistory, SEATS, SEATS.replace("busiest", "len(meets)")),
    (orghistory, "if in_force(row, day) and row.post_id in posts", "if row.post_id in posts"),
    (orghistory, "if at_or_below(now[parent_id].path, old):", "if now[parent_id].path == old:"),
]


@pytest.mark.parametrize(("module", "old", "new"), MUTANTS, ids=lambda value: str(value)[-30:])
def test_mutants_of_the_tree_are_noticed(module: object, old: str, new: str) -> None:
    source = Path(module.__file__).read_text(encoding="utf-8")
    assert source.count(old) == 1
    broken: dict[str, object] = {"__name__": module.__name__}
    exec(source.replace(old, new), broken)
    with pytest.raises((AssertionError, RuleBroken, pytest.fail.Exception)):
        _probe(broken)


def _probe(house: dict[str, object]) -> None:
    """The same questions as above, asked of a broken copy."""
    if "History" not in house:
        assert not house["at_or_below"]("/j/c10/", "/j/c1/")
        assert not house["at_or_below"]("/k/j/c1/", "/j/c1/")
        with pytest.raises(RuleBroken) as refused:
            house["build_paths"]({"c": "b", "b": "a", "a": "c"})
        assert refused.value.facts["slugs"] == ("a", "c", "b")
        return
    history = house["History"]
    post = Post(1, 5, "XZ", seats=2)
    with pytest.raises(RuleBroken, match="holdings_overlap"):
        history(UNITS, (Post(1, 5, "XZ"),), (Holding(1, 8, D2, D3), Holding(1, 7, D1, D2))).check()
    history(UNITS, (post,), (Holding(1, 7, D1, D1 + DAY), Holding(1, 8, D2, D2), Holding(1, 9, D1, D2))).check()
    days = (Holding(1, n, D1 + n * DAY, D1 + n * DAY) for n in range(4))
    history(UNITS, (post,), (*days, Holding(1, 9))).check()
    network = history(UNITS, (post,), (Holding(1, 7, D1, D1),)).as_of(D2)
    assert not network.holders
    with pytest.raises(RuleBroken, match="move_into_itself"):
        history(UNITS).moved(3, 5, D2)
