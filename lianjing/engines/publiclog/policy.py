"""Who must have seen a head before it counts (c2sp.org/tlog-policy): witnesses, groups of them, one quorum.

For this county: a number of the 19 supervision groups, and at least one body from outside the county.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from lianjing.engines.publiclog.merkle import Unproven
from lianjing.engines.publiclog.notes import COSIGNATURE, NOTE, Verifier

NONE = "none"


@dataclass(frozen=True)
class Witness:
    """A witness by its name in the policy; `url` is where it is asked, empty for one that is asked by file."""

    name: str
    verifier: Verifier
    url: str = ""


@dataclass(frozen=True)
class Threshold:
    """`needed` of `members`, each a witness or an earlier group."""

    name: str
    needed: int
    members: tuple[str, ...]


@dataclass
class Policy:
    """Known logs, known witnesses, and the rule which of them are enough."""

    logs: list[Verifier] = field(default_factory=list)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    groups: dict[str, Threshold] = field(default_factory=dict)
    quorum: str = ""

    def holds(self, signed: Collection[Verifier]) -> bool:
        """Return whether the cosignatures of these keys are a quorum."""
        return self.quorum == NONE or self._witnessed(self.quorum, signed)

    def _witnessed(self, name: str, signed: Collection[Verifier]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name].verifier in signed
        group = self.groups[name]
        return sum(self._witnessed(member, signed) for member in group.members) >= group.needed


def parse(text: str) -> Policy:
    """Read a policy file. Raises Unproven("policy_wrong", line=…) naming the first line that is not one."""
    found, members = Policy(), set[str]()
    for place, line in enumerate(text.split("\n"), 1):
        words = [word for word in re.split("[ \t]+", line) if word]
        if not words or words[0].startswith("#"):
            continue
        try:
            _take(found, words, members)
        except (ValueError, KeyError, IndexError):
            raise Unproven("policy_wrong", line=place) from None
    if not found.quorum:
        raise Unproven("policy_wrong", line=0)
    return found


def _take(policy: Policy, words: list[str], members: set[str]) -> None:
    match words:
        case ["log", key, *url] if len(url) <= 1:
            policy.logs.append(_new_key(key, NOTE, policy.logs))
        case ["witness", name, key, *url] if len(url) <= 1:
            _unused(policy, name)
            known = [one.verifier for one in policy.witnesses.values()]
            policy.witnesses[name] = Witness(name, _new_key(key, COSIGNATURE, known), "".join(url))
        case ["group", name, needed, *names] if names:
            _unused(policy, name)
            if not all(_known(policy, one) and one not in members for one in names) or len(set(names)) < len(names):
                raise ValueError
            members.update(names)
            count = {"all": len(names), "any": 1}.get(needed) or int(needed)
            if not 1 <= count <= len(names):
                raise ValueError
            policy.groups[name] = Threshold(name, count, tuple(names))
        case ["quorum", name] if not policy.quorum and (name == NONE or _known(policy, name)):
            policy.quorum = name
        case _:
            raise ValueError


def _known(policy: Policy, name: str) -> bool:
    return name in policy.witnesses or name in policy.groups


def _unused(policy: Policy, name: str) -> None:
    if name == NONE or _known(policy, name):
        raise ValueError


def _new_key(text: str, kind: int, known: list[Verifier]) -> Verifier:
    key = Verifier.parse(text)
    if key.kind != kind or any(one.public == key.public for one in known):
        raise ValueError
    return key
