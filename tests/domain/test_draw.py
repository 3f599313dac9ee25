"""The public draw: anybody can repeat it, nobody can steer it, and what cannot be drawn is explained."""

import json
import re
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjing.domain import draw as rule
from lianjing.domain.draw import DrawInputs, Pair, draw, rank, read_inputs
from lianjing.domain.refusals import RuleBroken

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "verify-a-draw.md"
SNIPPET = re.search(r"```python\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.S).group(1)
UNITS = "abcdefgh"
SEEDED = settings(print_blob=True, deadline=None, max_examples=100)


def flat(units: str, far: set[tuple[str, str]] = frozenset(), **more: frozenset[tuple[str, str]]) -> DrawInputs:
    travel = {(one, other): 9 if (one, other) in far else 1 for one in units for other in units if one != other}
    return DrawInputs(tuple(units), travel, 5, **more)


def solutions(inputs: DrawInputs) -> list[tuple[Pair, ...]]:
    """Every placement that keeps the rules, by trying all orders."""
    units = sorted(inputs.units)
    found = []
    for order in permutations(units):
        pairs = tuple(Pair(one, other) for one, other in zip(units, order, strict=True))
        mutual = any(Pair(pair.visited, pair.visitor) in pairs for pair in pairs)
        if not mutual and not any(inputs.barred(*pair) for pair in pairs):
            found.append(pairs)
    return found


def repeats(pairs: tuple[Pair, ...], inputs: DrawInputs) -> int:
    return len(set(pairs) & inputs.last)


@st.composite
def some_inputs(make: st.DrawFn, largest: int = 6) -> DrawInputs:
    units = UNITS[: make(st.integers(1, largest))]
    pairs = [(one, other) for one in units for other in units if one != other]
    pick = st.sets(st.sampled_from(pairs), max_size=6) if pairs else st.just(set())
    last = {pair for pair in make(pick)}
    return flat(units, make(pick), kin=frozenset(sorted(make(pick))[:2]), last=frozenset(last))


@SEEDED
@given(some_inputs(), st.text("0123456789", min_size=1, max_size=4))
def test_what_is_drawn_keeps_every_rule_and_repeats_no_more_than_it_must(inputs: DrawInputs, seed: str) -> None:
    known = solutions(inputs)
    if not known:
        with pytest.raises(RuleBroken) as refused:
            draw(seed, inputs)
        assert refused.value.code == "draw_infeasible"
        return
    pairs = draw(seed, inputs)
    assert pairs in known
    assert repeats(pairs, inputs) == min(repeats(one, inputs) for one in known)


@SEEDED
@given(some_inputs(), st.text("0123456789", min_size=1, max_size=4))
def test_the_lines_of_the_how_to_agree(inputs: DrawInputs, seed: str) -> None:
    house: dict[str, object] = {"__name__": "snippet"}
    exec(SNIPPET, house)
    raw = inputs.as_json()
    theirs = house["draw"](seed, *(raw[name] for name in ("units", "travel", "limit", "kin", "last")))
    try:
        ours = [tuple(pair) for pair in draw(seed, inputs)]
    except RuleBroken:
        ours = None
    assert ours == theirs


@SEEDED
@given(some_inputs())
def test_a_shortage_names_units_of_which_none_can_be_spared(inputs: DrawInputs) -> None:
    try:
        draw("1", inputs)
    except RuleBroken as refused:
        if refused.facts["reason"] != "shortage":
            return
        short, visitable = refused.facts["units"], refused.facts["visitable"]
        allowed = {one: {other for other in inputs.units if not inputs.barred(one, other)} for one in short}
        assert set().union(*allowed.values()) == set(visitable)
        assert len(visitable) == len(short) - 1
        for spared in short:
            left = [one for one in short if one != spared]
            assert any(
                all(other in allowed[one] for one, other in zip(left, order, strict=True))
                for order in permutations(visitable)
            )


def test_it_runs_alone_on_files(tmp_path: Path) -> None:
    inputs = flat("甲乙丙丁戊", last=frozenset({("甲", "乙")}))
    script, given_file, result = tmp_path / "verify_draw.py", tmp_path / "inputs.json", tmp_path / "pairs.json"
    script.write_text(SNIPPET, encoding="utf-8")
    given_file.write_text(json.dumps(inputs.as_json()), encoding="utf-8")
    pairs = draw("03 11 2026秋", inputs)
    result.write_text(json.dumps(pairs), encoding="utf-8")
    command = [sys.executable, "-I", script, "03 11 2026秋", given_file, result]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    result.write_text(json.dumps(draw("another seed", inputs)), encoding="utf-8")
    assert subprocess.run(command, check=False, capture_output=True).returncode == 1


def test_the_snippet_is_short_and_needs_only_the_standard_library() -> None:
    drawing, _ = SNIPPET.split('if __name__ == "__main__":')
    assert len([line for line in drawing.splitlines() if line.strip()]) <= 40
    assert set(re.findall(r"^(?:import|from) ([\w, ]+?)(?: import.*)?$", SNIPPET, re.M)) == {"json, sys", "hashlib"}


def test_the_rank_is_what_the_how_to_says() -> None:
    from hashlib import sha256

    assert rank("种子", "unit", "a") == sha256("lianjing-draw-1\n种子\nunit\na".encode()).digest()


def test_every_solution_comes_up_for_some_seed() -> None:
    inputs = flat("abcde")
    drawn = {draw(str(seed), inputs) for seed in range(600)}
    assert drawn == set(solutions(inputs))


def test_order_of_the_inputs_changes_nothing() -> None:
    one = flat("abcdef")
    other = DrawInputs(tuple("fbdace"), dict(reversed(one.travel.items())), 5)
    assert draw("7", one) == draw("7", other) == draw("7", read_inputs(json.loads(json.dumps(one.as_json()))))


@pytest.mark.parametrize("units", ["a", "ab"])
def test_one_or_two_units_cannot_be_paired_without_reciprocity(units: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        draw("1", flat(units))
    assert refused.value.code == "draw_infeasible"
    assert refused.value.facts["reason"] == ("shortage" if units == "a" else "reciprocity")


def test_kin_and_travel_are_counted_where_they_stand_in_the_way() -> None:
    inputs = flat("abcd", {("a", "b"), ("a", "c")}, kin=frozenset({("d", "a")}))
    with pytest.raises(RuleBroken) as refused:
        draw("1", inputs)
    assert refused.value.facts == {
        "reason": "shortage",
        "units": ("a",),
        "visitable": (),
        "reasons": {"kin": 1, "travel": 2},
    }


def test_last_terms_pairs_come_back_when_there_is_no_other_way() -> None:
    inputs = flat("abc", last=frozenset({("a", "b"), ("b", "c"), ("c", "a"), ("a", "c")}))
    assert repeats(draw("1", inputs), inputs) == 1


@pytest.mark.parametrize(
    ("code", "seed", "inputs"),
    [
        ("draw_text_malformed", "", flat("abc")),
        ("draw_text_malformed", "1\n2", flat("abc")),
        ("draw_text_malformed", " 1", flat("abc")),
        ("draw_unit_twice", "1", flat("abca")),
        ("draw_travel_missing", "1", DrawInputs(("a", "b"), {("a", "b"): 1}, 5)),
        ("draw_too_many", "1", DrawInputs(tuple(str(n) for n in range(401)), {}, 5)),
    ],
)
def test_what_cannot_be_drawn_from_is_refused(code: str, seed: str, inputs: DrawInputs) -> None:
    with pytest.raises(RuleBroken) as refused:
        draw(seed, inputs)
    assert refused.value.code == code


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(RuleBroken, match="draw_rule_unknown"):
        read_inputs({**flat("abc").as_json(), "rule": "other"})


def test_a_search_that_runs_out_of_tries_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule, "TRIES", 1)
    with pytest.raises(RuleBroken, match="draw_undecided"):
        draw("1", flat("abcdef"))


MUTANTS = {
    "mutual visits allowed": ("or self.chosen.get(other) == one or", "or"),
    "kin one way only": ("or (visited, visitor) in self.kin", ""),
    "travel not looked at": ('"travel" if', '"" if'),
    "repeats not counted": ("again = (one, other) in self.last", "again = False"),
    "units in the given order": ('key=lambda unit: rank(seed, "unit", unit)', "key=str"),
    "wishes ignore the seed": ('key=lambda other: rank(seed, "pair", one, other)', "key=str"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_mutants_of_the_draw_are_noticed(name: str) -> None:
    source = Path(rule.__file__).read_text(encoding="utf-8")
    old, new = MUTANTS[name]
    assert source.count(old) == 1
    house: dict[str, object] = {"__name__": rule.__name__}
    exec(source.replace(old, new), house)
    kin = frozenset({("b", "a"), ("c", "b")})
    cases = [flat("abcde", {("a", "c"), ("d", "e")}, kin=kin, last=frozenset({("a", "d"), ("b", "e"), ("c", "a")}))]
    cases += [flat("abcdef", last=frozenset({("a", "b"), ("c", "d"), ("e", "f"), ("b", "c")}))]
    noticed = False
    for inputs in cases:
        mutant = house["DrawInputs"](inputs.units, inputs.travel, inputs.limit, inputs.kin, inputs.last)
        for seed in map(str, range(30)):
            noticed = noticed or [tuple(pair) for pair in house["draw"](seed, mutant)] != [
                tuple(pair) for pair in draw(seed, inputs)
            ]
    assert noticed
