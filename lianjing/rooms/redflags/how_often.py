"""How many questions of a model the rows of each school raise: the picture of peers that every ordinary model has."""

from collections import Counter
from collections.abc import Iterable

from lianjing.domain.supervision_models import SupervisionModel
from lianjing.engines.screening import Outcome

Asked = tuple[list[SupervisionModel], tuple[str, ...], Outcome]


def how_often(outcomes: Iterable[Asked]) -> dict[str, dict[str, int]]:
    """Return model -> school -> questions found, 0 where its rows were there and raised none.

    Only of models that were put to many schools at once: of one school alone there is nothing to compare. Schools
    whose rows are missing are not known, and are left out.
    """
    found: dict[str, dict[str, int]] = {}
    for models, codes, outcome in outcomes:
        if len(codes) < 2:
            continue
        counts = Counter((flag.model, flag.school_code) for flag in outcome.flags)
        for model in models:
            answered = [code for code in codes if outcome.answered(model.id, code)]
            if model.counts_peers and answered:
                found[model.id] = {code: counts[model.id, code] for code in answered}
    return found
