"""The shapes of the catalogue's own files: plan, story, powers, post codes, readings, first units, words of imports."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from lianjing.domain.authority import Role
from lianjing.domain.post_codes import CodeKind
from lianjing.engines.content.shapes_base import CodeWord, Shape, WordsShape, wrong

ScreenName = Annotated[str, Field(pattern=r"^[a-z]+:[a-z_]+$", examples=["network:home"])]
PostCodeWord = Annotated[str, Field(pattern=r"^[A-Z]+(-[A-Z]+)?$", examples=["JW"])]
StepNumber = Annotated[str, Field(pattern=r"^[0-9]+[a-z]?$", examples=["4b"])]
Text = Annotated[str, Field(min_length=1)]


class ClauseShape(WordsShape):
    """One clause of the county's plan."""

    id: str = Field(pattern=r"^[A-Z][0-9]?$", examples=["K3"])
    heading: WordsShape
    screens: list[ScreenName] = Field(description="Addresses of live screens; empty means not built")
    missing: WordsShape | None = Field(default=None, description="What of the clause is still to come")


class PlanFile(Shape):
    """The county's plan, clause by clause."""

    kind: Literal["plan"]
    title: WordsShape
    clauses: list[ClauseShape] = Field(min_length=1)


class SceneShape(WordsShape):
    """One step of the guided story."""

    id: CodeWord
    who: str = Field(alias="as", min_length=1, examples=["inspector"], description="The demo person")
    screen: ScreenName


class StoryFile(Shape):
    """The guided story over the demo county."""

    kind: Literal["story"]
    title: WordsShape
    steps: list[SceneShape] = Field(min_length=1)


class PostCodeShape(Shape):
    """One post code: a post, a body of posts, an office of the county, or somebody outside."""

    code: PostCodeWord
    kind: Annotated[CodeKind, Field(strict=False)]
    name: WordsShape
    rank: Literal["head", "deputy", "staff"] = "staff"
    seats: Literal["one", "many"] = "one"
    supervises: bool = False
    stand_in: list[PostCodeWord] = []
    members: list[PostCodeWord] = []
    slug: str = Field(default="", examples=["gs-rs"])
    place: Literal["school", "county"] = "school"


class PostCodesFile(Shape):
    """Every post code that a step may name."""

    kind: Literal["post_codes"]
    codes: list[PostCodeShape] = Field(min_length=1)


class ReadingsFile(Shape):
    """How names and words are read aloud where the usual dictionary errs."""

    kind: Literal["readings"]
    surnames: dict[Text, Annotated[list[Text], Field(min_length=1)]]
    words: dict[Text, Text]


class NameVariantsFile(Shape):
    """What differs between two spellings of one name; used when records are matched."""

    kind: Literal["name_variants"]
    legal_forms: list[Text] = Field(description="Endings of company names, longest first")
    region_ends: list[Text] = Field(description="Signs that may close the name of a region")
    regions: list[Text] = Field(description="Regions that names and addresses begin with, without those signs")
    common_names: list[Text] = Field(description="Names that so many people bear that a namesake says nothing")


class QuestionWordsFile(Shape):
    """Words by which a question from outside is heard before anybody reads it."""

    kind: Literal["question_words"]
    acts: list[Text] = Field(min_length=1, description="Acts that accuse whoever is named with them")
    people: list[Text] = Field(min_length=1, description="Words for somebody who holds a post")
    dangers: list[Text] = Field(min_length=1, description="Dangers to a child: what to do at once is shown")
    harmless: list[Text] = Field(description="Phrases in which an act is none")
    rude: list[Text] = Field(description="Words that are masked")
    empty: list[Text] = Field(description="Words that say nothing of the matter when likeness is measured")


class ExampleStepShape(Shape):
    """What follows a question of the demo, so many days after it was asked."""

    do: Literal["answer", "say", "lapse", "silence", "reply", "uphold", "put_right", "back"]
    after: int = Field(ge=0, le=100)
    words: Text = "-"
    content: int = Field(default=0, ge=0, le=5)


class QuestionExampleShape(Shape):
    """One question of the demo school."""

    power: str = Field(pattern=r"^[A-Z]{2}-\d{2}$", examples=["ST-03"])
    kind: Literal["question", "objection"]
    ago: int = Field(ge=0, le=100)
    text: Text
    then: list[ExampleStepShape]


class QuestionExamplesFile(Shape):
    """Fictitious questions that the demo school is asked."""

    kind: Literal["question_examples"]
    questions: list[QuestionExampleShape] = Field(min_length=1)


class FirstUnitShape(Shape):
    """One unit that a new installation begins with; `below` names a unit above it in the file."""

    code: str = Field(pattern=r"^[a-z0-9]+$", examples=["jyj"])
    name: Text
    kind: CodeWord
    below: str = ""


class FirstPostShape(Shape):
    """One post that a new installation begins with."""

    unit: str
    code: PostCodeWord
    title: Text
    role: Annotated[Role, Field(strict=False)]
    rank: int = Field(ge=0, le=2, description="0 head, 1 deputy, 2 staff")


class FirstEdgeShape(Shape):
    """One tie of supervision that a new installation begins with."""

    subject: str = Field(alias="from")
    object: str = Field(alias="to")
    kind: Literal["line", "peer"]


class FirstUnitsFile(Shape):
    """What a new installation begins with."""

    kind: Literal["first_units"]
    units: list[FirstUnitShape] = Field(min_length=1)
    posts: list[FirstPostShape] = Field(min_length=1)
    edges: list[FirstEdgeShape]

    @model_validator(mode="after")
    def _known(self) -> "FirstUnitsFile":
        codes = [unit.code for unit in self.units]
        for at, unit in enumerate(self.units):
            if unit.below and unit.below not in codes[:at]:
                raise wrong("Put the upper unit before it", f"{unit.code} is below {unit.below}, not yet named")
        named = [post.unit for post in self.posts]
        named += [end for edge in self.edges for end in (edge.subject, edge.object)]
        for code in named:
            if code not in codes:
                raise wrong(f"Write one of {', '.join(codes)}", f"{code} is none of the units")
        return self


class NumeralsShape(Shape):
    """Signs that say a digit, and the digits, place by place."""

    said: Text
    digits: Text


class PrivacyWordsFile(Shape):
    """What the privacy gate knows of words and ways of writing; patterns are regular expressions."""

    kind: Literal["privacy_words"]
    numerals: NumeralsShape
    radicals: dict[str, Text] = Field(description="code point of a radical: the character it stands for")
    phone_words: Text
    born: Text
    born_after: Text
    lives: list[Text] = Field(description="home addresses; {N} is a figure, {H} a Chinese character")
    figure: Text
    lives_labelled: Text
    circumstances: Text
    secret_columns: Text
    public_columns: Text
    figure_signs: Text = Field(description="signs of amounts, days and shares; a cell of these only names no column")
    white_formats: Text = Field(description="ways in which a workbook writes a figure in white")
    blank: Text
    ends_like_a_name: Text = Field(description="words that end with a surname; no name of two signs begins inside them")
    person_words: Text
    everyday: Text = Field(description="words that are people's names as well")


class RulingShape(WordsShape):
    """One row of who may act: a kind of person and a weight, the body, and what this installation does."""

    person: CodeWord
    weight: CodeWord
    body: CodeWord
    way: Literal["handle", "transfer", "not_here"]


class MeasureShape(WordsShape):
    """One measure of the first form."""

    code: CodeWord
    period: bool = Field(description="Whether it counts against somebody for a time, and then lapses by itself")
    persons: list[CodeWord] = Field(alias="for", min_length=1, description="Kinds of person it may be taken against")


class CompetenceFile(Shape):
    """Who may act on a problem, and with which measures of the first form."""

    kind: Literal["competence"]
    persons: dict[CodeWord, WordsShape]
    weights: dict[CodeWord, WordsShape]
    bodies: dict[CodeWord, WordsShape]
    rulings: list[RulingShape] = Field(min_length=1)
    measures: list[MeasureShape] = Field(min_length=1)
