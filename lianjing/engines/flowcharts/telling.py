"""What a drawing says of a step, in one language: its post, limits, marks, and the sentence for those who hear it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lianjing.domain.parameters import Limit, Parameters, Words
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Bound, Decision, Level, NoticeKind, Publication, Span, Step, StepLimit, Watch


@dataclass(frozen=True)
class Legend:
    """The words a drawing needs. said: `chart_words.yaml`; posts: names by code; figures: as of `on`."""

    said: Mapping[str, Words]
    posts: Mapping[str, Words]
    figures: Parameters
    on: date


@dataclass(frozen=True)
class Row:
    """Text of one kind in a box, not yet broken into lines. mark: risk_high … risk_low, watch, notice, limit or ""."""

    text: str
    size: float
    bold: bool = False
    mark: str = ""


class Teller:
    """Says what stands in an item, in one language."""

    def __init__(self, item: Item, legend: Legend, language: str) -> None:
        self.item, self.legend, self.language = item, legend, language

    def say(self, code: str, **facts: object) -> str:
        """Return the words `code` with its facts filled in."""
        return self.words(self.legend.said[code]).format(**facts)

    def words(self, words: Words) -> str:
        return words.say(self.language)

    def post(self, code: str) -> str:
        """Return the name of a post; its code where it has none."""
        known = self.legend.posts.get(code)
        return self.words(known) if known else code

    def posts(self, codes: tuple[str, ...]) -> str:
        return self.say("comma").join(map(self.post, codes))

    def who(self, step: Step) -> str:
        """Return who takes a step, with how many people when more than one."""
        posts = self.posts(step.posts)
        return self.say("together", posts=posts, n=step.people) if step.people > 1 else posts

    def others(self, step: Step) -> str:
        """Return who takes a step beside its accountable post, "" when nobody does."""
        rest = self.say("with", posts=self.posts(step.posts[1:])) if step.posts[1:] else ""
        if step.people == 1:
            return rest
        return self.say("together", posts=rest or self.post(step.posts[0]), n=step.people)

    def span(self, span: Span) -> str:
        """Return a length of time; a legal figure as of the day of the legend."""
        if span.figure:
            return self._length(self.legend.figures.limit(span.figure, self.legend.on))
        return self._length(Limit(span.count, span.unit, ""))

    def _length(self, limit: Limit) -> str:
        code = limit.unit.value + ("_one" if limit.count == 1 else "")
        return self.say(code, n=limit.count)

    def limit(self, limit: StepLimit) -> str:
        """Return a time limit as a phrase."""
        day = (self.item.days or {}).get(limit.of)
        of = self.words(day) if day else self.say("after_step", no=limit.of) if limit.of else self.say("after_before")
        if limit.span.count == 0 and not limit.span.figure:
            return self.say("not_before" if limit.bound is Bound.WAIT else "same_day", of=of)
        return self.say(limit.bound.value, of=of, span=self.span(limit.span))

    def level(self, level: Level) -> str:
        return self.say(f"risk_{level.value}")

    def publication(self, notice: Publication) -> str:
        """Return what kind of publication it is, with its length or rhythm."""
        if notice.kind is NoticeKind.NOTICE and notice.days:
            return self.say("notice", span=self.span(notice.days))
        return self.say(f"every_{notice.every}") if notice.every else self.say(notice.kind.value)

    def watcher(self, watch: Watch) -> str:
        if watch.who:
            return self.say("public") if watch.who == "public" else self.post(watch.who)
        return self.say("model", model=watch.model)

    def decision(self, decision: Decision) -> str:
        return self.say("decision", **{"from": f"{decision.from_fen // 100:,}"}, posts=self.posts(decision.posts))

    def sentences(self, step: Step) -> Iterator[str]:
        """Yield everything the drawing means at a step, in the order it is read out."""
        yield self.say("step", no=step.no, name=self.words(step.name))
        yield self.say("done_by", posts=self.who(step))
        for decision in step.decisions:
            yield self.decision(decision)
        for limit in step.limits:
            yield self.say("limit", limit=self.limit(limit))
        if step.risk:
            yield self.say("risk", level=self.level(step.risk.level), what=self.words(step.risk.what))
            yield self.say("control", control=self.words(step.risk.control))
        for watch in step.watches:
            yield self.say("watch", who=self.watcher(watch), how=self.words(watch.how))
        if step.notice:
            kind = self.publication(step.notice)
            yield self.say("made_public", kind=kind, what=self.words(step.notice.what))

    def rows(self, step: Step, *, full: bool) -> tuple[Row, ...]:
        """Return what stands in the box of a step. full: with its post and its marks in words, for a narrow screen;
        else short, for lanes that name the posts already.
        """
        return tuple(self._full(step) if full else self._short(step))

    def _full(self, step: Step) -> Iterator[Row]:
        yield Row(self.who(step), 13)
        for decision in step.decisions:
            yield Row(self.decision(decision), 13)
        for limit in step.limits:
            yield Row(self.limit(limit), 13, mark="limit")
        if step.risk:
            what = f"{self.level(step.risk.level)} {self.words(step.risk.what)}"
            yield Row(what, 13, mark=f"risk_{step.risk.level.value}")
        for watch in step.watches:
            yield Row(self.words(watch.how), 13, mark="watch")
        if step.notice:
            yield Row(self.publication(step.notice), 13, mark="notice")

    def _short(self, step: Step) -> Iterator[Row]:
        if others := self.others(step):
            yield Row(others, 11)
        for decision in step.decisions:
            yield Row(self.decision(decision), 11)
        for limit in step.limits:
            yield Row(self.limit(limit), 11, mark="limit")
        if step.risk:
            yield Row(self.level(step.risk.level), 11, mark=f"risk_{step.risk.level.value}")
        if step.watches:
            many = len(step.watches)
            yield Row(self.say("watch_one") if many == 1 else self.say("watch_many", n=many), 11, mark="watch")
        if step.notice:
            yield Row(self.publication(step.notice), 11, mark="notice")
