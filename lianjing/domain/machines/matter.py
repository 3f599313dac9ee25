"""One exercise of a power: it runs until its chart is complete, or is stopped with a reason. Nothing blocks a step:
what was done otherwise than the chart is written down as it was, and said.

Source: product K7, C4, C8; `conformance.md` 4.4 (a prescriptive engine cannot hold the deviations that matter).
"""

from lianjing.domain.machine import SYSTEM, Clock, Machine, Step

HANDLER, UPPER = "handler", "upper"

MATTER = Machine(
    name="matter",
    start="running",
    ends=frozenset({"complete", "stopped"}),
    source="product K7",
    steps=(
        Step("complete", "running", "complete", by=(HANDLER, SYSTEM), needs=("chart_complete",)),
        Step("complete_otherwise", "running", "complete", by=(HANDLER,), needs=("reason",)),
        Step("stop", "running", "stopped", by=(HANDLER,), needs=("reason",)),
    ),
    clocks={"running": (Clock("matter.idle", calls=HANDLER),)},
)
