"""The shape of a supervision model's YAML half. What it may say is published as a JSON Schema."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from lianjing.domain.supervision_models import Grain, Measure, Polarity, Secrecy, Severity, Status
from lianjing.engines.content.shapes_base import BasisShape, CodeWord, ParameterName, Shape, WordsShape, wrong

ModelId = Annotated[str, Field(pattern=r"^M-[A-Z]{2}-[A-Z]?[0-9]{2,3}$", examples=["M-ST-01"])]
PowerId = Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{2}$", examples=["ST-02"])]
Cell = str | int | Decimal | date | bool | None
FIGURES = ("observed", "baseline", "threshold")
PLACEHOLDERS = frozenset(["school", "subject", "period", *FIGURES, "peers", "amount", "rows"])
NO_REASON = frozenset(
    ["unknown", "none", "n/a", "\u4e0d\u8be6", "\u672a\u77e5", "\u65e0", "\u6682\u65e0", "\u5f85\u8865"]
)
SENTENCES = 2


class ValidShape(Shape):
    """From which day on a model asks, and until when."""

    first: date = Field(alias="from", examples=["2020-09-01"])
    last: date | None = Field(default=None, alias="to")


class ReasonShape(WordsShape):
    """One innocent reason."""

    code: CodeWord

    @model_validator(mode="after")
    def _says_something(self) -> "ReasonShape":
        if self.zh.strip().lower() in NO_REASON or self.en.strip().lower() in NO_REASON:
            raise wrong("Write what would make the rows harmless", f"{self.zh} explains nothing")
        return self


class ExpectedShape(Shape):
    """One flag that the rows must raise."""

    school_code: str
    subject: str | int | date
    period: str | int | date = ""
    rows: list[int] | None = None
    observed: int | Decimal | None = None
    threshold: int | Decimal | None = None
    amount: int | None = None


class ExampleShape(Shape):
    """Rows and what they must raise."""

    name: WordsShape
    polarity: Annotated[Polarity, Field(strict=False)]
    today: date = date(2026, 8, 31)
    given: dict[CodeWord, list[dict[CodeWord, Cell]]]
    expect: list[ExpectedShape]

    @model_validator(mode="after")
    def _polar(self) -> "ExampleShape":
        if self.polarity is Polarity.HIT and not self.expect:
            raise wrong("Name the flags under `expect`, or call it a miss", "a hit that expects nothing")
        if self.polarity in (Polarity.MISS, Polarity.MISSING) and self.expect:
            raise wrong("Leave `expect: []`, or call it a hit", f"a {self.polarity} that expects flags")
        return self


class SupervisionModelFile(Shape):
    """What a supervision model asks, why, since when, and rows that prove it."""

    kind: Literal["supervision_model"]
    id: ModelId
    version: int = Field(ge=1)
    title: WordsShape
    powers: list[PowerId] = Field(min_length=1)
    status: Annotated[Status, Field(strict=False)]
    valid: ValidShape
    grain: Annotated[Grain, Field(strict=False)]
    subject: CodeWord
    subject_column: CodeWord
    secrecy: Annotated[Secrecy, Field(strict=False)]
    severity: Annotated[Severity, Field(strict=False)]
    danger: Literal["injury", "poisoning", "abuse", ""] = Field(
        default="", description="The danger to a child that a flag shows: it goes past the officer, to be reported"
    )
    asks: WordsShape
    why: WordsShape
    basis: list[BasisShape] = Field(min_length=1)
    reads: dict[CodeWord, list[CodeWord]] = Field(min_length=1)
    optional: list[CodeWord] = Field(default=[], description="Tables whose absence leaves the answer as it is")
    filled: dict[CodeWord, list[CodeWord]] = Field(default={}, description="Columns that must mostly be filled")
    judged_on: dict[CodeWord, CodeWord] = Field(
        default={}, description="Table and column of the day whose figure judges a row: grey where it is not known"
    )
    parameters: dict[CodeWord, ParameterName] = {}
    figures: dict[Literal["observed", "baseline", "threshold"], Annotated[Measure, Field(strict=False)]]
    explain: WordsShape
    innocent_reasons: list[ReasonShape] = Field(min_length=1)
    triage: list[WordsShape] = Field(min_length=1)
    tests: list[ExampleShape] = Field(min_length=4)

    @model_validator(mode="after")
    def _whole(self) -> "SupervisionModelFile":
        for check in (self._every_polarity, self._two_sentences, self._known_tables, self._known_figures):
            check()
        return self

    def _every_polarity(self) -> None:
        lacking = [polarity for polarity in Polarity if polarity not in {test.polarity for test in self.tests}]
        if lacking:
            raise wrong(f"Add a test of polarity {lacking[0]}", f"no test shows {', '.join(lacking)}")

    def _two_sentences(self) -> None:
        for text, stop in ((self.explain.zh, "\u3002"), (self.explain.en, ". ")):
            if (found := (text.rstrip() + " ").count(stop)) != SENTENCES:
                raise wrong("Explain a flag in exactly two sentences", f"{found} sentences: {text[:60]}")
            if strange := sorted(set(_named(text)) - PLACEHOLDERS):
                raise wrong(f"Write one of {', '.join(sorted(PLACEHOLDERS))}", f"{{{strange[0]}}} is no figure")

    def _known_tables(self) -> None:
        for table in self.optional:
            if table not in self.reads:
                raise wrong("Name only tables of `reads`", f"{table} is optional but not read")
        for table, columns in self.filled.items():
            if not set(columns) <= set(self.reads.get(table, ())):
                raise wrong("Name only columns of `reads`", f"{table} is filled but not read so")
        for table, column in self.judged_on.items():
            if column not in self.reads.get(table, ()):
                raise wrong("Name only columns of `reads`", f"{table} is judged on a day that is not read")
        first = next(iter(self.reads))
        if self.subject_column not in self.reads[first] and self.subject_column != "school_code":
            raise wrong(f"Write a column of {first}", f"{first} does not read {self.subject_column}")

    def _known_figures(self) -> None:
        for figure in ("observed", "threshold"):
            if figure not in self.figures:
                raise wrong(f"Say what `{figure}` counts", f"`figures` lacks {figure}")


def _named(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]


def plain(value: Any) -> Any:
    """Return a cell of an example as the value that Arrow takes."""
    return float(value) if isinstance(value, Decimal) else value
