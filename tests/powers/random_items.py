"""Random power items: every kind of block and mark, nested; and the legend that drawings need."""

from datetime import date
from itertools import count

from hypothesis import strategies as st

from lianjing.domain.parameters import Basis, Instrument, Tag, Unit, Words
from lianjing.domain.power.flow import Branch, Choice, Guard, Repeat, Together, steps_of
from lianjing.domain.power.item import Item, Waiver
from lianjing.domain.power.steps import (
    Bound,
    Decision,
    Level,
    NoticeKind,
    Publication,
    Risk,
    Span,
    Step,
    StepLimit,
    Watch,
)
from lianjing.engines.content import CATALOGUE, read_library, read_power_files
from lianjing.engines.content.powers import read_chart_words
from lianjing.engines.flowcharts.telling import Legend

POSTS = ("CGY", "YSY", "KGY", "GS-JJ", "ZW", "JHR")
said = (
    st.text(st.sampled_from("采购验收入库，、（）《ab Wi&<\"'9"), min_size=1, max_size=24).map(str.strip).filter(bool)
)
words = st.builds(Words, said, said)
fen = st.integers(0, 10**9)
spans = st.one_of(
    st.builds(
        Span,
        st.integers(1, 30),
        st.sampled_from([Unit.WORKING_DAYS, Unit.DAYS, Unit.MONTHS]),
        basis=st.sampled_from(["", "L07"]),
    ),
    st.builds(Span, st.just(0), st.just(Unit.DAYS), st.just("canteen.competition_days")),
)
limits = st.builds(StepLimit, st.sampled_from(Bound), spans, st.sampled_from(["", "1", "opening"]))
decisions = st.builds(Decision, fen, st.just(("ZW", "CGY")), st.just(""), st.sampled_from(["", "L07"]))
watches = st.one_of(
    st.builds(Watch, st.sampled_from(["ZW", "public"]), words, right=st.sampled_from(["", "L07"])),
    st.builds(Watch, st.just(""), words, st.just("M-ST-06")),
)
shown = (words, st.just(("name", "amount")), st.just({"name": "name"}), st.just(("board",)))
notices = st.one_of(
    st.builds(Publication, st.just(NoticeKind.NOTICE), *shown, spans),
    st.builds(Publication, st.just(NoticeKind.DISCLOSURE), *shown, every=st.sampled_from(["", "month"])),
    st.builds(Publication, st.just(NoticeKind.TOLD), words, st.just(("amount",)), st.just({}), st.just(("told",))),
)


@st.composite
def steps(draw, numbers):
    """One step with any marks."""
    return Step(
        no=f"{next(numbers)}{draw(st.sampled_from(['', 'a', 'x']))}",
        name=draw(words),
        posts=tuple(draw(st.lists(st.sampled_from(POSTS), min_size=1, max_size=3, unique=True))),
        people=draw(st.integers(1, 3)),
        reads=draw(st.sampled_from([(), ("order",)])),
        gives=draw(st.sampled_from([(), ("order", "note")])),
        limits=tuple(draw(st.lists(limits, max_size=2))),
        decisions=tuple(draw(st.lists(decisions, max_size=2))),
        risk=draw(st.none() | st.builds(Risk, st.sampled_from(Level), words, words)),
        watches=tuple(draw(st.lists(watches, max_size=2))),
        notice=draw(st.none() | notices),
        hint=draw(st.none() | words),
    )


@st.composite
def flows(draw, numbers, depth=2, least=1, ends=True, last=True):
    """A flow: only its last part may be a choice all of whose branches end, and nothing ends inside `Together`."""
    many = draw(st.integers(least, 3))
    return tuple(draw(parts(numbers, depth, ends, last and place + 1 == many)) for place in range(many))


@st.composite
def parts(draw, numbers, depth, ends, last):
    kind = draw(st.sampled_from(["step", "step", "choice", "together", "repeat"] if depth else ["step"]))
    if kind == "choice":
        return draw(choices(numbers, depth - 1, ends, last))
    if kind == "together":
        lanes = st.lists(flows(numbers, depth - 1, 0, False, False), min_size=2, max_size=3)
        return Together(tuple(draw(lanes)))
    if kind == "repeat":
        body = draw(flows(numbers, depth - 1, 1, ends, False))
        return Repeat(body, draw(words), draw(flows(numbers, depth - 1, 0, ends, False)))
    return draw(steps(numbers))


@st.composite
def choices(draw, numbers, depth, ends, last):
    branches = []
    for place in range(draw(st.integers(2, 4))):
        ending = draw(words) if ends and (place or last) and draw(st.booleans()) else None
        guard = draw(st.none() | st.builds(Guard, st.none() | fen, st.none() | fen))
        inside = draw(flows(numbers, depth, 0, ends, last and not ending))
        branches.append(Branch(draw(words), inside, guard, ending))
    return Choice(tuple(branches))


@st.composite
def items(draw):
    """A whole item: its flow has at least one step, and every part of it can be reached."""
    flow = draw(flows(count(1)).filter(lambda made: any(steps_of(made))))
    return Item(
        id="CG-01",
        area="CG",
        name=draw(words),
        guide=draw(words),
        risk_level=draw(st.sampled_from(Level)),
        version=draw(st.integers(1, 9)),
        first=date(2026, 9, 1),
        basis=(BASIS, Basis(INSTRUMENT, Tag.VERIFIED, "12", "editors", date(2026, 10, 1))),
        flow=flow,
        separate=draw(st.sampled_from([(), (("1", "2"),), (("1", "2"), ("2", "3", "4"))])),
        waiver=draw(st.none() | st.builds(Waiver, st.just(("C",)), st.just((("1", "2"),)), words, st.just("YSY"))),
        papers={"order": Words("订单", "Order"), "note": Words("入库单", "Note")},
        days={"opening": Words("开学", "Opening day")},
        retention=draw(st.none() | words),
    )


INSTRUMENT = Instrument("L07", Words("某法", "Some law"), "令第1号", 2020, Tag.SEEN)
BASIS = Basis(INSTRUMENT)


def legend():
    """The words of the catalogue, as of a fixed day."""
    posts = {row["code"]: Words(row["name"]["zh"], row["name"]["en"]) for row in read_power_files()[1]["codes"]}
    return Legend(read_chart_words(CATALOGUE), posts, read_library().parameters, date(2026, 11, 28))
