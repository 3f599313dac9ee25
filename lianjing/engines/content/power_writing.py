"""A power item as the text of its file: the same item gives the same bytes, and reads back as the same item."""

import re
from collections.abc import Hashable, Iterator, Mapping
from decimal import Decimal

from lianjing.domain.parameters import Basis, Words
from lianjing.domain.power.flow import Branch, Choice, Flow, Guard, Part, Repeat, Together
from lianjing.domain.power.item import Item, Waiver
from lianjing.domain.power.steps import Decision, Publication, Risk, Span, Step, StepLimit, Watch

_MARKS = r"\uff0c\u3002\u3001\uff1b\uff08\uff09\u300a\u300b\u201c\u201d\u2026-"  # of Chinese texts
_PLAIN = re.compile(rf"[A-Za-z\u4e00-\u9fff][A-Za-z0-9_ .\u4e00-\u9fff{_MARKS}]*(?<! )")
_RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
Path = tuple[Hashable, ...]


def text_of(item: Item) -> str:
    """Return the file of an item, in one canonical form; comments of a file that was read are not kept."""
    return "\n".join(_lines(item)) + "\n"


def flow_text(flow: Flow) -> str:
    """Return the `flow:` of a file, for a draft that is not a whole item yet."""
    return "\n".join(("flow:", *_flow(flow, "  "))) + "\n"


def paths_of(flow: Flow, path: Path = ("flow",)) -> Iterator[Path]:
    """Yield where each row of the table of `flow` stands in the file, in the order of the rows."""
    for at, part in enumerate(flow):
        here = (*path, at)
        yield here
        match part:
            case Choice():
                for place, branch in enumerate(part.branches):
                    yield (*here, "choose", place)
                    yield from paths_of(branch.parts, (*here, "choose", place, "do"))
            case Together():
                for place, lane in enumerate(part.lanes):
                    yield (*here, "together", place)
                    yield from paths_of(lane, (*here, "together", place))
            case Repeat():
                yield from paths_of(part.parts, (*here, "repeat"))
                if part.between:
                    yield (*here, "between")
                    yield from paths_of(part.between, (*here, "between"))
            case _:
                pass


def _lines(item: Item) -> Iterator[str]:
    yield "kind: power_item"
    yield f"id: {item.id}"
    yield f"area: {item.area}"
    yield f"name: {_words(item.name)}"
    yield f"guide: {_words(item.guide)}"
    yield f"risk_level: {item.risk_level.value}"
    yield f"version: {{no: {item.version}, first: {item.first.isoformat()}}}"
    yield "basis:"
    yield from (f"  - {_basis(one)}" for one in item.basis)
    yield from _named("days", item.days)
    yield from _named("papers", item.papers) if item.papers else ("papers: {}",)
    yield "flow:"
    yield from _flow(item.flow, "  ")
    yield from _groups("separate", item.separate, "")
    if item.waiver:
        yield from _waiver(item.waiver)
    if item.retention:
        yield f"retention: {_words(item.retention)}"


def _named(key: str, said: Mapping[str, Words] | None) -> Iterator[str]:
    if said:
        yield f"{key}:"
        yield from (f"  {code}: {_words(words)}" for code, words in said.items())


def _groups(key: str, groups: tuple[tuple[str, ...], ...], indent: str) -> Iterator[str]:
    if groups:
        yield f"{indent}{key}:"
        yield from (f"{indent}  - {_list(group)}" for group in groups)


def _waiver(waiver: Waiver) -> Iterator[str]:
    yield "waiver:"
    yield f"  classes: [{', '.join(waiver.classes)}]"
    yield from _groups("separate", waiver.separate, "  ")
    yield f"  instead: {_words(waiver.instead)}"
    yield f"  by: {waiver.by}"


def _flow(flow: Flow, indent: str) -> Iterator[str]:
    for part in flow:
        first, *rest = _part(part, indent + "  ")
        yield f"{indent}- {first.lstrip()}"
        yield from rest


def _part(part: Part, indent: str) -> Iterator[str]:
    match part:
        case Step():
            yield from (f"{indent}{line}" for line in _step(part))
        case Choice():
            yield f"{indent}choose:"
            for branch in part.branches:
                yield from _branch(branch, indent + "  ")
        case Together():
            yield f"{indent}together:"
            for lane in part.lanes:
                yield from _lane(lane, indent + "  ")
        case Repeat():
            yield f"{indent}repeat:"
            yield from _flow(part.parts, indent + "  ")
            yield f"{indent}again: {_words(part.again)}"
            if part.between:
                yield f"{indent}between:"
                yield from _flow(part.between, indent + "  ")


def _branch(branch: Branch, indent: str) -> Iterator[str]:
    yield f"{indent}- when: {_words(branch.when)}"
    if branch.guard:
        yield f"{indent}  amount: {_guard(branch.guard)}"
    if branch.parts:
        yield f"{indent}  do:"
        yield from _flow(branch.parts, indent + "    ")
    if branch.ends:
        yield f"{indent}  ends: {_words(branch.ends)}"


def _lane(lane: Flow, indent: str) -> Iterator[str]:
    inside = list(_flow(lane, indent + "  "))
    if not inside:
        yield f"{indent}- []"
        return
    yield f"{indent}- {inside[0].lstrip()}"
    yield from inside[1:]


def _step(step: Step) -> Iterator[str]:
    yield f"no: {_text(step.no)}"
    yield f"name: {_words(step.name)}"
    yield f"posts: [{', '.join(step.posts)}]"
    if step.people != 1:
        yield f"people: {step.people}"
    for key, codes in (("reads", step.reads), ("gives", step.gives)):
        if codes:
            yield f"{key}: [{', '.join(codes)}]"
    yield from _items("limits", [_limit(one) for one in step.limits])
    yield from _items("decisions", [_decision(one) for one in step.decisions])
    if step.risk:
        yield from _risk(step.risk)
    yield from _items("watches", [_watch(one) for one in step.watches])
    if step.notice:
        yield from _notice(step.notice)
    if step.hint:
        yield f"hint: {_words(step.hint)}"


def _items(key: str, said: list[str]) -> Iterator[str]:
    if said:
        yield f"{key}:"
        yield from (f"  - {one}" for one in said)


def _limit(limit: StepLimit) -> str:
    of = f", of: {_text(limit.of)}" if limit.of else ""
    return f"{{{limit.bound.value}: {_span(limit.span)}{of}}}"


def _decision(one: Decision) -> str:
    amount = f"figure: {one.figure}" if one.figure else f"from_yuan: {_yuan(one.from_fen)}"
    basis = f", basis: {one.basis}" if one.basis else ""
    return f"{{{amount}, posts: [{', '.join(one.posts)}]{basis}}}"


def _risk(risk: Risk) -> Iterator[str]:
    yield "risk:"
    yield f"  level: {risk.level.value}"
    yield f"  what: {_words(risk.what)}"
    yield f"  control: {_words(risk.control)}"


def _watch(watch: Watch) -> str:
    who = f"who: {watch.who}, " if watch.who else ""
    model = f"model: {watch.model}, " if watch.model else ""
    right = f", right: {watch.right}" if watch.right else ""
    return f"{{{who}{model}how: {_words(watch.how)}{right}}}"


def _notice(notice: Publication) -> Iterator[str]:
    yield "notice:"
    yield f"  kind: {notice.kind.value}"
    yield f"  what: {_words(notice.what)}"
    yield f"  fields: [{', '.join(notice.fields)}]"
    yield f"  where: [{', '.join(notice.where)}]"
    if notice.days:
        yield f"  days: {_span(notice.days)}"
    if notice.every:
        yield f"  every: {notice.every}"


def _span(span: Span) -> str:
    if span.figure:
        return f"{{figure: {span.figure}}}"
    basis = f", basis: {span.basis}" if span.basis else ""
    return f"{{{span.unit.value}: {span.count}{basis}}}"


def _guard(guard: Guard) -> str:
    said = (
        ("at_least", guard.at_least, guard.least_figure),
        ("below", guard.below, guard.below_figure),
    )
    return "{" + ", ".join(f"{key}: {name or _yuan(fen)}" for key, fen, name in said if fen is not None) + "}"


def _basis(basis: Basis) -> str:
    article = f", article: {_text(basis.article)}" if basis.article else ""
    by = f", verified_by: {_text(basis.verified_by)}" if basis.verified_by else ""
    on = f", verified_on: {basis.verified_on.isoformat()}" if basis.verified_on else ""
    return f"{{code: {basis.instrument.code}, tag: {basis.tag.value}{article}{by}{on}}}"


def _yuan(fen: int) -> str:
    whole = Decimal(fen) / 100
    return str(whole if fen % 100 else fen // 100)


def _list(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(map(_text, texts)) + "]"


def _words(words: Words) -> str:
    return f"{{zh: {_text(words.zh)}, en: {_text(words.en)}}}"


def _text(text: str) -> str:
    """Return a text as YAML: plain where nothing could be read otherwise, else in quotes with everything escaped."""
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED and " #" not in text and " -" not in text:
        return text
    return '"' + "".join(map(_sign, text)) + '"'


def _sign(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    if sign.isprintable() or sign == " ":
        return sign
    return f"\\U{ord(sign):08x}" if ord(sign) > 0xFFFF else f"\\u{ord(sign):04x}"
