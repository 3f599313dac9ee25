"""The kinds of content file: what each may say. The JSON Schemas under docs/reference/schemas come from here."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from lianjing.domain.parameters import Unit
from lianjing.domain.values import Half
from lianjing.engines.content.shapes_base import (
    BasisShape,
    CodeWord,
    InstrumentCode,
    ParameterName,
    Shape,
    TagWord,
    wrong,
)
from lianjing.engines.content.shapes_base import WordsShape as WordsShape
from lianjing.engines.content.shapes_catalogue import (
    CompetenceFile,
    FirstUnitsFile,
    NameVariantsFile,
    PlanFile,
    PostCodesFile,
    PrivacyWordsFile,
    QuestionExamplesFile,
    QuestionWordsFile,
    ReadingsFile,
    StoryFile,
)
from lianjing.engines.content.shapes_models import SupervisionModelFile
from lianjing.engines.content.shapes_powers import (
    ChartWordsFile,
    NoticeFieldsFile,
    PowerItemFile,
    PowerLedgersFile,
    PowerTracesFile,
)

UnitWord = Annotated[Unit, Field(strict=False, examples=["working_days"])]
HalfWord = Annotated[Half, Field(strict=False, examples=["autumn"])]
Figure = Annotated[int | Decimal | None, Field(examples=[3])]


class Days(Shape):
    """From one day to another, both included."""

    first: date = Field(examples=["2026-09-01"])
    last: date = Field(examples=["2027-01-22"])

    @model_validator(mode="after")
    def _forward(self) -> "Days":
        if self.last < self.first:
            raise wrong("Write the earlier day as `first`", f"{self.first} to {self.last} runs backwards")
        return self


class InstrumentShape(Shape):
    """One law, rule or notice."""

    title: WordsShape
    number: str = Field(
        default="", examples=["\u56fd\u529e\u51fd\u30142026\u301512\u53f7"], description="Document number, as printed"
    )
    number_unconfirmed: bool = Field(default=False, description="The number was not read in the instrument itself")
    year: int | None = Field(default=None, ge=1949, le=2100, examples=[2026])
    tag: TagWord = Field(description="verified = its own text was read; seen = a reprint was")


class InstrumentsFile(Shape):
    """The policy library: every instrument that a basis may cite, by code."""

    kind: Literal["instruments"]
    instruments: dict[InstrumentCode, InstrumentShape] = Field(min_length=1)


class ParameterShape(Shape):
    """One dated figure."""

    title: WordsShape
    unit: UnitWord
    values: dict[date, Figure] = Field(min_length=1, examples=[{"2026-09-01": 1}])
    basis: list[BasisShape] = Field(default=[])
    county_default: bool = Field(default=False, description="The county may set it; not a legal figure")
    stricter: Literal["lower", "higher"] | None = Field(
        default=None, description="A county's own folder may change a legal figure only in this direction"
    )
    why: WordsShape | None = Field(default=None, description="Needed for a county default")

    @model_validator(mode="after")
    def _reasoned(self) -> "ParameterShape":
        if self.county_default and self.why is None:
            raise wrong("Add `why: {zh: …, en: …}`: a county default needs its reason", "no reason is given")
        if not self.county_default and not self.basis:
            raise wrong("Add `basis`, or `county_default: true` with `why`", "neither law nor county stands behind it")
        if self.county_default and any(basis.article for basis in self.basis):
            raise wrong("Leave `article` out: the county set this figure, no article does", "an article is named")
        for first, figure in self.values.items():
            if figure is not None and figure < 0:
                raise wrong("Write a figure of 0 or more", f"{figure} from {first}")
        return self


class ParametersFile(Shape):
    """Time limits, ceilings and standards, by name."""

    kind: Literal["parameters"]
    parameters: dict[ParameterName, ParameterShape] = Field(min_length=1)


class DaysOff(Days):
    """One holiday as the State Council's notice gives it, weekends inside it included."""

    name: WordsShape


class CalendarFile(Shape):
    """One year's working calendar."""

    kind: Literal["calendar"]
    year: int = Field(ge=1949, le=2100, examples=[2026])
    source: WordsShape
    tag: TagWord
    days_off: list[DaysOff] = Field(min_length=1)
    made_up: list[date] = Field(examples=[["2026-10-10"]], description="Weekend days that are worked")

    @model_validator(mode="after")
    def _one_year(self) -> "CalendarFile":
        for day in [*self.made_up, *(day for days in self.days_off for day in (days.first, days.last))]:
            if day.year != self.year:
                raise wrong(f"Move it to the file of {day.year}", f"{day} is not in {self.year}")
        for day in self.made_up:
            if day.weekday() < 5:
                raise wrong("List weekend days only", f"{day} is a weekday and worked anyway")
            if any(days.first <= day <= days.last for days in self.days_off):
                raise wrong("Keep it in one of the two lists", f"{day} is both off and made up")
        return self


class VacationShape(Days):
    """One school vacation."""

    name: WordsShape
    kinds: list[CodeWord] = Field(min_length=1, examples=[["school"]], description="Kinds of unit it holds for")


class TermShape(Days):
    """One term."""

    school_year: str = Field(pattern=r"^[0-9]{4}-[0-9]{4}$", examples=["2026-2027"])
    half: HalfWord


class SchoolDaysFile(Shape):
    """The county's school calendar: terms and vacations. Set by the county, so a default until it is."""

    kind: Literal["school_days"]
    county_default: bool
    why: WordsShape
    covered: Days = Field(description="The days for which the list of vacations is complete")
    terms: list[TermShape] = Field(min_length=1)
    vacations: list[VacationShape] = Field(min_length=1)


class MachineWordsShape(Shape):
    """The words of one state machine."""

    title: WordsShape
    public: WordsShape = Field(description="Who outside may see what of it")
    states: dict[CodeWord, WordsShape]
    steps: dict[CodeWord, WordsShape]


class MachineWordsFile(Shape):
    """Labels of every machine: states, steps (buttons), and the words they share."""

    kind: Literal["machine_words"]
    page: dict[CodeWord, WordsShape] = Field(description="Headings of the reference pages")
    units: dict[UnitWord, WordsShape] = Field(description="What figures count")
    capacities: dict[CodeWord, WordsShape]
    people: dict[CodeWord, WordsShape]
    facts: dict[CodeWord, WordsShape]
    machines: dict[CodeWord, MachineWordsShape]


KINDS: dict[str, type[Shape]] = {
    "instruments": InstrumentsFile,
    "parameters": ParametersFile,
    "calendar": CalendarFile,
    "school_days": SchoolDaysFile,
    "machine_words": MachineWordsFile,
    "plan": PlanFile,
    "story": StoryFile,
    "post_codes": PostCodesFile,
    "readings": ReadingsFile,
    "name_variants": NameVariantsFile,
    "first_units": FirstUnitsFile,
    "question_words": QuestionWordsFile,
    "competence": CompetenceFile,
    "question_examples": QuestionExamplesFile,
    "supervision_model": SupervisionModelFile,
    "power_item": PowerItemFile,
    "power_traces": PowerTracesFile,
    "power_ledgers": PowerLedgersFile,
    "notice_fields": NoticeFieldsFile,
    "chart_words": ChartWordsFile,
    "privacy_words": PrivacyWordsFile,
}


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of every kind of content file, by kind."""
    return {
        kind: {"$schema": "https://json-schema.org/draft/2020-12/schema", **shape.model_json_schema()}
        for kind, shape in KINDS.items()
    }
