"""A broken rule is a code with facts; `ui/wording.py` is the only place that turns it into a sentence."""

from typing import Any


class RuleBroken(Exception):
    """The rule `code` forbids what was asked.

    facts: what happened, the limit and its source, in plain values that wording may print. Never an
    identity number, a phone or an account: facts may reach a page or a log.
    """

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code
