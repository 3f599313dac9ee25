"""Callables for `choices=`: a new state or role needs no migration. Never move them, migrations name them."""

from lianjing.domain.authority import Role
from lianjing.domain.orgtree import OrgKind


def org_kinds() -> list[tuple[str, str]]:
    return [(kind.value, kind.value) for kind in OrgKind]


def roles() -> list[tuple[str, str]]:
    return [(role.value, role.value) for role in Role]


def edge_kinds() -> list[tuple[str, str]]:
    return [("line", "line"), ("peer", "peer"), ("public", "public"), ("guides", "guides")]


def declaration_kinds() -> list[tuple[str, str]]:
    return [("kin", "kin"), ("interest", "interest")]


def size_classes() -> list[tuple[str, str]]:
    return [("A", "A"), ("B", "B"), ("C", "C")]


def sides() -> list[tuple[str, str]]:
    return [("commission", "commission"), ("bureau", "bureau")]


def outcome_kinds() -> list[tuple[str, str]]:
    return [(kind, kind) for kind in ("inform", "decision", "task", "end")]
