"""What every shape of a content file is made of."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from lianjing.domain.parameters import Tag

ParameterName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$", examples=["recusal.decide"])]
InstrumentCode = Annotated[str, Field(pattern=r"^[PLEG][0-9]{2}[a-z]?$", examples=["L01"])]
TagWord = Annotated[Tag, Field(strict=False, examples=["verified"])]
CodeWord = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", examples=["raised"])]


def wrong(instead: str, got: str) -> PydanticCustomError:
    """Return the error of a value that breaks a rule of its file; `instead` says what to write."""
    return PydanticCustomError("wrong_value", "{got}. {instead}", {"got": got, "instead": instead})


class Shape(BaseModel):
    """What every part of a content file keeps to: known keys only, no guessing of types, never changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class WordsShape(Shape):
    """The same words in both languages; neither may be empty."""

    zh: str = Field(min_length=1, examples=["\u56de\u907f"], description="Chinese, simplified")
    en: str = Field(min_length=1, examples=["Recusal"], description="English")


class BasisShape(Shape):
    """Where a figure comes from. An article may stand only beside who checked it and when."""

    code: InstrumentCode
    article: str = Field(default="", examples=["67"], description="Only when verified")
    tag: TagWord
    verified_by: str = Field(default="", examples=["editors of the legal file"])
    verified_on: date | None = Field(default=None, examples=["2026-11-23"])

    @model_validator(mode="after")
    def _checked(self) -> "BasisShape":
        checked = bool(self.verified_by) and self.verified_on is not None
        if (self.tag is Tag.VERIFIED) != checked or bool(self.verified_by) != (self.verified_on is not None):
            raise wrong(
                "Write `tag: verified` together with verified_by and verified_on, or leave both out",
                f"tag is {self.tag}, verified_by is {self.verified_by or 'empty'}, verified_on is {self.verified_on}",
            )
        if self.article and not checked:
            raise wrong("Leave `article` out until somebody has checked it", f"article {self.article} is unchecked")
        return self
