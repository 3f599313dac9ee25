"""The flow of a power item, read with the line of every part: blocks, steps, and what they refer to."""

from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal

from lianjing.domain.parameters import TIME_UNITS, Unit, Words
from lianjing.domain.power.flow import Branch, Choice, Flow, Guard, Part, Repeat, Together
from lianjing.domain.power.steps import Bound, Decision, Publication, Risk, Span, Step, StepLimit, Watch
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content.placed_yaml import Placed
from lianjing.engines.content.power_desk import PowerDesk
from lianjing.engines.content.shapes_base import WordsShape
from lianjing.engines.content.shapes_powers import (
    BranchShape,
    ChoiceShape,
    DecisionShape,
    GuardShape,
    LimitShape,
    NoticeShape,
    PowerItemFile,
    RepeatShape,
    SpanShape,
    StepShape,
    TogetherShape,
)

Path = tuple[Hashable, ...]


class FlowReader:
    """Reads the flow of one file; problems go to the desk, and the reading goes on, so that all are told at once."""

    def __init__(self, shaped: PowerItemFile, placed: Placed, desk: PowerDesk) -> None:
        self.shaped, self.placed, self.desk = shaped, placed, desk
        self.cited = {one.code for one in shaped.basis}
        self.steps: dict[str, tuple[StepShape, Path]] = {}

    def flow(self, parts: Sequence[object], path: Path, *, side_by_side: bool = False) -> Flow:
        """Return the parts as values. `side_by_side`: inside a `together`, where no branch may end the matter."""
        return tuple(self._part(part, (*path, at), side_by_side) for at, part in enumerate(parts))

    def apart(self, group: Iterable[str], path: Path) -> tuple[str, ...]:
        """Return a group of step numbers, each of which must exist and stand once."""
        numbers = tuple(group)
        for at, no in enumerate(numbers):
            self._known_step(no, (*path, at))
        if len(set(numbers)) < len(numbers):
            self._fault(path, "wrong_value", "a step stands twice in the group", "Name each step once")
        return numbers

    def check_references(self) -> None:
        """Note limits that refer to no step and no named day, once all steps are known."""
        for shape, path in self.steps.values():
            for at, limit in enumerate(shape.limits):
                where = (*path, "limits", at, "of")
                if limit.of == shape.no:
                    self._fault(where, "wrong_value", "a step refers to itself", "Name an earlier step")
                elif limit.of and limit.of not in self.shaped.days:
                    self._known_step(limit.of, where)

    def _part(self, shape: object, path: Path, side_by_side: bool) -> Part:
        match shape:
            case StepShape():
                return self._step(shape, path)
            case ChoiceShape():
                way = (*path, "choose")
                return Choice(tuple(self._branch(one, (*way, at), side_by_side) for at, one in enumerate(shape.choose)))
            case TogetherShape():
                lanes = enumerate(shape.together)
                return Together(tuple(self.flow(one, (*path, "together", at), side_by_side=True) for at, one in lanes))
            case RepeatShape():
                parts = self.flow(shape.repeat, (*path, "repeat"), side_by_side=side_by_side)
                between = self.flow(shape.between, (*path, "between"), side_by_side=side_by_side)
                return Repeat(parts, _words(shape.again), between)
        raise TypeError(type(shape).__name__)

    def _branch(self, shape: BranchShape, path: Path, side_by_side: bool) -> Branch:
        if shape.ends and side_by_side:
            hint = "Take the choice out of `together`, or leave `ends` out"
            self._fault((*path, "ends"), "not_allowed", "one of several lanes cannot end the matter", hint)
        guard = self._guard(shape.amount, (*path, "amount")) if shape.amount else None
        parts = self.flow(shape.do, (*path, "do"), side_by_side=side_by_side)
        return Branch(_words(shape.when), parts, guard, _words(shape.ends) if shape.ends else None)

    def _step(self, shape: StepShape, path: Path) -> Step:
        if shape.no in self.steps:
            first = self.placed.line_of((*self.steps[shape.no][1], "no"))
            self._fault((*path, "no"), "duplicate_key", f"line {first} has step {shape.no} too", "Give it its own no")
        self.steps.setdefault(shape.no, (shape, path))
        for key, codes in (("reads", shape.reads), ("gives", shape.gives)):
            for at, code in enumerate(codes):
                if code not in self.shaped.papers:
                    hint = f"Add `{code}: {{zh: …, en: …}}` to `papers`"
                    self._fault((*path, key, at), "unknown_code", f"{code} is no paper of this item", hint)
        self._posts(shape.posts, (*path, "posts"))
        return Step(
            no=shape.no,
            name=_words(shape.name),
            posts=tuple(shape.posts),
            people=shape.people,
            reads=tuple(shape.reads),
            gives=tuple(shape.gives),
            limits=tuple(self._limit(one, (*path, "limits", at)) for at, one in enumerate(shape.limits)),
            decisions=tuple(self._decision(one, (*path, "decisions", at)) for at, one in enumerate(shape.decisions)),
            risk=_risk(shape),
            watches=tuple(self._watches(shape, path)),
            notice=self._notice(shape.notice, (*path, "notice")) if shape.notice else None,
            hint=_words(shape.hint) if shape.hint else None,
        )

    def _limit(self, shape: LimitShape, path: Path) -> StepLimit:
        bound, span = next(
            (bound, span)
            for bound, span in ((Bound.WITHIN, shape.within), (Bound.AHEAD, shape.ahead), (Bound.WAIT, shape.wait))
            if span is not None
        )
        return StepLimit(bound, self._span(span, (*path, bound.value)), shape.of)

    def _span(self, shape: SpanShape, path: Path) -> Span:
        self._cited(shape.basis, (*path, "basis"))
        if shape.figure and self._figure(shape.figure, path) not in (*TIME_UNITS, None):
            self._fault((*path, "figure"), "wrong_value", f"{shape.figure} is no length of time", "Name a time limit")
        count, unit = shape.counted()
        return Span(count, unit, shape.figure or "", shape.basis or "")

    def _decision(self, shape: DecisionShape, path: Path) -> Decision:
        self._posts(shape.posts, (*path, "posts"))
        self._cited(shape.basis, (*path, "basis"))
        fen = self._fen(shape.figure or shape.from_yuan, path) or 0
        return Decision(fen, tuple(shape.posts), shape.figure or "", shape.basis or "")

    def _guard(self, shape: GuardShape, path: Path) -> Guard:
        least, below = shape.at_least, shape.below
        return Guard(
            self._fen(least, (*path, "at_least")),
            self._fen(below, (*path, "below")),
            least if isinstance(least, str) else "",
            below if isinstance(below, str) else "",
        )

    def _watches(self, shape: StepShape, path: Path) -> Iterable[Watch]:
        for at, one in enumerate(shape.watches):
            where = (*path, "watches", at)
            if one.who not in ("", "public"):
                self._posts([one.who], (*where, "who"))
            self._cited(one.right, (*where, "right"))
            yield Watch(one.who, _words(one.how), one.model or "", one.right or "")

    def _notice(self, shape: NoticeShape, path: Path) -> Publication:
        known = self.desk.fields
        for key, codes, all_codes in (("fields", shape.fields, known.fields), ("where", shape.where, known.places)):
            for at, code in enumerate(codes):
                if code not in all_codes:
                    hint = "Only what notice_fields.yaml lists may be published"
                    self._fault((*path, key, at), "unknown_code", f"{code} is not in notice_fields.yaml", hint)
        masks = {code: known.fields[code].mask for code in shape.fields if code in known.fields}
        days = self._span(shape.days, (*path, "days")) if shape.days else None
        said, fields, where = _words(shape.what), tuple(shape.fields), tuple(shape.where)
        return Publication(shape.kind, said, fields, {k: v for k, v in masks.items() if v}, where, days, shape.every)

    def _fen(self, given: Decimal | str | None, path: Path) -> int | None:
        """Return an amount in fen; a figure is the one in force on the first day of this version of the item."""
        if given is None or isinstance(given, Decimal):
            return None if given is None else int(given * 100)
        if self._figure(given, path) not in (Unit.FEN, None):
            self._fault(path, "wrong_value", f"{given} is no amount of money", "Name a figure in fen")
            return None
        try:
            return self.desk.figures.whole(given, self.shaped.version.first)
        except RuleBroken:
            self._fault(path, "wrong_value", f"{given} is not known on the first day of this version", "See its days")
            return None

    def _figure(self, name: str, path: Path) -> Unit | None:
        found = self.desk.figures.by_name.get(name)
        if found is None:
            self._fault(path, "unknown_code", f"no figure is called {name}", "Add it, dated and cited")
            return None
        return found.unit

    def _posts(self, codes: Sequence[str], path: Path) -> None:
        for at, code in enumerate(codes):
            if code not in self.desk.posts:
                hint = "Write a code of org/post_codes.yaml, or add it there"
                self._fault((*path, at), "unknown_code", f"{code} is no post code", hint)

    def _cited(self, code: str | None, path: Path) -> None:
        if code and code not in self.cited:
            self._fault(path, "unknown_code", f"{code} is not in `basis`", f"Add {code} to the item's basis")

    def _known_step(self, no: str, path: Path) -> None:
        if no not in self.steps:
            self._fault(path, "unknown_code", f"there is no step {no}", f"Write one of {', '.join(self.steps)}")

    def _fault(self, path: Path, code: str, got: str, instead: str) -> None:
        self.desk.fault(self.placed, path, code, got, instead)


def _words(shape: WordsShape) -> Words:
    return Words(shape.zh, shape.en)


def _risk(shape: StepShape) -> Risk | None:
    return Risk(shape.risk.level, _words(shape.risk.what), _words(shape.risk.control)) if shape.risk else None
