"""What every shape of a content file is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

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
