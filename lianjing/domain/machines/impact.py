"""C15 impact assessment of personal information: in force only when two different people have signed.

Sources: product C15, S22; Personal Information Protection Law 55 and 56 (assess before processing, keep the record).
"""

from lianjing.domain.machine import CLOCK, Clock, Machine, Step

AUTHOR, SIGNER = "author", "signer"
_WRITTEN = ("purpose", "retention", "risks", "measures")

IMPACT = Machine(
    name="impact",
    start="draft",
    ends=frozenset({"expired", "dropped"}),
    people=("first_signer",),
    source="product C15",
    steps=(
        Step("sign", "draft", "signed_once", by=(SIGNER,), needs=_WRITTEN),
        Step("drop", "draft", "dropped", by=(AUTHOR, SIGNER), needs=("reason",)),
        Step(
            "countersign",
            "signed_once",
            "in_force",
            by=(SIGNER,),
            needs=(*_WRITTEN, "text_unchanged"),
            other_than=("first_signer",),
        ),
        Step("amend", "signed_once", "draft", by=(AUTHOR, SIGNER), needs=("reason",)),
        Step("expire", "in_force", "expired", by=(CLOCK,)),
        Step("revoke", "in_force", "expired", by=(SIGNER,), needs=("reason",)),
    ),
    clocks={
        "draft": (Clock("impact.draft", calls=AUTHOR),),
        "signed_once": (Clock("impact.countersign", calls=SIGNER),),
        "in_force": (Clock("impact.valid", then="expire"),),
    },
)
