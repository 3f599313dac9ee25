"""Policies that are wrong in one way each. The comparison of `test_policy` must notice every one."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

from django.db.models import Exists, OuterRef, Q

from lianjing.access import policy, posts
from lianjing.domain.authority import OPENS_SEALED, Action, Reach, Role
from lianjing.records import models
from lianjing.records.doors import unscoped
from lianjing.records.models import Edge, Recusal, RedFlag, WorkItem, WorkMove, WorkSignature
from tests.access.comparing import tables

MUTANTS: list[Callable] = []


def _mutant(change: Callable) -> Callable:
    MUTANTS.append(change)
    return change


def _scopes(patch, **fields):
    for table in tables():
        patch.setattr(table, "scope", replace(table.scope, **fields))


def _within(patch, change: Callable) -> None:
    """Replace how one reach becomes a filter: `change(right, table, post, reach)`."""
    right = policy._within
    patch.setattr(policy, "_within", lambda table, post, reach: change(right, table, post, reach))


def _below(lookup: str, cut: Callable[[str], str]) -> Callable:
    def change(right, table, post, reach):
        if reach is not Reach.BELOW:
            return right(table, post, reach)
        rows = Q(pk__in=[])
        for path in post.paths:
            rows |= Q(**{f"{table.scope.path}__{lookup}": cut(path)})
        return rows

    return change


@_mutant
def recusal_is_forgotten(patch):
    patch.setattr(policy, "_without_kept", lambda rows, table, post: rows)


@_mutant
def recusal_is_turned_round(patch):
    def only_recused(rows, table, post):
        recusals = unscoped(Recusal, reason="a mutant").filter(person=post.person_id)
        return rows.filter(Exists(recusals.filter(table=table._meta.model_name, record_id=OuterRef("pk"))))

    patch.setattr(policy, "_without_kept", only_recused)


@_mutant
def recusal_of_the_subject_is_dropped(patch):
    _scopes(patch, subject=None)


def _hanging(patch, change: Callable) -> None:
    """Replace what counts as hanging on what is kept: `change(right, table, post, followed)`."""
    right = policy._hangs_on_kept
    patch.setattr(policy, "_hangs_on_kept", lambda *asked: change(right, *asked))


def _unfollowed(name: str) -> Callable:
    def change(patch):
        patch.setattr(policy, "FOLLOWED", tuple(one for one in policy.FOLLOWED if one is not getattr(models, name)))

    change.__name__ = f"what_hangs_on_a_{name.lower()}_about_oneself_is_found"
    return change


for _name in ("RedFlag", "Rectification", "Recusal"):
    _mutant(_unfollowed(_name))


@_mutant
def what_hangs_is_followed_for_one_step_only(patch):
    def change(right, table, post, followed):
        return right(table, post, followed) if followed == policy.FOLLOWED else Q(pk__in=[])

    _hanging(patch, change)


@_mutant
def what_hangs_on_oneself_is_found_by_recusal_only(patch):
    _hanging(patch, lambda right, table, post, followed: right(table, post, ()))


@_mutant
def ones_own_acts_are_lost_with_what_they_hang_on(patch):
    def change(right, table, post, followed):
        return right(SimpleNamespace(scope=replace(table.scope, owner="")), post, followed)

    _hanging(patch, change)


@_mutant
def recusal_ends_when_a_successor_is_found(patch):
    patch.setattr(policy, "RECUSED_STATES", ("recused",))


@_mutant
def recusal_asked_for_already_counts(patch):
    patch.setattr(policy, "RECUSED_STATES", ("raised", "recused", "replaced"))


@_mutant
def own_unit_means_all_below(patch):
    _within(patch, lambda right, table, post, reach: right(table, post, Reach.BELOW if reach is Reach.OWN else reach))


@_mutant
def below_means_own_unit(patch):
    _within(patch, lambda right, table, post, reach: right(table, post, Reach.OWN if reach is Reach.BELOW else reach))


@_mutant
def below_leaves_out_the_lines(patch):
    def change(right, table, post, reach):
        return right(table, replace(post, paths=(post.own_path,)), reach)

    _within(patch, change)


@_mutant
def paths_are_compared_without_their_last_slash(patch):
    _within(patch, _below("startswith", lambda path: path[:-1]))


@_mutant
def paths_are_found_anywhere(patch):
    _within(patch, _below("contains", lambda path: path))


@_mutant
def paths_are_compared_in_any_case(patch):
    _within(patch, _below("istartswith", lambda path: path))


@_mutant
def wildcards_in_codes_are_believed(patch):
    def pattern(path):
        return "^" + "".join({"_": ".", "%": ".*"}.get(letter, letter) for letter in path)

    _within(patch, _below("regex", pattern))


@_mutant
def seals_are_ignored(patch):
    patch.setattr(policy, "OPENS_SEALED", frozenset(Reach))


@_mutant
def seals_are_ignored_on_what_hangs_on_work(patch):
    for table in (WorkItem, WorkMove, WorkSignature):
        patch.setattr(table, "scope", replace(table.scope, sealed=""))


@_mutant
def seals_shut_out_those_named(patch):
    patch.setattr(policy, "OPENS_SEALED", OPENS_SEALED - {Reach.LISTED})


@_mutant
def everybody_is_on_the_list(patch):
    _within(patch, lambda right, *asked: Q() if asked[2] is Reach.LISTED else right(*asked))


@_mutant
def one_may_decide_about_oneself(patch):
    patch.setattr(policy, "FOLLOWED", ())
    _scopes(patch, about="")


@_mutant
def the_named_are_taken_for_the_subjects(patch):
    patch.setattr(RedFlag, "scope", replace(RedFlag.scope, about="handlers", listed="about"))


@_mutant
def ones_own_forgets_the_post(patch):
    _scopes(patch, posts=())


@_mutant
def ones_own_forgets_the_person(patch):
    _scopes(patch, owner="")


@_mutant
def what_is_for_one_of_a_post_is_for_all(patch):
    _scopes(patch, person="")


@_mutant
def ones_own_is_lost_outside_the_unit(patch):
    patch.setattr(policy, "OWN_TOO", frozenset())


@_mutant
def the_technician_reads_declarations(patch):
    patch.setattr(policy, "GRANTS", {**policy.GRANTS, (Role.TECH_ADMIN, Action.DECLARATION_READ): Reach.COUNTY})


@_mutant
def the_technician_reads_people_and_declarations(patch):
    wider = {(Role.TECH_ADMIN, action): Reach.COUNTY for action in (Action.PERSON_READ, Action.DECLARATION_READ)}
    patch.setattr(policy, "GRANTS", {**policy.GRANTS, **wider})


@_mutant
def the_technician_reads_recusals(patch):
    patch.setattr(policy, "GRANTS", {**policy.GRANTS, (Role.TECH_ADMIN, Action.RECUSAL_READ): Reach.COUNTY})


@_mutant
def a_role_lost_its_grant(patch):
    patch.setattr(policy, "GRANTS", {k: v for k, v in policy.GRANTS.items() if k != (Role.CLERK, Action.FLAG_ANSWER)})


@_mutant
def a_grant_of_every_role_is_one_wider(patch):
    wider = {Reach.SELF: Reach.OWN, Reach.OWN: Reach.BELOW, Reach.BELOW: Reach.COUNTY}
    patch.setattr(policy, "GRANTS", {key: wider.get(reach, reach) for key, reach in policy.GRANTS.items()})


@_mutant
def lines_that_ended_still_count(patch):
    _seats(patch, kinds=("line",), dated=False)


@_mutant
def peers_count_as_lines(patch):
    _seats(patch, kinds=("line", "peer", "guides"), dated=True)


def _seats(patch, *, kinds: tuple[str, ...], dated: bool) -> None:
    right = posts.seat_for

    def seat_for(person_id, post, on):
        rows = unscoped(Edge, reason="a mutant").filter(subject=post.org_id, kind__in=kinds)
        rows = rows.filter(posts.in_force(on)) if dated else rows
        named = rows.values_list("object__path", flat=True)
        return replace(right(person_id, post, on), paths=tuple(sorted({post.org.path, *named})))

    patch.setattr(posts, "seat_for", seat_for)


@_mutant
def posts_left_still_seat(patch):
    holdings, in_force = posts.holdings_of, posts.in_force

    def holdings_of(person_id, on):
        with SimpleContext(patch, in_force):
            return holdings(person_id, on)

    patch.setattr(posts, "holdings_of", holdings_of)


class SimpleContext(SimpleNamespace):
    """For the length of one call, every dated row is in force."""

    def __init__(self, patch, right):
        super().__init__(patch=patch, right=right)

    def __enter__(self):
        self.patch.setattr(posts, "in_force", lambda on, prefix="": Q())

    def __exit__(self, *error):
        self.patch.setattr(posts, "in_force", self.right)
