"""The rule behind a slot: the power's step as the version says it, its field names, which steps a school owes."""

from collections.abc import Iterator
from typing import Any

from lianjing.access import powers, rulebook
from lianjing.domain.notices import Audience, audience
from lianjing.domain.post_codes import CodeKind
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import NoticeKind, Publication, Step
from lianjing.records.models import Disclosure, PowerVersion


def rule_of(slot: Disclosure) -> Publication:
    """Return what the slot's power says of this notice. Raises RuleBroken("power_step_unknown")."""
    found = step_of(slot).notice
    assert found is not None  # a slot is made for a step with a notice, and versions never change
    return found


def step_of(slot: Disclosure) -> Step:
    """Return the step whose notice the slot is. Raises RuleBroken("power_step_unknown")."""
    return item_of(slot.version).step(slot.step)


def item_of(version: PowerVersion) -> Item:
    """Return the power of a version, read once a process."""
    return powers.compiled(version).item


def owed_steps(item: Item) -> Iterator[Step]:
    """Yield the steps of a power by which a school makes something public, those a county's office takes left out."""
    codes = rulebook.powers().codes
    for step in item.steps:
        first = codes.get(step.posts[0])
        here = first is not None and first.kind in (CodeKind.POST, CodeKind.BODY) and not first.at_county
        if here and step.notice is not None and step.notice.kind is not NoticeKind.TOLD:
            yield step


def personal() -> frozenset[str]:
    """Return the ids of fields that tell of a person."""
    return powers.notice_words().personal


def audience_of(rule: Publication) -> Audience:
    """Return who may read what a rule makes public."""
    return audience(rule, personal())


def lists_people(rule: Publication) -> bool:
    """Return whether a rule shows anything of persons: such a notice comes down by itself (B5)."""
    return bool(personal() & set(rule.fields))


def typed_fields(rule: Publication, content: dict[str, Any]) -> tuple[str, ...]:
    """Return the fields that no record tells and a clerk may type: the rule's own, never one of a person."""
    told = set(content.get("fields", {})) | {key for row in content.get("rows", ()) for key in row}
    return tuple(key for key in rule.fields if key not in told and key not in personal())
