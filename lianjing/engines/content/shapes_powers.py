"""The shapes of a power item, of its labelled traces, and of what its notices may show."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from lianjing.domain.parameters import TIME_UNITS, Unit
from lianjing.domain.power.deviations import Deviation
from lianjing.domain.power.steps import Level, NoticeKind
from lianjing.engines.content.shapes_base import (
    BasisShape,
    CodeWord,
    InstrumentCode,
    ParameterName,
    Shape,
    WordsShape,
    wrong,
)
from lianjing.engines.content.shapes_catalogue import PostCodeWord, StepNumber

PowerId = Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{2}$", examples=["ST-03"])]
ModelId = Annotated[str, Field(pattern=r"^M-[A-Z]{2}-[0-9A-Z]{2,4}$", examples=["M-ST-06"])]
LevelWord = Annotated[Level, Field(strict=False, examples=["high"])]
Yuan = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2, strict=False, examples=[10000])]
Group = Annotated[list[StepNumber], Field(min_length=2)]
Parts = Annotated[list["PartShape"], Field(min_length=1)]


class SpanShape(Shape):
    """A length of time: one count with its unit, or a dated figure of legal/parameters by name."""

    working_days: int | None = Field(default=None, ge=0, examples=[5])
    days: int | None = Field(default=None, ge=0, examples=[30])
    hours: int | None = Field(default=None, ge=1, examples=[24])
    months: int | None = Field(default=None, ge=1, examples=[1])
    years: int | None = Field(default=None, ge=1, examples=[1])
    figure: ParameterName | None = None
    basis: InstrumentCode | None = Field(default=None, description="Who set it; left out: a county default")

    @model_validator(mode="after")
    def _one(self) -> "SpanShape":
        given = [unit.value for unit in TIME_UNITS if getattr(self, unit.value) is not None]
        if len(given) + (self.figure is not None) != 1:
            raise wrong("Write one of working_days, days, hours, months, years, or `figure: name`", "not one length")
        if self.figure and self.basis:
            raise wrong("Leave `basis` out: the figure carries its own", f"{self.figure} and a basis stand here")
        return self

    def counted(self) -> tuple[int, Unit]:
        """Return count and unit; (0, DAYS) for a figure, whose own are looked up on the day."""
        return next(((n, unit) for unit in TIME_UNITS if (n := getattr(self, unit.value)) is not None), (0, Unit.DAYS))


class LimitShape(Shape):
    """When a step is to be taken. One of the three, and the day it refers to."""

    within: SpanShape | None = Field(default=None, description="No later than so long after")
    ahead: SpanShape | None = Field(default=None, description="No later than so long before a named day")
    wait: SpanShape | None = Field(default=None, description="No earlier than so long after")
    of: str = Field(default="", examples=["3"], description="A step, a named day of the item; empty: the step before")

    @model_validator(mode="after")
    def _one(self) -> "LimitShape":
        if sum(one is not None for one in (self.within, self.ahead, self.wait)) != 1:
            raise wrong("Write one of within, ahead, wait", "not one kind of limit")
        if self.ahead is not None and not self.of:
            raise wrong("Write `of:` with a named day of the item", "`ahead` without the day it refers to")
        return self


class DecisionShape(Shape):
    """From this amount on, a higher level decides."""

    from_yuan: Yuan | None = Field(default=None, description="A county default unless `basis` says otherwise")
    figure: ParameterName | None = None
    posts: list[PostCodeWord] = Field(min_length=1)
    basis: InstrumentCode | None = None

    @model_validator(mode="after")
    def _one(self) -> "DecisionShape":
        if (self.from_yuan is None) == (self.figure is None):
            raise wrong("Write one of `from_yuan: 10000` and `figure: name`", "not one amount")
        return self


class RiskShape(Shape):
    """A risk point."""

    level: LevelWord
    what: WordsShape
    control: WordsShape


class WatchShape(Shape):
    """A supervision point: a post code, `public` (parents and public), or a model."""

    who: str = Field(default="", pattern=r"^([A-Z]+(-[A-Z]+)?|public|)$", examples=["ZZ"])
    how: WordsShape
    model: ModelId | None = None
    right: InstrumentCode | None = None

    @model_validator(mode="after")
    def _somebody(self) -> "WatchShape":
        if not self.who and self.model is None:
            raise wrong("Write `who:` or `model:`", "nobody watches here")
        return self


class NoticeShape(Shape):
    """What a step makes public."""

    kind: Annotated[NoticeKind, Field(strict=False, examples=["notice"])]
    what: WordsShape
    fields: list[CodeWord] = Field(min_length=1, description="Ids of notice_fields.yaml; nothing else may go out")
    where: list[CodeWord] = Field(min_length=1, description="Ids of places of notice_fields.yaml")
    days: SpanShape | None = Field(default=None, description="How long a notice hangs; a disclosure has none")
    every: Literal["", "week", "month", "term", "year"] = ""

    @model_validator(mode="after")
    def _days(self) -> "NoticeShape":
        if (self.kind is NoticeKind.NOTICE) != (self.days is not None):
            raise wrong("Give a notice its `days`, and only a notice", f"{self.kind} and days do not go together")
        return self


class StepShape(Shape):
    """One step of the flow."""

    no: StepNumber
    name: WordsShape
    posts: list[PostCodeWord] = Field(min_length=1, description="The accountable one first")
    people: int = Field(default=1, ge=1, le=20, description="How many take it together, at least")
    reads: list[CodeWord] = Field(default=[], description="Papers it looks at")
    gives: list[CodeWord] = Field(default=[], description="Papers it leaves behind")
    limits: list[LimitShape] = []
    decisions: list[DecisionShape] = []
    risk: RiskShape | None = None
    watches: list[WatchShape] = []
    notice: NoticeShape | None = None
    hint: WordsShape | None = Field(default=None, description="What helps whoever takes the step")


class GuardShape(Shape):
    """The amounts a branch is meant for: from `at_least` yuan, below `below` yuan; or the figures' names."""

    at_least: Yuan | ParameterName | None = None
    below: Yuan | ParameterName | None = None


class BranchShape(Shape):
    """One way of a choice."""

    when: WordsShape
    amount: GuardShape | None = None
    do: list["PartShape"] = Field(default=[], description="Empty: nothing is to be done")
    ends: WordsShape | None = Field(default=None, description="What the matter comes to, if it ends here")


class ChoiceShape(Shape):
    """One of the branches is taken."""

    choose: list[BranchShape] = Field(min_length=2)


class TogetherShape(Shape):
    """All lanes are taken, in any order among each other."""

    together: list[Parts] = Field(min_length=2)


class RepeatShape(Shape):
    """The parts are taken again as long as `again` holds; `between` comes before each repetition."""

    repeat: Parts
    again: WordsShape
    between: list["PartShape"] = []


def _which(part: object) -> str:
    """Return which part a mapping is, by the key that only it has: errors then speak of that shape alone."""
    keys = part if isinstance(part, dict) else getattr(type(part), "model_fields", {})
    return next((f"a {key}" for key in ("choose", "together", "repeat") if key in keys), "a step")


PartShape = Annotated[
    Annotated[StepShape, Tag("a step")]
    | Annotated[ChoiceShape, Tag("a choose")]
    | Annotated[TogetherShape, Tag("a together")]
    | Annotated[RepeatShape, Tag("a repeat")],
    Discriminator(_which),
]


class WaiverShape(Shape):
    """What replaces separate posts where a school is too small for them."""

    classes: list[Literal["A", "B", "C"]] = Field(min_length=1)
    separate: list[Group] = Field(min_length=1, description="Groups of `separate` that are waived")
    instead: WordsShape
    by: PostCodeWord


class VersionShape(Shape):
    """The number of a version and its first day."""

    no: int = Field(ge=1)
    first: date


class PowerItemFile(Shape):
    """One power item: flow, posts, limits, risk and supervision points, papers, notices, basis."""

    kind: Literal["power_item"]
    id: PowerId
    area: Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["ST"])]
    name: WordsShape
    guide: WordsShape = Field(description="One sentence for the public: what this power is")
    risk_level: LevelWord
    version: VersionShape
    basis: list[BasisShape] = Field(min_length=1)
    days: dict[CodeWord, WordsShape] = Field(default={}, description="Named days that limits refer to")
    papers: dict[CodeWord, WordsShape]
    flow: Parts
    separate: list[Group] = Field(default=[], description="Groups of steps that no person may take two of")
    waiver: WaiverShape | None = None
    retention: WordsShape | None = None


class HappenedShape(Shape):
    """One event of a trace."""

    step: str = Field(min_length=1, description="A step's number, or anything else that was done")
    by: list[str] = Field(min_length=1)
    at: date | datetime | str = Field(description="A day, or a day and time like '2026-09-01 09:30'")
    post: PostCodeWord | None = Field(default=None, description="Left out: the step's first post")
    lacks: list[CodeWord] = Field(default=[], description="Papers of the step that it did not give")
    until: date | None = Field(default=None, description="The day its notice came down")


class FindsShape(Shape):
    """One deviation that must be found."""

    kind: Annotated[Deviation, Field(strict=False, examples=["skipped"])]
    step: str


class TraceShape(Shape):
    """One labelled course of events."""

    id: CodeWord
    what: WordsShape
    amount: Yuan | None = None
    size_class: Literal["", "A", "B", "C"] = ""
    days: dict[CodeWord, date] = {}
    open: bool = Field(default=False, description="The matter still runs")
    events: list[HappenedShape] = Field(min_length=1)
    finds: list[FindsShape] = Field(description="Written by hand; empty: it conforms")


class PowerTracesFile(Shape):
    """The labelled traces of one power item."""

    kind: Literal["power_traces"]
    item: PowerId
    traces: list[TraceShape] = Field(min_length=1)


class NoticeFieldShape(WordsShape):
    """One field that a notice may show."""

    personal: bool = Field(description="It says something about a person")
    mask: Literal["", "name", "id_tail"] = Field(default="", description="How it is masked when shown")


class NoticeFieldsFile(Shape):
    """Fields and places of notices. What is not listed cannot be published."""

    kind: Literal["notice_fields"]
    fields: dict[CodeWord, NoticeFieldShape]
    places: dict[CodeWord, WordsShape]


class ChartWordsFile(Shape):
    """The words of the drawings, beside those of the items; `{n}` and the like are filled in."""

    kind: Literal["chart_words"]
    words: dict[CodeWord, WordsShape]


for _shape in (BranchShape, ChoiceShape, TogetherShape, RepeatShape, PowerItemFile):
    _shape.model_rebuild()


class ThroughShape(Shape):
    """Another table that knows the case: its row with the same value in `on` gives `take`."""

    table: CodeWord
    on: CodeWord
    take: CodeWord


class AmountsShape(Shape):
    """Amounts in yuan, from `at_least`, below `below`."""

    at_least: Yuan | None = None
    below: Yuan | None = None


class LedgerEventShape(Shape):
    """Rows of one table that show a step was taken."""

    step: StepNumber
    table: CodeWord
    case: list[CodeWord] = Field(min_length=1, description="Columns that together name the case")
    at: CodeWord = Field(description="The column with the day or moment")
    people: list[CodeWord] = Field(default=[], description="Columns that name who took it")
    everybody: bool = Field(default=False, description="The columns name all who took it, so that they can be counted")
    through: ThroughShape | None = None
    only: dict[CodeWord, list[str]] = Field(default={}, description="Column: values; other rows say nothing of it")
    pick: Literal["first", "last"] = Field(default="last", description="Of several rows of a case, the one that counts")
    amount: AmountsShape | None = Field(default=None, description="Only for cases of these amounts")


class LedgerAmountShape(Shape):
    """Where the amount of a case stands."""

    table: CodeWord
    case: list[CodeWord] = Field(min_length=1)
    column: CodeWord


class PowerLedgersFile(Shape):
    """How the rows that schools hand in anyway show the steps of a power; nobody types them again."""

    kind: Literal["power_ledgers"]
    item: PowerId
    case: WordsShape = Field(description="What one case is")
    why: WordsShape = Field(description="What the rows can show, and what they cannot")
    amount: LedgerAmountShape | None = None
    events: list[LedgerEventShape] = Field(min_length=2)
