"""What a post is to one question: the one who answers, or the one who reviews at the level where it lies."""

from lianjing.access import policy, question_routes
from lianjing.domain.authority import Action, Role, Seat
from lianjing.domain.machines.objection import ANSWERER, REVIEWER
from lianjing.records.models import PublicQuestion

_REVIEWS = {question_routes.GROUP: Role.GROUP_LEADER, question_routes.BUREAU: Role.BUREAU_OFFICER}


def at_its_level(post: Seat, question: PublicQuestion) -> bool:
    """Return whether a post reviews at the level where the question lies."""
    return _REVIEWS.get(question.level, Role.GROUP_LEADER) == post.role


def capacities_of(post: Seat, question: PublicQuestion) -> frozenset[str]:
    """Return the capacities a post has towards a question; whoever made the thing has none."""
    if post.person_id in question_routes.makers_of(question):
        return frozenset()
    reviews = question.state != "reviewing" or at_its_level(post, question)
    return frozenset(
        capacity
        for capacity, action, so in (
            (ANSWERER, Action.QUESTION_ANSWER, True),
            (REVIEWER, Action.QUESTION_REVIEW, reviews),
        )
        if so and policy.holds(post, action) and policy.may(post, action, question)
    )
