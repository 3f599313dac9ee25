"""What reading power items needs, and where their problems are noted."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from lianjing.domain.parameters import Instrument, Parameters
from lianjing.engines.content.placed_yaml import Placed
from lianjing.engines.content.problems import Problem
from lianjing.engines.content.shapes_powers import NoticeFieldsFile


@dataclass
class PowerDesk:
    """What reading the items needs: known codes by kind; and what is wrong so far."""

    instruments: Mapping[str, Instrument]
    figures: Parameters
    posts: frozenset[str]
    fields: NoticeFieldsFile
    problems: list[Problem] = field(default_factory=list)

    def fault(self, placed: Placed, path: tuple[Hashable, ...], code: str, got: str, instead: str) -> None:
        """Note a problem at a part of a file."""
        where = ".".join(str(part) for part in path)
        self.problems.append(Problem(placed.file, placed.line_of(path), where, code, got, instead))
