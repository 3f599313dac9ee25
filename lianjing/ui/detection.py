"""The picture of an evaluation: for each question how precision and recall move as its strongest flags are taken first.

Small multiples, one square a question, the same axes everywhere; plain SVG, readable without a browser's help.
"""

from collections.abc import Iterator
from html import escape

from lianjing.domain.evaluation import Detection, Evaluation

_SIDE, _GAP, _TOP, _LEFT, _ACROSS = 120, 34, 64, 40, 6
_INK, _LINE, _GRID, _GOAL = "#1f2933", "#1f5f8b", "#d5dbe1", "#5b7c4f"
GOAL_PRECISION, GOAL_RECALL = 0.90, 0.95


def curves(evaluation: Evaluation, title: str) -> str:
    """Return the SVG text. Right is more recall, up is more precision; the cross is where the goals meet."""
    rows = -(-len(evaluation.models) // _ACROSS) or 1
    wide, high = _LEFT + _ACROSS * (_SIDE + _GAP), _TOP + rows * (_SIDE + _GAP + 14)
    body = "".join(_square(number, one) for number, one in enumerate(evaluation.models))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f'role="img" font-family="sans-serif" fill="{_INK}"><title>{escape(title)}</title>'
        f'<rect width="100%" height="100%" fill="#fff"/><text x="{_LEFT}" y="26" font-size="17">{escape(title)}</text>'
        f'<text x="{_LEFT}" y="46" font-size="12">x recall 0-1, y precision 0-1; '
        f"+ goal {GOAL_RECALL}/{GOAL_PRECISION}; "
        f"strongest flags first</text>{body}</svg>\n"
    )


def _square(number: int, one: Detection) -> str:
    x, y = _LEFT + number % _ACROSS * (_SIDE + _GAP), _TOP + number // _ACROSS * (_SIDE + _GAP + 14)
    steps = list(_steps(one))
    path = " ".join(f"{x + recall * _SIDE:.1f},{y + (1 - precision) * _SIDE:.1f}" for recall, precision in steps)
    goal_x, goal_y = x + GOAL_RECALL * _SIDE, y + (1 - GOAL_PRECISION) * _SIDE
    last = steps[-1] if steps else (0.0, 0.0)
    dot = f'<circle cx="{x + last[0] * _SIDE:.1f}" cy="{y + (1 - last[1]) * _SIDE:.1f}" r="3.2" fill="{_LINE}"/>'
    figures = f"P {one.precision.part}/{one.precision.whole} R {one.recall.part}/{one.recall.whole}"
    return (
        f'<g><rect x="{x}" y="{y}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="{_GRID}"/>'
        f'<path d="M{goal_x - 4:.1f} {goal_y:.1f}h8M{goal_x:.1f} {goal_y - 4:.1f}v8" stroke="{_GOAL}"/>'
        f'<polyline points="{path}" fill="none" stroke="{_LINE}" stroke-width="2"/>{dot if steps else ""}'
        f'<text x="{x}" y="{y + _SIDE + 14}" font-size="11">{escape(one.model)}</text>'
        f'<text x="{x}" y="{y + _SIDE + 27}" font-size="10" fill="#52606d">{figures}</text></g>'
    )


def _steps(one: Detection) -> Iterator[tuple[float, float]]:
    """Yield (recall, precision) after each flag, taken from the strongest; a planted row found twice counts once."""
    right = 0
    for taken, (_, good) in enumerate(one.strengths, start=1):
        right += good
        if one.recall.whole:
            yield min(right / one.recall.whole, 1.0), right / taken
